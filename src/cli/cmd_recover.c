#include "cli.h"

/* Of K and of Q, with the zero rows that a head_dim above d brings. */
#define MAX_ENTRIES (WORD(1) << 24)

static json_t *
json_recovery(fulg_cli_t *cli, const fulg_single_recovery_t *R, int key_query)
{
    static const char *const places[] = {"image", "closure", "outside"};
    json_t *answer = fulg_cli_json_head(cli), *list = json_array();
    for (slong n = 0; n < R->num; n++)
        json_array_append_new(list, fulg_cli_json_family(R, n, key_query));
    json_object_set_new(answer, "d", json_integer(R->d));
    json_object_set_new(answer, "d_out", json_integer(R->d_out));
    json_object_set_new(answer, "tokens", json_integer(R->tokens));
    json_object_set_new(answer, "head_dim",
                        R->head_dim ? json_integer(R->head_dim) : json_null());
    json_object_set_new(answer, "place", json_string(places[R->place]));
    json_object_set_new(answer, "zero", json_boolean(R->zero));
    json_object_set_new(answer, "weights", list);
    if (R->why->text[0] != '\0')
        json_object_set_new(answer, "why", json_string(R->why->text));
    return answer;
}

static void
print_zero(FILE *out, const fulg_single_recovery_t *R)
{
    fprintf(out,
            "the zero function: its weights are all (A, V) with %s or V "
            "= 0\n",
            R->tokens == 1 ? "A skew-symmetric" : "A = 0");
}

static void
print_recovery(FILE *out, const fulg_single_recovery_t *R, int key_query)
{
    if (R->zero)
        print_zero(out, R);
    else if (R->place == FULG_SINGLE_OUTSIDE)
        fprintf(out, "no weights, not even complex ones\n\nwhy\n  %s\n",
                R->why->text);
    else
    {
        if (R->place == FULG_SINGLE_IN_CLOSURE)
            fprintf(out,
                    "no real weights: the function lies in the Zariski "
                    "closure, not in the image\n\nwhy\n  %s\n\n",
                    R->why->text);
        else
            fprintf(out, "%s\n\n",
                    R->num == 1 && R->weights[0].field.degree == 1
                        ? "one family of weights"
                        : "all weights, by families");
        for (slong n = 0; n < R->num; n++)
        {
            if (n > 0)
                fputc('\n', out);
            fulg_cli_print_family(out, R, n, key_query);
        }
    }
}

static int
recover(fulg_cli_t *cli, const fulg_function_t F, slong head_dim, int key_query)
{
    fulg_single_recovery_t R;
    int code;
    if (key_query && head_dim == 0)
        head_dim = F->d;
    if (key_query && head_dim > MAX_ENTRIES / F->d)
    {
        fulg_cli_message("K and Q of %ld x %ld numbers are too large to be "
                         "written (--weights)",
                         (long) head_dim, (long) F->d);
        return FULG_EXIT_UNABLE;
    }
    fulg_single_recover(&R, F, head_dim);
    if (cli->json)
        fulg_cli_print_json(cli, json_recovery(cli, &R, key_query));
    else
        print_recovery(cli->out, &R, key_query);
    code = R.place == FULG_SINGLE_IN_IMAGE ? FULG_EXIT_OK : FULG_EXIT_NO;
    fulg_single_recovery_clear(&R);
    return code;
}

/* Weights are taken for their function, within their own head_dim. */
static int
recover_weights(fulg_cli_t *cli, const fulg_weights_t W, slong head_dim,
                int key_query)
{
    fulg_function_t F;
    fulg_diag_t diag;
    fulg_status_t status = fulg_function_init_weights(F, W, diag);
    int code;
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code =
        recover(cli, F, head_dim ? head_dim : W->arch->sub[0].head_dim, key_query);
    fulg_function_clear(F);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    slong head_dim = 0;
    int key_query = 0;
    const fulg_option_t options[] = {
        {"--head-dim", FULG_OPTION_SIZE, &head_dim},
        {"--weights", FULG_OPTION_FLAG, &key_query},
        {NULL, FULG_OPTION_FLAG, NULL}};
    fulg_function_t F;
    fulg_weights_t W;
    int is_weights;
    int code = fulg_cli_parse_function(F, W, &is_weights, cli, options,
                                       &head_dim);
    if (code != FULG_EXIT_OK)
        return code;
    if (is_weights)
    {
        code = recover_weights(cli, W, head_dim, key_query);
        fulg_weights_clear(W);
    }
    else
    {
        code = recover(cli, F, head_dim, key_query);
        fulg_function_clear(F);
    }
    return code;
}

const fulg_command_t fulg_command_recover = {
    "recover", "all weights of a function of one layer", run,
    "usage: fulgurite recover FILE [--head-dim a] [--weights] [--json]\n\n"
    "All (A, V) with V X X^T A X equal to the function of FILE "
    "(fulgurite-function/1,\n"
    "or weights, taken for their function).  A = K^T Q has rank <= a and is "
    "scaled:\n"
    "its first nonzero entry (one token: that of its symmetric part) is 1.  "
    "Exact,\n"
    "where needed over number fields that are shown.\n\n"
    "  --head-dim a             the bound for the rank of A (default: none)\n"
    "  --weights                K and Q, too\n\n"
    "Exit code 1: there are no real weights, and why.\n\n"
    "  fulgurite random function --widths 2,2 --head-dim 1 > f.json\n"
    "  fulgurite recover f.json --head-dim 1 --weights\n"};
