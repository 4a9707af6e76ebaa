/* Coefficients as plain sums over explicit Haar vectors. */
#include <stdlib.h>
#include <string.h>

#include "organization.h"

/* n vectors of n integers, and their squared norms. */
typedef struct
{
    slong n, num;
    slong *vector;
    fmpz *norm;
} basis_t;

static void
push(basis_t *B, const slong *v)
{
    memcpy(B->vector + B->num * B->n, v, (size_t) B->n * sizeof(slong));
    for (slong x = 0; x < B->n; x++)
        fmpz_add_si(B->norm + B->num, B->norm + B->num, v[x] * v[x]);
    B->num++;
}

/* Among the children of a folder that are left: the largest, the first of equal
   ones.  left[x]: the child of x, or -1. */
static slong
largest(slong *size, const slong *left, slong n)
{
    slong best = -1;
    for (slong x = 0; x < n; x++)
    {
        slong s = 0;
        for (slong y = 0; y < n && left[x] >= 0; y++)
            s += left[y] == left[x];
        if (left[x] >= 0 && (best < 0 || s > *size))
        {
            best = left[x];
            *size = s;
        }
    }
    return best;
}

/* The vectors of folder f of level l. */
static void
push_folder(basis_t *B, const fulg_verify_tree_t *T, slong l, slong f)
{
    const slong n = T->n;
    slong *left = flint_malloc((size_t) n * sizeof(slong));
    slong *v = flint_malloc((size_t) n * sizeof(slong)), rest = 0;
    for (slong x = 0; x < n; x++)
    {
        left[x] = T->label[l * n + x] == f ? T->label[(l + 1) * n + x] : -1;
        rest += left[x] >= 0;
    }
    for (;;)
    {
        slong size = 0;
        const slong child = largest(&size, left, n);
        rest -= size;
        if (child < 0 || rest == 0)
            break;
        for (slong x = 0; x < n; x++)
        {
            v[x] = left[x] < 0 ? 0 : left[x] == child ? rest : -size;
            if (left[x] == child)
                left[x] = -1;
        }
        push(B, v);
    }
    flint_free(left);
    flint_free(v);
}

static void
basis_init(basis_t *B, const fulg_verify_tree_t *T)
{
    const slong n = B->n = T->n;
    slong *v = flint_malloc((size_t) n * sizeof(slong));
    B->num = 0;
    B->vector = flint_malloc((size_t) (n * n) * sizeof(slong));
    B->norm = _fmpz_vec_init(n);
    for (slong x = 0; x < n; x++)
        v[x] = 1;
    push(B, v);
    for (slong l = 0; l + 1 < T->levels; l++)
        for (slong f = 0; f < n; f++)
            push_folder(B, T, l, f);
    flint_free(v);
}

/* out(.., v, ..) = sum over x of vector v at x times in(.., x, ..). */
static void
multiply(fmpz *out, const fmpz *in, const slong *n, int axis, const basis_t *B)
{
    const slong behind = axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1;
    const slong before = axis == 0 ? 1 : axis == 1 ? n[0] : n[0] * n[1];
    _fmpz_vec_zero(out, n[0] * n[1] * n[2]);
    for (slong b = 0; b < before; b++)
        for (slong v = 0; v < n[axis]; v++)
            for (slong x = 0; x < n[axis]; x++)
            {
                const slong h = B->vector[v * n[axis] + x];
                if (h != 0)
                    _fmpz_vec_scalar_addmul_si(out + (b * n[axis] + v) * behind,
                                               in + (b * n[axis] + x) * behind,
                                               behind, h);
            }
}

/* norm = factor^2 root, by trial division: its primes are at most those of the
   sides, since norms are products of sizes. */
static void
split(fmpz_t factor, fmpz_t root, const fmpz_t norm)
{
    fmpz_t p, rest;
    fmpz_init_set_ui(p, 2);
    fmpz_init_set(rest, norm);
    fmpz_one(factor);
    fmpz_one(root);
    while (!fmpz_is_one(rest))
    {
        while (!fmpz_divisible(rest, p))
            fmpz_add_ui(p, p, 1);
        fmpz_divexact(rest, rest, p);
        if (fmpz_divisible(root, p))
        {
            fmpz_divexact(root, root, p);
            fmpz_mul(factor, factor, p);
        }
        else
            fmpz_mul(root, root, p);
    }
    fmpz_clear(p);
    fmpz_clear(rest);
}

