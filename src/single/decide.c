/* What is decided of a point: its place in the tables, whether the weights are
   critical, the tangent space (doc: thm-single-2, thm-single-6, thm-single-11). */
#include <stdarg.h>
#include <stdio.h>

#include "decide.h"

/* The ranks of the derivative over all Q and K with this A, t >= 2: K and Q have
   ranks p, q with rank A <= p, q <= alpha and p + q <= head_dim + rank A (doc:
   thm-single-2), and the rank grows with p and with q. */
static void
rank_range(slong *least, slong *most, const fulg_single_point_t *P)
{
    const slong alpha = fulg_single_alpha(P->d, P->head_dim);
    fulg_single_point_t Q = *P;
    Q.rank_K = Q.rank_Q = P->rank_A;
    *least = *most = fulg_single_jacobian_rank(&Q);
    for (slong p = P->rank_A; p <= alpha; p++)
    {
        slong rank;
        Q.rank_K = p;
        Q.rank_Q = FLINT_MIN(alpha, P->head_dim + P->rank_A - p);
        rank = fulg_single_jacobian_rank(&Q);
        *most = FLINT_MAX(*most, rank);
    }
}

/* Without Q and K: what holds for all weights of the function.  Those of the
   zero function with d >= 2 have V = 0, and rank at most d d_out, or no score,
   and rank at most the dimension less d d_out - 1; with d = 1 both occur. */
static void
decide_without_factors(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    slong least = 0, most = answer->generic_rank;
    answer->jacobian_rank = -1;
    if (answer->zero)
        most -= P->d > 1;
    else if (P->tokens > 1)
    {
        rank_range(&least, &most, P);
        if (least == most)
            answer->jacobian_rank = most;
    }
    answer->critical = most < answer->generic_rank     ? FULG_TRUE
                       : least == answer->generic_rank ? FULG_FALSE
                                                       : FULG_UNKNOWN;
    if (answer->jacobian_rank >= 0)
        return;
    if (answer->critical == FULG_TRUE)
        fulg_single_say(
            answer,
            "critical: at all weights of this function the Jacobian "
            "has a rank below the generic rank %ld",
            (long) answer->generic_rank);
    else if (answer->zero)
        fulg_single_say(
            answer, "criticality depends on the weights: those with Q, K and V "
                    "0 are critical, others are not");
    else if (P->tokens > 1)
        fulg_single_say(
            answer,
            "criticality depends on Q and K: critical exactly where "
            "both have a rank below d = %ld",
            (long) P->d);
}

static void
decide_critical(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong rank = answer->jacobian_rank;
    answer->critical = rank < answer->generic_rank ? FULG_TRUE : FULG_FALSE;
    if (!answer->critical)
        fulg_single_say(answer,
                        "not critical: the Jacobian has its generic rank %ld",
                        (long) rank);
    else if (answer->singular)
        fulg_single_say(answer, "critical: Jacobian rank %ld, generic rank %ld",
                        (long) rank, (long) answer->generic_rank);
    else
        fulg_single_say(answer,
                        "critical for the parametrisation alone: Jacobian rank "
                        "%ld, generic rank %ld, yet the function is smooth%s",
                        (long) rank, (long) answer->generic_rank,
                        (P->tokens > 1 && P->rank_A > 0 && P->rank_V > 0 &&
                         !(P->parallel && P->rank_A == 1 && P->rank_V == 1))
                            ? " (other Q, K with the same A are not critical)"
                            : "");
}

static slong
ambient(const fulg_single_point_t *P)
{
    const slong d = P->d;
    if (P->tokens == 1)
        return P->d_out * (d * (d + 1) * (d + 2) / 6);
    return P->d_out * d * (d * (d + 1) / 2);
}

/* Smooth: the dimension.  Zero: a cone spans all.  Rank-one pairs: see the
   remark after doc: thm-single-4. */
static void
decide_tangent(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    const slong pairs = P->parallel ? d * (d + 1) / 2 : 2 * d - 1;
    answer->tangent_exact = 1;
    if (!answer->singular)
        answer->tangent_lower = answer->generic_rank;
    else if (answer->zero)
        answer->tangent_lower = ambient(P);
    else
    {
        answer->tangent_exact = 0;
        answer->tangent_lower = answer->generic_rank + 1;
        if (P->tokens > 1 && P->rank_A == 1 && P->rank_V == 1)
        {
            if (alpha == d)
                answer->tangent_lower = pairs * (P->d_out + d - 1);
            else if (alpha == 1)
                answer->tangent_lower = pairs * P->d_out + d - 1;
        }
    }
}

void
fulg_single_decide(fulg_single_class_t *answer,
                   const fulg_single_point_t *point, fulg_single_place_t place)
{
    const slong rank = point->tokens == 1 ? point->rank_S : point->rank_A;
    answer->point = *point;
    answer->place = place;
    answer->num_reasons = 0;
    answer->zero = rank == 0 || point->rank_V == 0;
    answer->generic_rank = fulg_single_dimension(
        point->d, point->d_out, point->head_dim, point->tokens);
    if (point->tokens == 1)
        fulg_single_singular_cubic(answer);
    else
        fulg_single_singular_tensor(answer);
    if (place == FULG_SINGLE_IN_CLOSURE)
        fulg_single_ghost(answer);
    else if (point->tokens == 1)
        fulg_single_boundary_cubic(answer);
    else
        fulg_single_boundary_tensor(answer);
    if (point->rank_K >= 0)
    {
        answer->jacobian_rank = fulg_single_jacobian_rank(point);
        decide_critical(answer);
    }
    else
        decide_without_factors(answer);
    decide_tangent(answer);
    fulg_single_fiber_size(&answer->fiber_components, &answer->fiber_dimension,
                           point);
}

void
fulg_single_decide_outside(fulg_single_class_t *answer,
                           const fulg_single_point_t *point,
                           const fulg_diag_t why)
{
    answer->point = *point;
    answer->place = FULG_SINGLE_OUTSIDE;
    answer->zero = 0;
    answer->singular = answer->boundary = answer->critical = FULG_UNKNOWN;
    answer->singular_theorem = answer->singular_row = 0;
    answer->boundary_theorem = answer->boundary_row = 0;
    answer->jacobian_rank = answer->tangent_lower = -1;
    answer->tangent_exact = 0;
    answer->fiber_components = 0;
    answer->fiber_dimension = -1;
    answer->generic_rank = fulg_single_dimension(
        point->d, point->d_out, point->head_dim, point->tokens);
    answer->num_reasons = 0;
    fulg_single_say(answer, "not on the variety: %.480s", why->text);
}
