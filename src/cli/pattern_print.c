#include <string.h>

#include "pattern.h"

#define DIGITS 6
#define JSON_DIGITS 17

char *
fulg_cli_pattern_decimal(const fmpq_t x, slong places, int up)
{
    fmpz_t power, n;
    char *digits, *text;
    size_t length, whole;
    const int minus = fmpq_sgn(x) < 0;
    fmpz_init(power);
    fmpz_init(n);
    fmpz_ui_pow_ui(power, 10, (ulong) places);
    fmpz_mul(n, fmpq_numref(x), power);
    if (up)
        fmpz_cdiv_q(n, n, fmpq_denref(x));
    else
        fmpz_fdiv_q(n, n, fmpq_denref(x));
    fmpz_abs(n, n);
    fmpz_add(n, n, power); /* a digit before the point, taken off again */
    digits = fmpz_get_str(NULL, 10, n);
    fmpz_fdiv_q(n, n, power);
    fmpz_sub_ui(n, n, 1);
    length = strlen(digits);
    text = flint_malloc(length + fmpz_sizeinbase(n, 10) + 8);
    text[0] = '\0';
    if (minus)
        strcat(text, "-");
    fmpz_get_str(text + strlen(text), 10, n);
    whole = strlen(text);
    if (places > 0)
    {
        text[whole] = '.';
        strcpy(text + whole + 1, digits + length - (size_t) places);
        /* No zeros at the end. */
        for (length = strlen(text); text[length - 1] == '0'; length--)
            text[length - 1] = '\0';
        if (text[length - 1] == '.')
            text[length - 1] = '\0';
    }
    flint_free(digits);
    fmpz_clear(power);
    fmpz_clear(n);
    return text;
}

