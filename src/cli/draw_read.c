/* What the options of draw say of a slice. */
#include <stdlib.h>
#include <string.h>

#include "draw.h"

#define MOST_TEXT 4096

static int
complain(const char *option, const char *why, const char *text)
{
    fulg_cli_message("%s: %s: \"%.80s\"", option, why, text);
    return FULG_EXIT_USAGE;
}

/* Part n of a text that ';' divides, into part; 0 when there is none. */
static int
get_part(char *part, size_t size, const char *text, int n)
{
    size_t length;
    while (n-- > 0)
    {
        text = strchr(text, ';');
        if (text == NULL)
            return 0;
        text++;
    }
    length = strcspn(text, ";");
    if (length == 0 || length >= size)
        return 0;
    memcpy(part, text, length);
    part[length] = '\0';
    return 1;
}

static int
num_parts(const char *text)
{
    int num = 1;
    for (; *text; text++)
        num += *text == ';';
    return num;
}

/* num numbers with commas between them. */
static int
read_numbers(fmpq *v, slong num, const char *option, const char *text)
{
    char word[400];
    slong n = 0, commas = 0;
    fulg_diag_t diag;
    for (const char *at = text; *at; at++)
        commas += *at == ',';
    if (commas != num - 1)
    {
        fulg_cli_message("%s: expected %ld numbers with commas between them: "
                         "\"%.80s\"",
                         option, (long) num, text);
        return FULG_EXIT_USAGE;
    }
    for (; n < num; n++)
    {
        const size_t length = strcspn(text, ",");
        snprintf(word, sizeof word, "%.*s", (int) length, text);
        if (length >= sizeof word)
            return complain(option, "a number of too many digits", text);
        if (fulg_exact_set_text(v + n, word, diag) != FULG_OK)
        {
            fulg_cli_message("%s: %s", option, diag->text);
            return FULG_EXIT_USAGE;
        }
        text += length + (text[length] == ',');
    }
    return FULG_EXIT_OK;
}

/* Nothing but numbers and commas. */
static int
is_numbers(const char *text)
{
    return strspn(text, "0123456789+-/.,eE ") == strlen(text);
}

/* The function in a file (or that of its weights); F is initialised when
   FULG_EXIT_OK is returned. */
static int
load(fulg_function_t F, const char *file)
{
    fulg_weights_t W;
    fulg_diag_t diag;
    int is_weights, code;
    code = fulg_cli_load_function(F, W, &is_weights, file);
    if (code != FULG_EXIT_OK)
        return code;
    if (is_weights)
    {
        const fulg_status_t status = fulg_function_init_weights(F, W, diag);
        fulg_weights_clear(W);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, fulg_cli_name(file));
    }
    if (F->d == 2 && F->d_out == 1)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: slices are drawn for d = 2, d_out = 1, not for d = "
                     "%ld, d_out = %ld",
                     fulg_cli_name(file), (long) F->d, (long) F->d_out);
    fulg_function_clear(F);
    return FULG_EXIT_UNABLE;
}

/* A vector of a slice: numbers, or a function. */
static int
read_vector(fmpq *v, const fulg_draw_slice_t S, const char *option,
            const char *text)
{
    fulg_function_t F;
    int code;
    if (is_numbers(text))
        return read_numbers(v, S->num, option, text);
    code = load(F, text);
    if (code != FULG_EXIT_OK)
        return code;
    if ((F->tokens == 1) != (S->tokens == 1))
    {
        fulg_cli_message("%s: a function of %s token%s in a slice for %s",
                         fulg_cli_name(text), F->tokens == 1 ? "one" : "more",
                         F->tokens == 1 ? "" : "s",
                         S->tokens == 1 ? "one" : "more");
        code = FULG_EXIT_PARSE;
    }
    for (slong n = 0; n < S->num && code == FULG_EXIT_OK; n++)
        fmpq_set(v + n, S->num == 6 ? fmpq_mat_entry(F->coeff, n % 3, n / 3)
                                    : fmpq_mat_entry(F->coeff, 0, n));
    fulg_function_clear(F);
    return code;
}

