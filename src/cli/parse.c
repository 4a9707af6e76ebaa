#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "survey.h"

static int
usage(const fulg_cli_t *cli, const char *format, const char *a, const char *b)
{
    char text[256];
    snprintf(text, sizeof text, format, a, b);
    fulg_cli_message("%s (try: fulgurite help %s)", text, cli->command->name);
    return FULG_EXIT_USAGE;
}

/* Of any task of the command. */
static int
is_option(const fulg_command_t *command, const char *name)
{
    for (const fulg_option_t *row = command->options; row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return 1;
    return 0;
}

static int
unknown(const fulg_cli_t *cli, const char *word, size_t length,
        const fulg_cli_target_t *options, int num)
{
    const char *names[FULG_CLI_MAX_OPTIONS + 1];
    char *name = flint_malloc(length + 1);
    const char *near;
    memcpy(name, word, length);
    name[length] = '\0';
    for (int i = 0; i < num; i++)
        names[i] = options[i].name;
    names[num] = NULL;
    near = fulg_exact_nearest(name, names);
    if (cli->only != NULL && is_option(cli->command, name))
        cli->not_taken(cli, name);
    else if (near != NULL)
        usage(cli, "unknown option %.80s; did you mean %s?", name, near);
    else
        usage(cli, "unknown option %.80s%s", name, "");
    flint_free(name);
    return FULG_EXIT_USAGE;
}

/* A decimal number without sign in 0 .. max. */
static int
read_number(ulong *n, const char *text, ulong max)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return 0;
    errno = 0;
    *n = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *n <= max;
}

/* An integer, so it is its size that is wrong. */
static int
is_beyond(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text) &&
           strspn(text, "0") < strlen(text);
}

static int
set_option(const fulg_cli_t *cli, const fulg_cli_target_t *option,
           const char *value)
{
    ulong n = 0;
    switch (option->kind)
    {
        case FULG_OPTION_FLAG:
            *(int *) option->target = 1;
            return FULG_EXIT_OK;
        case FULG_OPTION_TEXT:
            *(const char **) option->target = value;
            return FULG_EXIT_OK;
        case FULG_OPTION_SIZE:
            if (!read_number(&n, value, WORD_MAX) || n == 0)
                return usage(cli,
                             is_beyond(value)
                                 ? "%s goes up to 2^63 - 1, not \"%.60s\""
                                 : "%s needs a positive integer, not "
                                   "\"%.60s\"",
                             option->name, value);
            *(slong *) option->target = (slong) n;
            return FULG_EXIT_OK;
        case FULG_OPTION_ULONG:
            if (!read_number(&n, value, UWORD_MAX))
                return usage(cli,
                             "%s needs an integer from 0 to 2^64 - 1, not "
                             "\"%.60s\"",
                             option->name, value);
            *(ulong *) option->target = n;
            return FULG_EXIT_OK;
        case FULG_OPTION_ARCHITECTURE:
        case FULG_OPTION_RANGES:
            break;
    }
    return FULG_EXIT_INTERNAL;
}

static const fulg_cli_target_t *
find(const char *word, size_t length, const fulg_cli_target_t *options, int num)
{
    for (int i = 0; i < num; i++)
        if (strlen(options[i].name) == length &&
            strncmp(options[i].name, word, length) == 0)
            return &options[i];
    return NULL;
}

/* One option, with its value in the same word or the next. */
static int
take_option(fulg_cli_t *cli, int *place, const fulg_cli_target_t *options,
            int num)
{
    const char *word = cli->argv[*place];
    const char *equals = strchr(word, '=');
    const size_t length = equals ? (size_t) (equals - word) : strlen(word);
    const fulg_cli_target_t *option = find(word, length, options, num);
    const char *value = equals ? equals + 1 : NULL;

    if (option == NULL)
        return unknown(cli, word, length, options, num);
    if (fulg_cli_is_given(cli, option->name))
        return usage(cli, "%s is given twice%s", option->name, "");
    cli->given[cli->num_given++] = option->name;
    if (option->kind == FULG_OPTION_FLAG)
    {
        if (value != NULL)
            return usage(cli, "%s takes no value%s", option->name, "");
    }
    else if (value == NULL)
    {
        if (*place + 1 >= cli->argc)
            return usage(cli, "%s needs a value%s", option->name, "");
        value = cli->argv[++*place];
    }
    return set_option(cli, option, value);
}

