#include <fulgurite/function.h>

/* rows * cols of the tensor, or an n above the limit. */
static void
shape(fmpz_t n, fmpz_t rows, fmpz_t cols, slong d, slong d_out, slong tokens)
{
    fmpz_t pairs;
    fmpz_init_set_si(pairs, d);
    fmpz_mul_si(pairs, pairs, d + 1);
    fmpz_fdiv_q_2exp(pairs, pairs, 1);
    fmpz_set_si(rows, d_out);
    fmpz_set_si(cols, d);
    if (tokens == 1)
    {
        fmpz_mul_si(cols, pairs, d + 2);
        fmpz_divexact_si(cols, cols, 3);
    }
    else
        fmpz_mul(rows, rows, pairs);
    fmpz_mul(n, rows, cols);
    fmpz_clear(pairs);
}

fulg_status_t
fulg_function_init(fulg_function_t F, slong d, slong d_out, slong tokens,
                   fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t n, rows, cols;
    if (d < 1 || d_out < 1 || tokens < 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "d, d_out and tokens must be positive");
    if (d >= WORD_MAX / 4)
        return fulg_diag_set(diag, FULG_UNABLE, "d = %ld is too large",
                             (long) d);
    fmpz_init(n);
    fmpz_init(rows);
    fmpz_init(cols);
    shape(n, rows, cols, d, d_out, tokens);
    if (fmpz_cmp_si(n, FULG_FUNCTION_MAX_COEFFICIENTS) > 0)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "a function with d = %ld, d_out = %ld has more "
                               "than 2^28 coefficients",
                               (long) d, (long) d_out);
    else
    {
        F->d = d;
        F->d_out = d_out;
        F->tokens = tokens;
        fmpq_mat_init(F->coeff, fmpz_get_si(rows), fmpz_get_si(cols));
    }
    fmpz_clear(n);
    fmpz_clear(rows);
    fmpz_clear(cols);
    return status;
}

void
fulg_function_clear(fulg_function_t F)
{
    fmpq_mat_clear(F->coeff);
}

void
fulg_function_set(fulg_function_t F, const fulg_function_t G)
{
    F->tokens = G->tokens;
    fmpq_mat_set(F->coeff, G->coeff);
}

int
fulg_function_equal(const fulg_function_t F, const fulg_function_t G)
{
    return F->d == G->d && F->d_out == G->d_out &&
           (F->tokens == 1) == (G->tokens == 1) &&
           fmpq_mat_equal(F->coeff, G->coeff);
}

int
fulg_function_is_zero(const fulg_function_t F)
{
    return fmpq_mat_is_zero(F->coeff);
}