static int
read_vectors(fulg_draw_slice_t S, const fulg_cli_draw_said_t *said)
{
    char *part = flint_malloc(MOST_TEXT);
    int code = FULG_EXIT_OK;
    if (said->origin == NULL)
        for (slong n = 0; n < S->num; n++)
            fmpq_zero(S->origin + n);
    else
        code = read_vector(S->origin, S, "--origin", said->origin);
    for (slong i = 0; i < S->dim && code == FULG_EXIT_OK; i++)
        code = get_part(part, MOST_TEXT, said->directions, (int) i)
                   ? read_vector(S->direction + i * S->num, S, "--directions",
                                 part)
                   : complain("--directions", "no vector between two ;",
                              said->directions);
    for (slong i = 0; i < S->dim && code == FULG_EXIT_OK; i++)
    {
        fmpq_set_si(S->low + i, -2, 1);
        fmpq_set_si(S->high + i, 2, 1);
    }
    flint_free(part);
    return code;
}

/* "LOW,HIGH" of every direction, or one for all. */
static int
read_box(fulg_draw_slice_t S, const char *text)
{
    const int parts = num_parts(text);
    char *part = flint_malloc(MOST_TEXT);
    fmpq *pair = _fmpq_vec_init(2);
    int code = FULG_EXIT_OK;
    if (parts != 1 && parts != S->dim)
        code = complain("--box", "expected one LOW,HIGH or one a direction",
                        text);
    for (slong i = 0; i < S->dim && code == FULG_EXIT_OK; i++)
    {
        code = get_part(part, MOST_TEXT, text, parts == 1 ? 0 : (int) i)
                   ? read_numbers(pair, 2, "--box", part)
                   : complain("--box", "no pair between two ;", text);
        fmpq_set(S->low + i, pair);
        fmpq_set(S->high + i, pair + 1);
    }
    _fmpq_vec_clear(pair, 2);
    flint_free(part);
    return code;
}

/* A slice file has all of it but the box, which may be said anew. */
static int
init_file(fulg_draw_slice_t S, const fulg_cli_t *cli,
          const fulg_cli_draw_said_t *said)
{
    static const char *const others[] = {"--head-dim",   "--tokens",
                                         "--dimension",  "--origin",
                                         "--directions", NULL};
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    int code;
    for (const char *const *name = others; *name != NULL; name++)
        if (fulg_cli_is_given(cli, *name))
        {
            fulg_cli_message("%s is in the file of --slice", *name);
            return FULG_EXIT_USAGE;
        }
    code = fulg_cli_load_json(&value, said->slice);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_draw_slice_init_json(S, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, fulg_cli_name(said->slice));
    return FULG_EXIT_OK;
}

/* The dimension that is said, or that of the directions, or that the kind of file
   shows. */
static int
find_dimension(slong *dim, const fulg_cli_draw_said_t *said)
{
    const int is_page = said->file != NULL &&
                        fulg_exact_text_ends(said->file, ".html");
    *dim = said->dimension    ? said->dimension
           : said->directions ? num_parts(said->directions)
           : is_page          ? 3
                              : 2;
    if (said->directions && num_parts(said->directions) != *dim)
        return complain("--directions", "not as many as the dimension",
                        said->directions);
    if (*dim == 2 || *dim == 3)
        return FULG_EXIT_OK;
    fulg_cli_message("a slice has dimension 2 or 3, not %ld", (long) *dim);
    return FULG_EXIT_USAGE;
}

static int
init_options(fulg_draw_slice_t S, const fulg_cli_draw_said_t *said)
{
    slong dim, tokens = said->tokens;
    int code = find_dimension(&dim, said);
    if (code == FULG_EXIT_OK && said->origin && !said->directions)
    {
        fulg_cli_message("--origin needs --directions, too");
        code = FULG_EXIT_USAGE;
    }
    if (code != FULG_EXIT_OK)
        return code;
    fulg_draw_slice_init(S, said->head_dim, tokens, dim);
    if (said->directions)
        code = read_vectors(S, said);
    if (code != FULG_EXIT_OK)
        fulg_draw_slice_clear(S);
    return code;
}

int
fulg_cli_draw_read_slice(fulg_draw_slice_t S, const fulg_cli_t *cli,
                         const fulg_cli_draw_said_t *said)
{
    fulg_diag_t diag;
    int code = fulg_cli_check_head_dim(said->head_dim);
    if (code == FULG_EXIT_OK)
        code = said->slice ? init_file(S, cli, said) : init_options(S, said);
    if (code != FULG_EXIT_OK)
        return code;
    if (said->box)
        code = read_box(S, said->box);
    if (code == FULG_EXIT_OK)
    {
        const fulg_status_t status = fulg_draw_slice_check(S, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, NULL);
    }
    if (code != FULG_EXIT_OK)
        fulg_draw_slice_clear(S);
    return code;
}
