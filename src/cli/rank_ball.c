#include <math.h>
#include <string.h>

#include "cli.h"

/* Digits of an enclosure, as shown. */
#define DIGITS 12
#define JSON_DIGITS 17
/* The customary cut-off of the tests in the literature, relative. */
#define CUTOFF 1e-10
/* Wider Jacobians get their singular values only when asked, with 53 bits, or not
   at all: they take longer than the proof. */
#define MAX_WIDTH_UNASKED 100
#define MAX_WIDTH_FULL 200
#define MAX_WIDTH 800

/* Everything that is said. */
typedef struct
{
    const fulg_rank_ball_t *said;
    const fulg_weights_struct *weights;
    fulg_ball_jacobian_rank_t proof;
    fulg_cert_bound_t upper;
    mag_t radius;
    slong num_sigma; /* 0 when there are none */
    arb_ptr sigma;
    /* What a float64 SVD counts; -1 when it was not asked. */
    slong by_cutoff, by_numpy;
    double numpy_cutoff;
} answer_t;

static slong
rows_of(const answer_t *A)
{
    return arb_mat_nrows(A->proof->jacobian);
}

static slong
cols_of(const answer_t *A)
{
    return arb_mat_ncols(A->proof->jacobian);
}

static slong
count_above(const double *sigma, slong n, double cutoff)
{
    slong count = 0;
    while (count < n && sigma[count] > cutoff * sigma[0])
        count++;
    return count;
}

/* The Jacobian of the proof at the weights themselves.  The midpoints of balls
   around weights that vary are no Jacobian of anything. */
static fulg_status_t
set_central(arb_mat_t J, const answer_t *A, fulg_diag_t diag)
{
    fulg_status_t status;
    mag_t zero;
    mag_init(zero);
    status = fulg_ball_jacobian_again(J, A->proof, A->weights, zero,
                                      A->proof->bits + 64, diag);
    mag_clear(zero);
    return status;
}

/* The customary count, on the correctly rounded Jacobian. */
static fulg_status_t
ask_floats(answer_t *A, fulg_diag_t diag)
{
    const slong rows = rows_of(A), cols = cols_of(A);
    const slong n = FLINT_MIN(rows, cols);
    double *J, *sigma;
    fulg_status_t status;
    arb_mat_t central;
    arb_mat_init(central, rows, cols);
    status = set_central(central, A, diag);
    if (status != FULG_OK)
    {
        arb_mat_clear(central);
        return status;
    }
    J = flint_malloc((size_t) (rows * cols + 1) * sizeof(double));
    sigma = flint_malloc((size_t) (n + 1) * sizeof(double));
    for (slong k = 0; k < rows * cols; k++)
        J[k] = arf_get_d(arb_midref(arb_mat_entry(central, k / cols, k % cols)),
                         ARF_RND_NEAR);
    arb_mat_clear(central);
    fulg_ball_singular_values_approx(sigma, J, rows, cols);
    A->numpy_cutoff = (double) FLINT_MAX(rows, cols) * ldexp(1, -52);
    A->by_cutoff = count_above(sigma, n, CUTOFF);
    A->by_numpy = count_above(sigma, n, A->numpy_cutoff);
    flint_free(J);
    flint_free(sigma);
    return FULG_OK;
}

static fulg_status_t
ask_singular(answer_t *A, fulg_diag_t diag)
{
    const slong n = FLINT_MIN(rows_of(A), cols_of(A));
    fulg_status_t status;
    A->by_cutoff = A->by_numpy = -1;
    A->num_sigma = 0;
    A->sigma = _arb_vec_init(n);
    if (n == 0 || cols_of(A) > MAX_WIDTH ||
        (cols_of(A) > MAX_WIDTH_UNASKED && !A->said->singular))
        return FULG_OK;
    status = ask_floats(A, diag);
    if (status != FULG_OK)
        return status;
    A->num_sigma = n;
    if (cols_of(A) <= MAX_WIDTH_FULL)
        return fulg_ball_jacobian_singular(A->sigma, A->proof, A->weights,
                                           A->radius, A->said->max_bits, diag);
    fulg_ball_singular_values(A->sigma, A->proof->jacobian, 53);
    return FULG_OK;
}

