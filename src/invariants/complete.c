#include "impl.h"

/* One row, or rows that are multiples of one. */
static slong
tensor_row(const char **why, const fulg_invariants_t model)
{
    const slong d = model->d;
    if (model->alpha == 1)
        *why = "T is a quadratic form of rank at most 2 times a vector";
    else if (d == 2)
        *why = "the closure is the hypersurface of the resultant";
    else if (d == 3)
        *why = "elimination over the rational numbers";
    else
    {
        *why = "relations of degree k in any d come from those with d = "
               "k, computed up to 4; there may be more in higher degrees";
        return 4;
    }
    return -1;
}

static slong
cubic_row(const char **why, const fulg_invariants_t model)
{
    const slong d = model->d;
    if (d == 2)
        *why = "every cubic in two variables is a product over the complex "
               "numbers";
    else if (d == 3)
        *why = "the ideal of the families is unmixed, with the dimension and "
               "the degree of the image";
    else if (model->alpha == 1)
        *why = "inheritance from d = 3, where the families are complete";
    else
    {
        *why =
            "there are no relations of degree 4 or less; there are more than "
            "these, of lower degree (degree 6 for d = 4)";
        return 4;
    }
    return -1;
}

static slong
several_rows(const char **why, const fulg_invariants_t model)
{
    if (model->tokens > 1)
    {
        *why = "relations of degree k in any d, d_out come from those "
               "with d = d_out = k, computed up to 3; there may be more "
               "in higher degrees";
        return 3;
    }
    *why = model->d == 2
               ? "there are no relations of degree 2; there may be more in "
                 "higher degrees"
               : "there are no relations of degree 2; there are more in "
                 "higher degrees";
    return 2;
}

slong
fulg_invariants_complete(const char **why, const fulg_invariants_t model)
{
    slong degree;
    if (model->d == 1)
    {
        *why = "every function is a layer";
        return -1;
    }
    if (model->value_rank > 1)
        return several_rows(why, model);
    degree = model->tokens == 1 ? cubic_row(why, model)
                                : tensor_row(why, model);
    /* a Segre product: its 2-minors, and the relations of a row polarised */
    if (model->d_out > 1)
        *why =
            "rank V is 1: value-rank and the relations of one row, which are "
            "complete as far";
    return degree;
}