/* Adds |c| / sqrt(norm) = |c| / (factor root) sqrt(root). */
static void
add_surd(fulg_verify_entropy_t *E, const fmpz_t c, const fmpz_t norm,
         const fmpz_t den)
{
    fmpz_t factor, root;
    fmpq_t x;
    slong n = 0;
    fmpz_init(factor);
    fmpz_init(root);
    fmpq_init(x);
    split(factor, root, norm);
    fmpz_mul(factor, factor, root);
    fmpz_mul(factor, factor, den);
    fmpq_set_fmpz_frac(x, c, factor);
    fmpq_abs(x, x);
    while (n < E->num && fmpz_cmp(E->root + n, root) < 0)
        n++;
    if (n == E->num || !fmpz_equal(E->root + n, root))
    {
        const size_t behind = (size_t) (E->num - n);
        E->root = flint_realloc(E->root, (size_t) (E->num + 1) * sizeof(fmpz));
        E->value = flint_realloc(E->value,
                                 (size_t) (E->num + 1) * sizeof(fmpq));
        memmove(E->root + n + 1, E->root + n, behind * sizeof(fmpz));
        memmove(E->value + n + 1, E->value + n, behind * sizeof(fmpq));
        fmpz_init_set(E->root + n, root);
        fmpq_init(E->value + n);
        E->num++;
    }
    fmpq_add(E->value + n, E->value + n, x);
    fmpz_clear(factor);
    fmpz_clear(root);
    fmpq_clear(x);
}

static int
decreasing(const void *a, const void *b)
{
    return fmpz_cmp(b, a);
}

/* The least number of squares that make 99 percent of their sum. */
static slong
count(fmpz *square, slong num, const fmpz_t energy)
{
    fmpz_t sum, goal, x;
    slong n = 0;
    fmpz_init(sum);
    fmpz_init(goal);
    fmpz_init(x);
    fmpz_mul_ui(goal, energy, 99);
    qsort(square, (size_t) num, sizeof(fmpz), decreasing);
    for (; fmpz_cmp(x, goal) < 0; n++)
    {
        fmpz_add(sum, sum, square + n);
        fmpz_mul_ui(x, sum, 100);
    }
    fmpz_clear(sum);
    fmpz_clear(goal);
    fmpz_clear(x);
    return n;
}

/* The squares c^2 / norm as integers over den^2 and the common multiples of the
   norms of the three axes, whose product common is. */
static fmpz *
squares(fmpz_t common, fulg_verify_entropy_t *E, const fmpz *c, const slong *n,
        const basis_t *B)
{
    fmpz *square = _fmpz_vec_init(n[0] * n[1] * n[2]), *part[3];
    fmpz_t all;
    fmpz_init(all);
    fmpz_one(common);
    for (int a = 0; a < 3; a++)
    {
        part[a] = _fmpz_vec_init(n[a]);
        fmpz_one(all);
        for (slong v = 0; v < n[a]; v++)
            fmpz_lcm(all, all, B[a].norm + v);
        for (slong v = 0; v < n[a]; v++)
            fmpz_divexact(part[a] + v, all, B[a].norm + v);
        fmpz_mul(common, common, all);
    }
    for (slong m = 0; m < n[0] * n[1] * n[2]; m++)
    {
        fmpz_mul(square + m, c + m, c + m);
        fmpz_mul(square + m, square + m, part[0] + m / n[2] / n[1]);
        fmpz_mul(square + m, square + m, part[1] + m / n[2] % n[1]);
        fmpz_mul(square + m, square + m, part[2] + m % n[2]);
        E->nonzero += !fmpz_is_zero(c + m);
    }
    for (int a = 0; a < 3; a++)
        _fmpz_vec_clear(part[a], n[a]);
    fmpz_clear(all);
    return square;
}