/* ---- saying it ---------------------------------------------------------- */

static json_t *
json_float64(const answer_t *A)
{
    if (A->by_cutoff < 0)
        return json_null();
    return json_pack("{s:b, s:I, s:f, s:I, s:f}", "proof", 0, "rank",
                     (json_int_t) A->by_cutoff, "cutoff", CUTOFF, "numpy_rank",
                     (json_int_t) A->by_numpy, "numpy_cutoff", A->numpy_cutoff);
}

static void
print_json(fulg_cli_t *cli, const answer_t *A)
{
    json_t *answer = fulg_cli_json_head(cli), *values = json_array();
    json_t *balls = json_array();
    const fmpz *upper = fulg_cert_bound_total(A->upper);
    const int closed = fmpz_equal_si(upper, A->proof->rank);
    for (slong k = 0; k < A->num_sigma; k++)
    {
        json_array_append_new(values,
                              fulg_cli_json_ball(&A->sigma[k], JSON_DIGITS));
        json_array_append_new(balls, fulg_cli_json_arb(&A->sigma[k]));
    }
    json_object_set_new(answer, "architecture",
                        fulg_arch_json(A->weights->arch));
    json_object_set_new(answer, "parameters",
                        json_integer(A->weights->parameters));
    json_object_set_new(answer, "lower", json_integer(A->proof->rank));
    json_object_set_new(answer, "upper", fulg_exact_json_fmpz(upper));
    json_object_set_new(answer, "rank",
                        closed ? json_integer(A->proof->rank) : json_null());
    json_object_set_new(answer, "status",
                        json_string(closed ? "proved" : "bounds"));
    json_object_set_new(answer, "upper_theorem",
                        json_string(A->upper->theorem->name));
    json_object_set_new(answer, "bits", json_integer(A->proof->bits));
    json_object_set_new(answer, "radius", json_string(A->said->radius));
    json_object_set_new(answer, "seed", fulg_cli_json_seed(cli->seed));
    json_object_set_new(answer, "inputs", json_integer(A->proof->num_inputs));
    json_object_set_new(answer, "tokens", json_integer(A->proof->tokens));
    json_object_set_new(
        answer, "jacobian",
        json_pack("[I, I]", (json_int_t) rows_of(A), (json_int_t) cols_of(A)));
    json_object_set_new(answer, "singular_values", values);
    json_object_set_new(answer, "singular_values_arb", balls);
    json_object_set_new(answer, "float64", json_float64(A));
    fulg_cli_print_json(cli, answer);
}

static void
print_headline(FILE *out, const answer_t *A)
{
    const int within = !mag_is_zero(A->radius);
    const fmpz *upper = fulg_cert_bound_total(A->upper);
    const long rank = (long) A->proof->rank;
    fprintf(out, "rank >= %ld at %s", rank,
            within ? "every point within the radius" : "this point");
    if (fmpz_equal_si(upper, A->proof->rank))
        fprintf(out, "; with the bound %ld of %s: rank %ld; proved\n\n", rank,
                A->upper->theorem->name, rank);
    else
    {
        fputs("; at most ", out);
        fulg_cli_print_fmpz(out, upper);
        fprintf(out, " by %s; both bounds proved\n\n", A->upper->theorem->name);
    }
}

static void
print_sigma(FILE *out, const answer_t *A, slong k)
{
    char *text = fulg_ball_text(&A->sigma[k], DIGITS);
    fprintf(out, "    sigma_%-5ld %s\n", (long) k + 1, text);
    flint_free(text);
}

