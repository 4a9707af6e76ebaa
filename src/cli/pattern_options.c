/* The values of the options of "pattern". */
#include <stdlib.h>
#include <string.h>

#include "pattern.h"

static int
read_rational(fmpq_t x, const char *text, const char *name)
{
    fulg_diag_t diag;
    fulg_status_t status;
    if (text == NULL)
        return FULG_EXIT_OK;
    status = fulg_exact_set_text(x, text, diag);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, name);
}

int
fulg_cli_pattern_numbers(slong *n, const char *text, int max)
{
    int count = 0;
    for (const char *at = text; count < max && *at >= '0' && *at <= '9';)
    {
        char *end;
        n[count] = strtol(at, &end, 10);
        if (n[count] < 1 || n[count] > WORD(1) << 40)
            return 0;
        count++;
        if (*end == '\0')
            return count;
        if (*end != ',')
            return 0;
        at = end + 1;
    }
    return 0;
}

/* "3..10" or "7" */
static int
read_seeds(fulg_cli_pattern_t *A)
{
    const char *text = A->seeds;
    char *end;
    if (text == NULL)
        return FULG_EXIT_OK;
    A->options.first_seed = A->options.last_seed = strtoul(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && strncmp(end, "..", 2) == 0 &&
        end[2] >= '0' && end[2] <= '9')
        A->options.last_seed = strtoul(end + 2, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && *end == '\0')
        return FULG_EXIT_OK;
    fulg_cli_message("--seeds needs a range such as 1..20, not \"%.60s\"",
                     text);
    return FULG_EXIT_USAGE;
}

/* A word of --method: a name, or "all". */
static int
take_method(fulg_cli_pattern_t *A, const char *word, size_t length)
{
    const char *names[FULG_PATTERN_METHODS + 2], *near;
    char text[64];
    const int all = length == 3 && strncmp(word, "all", 3) == 0;
    int found = all;
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
    {
        names[m] = fulg_pattern_method_name((fulg_pattern_method_t) m);
        if (strlen(names[m]) == length && strncmp(names[m], word, length) == 0)
            found = A->methods[m] = 1;
        else if (all)
            A->methods[m] = 1;
    }
    names[FULG_PATTERN_METHODS] = "all";
    names[FULG_PATTERN_METHODS + 1] = NULL;
    if (found)
        return FULG_EXIT_OK;
    snprintf(text, sizeof text, "%.*s", (int) FLINT_MIN(length, 60), word);
    near = fulg_exact_nearest(text, names);
    fulg_cli_message("--method is line, moment, jl, rs, hadamard or all, not "
                     "\"%s\"%s%s%s",
                     text, near ? "; did you mean \"" : "", near ? near : "",
                     near ? "\"?" : "");
    return FULG_EXIT_USAGE;
}

/* A list; by default all, and of a sweep, which has one, jl. */
static int
read_methods(fulg_cli_pattern_t *A)
{
    const char *text = A->method != NULL  ? A->method
                       : A->sweep != NULL ? "jl"
                                          : "all";
    int num = 0;
    do
    {
        const size_t length = strcspn(text, ",");
        const int code = take_method(A, text, length);
        if (code != FULG_EXIT_OK)
            return code;
        text += length;
    } while (*text++ == ',');
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
        num += A->methods[m];
    if (A->sweep == NULL || num == 1)
        return FULG_EXIT_OK;
    fulg_cli_message("--sweep takes one --method (jl by default)");
    return FULG_EXIT_USAGE;
}

static int
read_reed_solomon(fulg_cli_pattern_t *A)
{
    slong n[2];
    if (A->reed_solomon == NULL)
        return FULG_EXIT_OK;
    if (fulg_cli_pattern_numbers(n, A->reed_solomon, 2) != 2)
    {
        fulg_cli_message("--rs needs two numbers q,m, not \"%.60s\"",
                         A->reed_solomon);
        return FULG_EXIT_USAGE;
    }
    A->options.q = n[0];
    A->options.m = n[1];
    return FULG_EXIT_OK;
}

