#include <string.h>

#include "optimize.h"

#define WITNESS_BITS 53
/* Numbers longer than this are not printed in text. */
#define LONG_NUMBER 200

/* lower <= gamma* <= upper in one enclosure. */
static void
hull(arb_t x, const fulg_optimize_margin_t M)
{
    arb_union(x, M->lower, M->upper, M->bits);
    if (arb_contains_negative(x) && M->separable != FULG_TRUE)
    {
        arb_zero(x);
        arb_union(x, x, M->upper, M->bits);
        arb_nonnegative_part(x, x);
    }
}

static void
print_json(fulg_cli_t *cli, const fulg_optimize_margin_t M,
           const fulg_dataset_t D, const fulg_optimize_heads_t P)
{
    json_t *answer = fulg_cli_optimize_json_head(cli, "margin", D);
    json_t *lambda = json_array(), *support = json_array();
    arb_t x;
    arb_init(x);
    hull(x, M);
    for (slong i = 0; i < M->num; i++)
    {
        json_array_append_new(lambda, fulg_exact_json_fmpq(M->lambda + i));
        if (!fmpq_is_zero(M->lambda + i))
            json_array_append_new(support, json_integer(i + 1));
    }
    json_object_set_new(answer, "heads", json_integer(P->total));
    json_object_set_new(answer, "gamma_squared",
                        M->exact ? fulg_exact_json_fmpq(M->gamma_squared)
                                 : json_null());
    json_object_set_new(answer, "gamma", fulg_cli_optimize_json(x));
    json_object_set_new(answer, "lambda", lambda);
    json_object_set_new(answer, "support", support);
    json_object_set_new(answer, "method",
                        json_string(!M->exact                       ? "ball"
                                    : M->zero == FULG_ZERO_INSIDE   ? "inside"
                                    : M->zero == FULG_ZERO_OPPOSITE ? "opposite"
                                                                    : "exact"));
    json_object_set_new(answer, "separable",
                        fulg_cli_optimize_json_truth(M->separable));
    json_object_set_new(answer, "verdict",
                        json_string(fulg_cli_optimize_verdict(M->separable)));
    fulg_cli_print_json(cli, answer);
    arb_clear(x);
}

static void
print_lambda(FILE *out, const fulg_optimize_margin_t M)
{
    slong support = 0;
    size_t length = 0;
    for (slong i = 0; i < M->num; i++)
    {
        char *text = fmpq_get_str(NULL, 10, M->lambda + i);
        support += !fmpq_is_zero(M->lambda + i);
        length += strlen(text) + 2;
        flint_free(text);
    }
    if (length > LONG_NUMBER)
    {
        fprintf(out,
                "  lambda: %ld of %ld samples take part (--json prints "
                "it)\n",
                (long) support, (long) M->num);
        return;
    }
    fputs("  lambda = (", out);
    for (slong i = 0; i < M->num; i++)
    {
        char *text = fmpq_get_str(NULL, 10, M->lambda + i);
        fprintf(out, "%s%s", i ? ", " : "", text);
        flint_free(text);
    }
    fputs(")\n", out);
}

static void
print_squared(FILE *out, const fulg_optimize_margin_t M)
{
    char *text = fmpq_get_str(NULL, 10, M->gamma_squared);
    if (strlen(text) <= LONG_NUMBER)
        fprintf(out, "  gamma*^2 = %s exactly\n", text);
    else
        fprintf(out,
                "  gamma*^2 is a rational number of %zu characters "
                "(--json prints it)\n",
                strlen(text));
    flint_free(text);
}