static void
print_words(fulg_cli_t *cli, const answer_t *A)
{
    FILE *out = cli->out;
    const slong rank = A->proof->rank;
    char tokens[40] = "";
    if (A->proof->tokens < A->weights->arch->tokens)
        snprintf(tokens, sizeof tokens, " of %ld tokens",
                 (long) A->proof->tokens);
    print_headline(out, A);
    fprintf(out,
            "  at least %ld\n    a minor of size %ld of the %ld x %ld "
            "Jacobian at %ld input%s%s (seed %lu) does not\n    vanish: "
            "shown in balls of %ld bits\n",
            (long) rank, (long) rank, (long) rows_of(A), (long) cols_of(A),
            (long) A->proof->num_inputs, A->proof->num_inputs == 1 ? "" : "s",
            tokens, cli->seed, (long) A->proof->bits);
    fputs("  at most ", out);
    fulg_cli_print_fmpz(out, fulg_cert_bound_total(A->upper));
    fprintf(out, "\n    theorem %s, which holds at every point\n",
            A->upper->theorem->name);
    if (A->num_sigma > 0)
    {
        fputs("\nsingular values of this Jacobian, enclosed\n", out);
        print_sigma(out, A, 0);
        if (rank > 1)
            print_sigma(out, A, rank - 1);
    }
    if (A->num_sigma == 0 && cols_of(A) > MAX_WIDTH_UNASKED &&
        cols_of(A) <= MAX_WIDTH)
        fputs("\n"
              "for singular values: --singular-values\n",
              out);
    if (A->by_cutoff >= 0)
        fprintf(out,
                "not a proof: a float64 SVD of the %s would say\n"
                "    rank %ld with the cut-off %.0e sigma_1\n"
                "    rank %ld with numpy's default, %.2g sigma_1\n",
                mag_is_zero(A->radius) ? "same Jacobian, rounded correctly,"
                                       : "Jacobian at the given weights",
                (long) A->by_cutoff, CUTOFF, (long) A->by_numpy,
                A->numpy_cutoff);
}

/* ---- the command -------------------------------------------------------- */

static int
set_radius(mag_t radius, const char *text)
{
    fulg_diag_t diag;
    fmpq_t exact;
    arb_t x;
    fulg_status_t status;
    fmpq_init(exact);
    arb_init(x);
    status = fulg_exact_set_text(exact, text, diag);
    if (status == FULG_OK && fmpq_sgn(exact) < 0)
        status = fulg_diag_set(diag, FULG_PARSE, "\"%.60s\" is negative", text);
    arb_set_fmpq(x, exact, 53);
    arb_get_mag(radius, x);
    fmpq_clear(exact);
    arb_clear(x);
    if (status == FULG_OK)
        return FULG_EXIT_OK;
    fulg_cli_message("--radius: %s", diag->text);
    return FULG_EXIT_USAGE;
}

/* The proof, then what else is worth knowing. */
static int
answer(fulg_cli_t *cli, answer_t *A, const fulg_ball_rank_options_t *options)
{
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_status_t status;
    int code = FULG_EXIT_OK;
    fulg_rand_init(rand, cli->seed);
    status = fulg_ball_jacobian_rank(A->proof, A->weights, A->radius, options,
                                     rand, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    status = ask_singular(A, diag);
    if (fmpz_cmp_si(fulg_cert_bound_total(A->upper), A->proof->rank) < 0)
    {
        fulg_cli_message("a rank above the bound of theorem %s",
                         A->upper->theorem->name);
        code = FULG_EXIT_INTERNAL;
    }
    else if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (cli->json)
        print_json(cli, A);
    else
        print_words(cli, A);
    _arb_vec_clear(A->sigma, FLINT_MIN(rows_of(A), cols_of(A)));
    fulg_ball_jacobian_rank_clear(A->proof);
    return code;
}

int
fulg_cli_rank_ball(fulg_cli_t *cli, const fulg_rank_ball_t *said,
                   const char *file)
{
    fulg_ball_rank_options_t options;
    fulg_weights_t W;
    answer_t A = {.said = said, .weights = W};
    int code;
    mag_init(A.radius);
    code = set_radius(A.radius, said->radius);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_load_weights_float(W, file);
    if (code != FULG_EXIT_OK)
    {
        mag_clear(A.radius);
        return code;
    }
    fulg_cert_bound_init(A.upper);
    fulg_dim_upper(A.upper, W->arch);
    fulg_ball_rank_options_init(&options);
    options.max_bits = said->max_bits;
    options.num_inputs = said->inputs;
    options.max_bytes = said->max_bytes;
    options.progress = &cli->progress;
    if (fmpz_fits_si(fulg_cert_bound_total(A.upper)))
        options.target = fmpz_get_si(fulg_cert_bound_total(A.upper));
    code = answer(cli, &A, &options);
    fulg_cert_bound_clear(A.upper);
    fulg_weights_clear(W);
    mag_clear(A.radius);
    return code;
}
