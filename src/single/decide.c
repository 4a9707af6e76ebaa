/* The decision tables (doc: thm-single-4, thm-single-5, thm-single-6,
   thm-single-9, thm-single-10, thm-single-11). */
#include <stdarg.h>
#include <stdio.h>

#include "impl.h"

static void say(fulg_single_class_t *answer, const char *format, ...)
    FULG_PRINTF(2, 3);

static void
say(fulg_single_class_t *answer, const char *format, ...)
{
    va_list args;
    if (answer->num_reasons == FULG_SINGLE_REASONS)
        return;
    va_start(args, format);
    vsnprintf(answer->reason[answer->num_reasons++], FULG_SINGLE_REASON_SIZE,
              format, args);
    va_end(args);
}

static void
set_singular(fulg_single_class_t *answer, int theorem, int row, int singular)
{
    answer->singular_theorem = theorem;
    answer->singular_row = row;
    answer->singular = singular ? FULG_TRUE : FULG_FALSE;
}

static void
set_boundary(fulg_single_class_t *answer, int theorem, int row, int boundary)
{
    answer->boundary_theorem = theorem;
    answer->boundary_row = row;
    answer->boundary = boundary ? FULG_TRUE : FULG_FALSE;
}

/* doc: thm-single-4 */
static void
singular_tensor(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    if (d == 1)
    {
        set_singular(answer, 4, 1, 0);
        say(answer, "smooth: d = 1, the variety is a linear space");
    }
    else if (answer->zero)
    {
        set_singular(answer, 4, 2, 1);
        say(answer, "singular: the zero function, vertex of a cone that is "
                    "not linear");
    }
    else if (alpha < d && P->rank_A < alpha)
    {
        set_singular(answer, 4, 3, 1);
        say(answer, "singular: rank A = %ld is below head_dim = %ld < d = %ld",
            (long) P->rank_A, (long) alpha, (long) d);
    }
    else if (P->rank_A >= 2 || P->rank_V >= 2)
    {
        set_singular(answer, 4, 4, 0);
        say(answer,
            "smooth: (A, V) is unique up to scaling (rank A = %ld, "
            "rank V = %ld) and %s",
            (long) P->rank_A, (long) P->rank_V,
            alpha < d ? "rank A is the largest possible"
                      : "head_dim >= d bounds no rank");
    }
    else if (alpha != 1 || P->d_out != 1)
    {
        set_singular(answer, 4, 5, 1);
        say(answer,
            "singular: rank-one pair, where key and value can be "
            "exchanged%s",
            P->parallel ? "; key parallel to value" : "");
    }
    else if (d == 2)
    {
        set_singular(answer, 4, 6, 0);
        say(answer, "smooth: with d = 2, d_out = head_dim = 1 every function "
                    "is a binary quadratic form times a linear form");
    }
    else
    {
        set_singular(answer, 4, 7, P->parallel);
        say(answer, P->parallel
                        ? "singular: key parallel to value, the quadratic "
                          "form of x is a square"
                        : "smooth: key not parallel to value, the quadratic "
                          "form of x has rank 2");
    }
}

/* doc: thm-single-5 */
static void
boundary_tensor(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    if (P->d == 1)
    {
        set_boundary(answer, 5, 1, 0);
        say(answer, "no boundary: d = 1");
    }
    else if (answer->zero)
    {
        set_boundary(answer, 5, 2, 1);
        say(answer, "boundary: functions without real weights come "
                    "arbitrarily close to 0");
    }
    else if (P->rank_A == 1 && P->rank_V == 1 && P->parallel)
    {
        set_boundary(answer, 5, 3, 1);
        say(answer, "boundary: rank-one pair, key parallel to value: the "
                    "square of a linear form is a limit of definite forms");
    }
    else
    {
        set_boundary(answer, 5, 4, 0);
        say(answer, "not on the boundary: %s",
            (P->rank_A == 1 && P->rank_V == 1)
                ? "key not parallel to value"
                : "nearby functions of the variety have real weights, too");
    }
}

/* C = h k l v with two of k, l, v proportional (rank V = 1, rank S <= 2). */
static int
has_double_factor(const fulg_single_point_t *P)
{
    return P->rank_S == 1 || P->divides;
}

