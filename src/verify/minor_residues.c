#include <stdlib.h>
#include <string.h>

#include "doubles.h"
#include "network.h"

/* A minor modulo a prime. */

/* Multiplications that are worth waiting for. */
#define MAX_COST ((fulg_verify_wide_t) 1 << 42)

/* The derivatives, input after input; every input is evaluated, so that no
   denominator vanishes anywhere. */
static int
fill_matrix(uint64_t *matrix, uint64_t *gradient, fulg_verify_tape_t *T,
            const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const slong num = (slong) json_array_size(S->inputs);
    slong i = 0;
    for (slong n = 1; n <= num; n++)
    {
        if (!fulg_verify_minor_input(T->state[0], NULL, S, n, why))
            return 0;
        if (!fulg_verify_evaluate(T, &S->weights, why))
        {
            (void) fulg_diag_prefix(why->text, FULG_PARSE,
                                    "input %ld: ", (long) n);
            return 0;
        }
        for (; i < S->size && S->row[i].input == n; i++)
        {
            uint64_t *row = matrix + (size_t) i * (size_t) S->size;
            fulg_verify_gradient(gradient, T, &S->weights, S->row[i].row,
                                 S->row[i].col);
            for (slong c = 0; c < S->size; c++)
                row[c] = gradient[S->column[c]];
        }
    }
    return 1;
}

static int
within_limits(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const fulg_verify_wide_t s = (uint64_t) S->size;
    const fulg_verify_wide_t num = json_array_size(S->inputs) + s;
    if (num * (uint64_t) fulg_verify_cost(&S->weights) + s * s * s / 3 <=
        MAX_COST)
        return 1;
    return FULG_VERIFY_GIVE_UP(
        why, "the work for this minor is beyond this checker's limits");
}

/* Of a small prime the numbers become doubles, in place; that all stand for 2^64 times
   the residues changes no rank. */
int
fulg_verify_residues_invertible(uint64_t *matrix, const fulg_verify_minor_t *S,
                                fulg_verify_why_t *why)
{
    const uint64_t p = S->weights.mod.p;
    int invertible;
    if (p < FULG_VERIFY_SMALL_PRIME)
    {
        for (slong i = 0; i < S->size * S->size; i++)
        {
            const int64_t x = (int64_t) matrix[i];
            const double y = (double) (matrix[i] > p / 2 ? x - (int64_t) p : x);
            memcpy(&matrix[i], &y, sizeof y);
        }
        invertible = fulg_verify_doubles_invertible((double *) matrix, S->size,
                                                    (double) p);
    }
    else
        invertible = fulg_verify_invertible(matrix, S->size, &S->weights.mod);
    if (invertible < 0)
        return FULG_VERIFY_GIVE_UP(
            why, "a minor of size %ld is beyond the memory of this machine",
            (long) S->size);
    return invertible
               ? 1
               : FULG_VERIFY_REFUSE(
                     why, "the minor is not invertible modulo %ld", (long) p);
}

/* doc: lem-mod-p */
static int
prove(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const size_t size = (size_t) S->size;
    uint64_t *matrix = malloc(size * size * sizeof(uint64_t));
    uint64_t *gradient = malloc((size_t) S->weights.total * sizeof(uint64_t));
    fulg_verify_tape_t T;
    int good = fulg_verify_tape_init(&T, &S->weights, why);
    if (good && (matrix == NULL || gradient == NULL))
        good = FULG_VERIFY_GIVE_UP(
            why, "a minor of size %ld is beyond the memory of this machine",
            (long) S->size);
    good = good && fill_matrix(matrix, gradient, &T, S, why) &&
           fulg_verify_residues_invertible(matrix, S, why);
    fulg_verify_tape_clear(&T);
    free(matrix);
    free(gradient);
    return good;
}

int
fulg_verify_prove_residues(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    return within_limits(S, why) && prove(S, why);
}
