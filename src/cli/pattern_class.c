#include <string.h>

#include "pattern.h"

/* "k,gamma" */
static int
read_class(slong *k, fmpq_t gamma, const char *text)
{
    const char *comma = strchr(text, ',');
    char first[32];
    fulg_diag_t diag;
    fulg_status_t status;
    const size_t n = comma ? (size_t) (comma - text) : 0;
    if (n > 0 && n < sizeof first)
    {
        memcpy(first, text, n);
        first[n] = '\0';
    }
    if (n == 0 || n >= sizeof first ||
        fulg_cli_pattern_numbers(k, first, 1) != 1)
    {
        fulg_cli_message("--class needs k,gamma, not \"%.60s\"", text);
        return FULG_EXIT_USAGE;
    }
    status = fulg_exact_set_text(gamma, comma + 1, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, "--class");
    if (fmpq_cmp_si(gamma, 1) < 0)
    {
        fulg_cli_message("--class: a largest ratio is at least 1");
        return FULG_EXIT_PARSE;
    }
    return FULG_EXIT_OK;
}

static int
check_length(const fulg_cli_pattern_t *A, slong k)
{
    if (A->length == 0)
    {
        fulg_cli_message("--class is about all matrices of a --length");
        return FULG_EXIT_USAGE;
    }
    if (A->length < 2 || k > A->length)
    {
        fulg_cli_message("--class: columns of %ld entries do not have %ld "
                         "positive ones, and a length is at least 2",
                         (long) A->length, (long) k);
        return FULG_EXIT_PARSE;
    }
    if (A->length > FULG_PATTERN_MAX_LENGTH)
    {
        fulg_cli_message("--length goes up to %d", FULG_PATTERN_MAX_LENGTH);
        return FULG_EXIT_UNABLE;
    }
    return FULG_EXIT_OK;
}