/* first[v] = the first vector with the norm of vector v. */
static slong *
classes(const basis_t *B)
{
    slong *first = flint_malloc((size_t) B->n * sizeof(slong));
    for (slong v = 0; v < B->n; v++)
    {
        slong u = 0;
        while (!fmpz_equal(B->norm + u, B->norm + v))
            u++;
        first[v] = u;
    }
    return first;
}

/* The |coefficients| whose vectors have the same three norms are added first. */
static void
add_surds(fulg_verify_entropy_t *E, const fmpz *c, const fmpz_t den,
          const slong *n, const basis_t *B)
{
    fmpz *sum = _fmpz_vec_init(n[0] * n[1] * n[2]);
    slong *first[3];
    fmpz_t norm, x;
    fmpz_init(norm);
    fmpz_init(x);
    for (int a = 0; a < 3; a++)
        first[a] = classes(&B[a]);
    for (slong m = 0; m < n[0] * n[1] * n[2]; m++)
    {
        fmpz *s = sum +
                  (first[0][m / n[2] / n[1]] * n[1] +
                   first[1][m / n[2] % n[1]]) *
                      n[2] +
                  first[2][m % n[2]];
        fmpz_abs(x, c + m);
        fmpz_add(s, s, x);
    }
    for (slong m = 0; m < n[0] * n[1] * n[2]; m++)
    {
        if (fmpz_is_zero(sum + m))
            continue;
        fmpz_mul(norm, B[0].norm + m / n[2] / n[1],
                 B[1].norm + m / n[2] % n[1]);
        fmpz_mul(norm, norm, B[2].norm + m % n[2]);
        add_surd(E, sum + m, norm, den);
    }
    for (int a = 0; a < 3; a++)
        flint_free(first[a]);
    fmpz_clear(norm);
    fmpz_clear(x);
    _fmpz_vec_clear(sum, n[0] * n[1] * n[2]);
}

static void
gather(fulg_verify_entropy_t *E, const fmpz *c, const fulg_verify_tensor_t *X,
       const basis_t *B)
{
    const slong size = X->n[0] * X->n[1] * X->n[2];
    fmpz_t common, energy;
    fmpz *square;
    fmpz_init(common);
    fmpz_init(energy);
    square = squares(common, E, c, X->n, B);
    for (slong m = 0; m < size; m++)
        fmpz_add(energy, energy, square + m);
    E->n99 = count(square, size, energy);
    fmpz_mul(common, common, X->den);
    fmpz_mul(common, common, X->den);
    fmpq_set_fmpz_frac(E->energy, energy, common);
    add_surds(E, c, X->den, X->n, B);
    _fmpz_vec_clear(square, size);
    fmpz_clear(common);
    fmpz_clear(energy);
}

void
fulg_verify_entropy(fulg_verify_entropy_t *E, const fulg_verify_tensor_t *X,
                    const fulg_verify_tree_t *tree)
{
    const slong size = X->n[0] * X->n[1] * X->n[2];
    fmpz *c = _fmpz_vec_init(size), *d = _fmpz_vec_init(size);
    basis_t B[3];
    memset(E, 0, sizeof *E);
    fmpq_init(E->energy);
    for (int a = 0; a < 3; a++)
        basis_init(&B[a], &tree[a]);
    multiply(c, X->x, X->n, 0, &B[0]);
    multiply(d, c, X->n, 1, &B[1]);
    multiply(c, d, X->n, 2, &B[2]);
    gather(E, c, X, B);
    for (int a = 0; a < 3; a++)
    {
        flint_free(B[a].vector);
        _fmpz_vec_clear(B[a].norm, B[a].n);
    }
    _fmpz_vec_clear(c, size);
    _fmpz_vec_clear(d, size);
}

void
fulg_verify_entropy_clear(fulg_verify_entropy_t *E)
{
    fmpq_clear(E->energy);
    for (slong n = 0; n < E->num; n++)
    {
        fmpz_clear(E->root + n);
        fmpq_clear(E->value + n);
    }
    flint_free(E->root);
    flint_free(E->value);
}
