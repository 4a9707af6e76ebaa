/* The tensor and the trees of a certificate. */
#include "organization.h"

#define MAX_SIDE 1024
#define MAX_LEVELS 256

static const char *const axes[] = {"query", "key", "head", NULL};

static int
read_values(fulg_verify_tensor_t *X, const json_t *values,
            fulg_verify_why_t *why)
{
    const slong *n = X->n, size = n[0] * n[1] * n[2];
    fmpq *x = _fmpq_vec_init(size);
    int good = fulg_verify_list(values, n[0], "values", why);
    for (slong m = 0; m < size && good; m++)
    {
        const json_t *slice = json_array_get(values,
                                             (size_t) (m / n[2] / n[1]));
        const json_t *row = json_array_get(slice, (size_t) (m / n[2] % n[1]));
        good = (m % (n[1] * n[2]) != 0 ||
                fulg_verify_list(slice, n[1], "a slice of values", why)) &&
               (m % n[2] != 0 ||
                fulg_verify_list(row, n[2], "a row of values", why)) &&
               fulg_verify_rational(x + m,
                                    json_array_get(row, (size_t) (m % n[2])),
                                    "an entry of the tensor", why);
        fmpz_lcm(X->den, X->den, fmpq_denref(x + m));
    }
    for (slong m = 0; m < size && good; m++)
    {
        fmpz_divexact(X->x + m, X->den, fmpq_denref(x + m));
        fmpz_mul(X->x + m, X->x + m, fmpq_numref(x + m));
    }
    _fmpq_vec_clear(x, size);
    return good;
}

int
fulg_verify_read_tensor(fulg_verify_tensor_t *X, const json_t *tensor,
                        fulg_verify_why_t *why)
{
    static const char *const keys[] = {"shape", "values", NULL};
    const json_t *shape = json_object_get(tensor, "shape");
    slong n[3];
    if (!fulg_verify_keys(tensor, keys, "tensor", why) ||
        !fulg_verify_list(shape, 3, "shape", why))
        return 0;
    for (int a = 0; a < 3; a++)
    {
        if (!fulg_verify_integer(&n[a], json_array_get(shape, (size_t) a),
                                 "a side of the tensor", why))
            return 0;
        if (n[a] < 1)
            return FULG_VERIFY_REFUSE(why, "the %s axis is empty", axes[a]);
        if (n[a] > MAX_SIDE)
            return FULG_VERIFY_GIVE_UP(why, "sides are checked only up to %d",
                                       MAX_SIDE);
    }
    if (json_array_size(json_object_get(tensor, "values")) != (size_t) n[0])
        return FULG_VERIFY_REFUSE(why, "values is not a list of %ld slices",
                                  (long) n[0]);
    if (n[0] * n[1] > (WORD(1) << 24) / n[2])
        return FULG_VERIFY_GIVE_UP(why, "the tensor is beyond 2^24 entries");
    fulg_verify_tensor_init(X, n);
    if (read_values(X, json_object_get(tensor, "values"), why))
    {
        fulg_verify_tensor_twins(X, X);
        return 1;
    }
    fulg_verify_tensor_clear(X);
    return 0;
}

/* Folders by least element, elements increasing, each element once. */
static int
read_level(slong *label, slong n, const json_t *level, const char *axis,
           fulg_verify_why_t *why)
{
    slong last = -1;
    for (slong x = 0; x < n; x++)
        label[x] = -1;
    if (!json_is_array(level))
        return FULG_VERIFY_REFUSE(why, "a level of the %s tree is not a list",
                                  axis);
    for (size_t f = 0; f < json_array_size(level); f++)
    {
        const json_t *folder = json_array_get(level, f);
        slong before = -1, x;
        if (!json_is_array(folder) || json_array_size(folder) == 0)
            return FULG_VERIFY_REFUSE(
                why, "a folder of the %s tree is not a list of elements", axis);
        for (size_t i = 0; i < json_array_size(folder); i++)
        {
            if (!fulg_verify_integer(&x, json_array_get(folder, i),
                                     "an element of a folder", why))
                return 0;
            if (x <= before || x >= n || label[x] >= 0 || (i == 0 && x <= last))
                return FULG_VERIFY_REFUSE(
                    why, "a level of the %s tree is not a partition in order",
                    axis);
            label[x] = (slong) f;
            before = x;
            if (i == 0)
                last = x;
        }
    }
    for (slong x = 0; x < n; x++)
        if (label[x] < 0)
            return FULG_VERIFY_REFUSE(why,
                                      "element %ld is missing on a level "
                                      "of the %s tree",
                                      (long) x, axis);
    return 1;
}