/* The kernel of OpenBLAS for what this processor can do.  On one that is newer than
   OpenBLAS it would take the one for the oldest, a third as fast. */
static const char *
blas_kernel(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
#endif
    return NULL;
}

/* OpenBLAS reads its variables when it is loaded, which is later. */
static void
set_threads(int threads, int is_call)
{
    const char *kernel = blas_kernel();
    char number[16];
    snprintf(number, sizeof number, "%d", threads);
    flint_set_num_threads(threads);
    if (is_call)
        return;
    setenv("OPENBLAS_NUM_THREADS", number, 0);
    if (kernel != NULL)
        setenv("OPENBLAS_CORETYPE", kernel, 0);
}

/* Whether the task at hand takes the option. */
static int
is_taken(const fulg_cli_t *cli, const char *name)
{
    char word[40];
    if (cli->only == NULL)
        return 1;
    snprintf(word, sizeof word, " %s ", name);
    return strstr(cli->only, word) != NULL;
}

/* The options of the command and the common ones, with where they go. */
static int
collect(fulg_cli_target_t *all, fulg_cli_t *cli, void *said)
{
    const fulg_option_t *row = cli->command->options;
    const fulg_cli_target_t common[] = {
        {"--json", FULG_OPTION_FLAG, &cli->json},
        {"--quiet", FULG_OPTION_FLAG, &cli->quiet},
        {"--force", FULG_OPTION_FLAG, &cli->force},
        {"--seed", FULG_OPTION_ULONG, &cli->seed},
        {"--threads", FULG_OPTION_SIZE, &cli->threads}};
    int num = sizeof common / sizeof *common;
    memcpy(all, common, sizeof common);
    for (; row->name != NULL &&
           num + FULG_CLI_ARCH_OPTIONS <= FULG_CLI_MAX_OPTIONS;
         row++)
    {
        void *target = (char *) said + row->offset;
        if (row->kind == FULG_OPTION_ARCHITECTURE)
            num += fulg_cli_arch_options(all + num, target);
        else if (row->kind == FULG_OPTION_RANGES)
            num += fulg_cli_survey_options(all + num, target);
        else if (is_taken(cli, row->name))
            all[num++] = (fulg_cli_target_t){row->name, row->kind, target};
    }
    return num;
}

int
fulg_cli_is_given(const fulg_cli_t *cli, const char *name)
{
    for (int n = 0; n < cli->num_given; n++)
        if (strcmp(cli->given[n], name) == 0)
            return 1;
    return 0;
}

int
fulg_cli_parse(fulg_cli_t *cli, void *said, const char **words, int max_words,
               int *num_words)
{
    fulg_cli_target_t all[FULG_CLI_MAX_OPTIONS];
    const int num = collect(all, cli, said);
    int only_words = 0;

    *num_words = 0;
    for (int i = 0; i < cli->argc; i++)
    {
        const char *word = cli->argv[i];
        int code;
        if (!only_words && strcmp(word, "--") == 0)
        {
            only_words = 1;
            continue;
        }
        if (only_words || word[0] != '-' || word[1] == '\0')
        {
            if (*num_words == max_words)
                return usage(
                    cli,
                    find("--arch", 6, all, num)
                        ? "unexpected \"%.80s\"; an architecture file needs --arch%s"
                        : "unexpected \"%.80s\"%s",
                    word, "");
            words[(*num_words)++] = word;
            continue;
        }
        code = take_option(cli, &i, all, num);
        if (code != FULG_EXIT_OK)
            return code;
    }
    set_threads((int) FLINT_MIN(cli->threads, 256), cli->is_call);
    return FULG_EXIT_OK;
}
