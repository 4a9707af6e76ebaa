#include <stdlib.h>

#include "impl.h"

typedef struct
{
    fmpz key;
    slong place;
} item_t;

static int
by_key(const void *a, const void *b)
{
    const item_t *x = a, *y = b;
    const int order = fmpz_cmp(&y->key, &x->key);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

/* Decreasing; order receives where each came from, unless NULL. */
static void
sort(fmpz *key, slong *order, slong size)
{
    item_t *item = flint_malloc((size_t) size * sizeof(item_t));
    for (slong n = 0; n < size; n++)
    {
        item[n].key = key[n];
        item[n].place = n;
    }
    qsort(item, (size_t) size, sizeof(item_t), by_key);
    for (slong n = 0; n < size; n++)
    {
        key[n] = item[n].key;
        if (order != NULL)
            order[n] = item[n].place;
    }
    flint_free(item);
}

/* The least common multiple of the norms of one basis. */
static void
common_norm(fmpz_t z, const fulg_organize_norms_t *N)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_one(z);
    for (slong c = 0; c < N->num; c++)
    {
        fmpz_set_ui(n, N->norm[c]);
        fmpz_lcm(z, z, n);
    }
    fmpz_clear(n);
}

/* quotient[v] = common / norm of vector v. */
static fmpz *
quotients(fmpz_t common, const fulg_organize_norms_t *N, slong n)
{
    fmpz *quotient = _fmpz_vec_init(n);
    common_norm(common, N);
    for (slong v = 0; v < n; v++)
        fmpz_divexact_ui(quotient + v, common, N->norm[N->kind[v]]);
    return quotient;
}

/* Squares of a coefficient with its error, lower and upper (NULL: exact). */
static void
set_square(fmpz_t lower, fmpz *upper, const fmpz_t c, const fmpz_t e)
{
    fmpz_abs(lower, c);
    if (upper != NULL)
    {
        fmpz_add(upper, lower, e);
        fmpz_mul(upper, upper, upper);
        fmpz_sub(lower, lower, e);
        if (fmpz_sgn(lower) < 0)
            fmpz_zero(lower);
    }
    fmpz_mul(lower, lower, lower);
}

static void
set_squares(fulg_organize_entropy_t E, const fulg_organize_coefficients_t C,
            const fulg_organize_norms_t *N)
{
    const slong *n = C->shape;
    fmpz *q[3], *size[3];
    fmpz_t w, e, common;
    slong m = 0;
    fmpz_init(w);
    fmpz_init(e);
    fmpz_init(common);
    fmpz_mul(E->common, C->den, C->den);
    for (int a = 0; a < 3; a++)
    {
        q[a] = quotients(common, &N[a], n[a]);
        fmpz_mul(E->common, E->common, common);
        size[a] = _fmpz_vec_init(n[a]);
        for (slong v = 0; v < n[a]; v++)
            fulg_organize_haar_l1(size[a] + v, &C->basis[a], v);
    }
    for (slong u = 0; u < n[0]; u++)
        for (slong v = 0; v < n[1]; v++)
            for (slong t = 0; t < n[2]; t++, m++)
            {
                fmpz *upper = E->square_upper ? E->square_upper + m : NULL;
                fmpz_mul(w, q[0] + u, q[1] + v);
                fmpz_mul(w, w, q[2] + t);
                fmpz_mul(e, size[0] + u, size[1] + v);
                fmpz_mul(e, e, size[2] + t);
                fmpz_mul(e, e, C->error);
                set_square(E->square + m, upper, C->value + m, e);
                E->nonzero += !fmpz_is_zero(E->square + m);
                fmpz_mul(E->square + m, E->square + m, w);
                if (upper != NULL)
                    fmpz_mul(upper, upper, w);
            }
    for (int a = 0; a < 3; a++)
    {
        _fmpz_vec_clear(q[a], n[a]);
        _fmpz_vec_clear(size[a], n[a]);
    }
    fmpz_clear(w);
    fmpz_clear(e);
    fmpz_clear(common);
}

static void
sum_vec(fmpz_t sum, const fmpz *x, slong num)
{
    fmpz_zero(sum);
    for (slong n = 0; n < num; n++)
        fmpz_add(sum, sum, x + n);
}

/* The sum of squares of the entries, of the coefficients, and the root. */
static void
set_energy(fulg_organize_entropy_t E, const fulg_cube_t X, slong bits)
{
    fmpz_t sum, den;
    arb_t x;
    fmpz_init(sum);
    fmpz_init(den);
    arb_init(x);
    for (slong n = 0; n < E->size; n++)
        fmpz_addmul(sum, X->value + n, X->value + n);
    fmpz_mul(den, X->den, X->den);
    fmpq_set_fmpz_frac(E->square_sum, sum, den);
    arb_sqrt_fmpz(E->norm, sum, bits);
    arb_div_fmpz(E->norm, E->norm, X->den, bits);
    if (E->exact)
    {
        sum_vec(sum, E->square, E->size);
        fmpq_set_fmpz_frac(E->energy, sum, E->common);
    }
    else
    {
        /* The l2 norm of an error of this size in every entry. */
        arb_sqrt_ui(x, (ulong) E->size, bits);
        arb_mul_fmpz(x, x, X->error, bits);
        arb_div_fmpz(x, x, X->den, bits);
        arb_add_error(E->norm, x);
    }
    arb_clear(x);
    fmpz_clear(sum);
    fmpz_clear(den);
}

