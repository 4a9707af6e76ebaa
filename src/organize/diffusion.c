#include <stdlib.h>

#include "impl.h"

/* Beyond this Arb's enclosure of all eigenvalues (n^4) gives way to singular
   values. */
#define MAX_ARB 64

/* M and its eigenvalues at one precision.  root[i] is the root of row sum i of
   K; the columns of vectors, in the order of place, are approximate eigenvectors
   for the approximate eigenvalues, largest first. */
typedef struct
{
    slong n, bits;
    arb_mat_t M;
    arb_ptr root, eigenvalue;
    acb_mat_t A, vectors;
    acb_ptr approximate;
    slong *place;
} system_t;

static int
by_size(const void *a, const void *b)
{
    return fmpz_cmp(a, b);
}

static void
set_median(fmpq_t median, const fulg_tree_distances_t D)
{
    const slong n = D->n, num = n * (n - 1) / 2;
    fmpz *list = flint_malloc((size_t) num * sizeof(fmpz));
    fmpz_t sum;
    slong m = 0;
    fmpz_init(sum);
    for (slong i = 0; i < n; i++)
        for (slong j = i + 1; j < n; j++)
            list[m++] = D->d[i * n + j];
    qsort(list, (size_t) num, sizeof(fmpz), by_size);
    fmpz_add(sum, list + (num - 1) / 2, list + num / 2);
    fmpq_set_fmpz_frac(median, sum, D->den);
    fmpq_div_2exp(median, median, 1);
    fmpz_clear(sum);
    flint_free(list);
}

static void
set_matrix(system_t *E, const fmpq_t median, const fulg_tree_distances_t D)
{
    const slong n = E->n;
    arb_ptr k;
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
        {
            k = arb_mat_entry(E->M, i, j);
            fmpq_set_fmpz_frac(x, D->d + i * n + j, D->den);
            fmpq_div(x, x, median);
            fmpq_neg(x, x);
            arb_set_fmpq(k, x, E->bits);
            arb_exp(k, k, E->bits);
            arb_add(E->root + i, E->root + i, k, E->bits);
        }
    for (slong i = 0; i < n; i++)
        arb_sqrt(E->root + i, E->root + i, E->bits);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
        {
            k = arb_mat_entry(E->M, i, j);
            arb_div(k, k, E->root + i, E->bits);
            arb_div(k, k, E->root + j, E->bits);
            arb_set(acb_realref(acb_mat_entry(E->A, i, j)), k);
        }
    fmpq_clear(x);
}

/* Indices by decreasing midpoint of the real parts. */
static void
sort(slong *place, acb_srcptr value, slong n)
{
    for (slong i = 0; i < n; i++)
    {
        slong j = i;
        for (; j > 0 &&
               arf_cmp(arb_midref(acb_realref(value + i)),
                       arb_midref(acb_realref(value + place[j - 1]))) > 0;
             j--)
            place[j] = place[j - 1];
        place[j] = i;
    }
}

/* Arb's enclosures of all eigenvalues, with multiplicities; 0 when it has
   none. */
static int
arb_eigenvalues(system_t *E)
{
    acb_ptr value = _acb_vec_init(E->n);
    slong *place = flint_malloc((size_t) E->n * sizeof(slong));
    int good = acb_mat_eig_simple_rump(value, NULL, NULL, E->A, E->approximate,
                                       E->vectors, E->bits) ||
               acb_mat_eig_multiple(value, E->A, E->approximate, E->vectors,
                                    E->bits);
    sort(place, value, E->n);
    for (slong i = 0; i < E->n && good; i++)
        arb_set(E->eigenvalue + i, acb_realref(value + place[i]));
    flint_free(place);
    _acb_vec_clear(value, E->n);
    return good;
}

static void
system_init(system_t *E, const fmpq_t median, const fulg_tree_distances_t D,
            slong bits, int vectors)
{
    const slong n = E->n = D->n;
    int good;
    E->bits = bits;
    arb_mat_init(E->M, n, n);
    acb_mat_init(E->A, n, n);
    acb_mat_init(E->vectors, n, n);
    E->approximate = _acb_vec_init(n);
    E->root = _arb_vec_init(n);
    E->eigenvalue = _arb_vec_init(n);
    E->place = flint_malloc((size_t) n * sizeof(slong));
    set_matrix(E, median, D);
    if (n <= MAX_ARB || vectors)
        (void) acb_mat_approx_eig_qr(E->approximate, NULL, E->vectors, E->A,
                                     NULL, 0, bits);
    sort(E->place, E->approximate, n);
    good = n <= MAX_ARB && arb_eigenvalues(E);
    /* M is positive semidefinite. */
    if (!good)
        fulg_ball_singular_values(E->eigenvalue, E->M, bits);
    arb_one(E->eigenvalue);
}

static void
system_clear(system_t *E)
{
    arb_mat_clear(E->M);
    acb_mat_clear(E->A);
    acb_mat_clear(E->vectors);
    _acb_vec_clear(E->approximate, E->n);
    _arb_vec_clear(E->root, E->n);
    _arb_vec_clear(E->eigenvalue, E->n);
    flint_free(E->place);
}

