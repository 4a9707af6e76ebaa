#include "fiber.h"

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

/* K and Q of head_dim x d numbers; says so. */
static int
is_too_large(slong head_dim, slong d)
{
    if (head_dim <= MAX_ENTRIES / d)
        return 0;
    fulg_cli_message("K and Q of %ld x %ld numbers are too large to be "
                     "written (--weights)",
                     (long) head_dim, (long) d);
    return 1;
}

static int
recover(fulg_cli_t *cli, const fulg_function_t F, slong head_dim, int key_query)
{
    fulg_single_recovery_t R;
    int code;
    if (key_query && head_dim == 0)
        head_dim = F->d;
    if (key_query && is_too_large(head_dim, F->d))
        return FULG_EXIT_UNABLE;
    fulg_single_recover(&R, F, head_dim);
    if (cli->json)
        fulg_cli_print_json(cli, json_recovery(cli, &R, key_query));
    else
        print_recovery(cli->out, &R, key_query);
    code = R.place == FULG_SINGLE_IN_IMAGE ? FULG_EXIT_OK : FULG_EXIT_NO;
    fulg_single_recovery_clear(&R);
    return code;
}

/* ---- softmax and affine layers ----------------------------------------------- */

/* A = K^T Q, or V = O U, of the class; 0 when its rank is above n. */
static int
factor(fmpq_mat_t L, fmpq_mat_t R, const fmpq_mat_t A, slong n, int turned)
{
    fmpq_mat_t left;
    slong rank;
    int good;
    fmpq_mat_init(left, fmpq_mat_nrows(A), n);
    fmpq_mat_init(R, n, fmpq_mat_ncols(A));
    good = fulg_weights_factor(left, R, &rank, A) == FULG_OK;
    if (turned)
    {
        fmpq_mat_init(L, n, fmpq_mat_nrows(A));
        fmpq_mat_transpose(L, left);
        fmpq_mat_clear(left);
    }
    else
        *L = *left;
    return good;
}

static void
add_factors(json_t *value, FILE *out, slong k, const fulg_head_class_t *c,
            slong head_dim)
{
    fmpq_mat_t K, Q;
    if (factor(K, Q, c->A, head_dim, 1))
    {
        if (value != NULL)
        {
            json_object_set_new(value, "K", fulg_weights_mat_json(K));
            json_object_set_new(value, "Q", fulg_weights_mat_json(Q));
        }
        else
        {
            fprintf(out, "K_%ld =\n", (long) k);
            fulg_cli_print_matrix(out, K, "  ");
            fprintf(out, "Q_%ld =\n", (long) k);
            fulg_cli_print_matrix(out, Q, "  ");
        }
    }
    fmpq_mat_clear(K);
    fmpq_mat_clear(Q);
}

static slong
largest_rank(const fulg_fiber_canonical_t list)
{
    slong rank = 0;
    for (slong k = 0; k < list->num; k++)
        rank = FLINT_MAX(rank, list->classes[k].rank_A);
    return rank;
}

static void
print_list_json(fulg_cli_t *cli, const fulg_fiber_canonical_t list,
                const fulg_arch_t arch, slong head_dim, int key_query,
                slong least, int possible)
{
    json_t *answer = fulg_cli_json_head(cli);
    json_t *classes = fulg_cli_json_classes(list, 0, list->num);
    for (slong k = 0; k < list->num && key_query; k++)
        add_factors(json_array_get(classes, (size_t) k), NULL, k + 1,
                    &list->classes[k], head_dim);
    json_object_set_new(answer, "architecture", fulg_arch_json(arch));
    json_object_set_new(answer, "head_dim", json_integer(head_dim));
    json_object_set_new(answer, "place",
                        json_string(possible ? "image" : "outside"));
    json_object_set_new(answer, "up_to_sign", json_boolean(list->paired));
    json_object_set_new(answer, "classes", classes);
    json_object_set_new(answer, "sum", fulg_weights_mat_json(list->rest->V));
    json_object_set_new(answer, "least_heads",
                        least < 0 ? json_null() : json_integer(least));
    fulg_cli_print_json(cli, answer);
}

