/* Any words, a line each, as the options of a command: refused with exit code
   2, or an architecture that is one. */
#include <stdlib.h>
#include <string.h>

#include "src/cli/cli.h"

#define MAX_WORDS 64

typedef struct
{
    fulg_cli_arch_t arch;
    const char *input;
    slong count;
    ulong prime;
} said_t;

static const fulg_option_t options[] = {
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, offsetof(said_t, arch),
     NULL},
    {"--input", "FILE", FULG_OPTION_TEXT, offsetof(said_t, input), ""},
    {"--count", "N", FULG_OPTION_SIZE, offsetof(said_t, count), ""},
    {"--prime", "P", FULG_OPTION_ULONG, offsetof(said_t, prime), ""},
    FULG_CLI_LAST_OPTION};
static const fulg_command_t command = {"fuzz", "", NULL, options, ""};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_architecture(const fulg_cli_arch_t *said)
{
    fulg_arch_t arch, back;
    fulg_diag_t diag;
    json_t *value;
    const int code = fulg_cli_arch_init(arch, said);
    if (code != FULG_EXIT_OK)
    {
        if (code != FULG_EXIT_USAGE)
            abort();
        return;
    }
    value = fulg_arch_json(arch);
    if (fulg_arch_check(arch, diag) != FULG_OK ||
        fulg_arch_init_json(back, value, diag) != FULG_OK ||
        !fulg_arch_equal(arch, back))
        abort();
    json_decref(value);
    fulg_arch_clear(back);
    fulg_arch_clear(arch);
}

static int
split(char **words, char *text)
{
    int n = 0;
    while (n < MAX_WORDS)
    {
        char *end = strchr(text, '\n');
        words[n++] = text;
        if (end == NULL)
            break;
        *end = '\0';
        text = end + 1;
    }
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fulg_cli_t cli = {.seed = 1, .threads = 1, .command = &command};
    said_t said = {.count = 1};
    char *text = flint_malloc(size + 1), *words[MAX_WORDS];
    const char *word[2] = {NULL, NULL};
    int num = 0, code;
    memcpy(text, data, size);
    text[size] = '\0';
    cli.argc = split(words, text);
    cli.argv = words;
    code = fulg_cli_parse(&cli, &said, word, 2, &num);
    if (num > 2 || said.count < 1 || cli.threads < 1 ||
        (code != FULG_EXIT_OK && code != FULG_EXIT_USAGE))
        abort();
    /* No file is opened for a file name of chance. */
    if (code == FULG_EXIT_OK && said.arch.file == NULL)
        read_architecture(&said.arch);
    flint_set_num_threads(1);
    flint_free(text);
    return 0;
}