static int
check_refinement(const fulg_verify_tree_t *T, const char *axis,
                 fulg_verify_why_t *why)
{
    const slong n = T->n, *last = T->label + (T->levels - 1) * n;
    for (slong x = 0; x < n; x++)
        if (T->label[x] != 0 || last[x] != x)
            return FULG_VERIFY_REFUSE(why,
                                      "the %s tree does not go from the "
                                      "whole to single elements",
                                      axis);
    for (slong l = 1; l < T->levels; l++)
        for (slong x = 0; x < n; x++)
        {
            slong y = 0;
            while (T->label[l * n + y] != T->label[l * n + x])
                y++;
            if (T->label[(l - 1) * n + y] != T->label[(l - 1) * n + x])
                return FULG_VERIFY_REFUSE(why,
                                          "level %ld of the %s tree does "
                                          "not refine the one above",
                                          (long) l, axis);
        }
    return 1;
}

static int
read_trees(fulg_verify_run_t *R, const slong *n, const json_t *trees,
           fulg_verify_why_t *why)
{
    int good = fulg_verify_keys(trees, axes, "trees", why);
    for (int a = 0; a < 3 && good; a++)
    {
        const json_t *levels = json_object_get(trees, axes[a]);
        fulg_verify_tree_t *T = &R->tree[a];
        if (!json_is_array(levels) || json_array_size(levels) == 0)
            return FULG_VERIFY_REFUSE(why, "the %s tree is not a list",
                                      axes[a]);
        if (json_array_size(levels) > MAX_LEVELS)
            return FULG_VERIFY_GIVE_UP(why, "more than %d levels", MAX_LEVELS);
        T->n = n[a];
        T->levels = (slong) json_array_size(levels);
        T->label = flint_malloc((size_t) (T->n * T->levels) * sizeof(slong));
        R->num++;
        for (slong l = 0; l < T->levels && good; l++)
            good = read_level(T->label + l * T->n, T->n,
                              json_array_get(levels, (size_t) l), axes[a], why);
        good = good && check_refinement(T, axes[a], why);
    }
    return good;
}

/* Trees, iterations, state and period of an object. */
int
fulg_verify_read_run(fulg_verify_run_t *R, const slong *n, const json_t *object,
                     fulg_verify_why_t *why)
{
    static const char *const states[] = {"fixed", "cycle", "stopped", "given"};
    const json_t *state = json_object_get(object, "state");
    R->num = 0;
    R->state = NULL;
    for (int s = 0; s < 4; s++)
        if (fulg_verify_string_is(state, states[s]))
            R->state = states[s];
    if (R->state == NULL)
        return FULG_VERIFY_REFUSE(why, "an unknown state of the trees");
    if (!fulg_verify_integer(&R->iterations,
                             json_object_get(object, "iterations"),
                             "iterations", why) ||
        !fulg_verify_integer(&R->period, json_object_get(object, "period"),
                             "period", why))
        return 0;
    if (R->iterations < 0 || R->period < 0 || R->period > R->iterations)
        return FULG_VERIFY_REFUSE(why, "iterations and period do not agree");
    return read_trees(R, n, json_object_get(object, "trees"), why);
}