void
fulg_organize_entropy_init(fulg_organize_entropy_t E,
                           const fulg_organize_coefficients_t C,
                           const fulg_cube_t X, slong bits)
{
    fulg_organize_norms_t N[3];
    E->exact = fmpz_is_zero(C->error);
    E->size = C->shape[0] * C->shape[1] * C->shape[2];
    E->nonzero = 0;
    E->heads = C->shape[2];
    fmpq_init(E->energy);
    fmpq_init(E->square_sum);
    arb_init(E->l1);
    arb_init(E->norm);
    arb_init(E->ratio);
    fmpz_init(E->common);
    E->square = _fmpz_vec_init(E->size);
    E->square_upper = E->exact ? NULL : _fmpz_vec_init(E->size);
    E->order = flint_malloc((size_t) E->size * sizeof(slong));
    E->head = flint_malloc((size_t) E->heads *
                           sizeof(fulg_organize_surds_struct));
    E->head_l1 = _arb_vec_init(E->heads);
    for (int a = 0; a < 3; a++)
        fulg_organize_norms_init(&N[a], &C->basis[a]);
    fulg_organize_entropy_l1(E->surds, E->l1, C->value, 1, C, N, 3, bits);
    for (slong t = 0; t < E->heads; t++)
        fulg_organize_entropy_l1(&E->head[t], E->head_l1 + t, C->slice + t,
                                 C->shape[2], C, N, 2, bits);
    set_squares(E, C, N);
    set_energy(E, X, bits);
    arb_div(E->ratio, E->l1, E->norm, bits);
    sort(E->square, E->order, E->size);
    if (!E->exact)
        sort(E->square_upper, NULL, E->size);
    for (int a = 0; a < 3; a++)
        fulg_organize_norms_clear(&N[a]);
}

void
fulg_organize_entropy_clear(fulg_organize_entropy_t E)
{
    fmpq_clear(E->energy);
    fmpq_clear(E->square_sum);
    fulg_organize_surds_clear(E->surds);
    arb_clear(E->l1);
    arb_clear(E->norm);
    arb_clear(E->ratio);
    fmpz_clear(E->common);
    _fmpz_vec_clear(E->square, E->size);
    if (E->square_upper != NULL)
        _fmpz_vec_clear(E->square_upper, E->size);
    flint_free(E->order);
    for (slong t = 0; t < E->heads; t++)
        fulg_organize_surds_clear(&E->head[t]);
    flint_free(E->head);
    _arb_vec_clear(E->head_l1, E->heads);
}

void
fulg_organize_entropy_over_root(fulg_organize_entropy_t E, const fmpz_t n,
                                slong bits)
{
    arb_t root;
    arb_init(root);
    arb_sqrt_fmpz(root, n, bits);
    fmpq_div_fmpz(E->energy, E->energy, n);
    fmpq_div_fmpz(E->square_sum, E->square_sum, n);
    fmpz_mul(E->common, E->common, n);
    fulg_organize_surds_over_root(E->surds, n);
    arb_div(E->l1, E->l1, root, bits);
    arb_div(E->norm, E->norm, root, bits);
    for (slong t = 0; t < E->heads; t++)
    {
        fulg_organize_surds_over_root(&E->head[t], n);
        arb_div(E->head_l1 + t, E->head_l1 + t, root, bits);
    }
    arb_clear(root);
}

/* The least number of leading squares that make part of the total; size + 1 when
   all do not. */
static slong
count(const fmpz *square, slong size, const fmpz_t total, const fmpq_t part)
{
    fmpz_t sum, goal, x;
    slong n = 0;
    fmpz_init(sum);
    fmpz_init(goal);
    fmpz_init(x);
    fmpz_mul(goal, total, fmpq_numref(part));
    for (; n <= size; n++)
    {
        fmpz_mul(x, sum, fmpq_denref(part));
        if (fmpz_cmp(x, goal) >= 0)
            break;
        if (n < size)
            fmpz_add(sum, sum, square + n);
    }
    fmpz_clear(sum);
    fmpz_clear(goal);
    fmpz_clear(x);
    return n;
}

void
fulg_organize_entropy_count(slong *lower, slong *upper,
                            const fulg_organize_entropy_t E, const fmpq_t part)
{
    const fmpz *most = E->exact ? E->square : E->square_upper;
    fmpz_t total;
    fmpz_init(total);
    sum_vec(total, most, E->size);
    *upper = FLINT_MIN(count(E->square, E->size, total, part), E->size);
    if (!E->exact)
        sum_vec(total, E->square, E->size);
    *lower = FLINT_MIN(count(most, E->size, total, part), E->size);
    fmpz_clear(total);
}
