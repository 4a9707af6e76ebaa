#include "impl.h"

static slong
complete_tensor(const char **why, const fulg_invariants_t model)
{
    const slong d = model->d;
    if (model->d_out == 1 && model->alpha == 1)
    {
        *why = "T is a quadratic form of rank at most 2 times a vector";
        return -1;
    }
    if (model->d_out == 1 && d == 2)
    {
        *why = "the closure is the hypersurface of the resultant";
        return -1;
    }
    if (model->d_out == 1 && d == 3)
    {
        *why = "elimination over the rational numbers";
        return -1;
    }
    if (model->d_out == 1)
    {
        *why = "relations of degree k in any d come from those with d = k, "
               "computed up to 4; of higher degrees more may exist";
        return 4;
    }
    *why = "relations of degree k in any d, d_out come from those with d = "
           "d_out = k, computed up to 3; of higher degrees more may exist";
    return 3;
}

static slong
complete_cubic(const char **why, const fulg_invariants_t model)
{
    const slong d = model->d;
    if (model->d_out > 1)
    {
        *why = "there are no relations of degree 2; of higher degrees more "
               "exist";
        return 2;
    }
    if (d == 2)
    {
        *why = "every cubic in two variables is a product over the complex "
               "numbers";
        return -1;
    }
    if (d == 3)
    {
        *why = "the ideal of the families is unmixed, with the dimension and "
               "the degree of the image";
        return -1;
    }
    if (model->alpha == 1)
    {
        *why = "inheritance from d = 3, where the families are complete";
        return -1;
    }
    *why = "there are no relations of degree 4 or less; there are more than "
           "these, of lower degree (degree 6 for d = 4)";
    return 4;
}

slong
fulg_invariants_complete(const char **why, const fulg_invariants_t model)
{
    if (model->d == 1)
    {
        *why = "every function is a layer";
        return -1;
    }
    return model->tokens == 1 ? complete_cubic(why, model)
                              : complete_tensor(why, model);
}
