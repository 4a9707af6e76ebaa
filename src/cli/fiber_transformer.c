#include "fiber.h"

/* A network that is no stack: its symmetries, source by source (doc: sec-redundancy),
   and whether the weights are generic. */

typedef struct
{
    fulg_dim_t dim;
    fmpz_t group;
    slong rank; /* proved at these weights; -1: not looked at */
    fulg_diag_t why_not;
} answer_t;

#define MAX_BYTES (UWORD(1) << 30)

/* In balls: also what has no exact rank mod a prime. */
static void
find_rank_in_balls(answer_t *A, const fulg_cli_t *cli, const fulg_weights_t W)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t result;
    fulg_rand_t rand;
    mag_t radius;
    fulg_ball_rank_options_init(&options);
    options.max_bytes = MAX_BYTES;
    options.progress = &cli->progress;
    options.target = fmpz_get_si(A->dim->cert->lower);
    fulg_rand_init(rand, cli->seed);
    mag_init(radius);
    if (fulg_ball_jacobian_rank(result, W, radius, &options, rand,
                                A->why_not) == FULG_OK)
    {
        A->rank = result->rank;
        fulg_ball_jacobian_rank_clear(result);
    }
    mag_clear(radius);
}

/* The rank at the weights themselves; it can not exceed the dimension. */
static void
find_rank(answer_t *A, const fulg_cli_t *cli, const fulg_weights_t W)
{
    fulg_minor_t minor;
    fulg_rand_t rand;
    A->rank = -1;
    if (!fmpz_fits_si(A->dim->cert->lower))
        return;
    fulg_rand_init(rand, cli->seed);
    if (fulg_dim_rank_at(minor, W, fmpz_get_si(A->dim->cert->lower), MAX_BYTES,
                         rand, &cli->progress, A->why_not) == FULG_OK)
    {
        A->rank = minor->size;
        fulg_minor_clear(minor);
    }
    else
        find_rank_in_balls(A, cli, W);
}

static int
is_generic(const answer_t *A)
{
    return A->rank >= 0 && fmpz_equal_si(A->dim->cert->lower, A->rank);
}

static void
print_json(fulg_cli_t *cli, const answer_t *A, const fulg_weights_t W)
{
    const fulg_cert_struct *cert = A->dim->cert;
    json_t *answer = fulg_cli_json_head(cli);
    json_object_set_new(answer, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(answer, "parameters",
                        fulg_exact_json_fmpz(cert->parameters));
    json_object_set_new(answer, "dimension", fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(answer, "generic_fiber_dimension",
                        fulg_exact_json_fmpz(A->group));
    json_object_set_new(answer, "symmetries", fulg_cli_json_redundancy(cert));
    json_object_set_new(answer, "jacobian_rank_lower",
                        A->rank < 0 ? json_null() : json_integer(A->rank));
    json_object_set_new(answer, "generic",
                        is_generic(A) ? json_true() : json_null());
    if (A->rank < 0)
        json_object_set_new(answer, "not_judged",
                            json_string(A->why_not->text));
    fulg_cli_print_json(cli, answer);
}

static void
print_text(FILE *out, const answer_t *A)
{
    const fulg_cert_struct *cert = A->dim->cert;
    fputs("a transformer of dimension ", out);
    fulg_cli_print_fmpz(out, cert->lower);
    fputs(" with ", out);
    fulg_cli_print_fmpz(out, cert->parameters);
    fprintf(out, " parameters (theorem %s)\n", cert->lower_theorem->name);
    fputs("a generic fiber has dimension ", out);
    fulg_cli_print_fmpz(out, A->group);
    fputs("; its directions are those of these symmetries:", out);
    fulg_cli_print_redundancy(out, cert);
    if (A->rank < 0)
        fprintf(out, "\nat these weights nothing is known: %s\n",
                A->why_not->text);
    else
        fprintf(out,
                "\nat these weights the Jacobian has rank at least %ld: %s\n",
                (long) A->rank,
                is_generic(A) ? "they are generic"
                              : "whether they are generic is not known");
}

int
fulg_cli_fiber_transformer(fulg_cli_t *cli, const fulg_weights_t W)
{
    fulg_dim_options_t options;
    fulg_diag_t diag;
    answer_t A;
    int code = FULG_EXIT_OK;
    fulg_dim_options_init(&options);
    options.method = FULG_DIM_THEOREM;
    fulg_dim_init(A.dim, W->arch);
    if (fulg_dim_certify(A.dim, &options, diag) != FULG_OK)
    {
        (void) fulg_diag_prefix(diag, FULG_UNABLE,
                                "the symmetries are not known to be all: ");
        code = fulg_cli_fail(FULG_UNABLE, diag, NULL);
        fulg_dim_clear(A.dim);
        return code;
    }
    fulg_diag_init(A.why_not);
    fmpz_init(A.group);
    fmpz_sub(A.group, A.dim->cert->parameters, A.dim->cert->lower);
    find_rank(&A, cli, W);
    if (cli->json)
        print_json(cli, &A, W);
    else
        print_text(cli->out, &A);
    fmpz_clear(A.group);
    fulg_dim_clear(A.dim);
    return code;
}
