#include <string.h>

#include "impl.h"

/*
 * A dense set of weights: rank A <= alpha generically means A = [I; B] Q, and V =
 * [I; B'] R likewise.  One token: S = [I; B] P [I, B^T] with P symmetric.  Every
 * entry of V, A, S is a sum of products of parameters with coefficient 1.
 */
typedef struct
{
    fulg_invariants_map_t *map;
    slong next; /* the parameter to come */
} maker_t;

static fmpz_mpoly_struct *
new_matrix(const fulg_invariants_map_t *map, slong rows, slong cols)
{
    fmpz_mpoly_struct *M = flint_malloc(sizeof *M *
                                        (size_t) FLINT_MAX(1, rows * cols));
    for (slong n = 0; n < rows * cols; n++)
        fmpz_mpoly_init(&M[n], map->ctx);
    return M;
}

static void
free_matrix(const fulg_invariants_map_t *map, fmpz_mpoly_struct *M, slong num)
{
    for (slong n = 0; n < num; n++)
        fmpz_mpoly_clear(&M[n], map->ctx);
    flint_free(M);
}

/* M (rows x rank) = [I; B] with new parameters in B. */
static fmpz_mpoly_struct *
unit_above(maker_t *P, slong rows, slong rank)
{
    fmpz_mpoly_struct *M = new_matrix(P->map, rows, rank);
    for (slong i = 0; i < rows; i++)
        for (slong s = 0; s < rank; s++)
            if (i >= rank)
                fmpz_mpoly_gen(&M[i * rank + s], P->next++, P->map->ctx);
            else
                fmpz_mpoly_set_si(&M[i * rank + s], i == s, P->map->ctx);
    return M;
}

static fmpz_mpoly_struct *
product(const fulg_invariants_map_t *map, const fmpz_mpoly_struct *X,
        const fmpz_mpoly_struct *Y, slong rows, slong inner, slong cols)
{
    fmpz_mpoly_struct *Z = new_matrix(map, rows, cols);
    fmpz_mpoly_t f;
    fmpz_mpoly_init(f, map->ctx);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            for (slong s = 0; s < inner; s++)
            {
                fmpz_mpoly_mul(f, &X[i * inner + s], &Y[s * cols + j],
                               map->ctx);
                fmpz_mpoly_add(&Z[i * cols + j], &Z[i * cols + j], f, map->ctx);
            }
    fmpz_mpoly_clear(f, map->ctx);
    return Z;
}

/* A generic rows x cols matrix of a rank. */
static fmpz_mpoly_struct *
generic(maker_t *P, slong rows, slong cols, slong rank)
{
    fmpz_mpoly_struct *left = unit_above(P, rows, rank);
    fmpz_mpoly_struct *right = new_matrix(P->map, rank, cols), *M;
    for (slong n = 0; n < rank * cols; n++)
        fmpz_mpoly_gen(&right[n], P->next++, P->map->ctx);
    M = product(P->map, left, right, rows, rank, cols);
    free_matrix(P->map, left, rows * rank);
    free_matrix(P->map, right, rank * cols);
    return M;
}

/* The coefficients, by pairs, of x^T S x, S generic symmetric of a rank. */
static fmpz_mpoly_struct *
generic_form(maker_t *P, slong d, slong rank)
{
    fmpz_mpoly_struct *left = unit_above(P, d, rank), *form, *half;
    form = new_matrix(P->map, 1, d * (d + 1) / 2);
    half = new_matrix(P->map, rank, rank);
    /* x^T S x = sum_{s <= t} p_st y_s y_t with y = left^T x */
    for (slong s = 0; s < rank; s++)
        for (slong t = s; t < rank; t++)
            fmpz_mpoly_gen(&half[s * rank + t], P->next++, P->map->ctx);
    for (slong s = 0; s < rank; s++)
        for (slong t = s; t < rank; t++)
            for (slong k = 0; k < d; k++)
                for (slong l = 0; l < d; l++)
                {
                    fmpz_mpoly_struct *f = &form[fulg_function_pair(
                        d, FLINT_MIN(k, l), FLINT_MAX(k, l))];
                    fmpz_mpoly_t g;
                    fmpz_mpoly_init(g, P->map->ctx);
                    fmpz_mpoly_mul(g, &left[k * rank + s], &left[l * rank + t],
                                   P->map->ctx);
                    fmpz_mpoly_mul(g, g, &half[s * rank + t], P->map->ctx);
                    fmpz_mpoly_add(f, f, g, P->map->ctx);
                    fmpz_mpoly_clear(g, P->map->ctx);
                }
    free_matrix(P->map, left, d * rank);
    free_matrix(P->map, half, rank * rank);
    return form;
}