int
fulg_cli_pattern_options(fulg_cli_pattern_t *A)
{
    fulg_pattern_options_t *O = &A->options;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = read_rational(O->e1, A->e1, "--e1");
    if (code == FULG_EXIT_OK)
        code = read_rational(O->e2, A->e2, "--e2");
    O->has_cap = A->cap != NULL;
    if (code == FULG_EXIT_OK)
        code = read_rational(O->cap, A->cap, "--logit-cap");
    O->has_beta = A->beta != NULL && strcmp(A->beta, "auto") != 0;
    if (code == FULG_EXIT_OK && O->has_beta)
        code = read_rational(O->beta, A->beta, "--beta");
    if (code == FULG_EXIT_OK)
        code = read_seeds(A);
    if (code == FULG_EXIT_OK)
        code = read_methods(A);
    if (code == FULG_EXIT_OK)
        code = read_reed_solomon(A);
    if (code != FULG_EXIT_OK)
        return code;
    O->max_size = A->max_size > WORD_MAX ? WORD_MAX : (slong) A->max_size;
    O->progress = &A->cli->progress;
    status = fulg_pattern_options_check(O, diag);
    /* Rounding has to be finer than what e1 leaves. */
    if (A->bits == 0)
        O->bits = FLINT_MAX(20, 8 + (slong) fmpz_bits(fmpq_denref(O->e1)) -
                                    (slong) fmpz_bits(fmpq_numref(O->e1)));
    else
        O->bits = A->bits;
    O->frame_bits = A->bits == 0 ? O->bits + 20 : A->bits;
    if (status == FULG_OK && O->bits > 4096)
        status = fulg_diag_set(diag, FULG_PARSE, "--prec goes up to 4096");
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

int
fulg_cli_pattern_nodes(fulg_cli_pattern_t *A)
{
    const slong length = A->matrix->length;
    fmpq *x = _fmpq_vec_init(length);
    char *copy = flint_malloc(strlen(A->nodes) + 1), *at = copy;
    int code = FULG_EXIT_OK;
    slong n = 0;
    fmpz_t den;
    fmpz_init_set_ui(den, 1);
    strcpy(copy, A->nodes);
    for (; code == FULG_EXIT_OK && at != NULL && n < length; n++)
    {
        char *comma = strchr(at, ',');
        if (comma != NULL)
            *comma = '\0';
        code = read_rational(x + n, at, "--nodes");
        fmpz_lcm(den, den, fmpq_denref(x + n));
        at = comma ? comma + 1 : NULL;
    }
    if (code == FULG_EXIT_OK && (n != length || at != NULL))
    {
        fulg_cli_message("--nodes needs %ld numbers, one for every column",
                         (long) length);
        code = FULG_EXIT_PARSE;
    }
    for (slong i = 0; code == FULG_EXIT_OK && i < length; i++)
        for (slong j = 0; code == FULG_EXIT_OK && j < i; j++)
            if (fmpq_equal(x + i, x + j))
            {
                fulg_cli_message("--nodes: columns %ld and %ld have the same "
                                 "node",
                                 (long) j + 1, (long) i + 1);
                code = FULG_EXIT_PARSE;
            }
    if (code == FULG_EXIT_OK)
    {
        A->options.nodes = _fmpz_vec_init(length);
        for (slong i = 0; i < length; i++)
        {
            fmpz_divexact(A->options.nodes + i, den, fmpq_denref(x + i));
            fmpz_mul(A->options.nodes + i, A->options.nodes + i,
                     fmpq_numref(x + i));
        }
    }
    fmpz_clear(den);
    _fmpq_vec_clear(x, length);
    flint_free(copy);
    return code;
}

/* rs with too few rows contradicts itself, whatever else is asked. */
int
fulg_cli_pattern_check_rs(const fulg_cli_pattern_t *A, slong length)
{
    fulg_pattern_frame_t F;
    fulg_diag_t diag;
    fulg_status_t status;
    if (A->reed_solomon == NULL)
        return FULG_EXIT_OK;
    status = fulg_pattern_frame_init_reed_solomon(F, length, A->options.q,
                                                  A->options.m, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    fulg_pattern_frame_clear(F);
    return FULG_EXIT_OK;
}
