#include <string.h>

#include "cli.h"

/* The rank at given weights of what has no exact derivative over Q, by free
   residues (doc: cor-free-at); an upper bound by a theorem. */

typedef struct
{
    const fulg_weights_struct *weights;
    fulg_minor_t minor;
    fulg_cert_bound_t upper;
} answer_t;

static int
is_closed(const answer_t *A)
{
    return fmpz_equal_si(fulg_cert_bound_total(A->upper), A->minor->size);
}

static void
print_json(fulg_cli_t *cli, const answer_t *A)
{
    const slong rank = A->minor->size;
    json_t *answer = fulg_cli_json_head(cli);
    json_object_set_new(answer, "architecture",
                        fulg_arch_json(A->weights->arch));
    json_object_set_new(answer, "parameters",
                        json_integer(A->weights->parameters));
    json_object_set_new(answer, "lower", json_integer(rank));
    json_object_set_new(answer, "upper",
                        fulg_exact_json_fmpz(fulg_cert_bound_total(A->upper)));
    json_object_set_new(answer, "rank",
                        is_closed(A) ? json_integer(rank) : json_null());
    json_object_set_new(answer, "status",
                        json_string(is_closed(A) ? "proved" : "bounds"));
    json_object_set_new(answer, "upper_theorem",
                        json_string(A->upper->theorem->name));
    json_object_set_new(answer, "seed", fulg_cli_json_seed(cli->seed));
    json_object_set_new(answer, "prime",
                        json_integer((json_int_t) A->minor->prime));
    json_object_set_new(answer, "inputs", json_integer(A->minor->num_inputs));
    json_object_set_new(answer, "tokens",
                        json_integer(A->minor->weights->arch->tokens));
    fulg_cli_print_json(cli, answer);
}

static void
print_minor(FILE *out, const fulg_minor_struct *minor)
{
    fprintf(out,
            "  at least %ld\n    a minor of size %ld of the Jacobian at %ld "
            "input%s is nonzero mod the prime %lu,\n",
            (long) minor->size, (long) minor->size, (long) minor->num_inputs,
            minor->num_inputs == 1 ? "" : "s", minor->prime);
    if (minor->key != 0)
        fputs(
            "    with free residues for exponentials, roots and angles, which "
            "are independent\n    at these weights\n",
            out);
}

static void
print_words(fulg_cli_t *cli, const answer_t *A)
{
    FILE *out = cli->out;
    const fmpz *upper = fulg_cert_bound_total(A->upper);
    const long rank = (long) A->minor->size;
    if (is_closed(A))
        fprintf(out, "rank %ld at these weights; proved\n\n", rank);
    else
    {
        fprintf(out, "rank >= %ld at these weights; at most ", rank);
        fulg_cli_print_fmpz(out, upper);
        fputs("; both bounds proved\n\n", out);
    }
    if (rank > 0)
        print_minor(out, A->minor);
    fputs("  at most ", out);
    fulg_cli_print_fmpz(out, upper);
    fprintf(out, "\n    theorem %s, which holds at every point\n",
            A->upper->theorem->name);
}

int
fulg_cli_rank_residues(fulg_cli_t *cli, const fulg_weights_t W, ulong max_bytes)
{
    answer_t A = {.weights = W};
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_status_t status;
    slong target = W->parameters;
    int code = FULG_EXIT_OK;
    fulg_cert_bound_init(A.upper);
    fulg_dim_upper(A.upper, W->arch);
    if (fmpz_cmp_si(fulg_cert_bound_total(A.upper), target) < 0)
        target = fmpz_get_si(fulg_cert_bound_total(A.upper));
    fulg_rand_init(rand, cli->seed);
    status = fulg_dim_rank_at(A.minor, W, target, max_bytes, rand,
                              &cli->progress, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else
    {
        if (cli->json)
            print_json(cli, &A);
        else
            print_words(cli, &A);
        fulg_minor_clear(A.minor);
    }
    fulg_cert_bound_clear(A.upper);
    return code;
}
