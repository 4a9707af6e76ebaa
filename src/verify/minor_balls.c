#include "network.h"

/* A minor in balls (doc: sec-minors-in-balls). */

/* Bits times multiplications. */
#define MAX_BALL_COST ((fulg_verify_wide_t) 1 << 44)

static int
fill_balls(arb_ptr matrix, arb_ptr gradient, const fulg_verify_minor_t *S,
           fulg_verify_balls_t *T, fulg_verify_why_t *why)
{
    const slong num = (slong) json_array_size(S->inputs);
    slong i = 0;
    for (slong n = 1; n <= num; n++)
    {
        if (!fulg_verify_minor_input(NULL, T->state[0], S, n, why))
            return 0;
        /* Softmax is defined everywhere: no need to look at unused inputs. */
        if (i == S->size || S->row[i].input != n)
            continue;
        if (!fulg_verify_balls_evaluate(T, &S->weights, why))
        {
            (void) fulg_diag_prefix(why->text, FULG_PARSE,
                                    "input %ld: ", (long) n);
            return 0;
        }
        for (; i < S->size && S->row[i].input == n; i++)
        {
            fulg_verify_balls_gradient(gradient, T, &S->weights, S->row[i].row,
                                       S->row[i].col);
            for (slong c = 0; c < S->size; c++)
                arb_set(matrix + i * S->size + c, gradient + S->column[c]);
        }
    }
    return 1;
}

static int
within_limits(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const fulg_verify_wide_t s = (uint64_t) S->size;
    const fulg_verify_wide_t num = json_array_size(S->inputs) + s;
    const fulg_verify_wide_t cost = num * (uint64_t) fulg_verify_cost(
                                              &S->weights) +
                                    2 * s * s * s;
    /* the minor, its midpoints, an inverse and that as balls */
    const fulg_verify_wide_t bytes = 4 * s * s *
                                     fulg_verify_ball_bytes(S->weights.bits);
    if (bytes > FULG_VERIFY_MAX_BYTES)
        return FULG_VERIFY_GIVE_UP(
            why,
            "a minor of size %ld at %ld bits is beyond this checker's "
            "limits",
            (long) S->size, (long) S->weights.bits);
    if (cost < (fulg_verify_wide_t) 1 << 62 &&
        cost * (uint64_t) S->weights.bits <= MAX_BALL_COST)
        return 1;
    return FULG_VERIFY_GIVE_UP(
        why, "the work for this minor is beyond this checker's limits");
}

static int
prove(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const slong size = S->size, total = S->weights.total;
    fulg_verify_balls_t T;
    arb_ptr matrix, gradient;
    int good = fulg_verify_balls_init(&T, &S->weights, why);
    matrix = _arb_vec_init(size * size);
    gradient = _arb_vec_init(total);
    good = good && fill_balls(matrix, gradient, S, &T, why);
    if (good && !fulg_verify_ball_invertible(matrix, size, S->weights.bits))
        good = FULG_VERIFY_REFUSE(
            why, "%ld bits do not show that the minor is invertible",
            (long) S->weights.bits);
    _arb_vec_clear(matrix, size * size);
    _arb_vec_clear(gradient, total);
    fulg_verify_balls_clear(&T);
    return good;
}

int
fulg_verify_prove_balls(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    return within_limits(S, why) && prove(S, why);
}