/* Eigenvalue i, from 0, is apart from all others. */
static int
is_simple(const system_t *E, slong i)
{
    return (i == 0 ||
            !arb_overlaps(E->eigenvalue + i, E->eigenvalue + i - 1)) &&
           (i + 1 == E->n ||
            !arb_overlaps(E->eigenvalue + i, E->eigenvalue + i + 1));
}

/* x = lambda^t psi / psi_0 from an eigenvector, whatever its length. */
static void
set_coordinates(arb_mat_t X, slong col, const system_t *E, acb_mat_t vector,
                const arb_t lambda, ulong t)
{
    arb_t length, degree, x;
    int sign = 0;
    arb_init(length);
    arb_init(degree);
    arb_init(x);
    for (slong i = 0; i < E->n; i++)
    {
        arb_srcptr y = acb_realref(acb_mat_entry(vector, i, 0));
        arb_addmul(length, y, y, E->bits);
        arb_addmul(degree, E->root + i, E->root + i, E->bits);
        if (sign == 0 && !arb_contains_zero(y))
            sign = arb_is_negative(y) ? -1 : 1;
    }
    arb_div(x, degree, length, E->bits);
    arb_sqrt(x, x, E->bits);
    arb_pow_ui(length, lambda, t, E->bits);
    arb_mul(x, x, length, E->bits);
    if (sign < 0)
        arb_neg(x, x);
    for (slong i = 0; i < E->n; i++)
    {
        arb_ptr y = arb_mat_entry(X, i, col);
        arb_div(y, acb_realref(acb_mat_entry(vector, i, 0)), E->root + i,
                E->bits);
        arb_mul(y, y, x, E->bits);
        if (sign == 0)
            arb_indeterminate(y);
    }
    arb_clear(length);
    arb_clear(degree);
    arb_clear(x);
}

/* The i-th eigenvector, i >= 1, of a simple eigenvalue.  Rump's enclosure holds
   an eigenpair; the enclosures of the eigenvalues say which one.  As M
   and the eigenvalue are real, the real part of the vector will do. */
static int
embed(arb_mat_t X, const system_t *E, slong i, ulong t)
{
    acb_mat_t start, vector, J;
    acb_t lambda;
    int good = is_simple(E, i);
    if (!good)
        return 0;
    acb_mat_init(start, E->n, 1);
    acb_mat_init(vector, E->n, 1);
    acb_mat_init(J, 1, 1);
    acb_init(lambda);
    for (slong x = 0; x < E->n; x++)
        acb_set(acb_mat_entry(start, x, 0),
                acb_mat_entry(E->vectors, x, E->place[i]));
    acb_mat_eig_enclosure_rump(lambda, J, vector, E->A,
                               E->approximate + E->place[i], start, E->bits);
    for (slong j = 0; j < E->n; j++)
        good = good &&
               arb_overlaps(acb_realref(lambda), E->eigenvalue + j) == (i == j);
    good = good && acb_mat_is_finite(vector);
    if (good)
        set_coordinates(X, i - 1, E, vector, E->eigenvalue + i, t);
    acb_mat_clear(start);
    acb_mat_clear(vector);
    acb_mat_clear(J);
    acb_clear(lambda);
    return good;
}

void
fulg_organize_diffusion_init(fulg_organize_diffusion_t S,
                             const fulg_tree_distances_t D, ulong t, slong num,
                             slong max_bits)
{
    int open = 1;
    S->n = D->n;
    S->num = FLINT_MAX(0, FLINT_MIN(num, D->n - 1));
    fmpq_init(S->median);
    S->eigenvalue = _arb_vec_init(D->n);
    S->known = flint_calloc((size_t) FLINT_MAX(S->num, 1), sizeof(int));
    arb_mat_init(S->coordinate, D->n, S->num);
    arb_one(S->eigenvalue);
    if (D->n > 1)
        set_median(S->median, D);
    S->defined = D->n > 1 && !fmpq_is_zero(S->median);
    for (slong bits = FLINT_MIN(128, max_bits); open && S->defined; bits *= 2)
    {
        system_t E;
        system_init(&E, S->median, D, bits, S->num > 0);
        open = 0;
        for (slong i = 1; i <= S->num; i++)
        {
            S->known[i - 1] = embed(S->coordinate, &E, i, t);
            open = open || !S->known[i - 1];
        }
        _arb_vec_set(S->eigenvalue, E.eigenvalue, D->n);
        system_clear(&E);
        /* Equal eigenvalues stay so: no more than twice. */
        if (2 * bits > FLINT_MIN(max_bits, 512) || D->n > MAX_ARB)
            break;
    }
}

void
fulg_organize_diffusion_clear(fulg_organize_diffusion_t S)
{
    fmpq_clear(S->median);
    _arb_vec_clear(S->eigenvalue, S->n);
    flint_free(S->known);
    arb_mat_clear(S->coordinate);
}