static void
add_product(const fulg_invariants_map_t *map, slong n,
            const fmpz_mpoly_struct *f, const fmpz_mpoly_struct *g)
{
    fmpz_mpoly_t h;
    fmpz_mpoly_init(h, map->ctx);
    fmpz_mpoly_mul(h, f, g, map->ctx);
    fmpz_mpoly_add(&map->image[n], &map->image[n], h, map->ctx);
    fmpz_mpoly_clear(h, map->ctx);
}

static void
set_tensor(fulg_invariants_map_t *map, const fulg_invariants_t model,
           const fmpz_mpoly_struct *V, const fmpz_mpoly_struct *A)
{
    const slong d = model->d;
    for (slong i = 0; i < model->d_out; i++)
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong j = 0; j < d; j++)
                {
                    const slong n = fulg_invariants_var(
                        model, 0, i, j, fulg_function_pair(d, k, l));
                    add_product(map, n, &V[i * d + k], &A[l * d + j]);
                    if (k != l)
                        add_product(map, n, &V[i * d + l], &A[k * d + j]);
                }
}

/* Distinct ways to take one index of k <= l <= m away. */
static void
set_cubic(fulg_invariants_map_t *map, const fulg_invariants_t model,
          const fmpz_mpoly_struct *V, const fmpz_mpoly_struct *S)
{
    const slong d = model->d;
    for (slong n = 0; n < model->num; n++)
    {
        slong x[3];
        const slong i = n / model->triples;
        fulg_invariants_triple(&x[0], &x[1], &x[2], d, n % model->triples);
        for (int m = 0; m < 3; m++)
            if (m == 0 || x[m] != x[m - 1])
                add_product(
                    map, n, &V[i * d + x[m]],
                    &S[fulg_function_pair(d, x[m == 0], x[m == 2 ? 1 : 2])]);
    }
}

/* From the function's coordinates to the output's. */
static void
spread(fulg_invariants_map_t *out, const fulg_invariants_map_t *map,
       const fulg_invariants_t model)
{
    const slong d = model->d, block = model->pairs * d;
    slong num;
    fulg_invariants_place_t *place = fulg_invariants_places(&num, model);
    for (slong p = 0; p < num; p++)
    {
        const slong from = place[p].row * block;
        if (place[p].token != place[p].column)
            for (slong n = 0; n < block; n++)
                fmpz_mpoly_set(&out->image[place[p].offset + n],
                               &map->image[from + n], map->ctx);
        else
            /* x_k x_l y_j becomes x_k x_l x_j */
            for (slong n = 0; n < block; n++)
            {
                slong k, l, x[3];
                const slong j = n % d;
                fmpz_mpoly_struct *f;
                fulg_invariants_pair(&k, &l, d, n / d);
                x[0] = FLINT_MIN(k, j);
                x[2] = FLINT_MAX(l, j);
                x[1] = k + l + j - x[0] - x[2];
                f = &out->image[place[p].offset +
                                fulg_function_triple(d, x[0], x[1], x[2])];
                fmpz_mpoly_add(f, f, &map->image[from + n], map->ctx);
            }
    }
    flint_free(place);
}

void
fulg_invariants_map_init(fulg_invariants_map_t *map,
                         const fulg_invariants_t model, int output)
{
    const slong d = model->d, s = model->sym_rank, nu = model->value_rank;
    const int one = model->tokens == 1;
    maker_t P = {map, 0};
    fmpz_mpoly_struct *V, *A;
    map->num_parameters = (model->d_out - nu) * nu + nu * d +
                          (one ? (d - s) * s + s * (s + 1) / 2
                               : (d - model->alpha) * model->alpha +
                                     model->alpha * d);
    fmpz_mpoly_ctx_init(map->ctx, map->num_parameters, ORD_LEX);
    map->num = model->num;
    map->image = new_matrix(map, 1, map->num);
    V = generic(&P, model->d_out, d, nu);
    A = one ? generic_form(&P, d, s) : generic(&P, d, d, model->alpha);
    if (one)
        set_cubic(map, model, V, A);
    else
        set_tensor(map, model, V, A);
    free_matrix(map, V, model->d_out * d);
    free_matrix(map, A, one ? model->pairs : d * d);
    if (output)
    {
        fulg_invariants_map_t out = *map;
        out.num = model->num_output;
        out.image = new_matrix(map, 1, out.num);
        spread(&out, map, model);
        free_matrix(map, map->image, map->num);
        map->image = out.image;
        map->num = out.num;
    }
}

void
fulg_invariants_map_clear(fulg_invariants_map_t *map)
{
    free_matrix(map, map->image, map->num);
    fmpz_mpoly_ctx_clear(map->ctx);
}
