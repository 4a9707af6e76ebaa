#include "impl.h"

/* Exact evaluations spent on proving one kernel direction, and in all, while their numbers
   have at most so many bits. */
#define MAX_INPUTS 6000
#define MAX_EVALUATIONS 60000
#define SHORT_BITS 2048

static void
set_direction(fulg_weights_t dW, const fmpz_mat_t kernel, slong column)
{
    for (slong b = 0; b < dW->num; b++)
    {
        const fulg_block_t *block = &dW->block[b];
        for (slong i = 0; i < block->rows; i++)
            for (slong j = 0; j < block->cols; j++)
                fmpq_set_fmpz(
                    fmpq_mat_entry(dW->mat[b].fmpq, i, j),
                    fmpz_mat_entry(kernel, block->offset + i * block->cols + j,
                                   column));
    }
}

/* What the shape of a direction shows. */
static fulg_kernel_proof_t
prove_by_shape(const fulg_weights_t W, const fulg_weights_t dW)
{
    return fulg_jacobian_check_virtual(W, dW)  ? FULG_KERNEL_VIRTUAL
           : fulg_jacobian_check_layers(W, dW) ? FULG_KERNEL_LAYERS
                                               : FULG_KERNEL_PROBABLE;
}

/* Random inputs for all directions that are not proved, together; 0 when one of them is
   refuted. */
static int
try_others(fulg_jacobian_rank_t result, const fulg_weights_t W,
           fulg_rand_t rand)
{
    const slong rows = fmpz_mat_nrows(result->kernel);
    fmpz_mat_t others;
    slong num = 0;
    int passed;
    for (slong k = 0; k < result->nullity; k++)
        num += result->proof[k] == FULG_KERNEL_PROBABLE;
    if (num == 0)
        return 1;
    fmpz_mat_init(others, rows, num);
    for (slong k = 0, n = 0; k < result->nullity; k++)
    {
        if (result->proof[k] != FULG_KERNEL_PROBABLE)
            continue;
        for (slong i = 0; i < rows; i++)
            fmpz_set(fmpz_mat_entry(others, i, n),
                     fmpz_mat_entry(result->kernel, i, k));
        n++;
    }
    passed = fulg_jacobian_check_probable(&result->error_log2, W, others, rand);
    fmpz_mat_clear(others);
    return passed;
}

/* The largest number of bits of a numerator or a denominator. */
static slong
height_bits(const fulg_weights_t W)
{
    slong most = 0;
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                const slong bits = (slong) fmpq_height_bits(
                    fmpq_mat_entry(W->mat[b].fmpq, i, j));
                most = FLINT_MAX(most, bits);
            }
    return most;
}

/* How many evaluations with short numbers the proof of dW costs; WORD_MAX when that is out
   of the question. */
static slong
cost(const fulg_weights_t W, const fulg_weights_t dW)
{
    const slong inputs = (slong) fulg_jacobian_count_inputs(W->arch,
                                                            MAX_INPUTS);
    slong bits;
    fmpz_t degree;
    if (inputs == 0)
        return WORD_MAX;
    fmpz_init(degree);
    fulg_eval_degree(degree, W->arch);
    /* At most the number of inputs. */
    bits = fmpz_get_si(degree) * height_bits(W) + height_bits(dW);
    fmpz_clear(degree);
    return inputs * (1 + bits / SHORT_BITS);
}

static fulg_status_t
prove_others(int *is_kernel, fulg_jacobian_rank_t result,
             const fulg_weights_t W, fulg_weights_t dW,
             const fulg_progress_t *progress, fulg_diag_t diag)
{
    slong budget = MAX_EVALUATIONS;
    for (slong k = 0; k < result->nullity && *is_kernel; k++)
    {
        fulg_truth_t truth = FULG_UNKNOWN;
        if (result->proof[k] != FULG_KERNEL_PROBABLE)
            continue;
        set_direction(dW, result->kernel, k);
        if (cost(W, dW) <= budget)
        {
            budget -= cost(W, dW);
            truth = fulg_jacobian_check_inputs(W, dW, MAX_INPUTS, progress);
        }
        if (truth == FULG_TRUE)
            result->proof[k] = FULG_KERNEL_INPUTS;
        *is_kernel = truth != FULG_FALSE;
        result->exact = result->exact && truth == FULG_TRUE;
        if (fulg_progress_tick(progress, "kernel", k, result->nullity))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    }
    return FULG_OK;
}

fulg_status_t
fulg_jacobian_prove_kernel(int *is_kernel, fulg_jacobian_rank_t result,
                           const fulg_weights_t W, fulg_rand_t rand,
                           const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_weights_t dW;
    fulg_status_t status = fulg_weights_init(dW, W->arch, W->domain, diag);
    if (status != FULG_OK)
        return status;
    result->exact = 1;
    result->error_log2 = WORD_MIN / 2;
    for (slong k = 0; k < result->nullity; k++)
    {
        if (result->proof[k] != FULG_KERNEL_PROBABLE)
            continue;
        set_direction(dW, result->kernel, k);
        result->proof[k] = prove_by_shape(W, dW);
    }
    *is_kernel = try_others(result, W, rand);
    if (*is_kernel)
        status = prove_others(is_kernel, result, W, dW, progress, diag);
    fulg_weights_clear(dW);
    return status;
}