static json_t *
text_json(const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

static json_t *
class_json(const fulg_pattern_class_t *C)
{
    json_t *object = json_object();
    json_object_set_new(object, "method",
                        json_string(fulg_pattern_method_name(C->method)));
    if (!C->proved)
    {
        json_object_set_new(object, "verdict", json_string("none found"));
        json_object_set_new(object, "reason",
                            json_string("none found for these seeds and "
                                        "sizes"));
        return object;
    }
    json_object_set_new(object, "hidden_size", json_integer(C->size));
    json_object_set_new(object, "seed",
                        C->has_seed ? fulg_cli_json_seed(C->seed)
                                    : json_null());
    json_object_set_new(object, "mu", text_json(C->mu));
    json_object_set_new(
        object, "beta",
        fulg_cli_pattern_interval(C->beta_lower, C->beta_upper, C->unbounded));
    json_object_set_new(object, "beta_used", text_json(C->beta));
    json_object_set_new(object, "verdict", json_string("proved"));
    return object;
}

static void
print_json(const fulg_cli_pattern_t *A, const fulg_pattern_class_t *C, int num,
           int best)
{
    json_t *answer = fulg_cli_json_head(A->cli), *methods = json_array();
    json_object_set_new(answer, "length", json_integer(A->length));
    json_object_set_new(answer, "column_nonzeros", json_integer(C[0].k));
    json_object_set_new(answer, "ratio", text_json(C[0].gamma));
    json_object_set_new(answer, "e1", text_json(A->options.e1));
    json_object_set_new(answer, "e2", text_json(A->options.e2));
    for (int n = 0; n < num; n++)
        json_array_append_new(methods, class_json(&C[n]));
    json_object_set_new(answer, "class", methods);
    json_object_set_new(
        answer, "smallest",
        best < 0 ? json_null()
                 : json_pack("{s:s, s:I}", "method",
                             fulg_pattern_method_name(C[best].method),
                             "hidden_size", (json_int_t) C[best].size));
    fulg_cli_print_json(A->cli, answer);
}

static void
print_one(FILE *out, const fulg_pattern_class_t *C)
{
    char *mu, *beta;
    fprintf(out, "  %-9s ", fulg_pattern_method_name(C->method));
    if (!C->proved)
    {
        fprintf(out, "none found\n");
        return;
    }
    mu = fmpq_get_str(NULL, 10, C->mu);
    beta = fmpq_get_str(NULL, 10, C->beta);
    fprintf(out, "size %ld", (long) C->size);
    if (C->has_seed)
        fprintf(out, ", seed %lu", C->seed);
    fprintf(out, ", mu = %s, beta = %s; proved\n", mu, beta);
    flint_free(mu);
    flint_free(beta);
}

static void
print_text(const fulg_cli_pattern_t *A, const fulg_pattern_class_t *C, int num,
           int best)
{
    FILE *out = A->cli->out;
    char *gamma = fmpq_get_str(NULL, 10, C[0].gamma);
    if (best >= 0)
        fprintf(out,
                "hidden size %ld (%s) for every matrix of the class; "
                "proved\n\n",
                (long) C[best].size, fulg_pattern_method_name(C[best].method));
    else
        fprintf(out,
                "none found for these seeds and sizes; nothing is refuted\n"
                "\n");
    fprintf(
        out,
        "all %ld x %ld matrices with at most %ld positive entries per column,\n"
        "ratios within a row up to %s, no zero row\n\n",
        (long) A->length, (long) A->length, (long) C[0].k, gamma);
    for (int n = 0; n < num; n++)
        print_one(out, &C[n]);
    if (best >= 0 && A->certificate != NULL && strcmp(A->certificate, "-") != 0)
        fprintf(out, "\nto check: fulgurite verify %s\n", A->certificate);
    flint_free(gamma);
}

static int
write_certificate(const fulg_cli_pattern_t *A, const fulg_pattern_class_t *C)
{
    json_t *value = fulg_pattern_class_json(C, &A->options);
    const int code = fulg_cli_write_json(A->cli, A->certificate, value);
    json_decref(value);
    return code;
}

/* The methods with a frame: theirs is one number for a whole class. */
static int
search(fulg_cli_pattern_t *A, slong k, const fmpq_t gamma)
{
    fulg_pattern_class_t C[FULG_PATTERN_METHODS];
    fulg_diag_t diag;
    int num = 0, best = -1, code = FULG_EXIT_OK;
    for (int m = FULG_PATTERN_JL; m < FULG_PATTERN_METHODS; m++)
    {
        fulg_status_t status;
        if (!A->methods[m] || code != FULG_EXIT_OK)
            continue;
        status = fulg_pattern_class_search(&C[num], (fulg_pattern_method_t) m,
                                           A->length, k, gamma, &A->options,
                                           diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, NULL);
        if (C[num].proved && (best < 0 || C[num].size < C[best].size))
            best = num;
        num++;
    }
    if (code == FULG_EXIT_OK && best >= 0 && A->certificate != NULL)
        code = write_certificate(A, &C[best]);
    if (code == FULG_EXIT_OK)
    {
        if (A->cli->json)
            print_json(A, C, num, best);
        else
            print_text(A, C, num, best);
        A->cli->keep_output = 1;
        code = best < 0 ? FULG_EXIT_UNABLE : FULG_EXIT_OK;
    }
    for (int n = 0; n < num; n++)
        fulg_pattern_class_clear(&C[n]);
    return code;
}

int
fulg_cli_pattern_class(fulg_cli_pattern_t *A)
{
    slong k = 0;
    fmpq_t gamma;
    int code;
    fmpq_init(gamma);
    code = read_class(&k, gamma, A->class_of);
    if (code == FULG_EXIT_OK)
        code = check_length(A, k);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_check_rs(A, A->length);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_check_files(A);
    if (code == FULG_EXIT_OK)
        code = search(A, k, gamma);
    fmpq_clear(gamma);
    return code;
}