static void
print_text(FILE *out, const fulg_optimize_margin_t M, const fulg_dataset_t D,
           const fulg_optimize_heads_t P)
{
    static const char *const says[] = {
        "not separable: 0 is a convex combination of the features; proved",
        "separable: proved; every margin grows in the direction p = sum "
        "lambda_i z_i",
        "separable: undecided; no lower bound above 0 was found"};
    static const char *const zeros[] = {
        NULL,
        "not separable: samples of lambda have opposite features (equal tokens, other "
        "label;\n  or -X, same label); proved",
        "not separable: 0 is inside the simplex of these features, and lambda near "
        "its\n  coefficients; proved"};
    arb_t x;
    arb_init(x);
    hull(x, M);
    fulg_cli_optimize_print_data(out, D);
    fprintf(out,
            "z_i = y_i grad Phi(X_i) at %ld head%s; gamma* = distance of "
            "their hull from 0\n",
            (long) P->total, P->total == 1 ? "" : "s");
    fputs(arb_is_zero(x) ? "  gamma* = " : "  gamma* in ", out);
    fulg_cli_optimize_print(out, x);
    fputc('\n', out);
    if (M->exact)
        print_squared(out, M);
    print_lambda(out, M);
    fprintf(out, "  %s\n", M->zero ? zeros[M->zero] : says[M->separable]);
    if (M->separable == FULG_UNKNOWN && M->needed > M->num)
        fprintf(out,
                "  to prove that 0 is inside their hull takes %ld samples, "
                "and there are %ld\n",
                (long) M->needed, (long) M->num);
    else if (M->separable == FULG_UNKNOWN && M->needed > 0)
        fputs("  no simplex of features with 0 inside was found: 0 may "
              "lie on the boundary\n",
              out);
    arb_clear(x);
}

static int
write_witness(fulg_cli_t *cli, const optimize_said_t *said,
              const fulg_optimize_margin_t M, const fulg_dataset_t D,
              const fulg_optimize_heads_t init)
{
    fulg_optimize_heads_t P;
    fulg_diag_t diag;
    fmpq_t length;
    json_t *value;
    int code = FULG_EXIT_OK;
    fmpq_init(length);
    fmpq_one(length);
    if (said->length != NULL)
        code = fulg_cli_optimize_number(length, "--length", said->length, 0);
    fulg_optimize_heads_init(P, 1, 1, 1);
    if (code == FULG_EXIT_OK)
    {
        const fulg_status_t status = fulg_optimize_margin_witness(
            P, M, D, init, length, WITNESS_BITS, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, said->witness);
    }
    if (code == FULG_EXIT_OK)
    {
        value = fulg_optimize_heads_json(P);
        code = fulg_cli_write_json(cli, said->witness, value);
        json_decref(value);
    }
    fulg_optimize_heads_clear(P);
    fmpq_clear(length);
    return code;
}

static int
answer(fulg_cli_t *cli, const optimize_said_t *said,
       const fulg_optimize_margin_t M, const fulg_dataset_t D,
       const fulg_optimize_heads_t P)
{
    int code = FULG_EXIT_OK;
    if (said->certificate != NULL)
    {
        json_t *value = fulg_optimize_margin_certificate(M, D, P);
        code = fulg_cli_write_json(cli, said->certificate, value);
        json_decref(value);
    }
    if (code == FULG_EXIT_OK && said->witness != NULL)
        code = write_witness(cli, said, M, D, P);
    if (code != FULG_EXIT_OK)
        return code;
    if (cli->json)
        print_json(cli, M, D, P);
    else
        print_text(cli->out, M, D, P);
    cli->keep_output = 1;
    return fulg_cli_optimize_code(M->separable);
}

static int
with_data(fulg_cli_t *cli, const optimize_said_t *said, const fulg_dataset_t D)
{
    fulg_optimize_margin_options_t options;
    fulg_optimize_margin_t M;
    fulg_optimize_heads_t P;
    fulg_diag_t diag;
    fulg_status_t status;
    slong heads;
    int code = fulg_cli_optimize_count(&heads, "--heads", said->heads);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_init(P, said, heads, D);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_optimize_margin_options_init(&options);
    options.max_bits = said->max_bits;
    options.method = said->exact ? 1 : said->ball ? 2 : 0;
    options.progress = &cli->progress;
    status = fulg_optimize_margin_init(M, D, P, &options, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else
    {
        code = answer(cli, said, M, D, P);
        fulg_optimize_margin_clear(M);
    }
    fulg_optimize_heads_clear(P);
    return code;
}

int
fulg_cli_optimize_margin(fulg_cli_t *cli, const optimize_said_t *said)
{
    fulg_dataset_t D;
    int code;
    code = fulg_cli_optimize_data(D, said);
    if (code != FULG_EXIT_OK)
        return code;
    code = with_data(cli, said, D);
    fulg_dataset_clear(D);
    return code;
}