static json_t *
json_decimal(const fmpq_t x, slong places, int up)
{
    char *text = fulg_cli_pattern_decimal(x, places, up);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

json_t *
fulg_cli_pattern_interval(const fmpq_t lower, const fmpq_t upper, int unbounded)
{
    json_t *pair = json_array();
    json_array_append_new(pair, json_decimal(lower, 10, 1));
    json_array_append_new(pair,
                          unbounded ? json_null() : json_decimal(upper, 10, 0));
    return pair;
}

static void
json_set_fmpq(json_t *object, const char *key, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_object_set_new(object, key, json_string(text));
    flint_free(text);
}

static json_t *
json_frame(const fulg_pattern_result_t *R)
{
    json_t *object = json_object();
    json_object_set_new(object, "seed",
                        R->has_seed ? fulg_cli_json_seed(R->seed)
                                    : json_null());
    json_object_set_new(
        object, "beta",
        fulg_cli_pattern_interval(R->beta_lower, R->beta_upper, R->unbounded));
    json_set_fmpq(object, "beta_used", R->beta);
    json_set_fmpq(object, "kappa", R->kappa);
    json_set_fmpq(object, "mu", R->mu);
    if (R->uniform)
    {
        json_object_set_new(object, "noise", json_integer(R->noise));
        json_object_set_new(object, "gap",
                            R->gap < 0 ? json_null() : json_integer(R->gap));
    }
    return object;
}

static json_t *
json_result(const fulg_pattern_result_t *R)
{
    json_t *object = json_object();
    json_object_set_new(object, "method",
                        json_string(fulg_pattern_method_name(R->method)));
    if (!R->proved)
    {
        json_object_set_new(object, "verdict", json_string("none found"));
        json_object_set_new(object, "reason", json_string(R->reason));
        return object;
    }
    json_object_set_new(object, "hidden_size", json_integer(R->size));
    if (R->has_frame)
    {
        json_t *frame = json_frame(R);
        json_object_update(object, frame);
        json_decref(frame);
    }
    json_set_fmpq(object, "spread", R->proof.spread);
    json_set_fmpq(object, "largest_logit", R->proof.logit);
    json_object_set_new(object, "bits", json_integer(R->bits));
    fulg_cli_json_set_ball(object, "ratio_error", R->proof.ratio_error,
                           JSON_DIGITS);
    if (!R->proof.no_zeros)
        fulg_cli_json_set_ball(object, "leak", R->proof.leak_error,
                               JSON_DIGITS);
    fulg_cli_json_set_ball(object, "difference", R->proof.difference,
                           JSON_DIGITS);
    json_object_set_new(object, "verdict", json_string("proved"));
    return object;
}

void
fulg_cli_pattern_print_json(const fulg_cli_pattern_t *A)
{
    json_t *answer = fulg_cli_json_head(A->cli), *methods = json_array();
    json_t *smallest = json_null();
    json_object_set_new(answer, "length", json_integer(A->matrix->length));
    json_object_set_new(answer, "row_nonzeros",
                        json_integer(A->shape.row_nonzeros));
    json_object_set_new(answer, "column_nonzeros",
                        json_integer(A->shape.column_nonzeros));
    json_set_fmpq(answer, "ratio", A->shape.ratio);
    json_set_fmpq(answer, "e1", A->options.e1);
    json_set_fmpq(answer, "e2", A->options.e2);
    for (int n = 0; n < A->num_results; n++)
        json_array_append_new(methods, json_result(&A->result[n]));
    json_object_set_new(answer, "methods", methods);
    if (A->smallest >= 0)
    {
        const fulg_pattern_result_t *best = &A->result[A->smallest];
        smallest = json_pack("{s:s, s:I}", "method",
                             fulg_pattern_method_name(best->method),
                             "hidden_size", (json_int_t) best->size);
    }
    json_object_set_new(answer, "smallest", smallest);
    json_object_set_new(answer, "lower_bound", json_integer(A->lower));
    json_object_set_new(answer, "size_1",
                        A->line == FULG_UNKNOWN
                            ? json_null()
                            : json_boolean(A->line == FULG_TRUE));
    json_object_set_new(answer, "size_1_reason", json_string(A->line_reason));
    json_object_set_new(answer, "existence",
                        A->existence > 0 ? json_integer(A->existence)
                                         : json_null());
    fulg_cli_print_json(A->cli, answer);
}

/* ---- text -------------------------------------------------------------------- */

static void
print_fmpq(FILE *out, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    fputs(text, out);
    flint_free(text);
}

static void
print_decimal(FILE *out, const fmpq_t x, slong places, int up)
{
    char *text = fulg_cli_pattern_decimal(x, places, up);
    fputs(text, out);
    flint_free(text);
}

static void
print_ball(FILE *out, const char *words, const arb_t x)
{
    char *text = fulg_ball_bound_text(x, 1, 3);
    fprintf(out, "%s%s", words, text);
    flint_free(text);
}

static void
print_frame(FILE *out, const fulg_pattern_result_t *R)
{
    if (R->has_seed)
        fprintf(out, ", seed %lu", R->seed);
    fputs(", mu = ", out);
    print_fmpq(out, R->mu);
    if (R->uniform && R->gap >= 0)
        fprintf(out, ", noise %ld, gap %ld", (long) R->noise, (long) R->gap);
    fputs("\n            beta = ", out);
    print_fmpq(out, R->beta);
    fputs(", and every beta in [", out);
    print_decimal(out, R->beta_lower, 7, 1);
    if (R->unbounded)
        fputs(", oo) works", out);
    else
    {
        fputs(", ", out);
        print_decimal(out, R->beta_upper, 7, 0);
        fputs("] works", out);
    }
}

static void
print_result(FILE *out, const fulg_pattern_result_t *R)
{
    fprintf(out, "  %-9s ", fulg_pattern_method_name(R->method));
    if (R->method == FULG_PATTERN_LINE && R->possible == FULG_FALSE)
    {
        fputs("size 1 is impossible; proved, for the reason below\n", out);
        return;
    }
    if (!R->proved)
    {
        fprintf(out, "none found: %s\n",
                strncmp(R->reason, "none found ", 11) == 0 ? R->reason + 11
                                                           : R->reason);
        return;
    }
    fprintf(out, "size %ld", (long) R->size);
    if (R->has_frame)
        print_frame(out, R);
    fputs("\n            spread of logits ", out);
    print_decimal(out, R->proof.spread, 4, 1);
    fputs(", largest logit ", out);
    print_decimal(out, R->proof.logit, 4, 1);
    fprintf(out, ", %ld bits\n", (long) R->bits);
    print_ball(out, "            ratios off by at most ", R->proof.ratio_error);
    if (!R->proof.no_zeros)
        print_ball(out, ", other keys below ", R->proof.leak_error);
    print_ball(out, ", entries off by at most ", R->proof.difference);
    fputs("; proved\n", out);
}

static void
print_existence(FILE *out, const fulg_cli_pattern_t *A)
{
    if (A->existence > 0)
        fprintf(out, "some choice of signs works at size %ld (union bound)\n",
                (long) A->existence);
    else
        fprintf(out, "the size at which the union bound holds has more than 63 "
                     "bits\n");
}

/* What is refuted when nothing is found: size 1, at most. */
static void
print_none(FILE *out, const fulg_cli_pattern_t *A)
{
    const int line_alone = A->num_results == 1 && A->methods[FULG_PATTERN_LINE];
    if (line_alone && A->line == FULG_FALSE)
        fputs("hidden size 1 is impossible; proved (larger sizes were not "
              "tried)\n\n",
              out);
    else if (line_alone && A->line == FULG_UNKNOWN)
        fputs("none found: hidden size 1 is neither proved nor refuted\n\n",
              out);
    else if (A->line == FULG_FALSE)
        fputs("none found for these seeds and sizes; only size 1 is refuted\n"
              "\n",
              out);
    else
        fputs("none found for these seeds and sizes; nothing is refuted\n\n",
              out);
}

void
fulg_cli_pattern_print(const fulg_cli_pattern_t *A)
{
    FILE *out = A->cli->out;
    if (A->smallest >= 0)
        fprintf(out, "hidden size %ld (%s); proved\n\n",
                (long) A->result[A->smallest].size,
                fulg_pattern_method_name(A->result[A->smallest].method));
    else
        print_none(out, A);
    fprintf(out,
            "matrix %ld x %ld, up to %ld positive entries per row and "
            "%ld per column, ratios up to ",
            (long) A->matrix->length, (long) A->matrix->length,
            (long) A->shape.row_nonzeros, (long) A->shape.column_nonzeros);
    print_fmpq(out, A->shape.ratio);
    fputs("\ne1 = ", out);
    print_fmpq(out, A->options.e1);
    fputs(", e2 = ", out);
    print_fmpq(out, A->options.e2);
    fputs("\n\n", out);
    for (int n = 0; n < A->num_results; n++)
        print_result(out, &A->result[n]);
    fprintf(out, "\nat least %ld: ", (long) A->lower);
    if (A->line == FULG_FALSE)
        fprintf(out, "size 1 is impossible\n  %s\n", A->line_reason);
    else if (A->line == FULG_TRUE)
        fprintf(out, "size 1 is possible\n  %s\n", A->line_reason);
    else
        fprintf(out, "size 1 is not decided\n  %s\n", A->line_reason);
    print_existence(out, A);
    if (A->smallest >= 0 && A->certificate != NULL &&
        strcmp(A->certificate, "-") != 0)
        fprintf(out, "to check: fulgurite verify %s\n", A->certificate);
    if (A->smallest >= 0 && A->output != NULL)
        fprintf(out,
                "to evaluate: fulgurite eval %s.weights.json --input "
                "%s.input.json\n",
                A->output, A->output);
}