/* doc: thm-single-10 */
static void
singular_cubic(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    if (d == 1 || (d == 2 && P->d_out == 1))
    {
        set_singular(answer, 10, 1, 0);
        say(answer,
            "smooth: d = %ld, d_out = %ld: the variety is a linear "
            "space",
            (long) d, (long) P->d_out);
    }
    else if (answer->zero)
    {
        set_singular(answer, 10, 2, 1);
        say(answer, "singular: the zero function, vertex of a cone that is "
                    "not linear");
    }
    else if (P->rank_V >= 2 || P->rank_S >= 3)
    {
        const int low = P->rank_S < 2 * alpha && 2 * alpha < d;
        set_singular(answer, 10, 3, low);
        say(answer,
            low ? "singular: rank S = %ld is below 2 head_dim = %ld < "
                  "d = %ld"
                : "smooth: (S, V) is unique up to scaling; rank S = "
                  "%ld, 2 alpha = %ld, d = %ld",
            (long) P->rank_S, (long) (2 * alpha), (long) d);
    }
    else if (alpha != 1 || P->d_out != 1)
    {
        set_singular(answer, 10, 4, 1);
        say(answer, "singular: rank V = 1 and the cubic is a product of three "
                    "linear forms, any of which may be the value");
    }
    else
    {
        set_singular(answer, 10, 5, has_double_factor(P));
        say(answer, has_double_factor(P)
                        ? "singular: two of the three linear factors are "
                          "proportional"
                        : "smooth: three linear factors, no two proportional");
    }
}

/* doc: thm-single-9 */
static void
boundary_cubic(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    const slong beta = FLINT_MIN(alpha, d - alpha) - 1;
    const slong least = FLINT_MIN(P->plus, P->minus);
    const int splits = P->rank_S <= 2 && P->plus <= 1 && P->minus <= 1;
    if (alpha == d)
    {
        set_boundary(answer, 9, 1, 0);
        say(answer, "no boundary: head_dim >= d, every real factor S is "
                    "realised");
    }
    else if (answer->zero)
    {
        set_boundary(answer, 9, 2, 1);
        say(answer, "boundary: functions without real weights come "
                    "arbitrarily close to 0");
    }
    else if (P->rank_V >= 2 || !splits)
    {
        set_boundary(answer, 9, 3, least <= beta);
        say(answer,
            "%s: S has signature (%ld,%ld), whose smaller number is "
            "%s min(head_dim, d - head_dim) - 1 = %ld",
            least <= beta ? "boundary" : "not on the boundary", (long) P->plus,
            (long) P->minus, least <= beta ? "at most" : "above", (long) beta);
    }
    else if (beta >= 1)
    {
        set_boundary(answer, 9, 4, 1);
        say(answer, "boundary: a product of three real linear forms, "
                    "2 <= head_dim <= d - 2");
    }
    else
    {
        set_boundary(answer, 9, 5, has_double_factor(P));
        say(answer, "%s: a product of three real linear forms, %s",
            has_double_factor(P) ? "boundary" : "not on the boundary",
            has_double_factor(P) ? "two of them proportional"
                                 : "no two of them proportional");
    }
}

/* A ghost point: on the variety, but not in the image. */
static void
decide_ghost(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    set_boundary(answer, P->tokens == 1 ? 8 : 5, 0, 0);
    if (P->tokens == 1)
        say(answer,
            "in the Zariski closure, not in the image: S has "
            "signature (%ld,%ld), beyond head_dim = %ld; its weights "
            "are complex",
            (long) P->plus, (long) P->minus, (long) P->head_dim);
    else
        say(answer, "in the Zariski closure, not in the image: the quadratic "
                    "factor is semidefinite of rank 2; its weights are "
                    "complex");
}

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
        say(answer,
            "critical: at all weights of this function the Jacobian "
            "has a rank below the generic rank %ld",
            (long) answer->generic_rank);
    else if (answer->zero)
        say(answer, "criticality depends on the weights: those with Q, K and V "
                    "0 are critical, others are not");
    else if (P->tokens > 1)
        say(answer,
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
        say(answer, "not critical: the Jacobian has its generic rank %ld",
            (long) rank);
    else if (answer->singular)
        say(answer, "critical: Jacobian rank %ld, generic rank %ld",
            (long) rank, (long) answer->generic_rank);
    else
        say(answer,
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
        singular_cubic(answer);
    else
        singular_tensor(answer);
    if (place == FULG_SINGLE_IN_CLOSURE)
        decide_ghost(answer);
    else if (point->tokens == 1)
        boundary_cubic(answer);
    else
        boundary_tensor(answer);
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
    say(answer, "not on the variety: %.480s", why->text);
}
