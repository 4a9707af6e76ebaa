/* The decision tables (doc: thm-single-4, thm-single-5, thm-single-9,
   thm-single-10). */
#include "decide.h"

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
void
fulg_single_singular_tensor(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    if (d == 1)
    {
        set_singular(answer, 4, 1, 0);
        fulg_single_say(answer, "smooth: d = 1, the variety is a linear space");
    }
    else if (answer->zero)
    {
        set_singular(answer, 4, 2, 1);
        fulg_single_say(answer,
                        "singular: the zero function, vertex of a cone that is "
                        "not linear");
    }
    else if (alpha < d && P->rank_A < alpha)
    {
        set_singular(answer, 4, 3, 1);
        fulg_single_say(
            answer, "singular: rank A = %ld is below head_dim = %ld < d = %ld",
            (long) P->rank_A, (long) alpha, (long) d);
    }
    else if (P->rank_A >= 2 || P->rank_V >= 2)
    {
        set_singular(answer, 4, 4, 0);
        fulg_single_say(answer,
                        "smooth: (A, V) is unique up to scaling (rank A = %ld, "
                        "rank V = %ld) and %s",
                        (long) P->rank_A, (long) P->rank_V,
                        alpha < d ? "rank A is the largest possible"
                                  : "head_dim >= d bounds no rank");
    }
    else if (alpha != 1 || P->d_out != 1)
    {
        set_singular(answer, 4, 5, 1);
        fulg_single_say(answer,
                        "singular: rank-one pair, where key and value can be "
                        "exchanged%s",
                        P->parallel ? "; key parallel to value" : "");
    }
    else if (d == 2)
    {
        set_singular(answer, 4, 6, 0);
        fulg_single_say(
            answer, "smooth: with d = 2, d_out = head_dim = 1 every function "
                    "is a binary quadratic form times a linear form");
    }
    else
    {
        set_singular(answer, 4, 7, P->parallel);
        fulg_single_say(
            answer, P->parallel
                        ? "singular: key parallel to value, the quadratic "
                          "form of x is a square"
                        : "smooth: key not parallel to value, the quadratic "
                          "form of x has rank 2");
    }
}

/* doc: thm-single-5 */
void
fulg_single_boundary_tensor(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    if (P->d == 1)
    {
        set_boundary(answer, 5, 1, 0);
        fulg_single_say(answer, "no boundary: d = 1");
    }
    else if (answer->zero)
    {
        set_boundary(answer, 5, 2, 1);
        fulg_single_say(answer, "boundary: functions without real weights come "
                                "arbitrarily close to 0");
    }
    else if (P->rank_A == 1 && P->rank_V == 1 && P->parallel)
    {
        set_boundary(answer, 5, 3, 1);
        fulg_single_say(answer,
                        "boundary: rank-one pair, key parallel to value: the "
                        "square of a linear form is a limit of definite forms");
    }
    else
    {
        set_boundary(answer, 5, 4, 0);
        fulg_single_say(
            answer, "not on the boundary: %s",
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
void
fulg_single_singular_cubic(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    if (d == 1 || (d == 2 && P->d_out == 1))
    {
        set_singular(answer, 10, 1, 0);
        fulg_single_say(answer,
                        "smooth: d = %ld, d_out = %ld: the variety is a linear "
                        "space",
                        (long) d, (long) P->d_out);
    }
    else if (answer->zero)
    {
        set_singular(answer, 10, 2, 1);
        fulg_single_say(answer,
                        "singular: the zero function, vertex of a cone that is "
                        "not linear");
    }
    else if (P->rank_V >= 2 || P->rank_S >= 3)
    {
        const int low = P->rank_S < 2 * alpha && 2 * alpha < d;
        set_singular(answer, 10, 3, low);
        fulg_single_say(
            answer,
            low ? "singular: rank S = %ld is below 2 head_dim = %ld < "
                  "d = %ld"
                : "smooth: (S, V) is unique up to scaling; rank S = "
                  "%ld, 2 alpha = %ld, d = %ld",
            (long) P->rank_S, (long) (2 * alpha), (long) d);
    }
    else if (alpha != 1 || P->d_out != 1)
    {
        set_singular(answer, 10, 4, 1);
        fulg_single_say(
            answer, "singular: rank V = 1 and the cubic is a product of three "
                    "linear forms, any of which may be the value");
    }
    else
    {
        set_singular(answer, 10, 5, has_double_factor(P));
        fulg_single_say(
            answer, has_double_factor(P)
                        ? "singular: two of the three linear factors are "
                          "proportional"
                        : "smooth: three linear factors, no two proportional");
    }
}

/* doc: thm-single-9 */
void
fulg_single_boundary_cubic(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    const slong beta = FLINT_MIN(alpha, d - alpha) - 1;
    const slong least = FLINT_MIN(P->plus, P->minus);
    const int splits = P->rank_S <= 2 && P->plus <= 1 && P->minus <= 1;
    if (alpha == d)
    {
        set_boundary(answer, 9, 1, 0);
        fulg_single_say(answer,
                        "no boundary: head_dim >= d, every real factor S is "
                        "realised");
    }
    else if (answer->zero)
    {
        set_boundary(answer, 9, 2, 1);
        fulg_single_say(answer, "boundary: functions without real weights come "
                                "arbitrarily close to 0");
    }
    else if (P->rank_V >= 2 || !splits)
    {
        set_boundary(answer, 9, 3, least <= beta);
        fulg_single_say(
            answer,
            "%s: S has signature (%ld,%ld), whose smaller number is "
            "%s min(head_dim, d - head_dim) - 1 = %ld",
            least <= beta ? "boundary" : "not on the boundary", (long) P->plus,
            (long) P->minus, least <= beta ? "at most" : "above", (long) beta);
    }
    else if (beta >= 1)
    {
        set_boundary(answer, 9, 4, 1);
        fulg_single_say(answer,
                        "boundary: a product of three real linear forms, "
                        "2 <= head_dim <= d - 2");
    }
    else
    {
        set_boundary(answer, 9, 5, has_double_factor(P));
        fulg_single_say(answer, "%s: a product of three real linear forms, %s",
                        has_double_factor(P) ? "boundary"
                                             : "not on the boundary",
                        has_double_factor(P) ? "two of them proportional"
                                             : "no two of them proportional");
    }
}

void
fulg_single_ghost(fulg_single_class_t *answer)
{
    const fulg_single_point_t *P = &answer->point;
    set_boundary(answer, P->tokens == 1 ? 8 : 5, 0, 0);
    if (P->tokens == 1)
        fulg_single_say(
            answer,
            "in the Zariski closure, not in the image: S has "
            "signature (%ld,%ld), beyond head_dim = %ld; its weights "
            "are complex",
            (long) P->plus, (long) P->minus, (long) P->head_dim);
    else
        fulg_single_say(
            answer, "in the Zariski closure, not in the image: the quadratic "
                    "factor is semidefinite of rank 2; its weights are "
                    "complex");
}