/* All weights of the function of one normalised layer: its canonical list. */
static int
recover_list(fulg_cli_t *cli, const fulg_fiber_canonical_t list,
             const fulg_arch_t arch, slong head_dim, int key_query)
{
    const slong least = fulg_fiber_canonical_least_heads(
        list, arch->sub[0].value_dim);
    const slong rank = largest_rank(list);
    const int possible = rank <= head_dim;
    if (key_query && is_too_large(head_dim, list->d))
        return FULG_EXIT_UNABLE;
    if (cli->json)
        print_list_json(cli, list, arch, head_dim, key_query, least, possible);
    else
    {
        fulg_cli_print_canonical(cli->out, list);
        for (slong k = 0; k < list->num && key_query; k++)
            add_factors(NULL, cli->out, k + 1, &list->classes[k], head_dim);
        if (!possible)
            fprintf(cli->out,
                    "no weights of head_dim %ld: a score matrix has "
                    "rank %ld\n",
                    (long) head_dim, (long) rank);
        else if (least >= 0)
            fprintf(cli->out,
                    "all weights with this function distribute these among %ld "
                    "or more heads\n",
                    (long) least);
    }
    return possible ? FULG_EXIT_OK : FULG_EXIT_NO;
}

/* Weights are taken for their function, within their own head_dim. */
static int
recover_weights(fulg_cli_t *cli, const fulg_weights_t W, slong head_dim,
                int key_query)
{
    fulg_function_t F;
    fulg_fiber_canonical_t list;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    if (fulg_fiber_canonical_init(list, W, diag) == FULG_OK)
    {
        code = recover_list(cli, list, W->arch,
                            head_dim ? head_dim : W->arch->sub[0].head_dim,
                            key_query);
        fulg_fiber_canonical_clear(list);
        return code;
    }
    status = fulg_function_init_weights(F, W, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code = recover(cli, F, head_dim ? head_dim : W->arch->sub[0].head_dim,
                   key_query);
    fulg_function_clear(F);
    return code;
}

typedef struct
{
    slong head_dim;
    int key_query;
} said_t;

static int
run(fulg_cli_t *cli)
{
    said_t said = {0, 0};
    fulg_function_t F;
    fulg_weights_t W;
    int is_weights;
    int code = fulg_cli_parse_function(F, W, &is_weights, cli, &said,
                                       &said.head_dim);
    if (code != FULG_EXIT_OK)
        return code;
    if (is_weights)
    {
        code = recover_weights(cli, W, said.head_dim, said.key_query);
        fulg_weights_clear(W);
    }
    else
    {
        code = recover(cli, F, said.head_dim, said.key_query);
        fulg_function_clear(F);
    }
    return code;
}

static const fulg_option_t options[] = {
    {"--head-dim", "a", FULG_OPTION_SIZE, offsetof(said_t, head_dim),
     "the bound on the rank of A (default: none)"},
    {"--weights", "", FULG_OPTION_FLAG, offsetof(said_t, key_query),
     "give K and Q as well"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_recover = {
    "recover", "all weights that give a function of one layer", run, options,
    "usage: fulgurite recover FILE [--head-dim a] [--weights] [--json]\n\n"
    "All (A, V) with V X X^T A X equal to the function in FILE (fulgurite-function/1,\n"
    "or weights, which stand for their function).  A = K^T Q has rank <= a and is\n"
    "normalised: its first nonzero entry (one token: that of its symmetric part) is\n"
    "1.  The answer is exact, over number fields where they are needed.\n\n"
    "For the weights of one softmax or affine layer with any number of heads: every\n"
    "A, with the sum of the values of the heads that have it.\n\n" FULG_CLI_OPTIONS
    "\n"
    "Exit code 1: there are no real weights, and why.\n\n"
    "  fulgurite random function --widths 2,2 --head-dim 1 > f.json\n"
    "  fulgurite recover f.json --head-dim 1 --weights\n"};
