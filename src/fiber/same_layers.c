#include "impl.h"

/*
 * Equality layer by layer (doc: thm-same-s).  Suppose the states of
 * A and B are X = E z and Y = F z for the same z(input); at first E = F = 1.
 * A layer's output is a linear map of a list of functions of z: its coefficients
 * are the rows of a matrix [T_A; T_B] over the monomials (lightning, polynomial
 * networks) or over the distinct heads (normalised ones).  With R its reduced row
 * basis, T_A = E' R and T_B = F' R, so the next states are E' z' and F' z' with
 * z' = R(z).  E = F after the last layer proves equality, whatever the heads,
 * masks and widths in between.
 *
 * Lightning, t >= 2: the layer is determined by
 * T[r][(k,l)][j] = sum_h V_rk A_lj + V_rl A_kj, masked or not; t = 1: by the
 * cubic sum_h (V z)(z^T A z).
 */

/* More columns than this are not looked at. */
#define MAX_COLUMNS 20000

typedef struct
{
    const fulg_weights_struct *W;
    slong layer;
    int equal_tokens; /* all columns of the state are equal */
    fmpq_mat_t E;
} walk_t;

/* Normalised layers on equal tokens, or on one, are linear: the weights of a
   token sum to 1. */
static int
is_linear(const walk_t *x)
{
    return x->W->arch->norm != FULG_NORM_NONE && x->equal_tokens;
}

/* The place of the monomial z_k z_l, k <= l, among the pairs of n. */
static slong
pair_place(slong k, slong l, slong n)
{
    if (k > l)
        return pair_place(l, k, n);
    return k * n - k * (k - 1) / 2 + (l - k);
}

/* The number of monomials of a degree in n variables, at most MAX_COLUMNS + 1. */
static slong
monomials(slong n, slong degree)
{
    slong count = 1;
    if (n == 0)
        return degree == 0;
    for (slong m = 1; m <= degree && count <= MAX_COLUMNS; m++)
        count = count * (n + m - 1) / m;
    return FLINT_MIN(count, MAX_COLUMNS + 1);
}

/* The place of a monomial with sorted variables in [0, n): the number of those
   before it. */
static slong
monomial_place(const slong *sorted, slong degree, slong n)
{
    slong place = 0, low = 0;
    for (slong m = 0; m < degree; m++)
    {
        for (slong v = low; v < sorted[m]; v++)
            place += monomials(n - v, degree - m - 1);
        low = sorted[m];
    }
    return place;
}

static void
sort3(slong *x, slong a, slong b, slong c)
{
    x[0] = FLINT_MIN(a, FLINT_MIN(b, c));
    x[2] = FLINT_MAX(a, FLINT_MAX(b, c));
    x[1] = a + b + c - x[0] - x[2];
}

/* Adds V A to the coefficients in the columns from col on. */
static void
add_head(fmpq_mat_t T, slong col, const fmpq_mat_t V, const fmpq_mat_t A,
         slong tokens)
{
    const slong n = fmpq_mat_ncols(V);
    slong x[3], place;
    for (slong k = 0; k < n; k++)
        for (slong l = 0; l < n; l++)
            for (slong j = 0; j < n; j++)
            {
                if (fmpq_is_zero(fmpq_mat_entry(A, l, j)))
                    continue;
                sort3(x, k, l, j);
                place = tokens > 1 ? pair_place(k, l, n) * n + j
                                   : monomial_place(x, 3, n);
                for (slong r = 0; r < fmpq_mat_nrows(V); r++)
                    fmpq_addmul(fmpq_mat_entry(T, r, col + place),
                                fmpq_mat_entry(V, r, k),
                                fmpq_mat_entry(A, l, j));
            }
}

/* A head in the coordinates z: E^T A E and V E (initialised here). */
static void
walk_head(fmpq_mat_t A, fmpq_mat_t V, const walk_t *x, slong h)
{
    fmpq_mat_t A0, V0, AE;
    fulg_fiber_head(A0, V0, x->W, x->layer, h);
    fulg_fiber_init_mul(AE, A0, x->E);
    fulg_fiber_init_mul_tn(A, x->E, AE);
    fulg_fiber_init_mul(V, V0, x->E);
    fmpq_mat_clear(AE);
    fmpq_mat_clear(V0);
    fmpq_mat_clear(A0);
}

/* The distinct score matrices of the heads met so far. */
typedef struct
{
    slong num;
    fmpq_mat_struct *A;
} classes_t;

static slong
class_of(classes_t *classes, const fmpq_mat_t A)
{
    for (slong n = 0; n < classes->num; n++)
        if (fmpq_mat_equal(&classes->A[n], A))
            return n;
    classes->A = flint_realloc(classes->A, (size_t) (classes->num + 1) *
                                               sizeof(fmpq_mat_struct));
    fmpq_mat_init_set(&classes->A[classes->num], A);
    return classes->num++;
}

/* Enters the heads of a walk into the classes. */
static void
classify(classes_t *classes, const walk_t *x)
{
    fmpq_mat_t A, V;
    for (slong h = 0; h < x->W->arch->heads[x->layer]; h++)
    {
        walk_head(A, V, x, h);
        class_of(classes, A);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
}

static int
hidden_pnn(const walk_t *x)
{
    return x->W->arch->family == FULG_FAMILY_PNN &&
           x->layer + 1 < x->W->arch->depth;
}

/* Columns of the layer's coefficients beside those of z itself. */
static slong
num_columns(const walk_t *x, const classes_t *classes)
{
    const fulg_arch_struct *arch = x->W->arch;
    const slong n = fmpq_mat_ncols(x->E);
    if (arch->family == FULG_FAMILY_PNN)
        return hidden_pnn(x) ? monomials(n, arch->power) : 0;
    if (arch->norm != FULG_NORM_NONE)
        return is_linear(x) ? 0 : classes->num * n;
    if (n > 1000)
        return MAX_COLUMNS + 1;
    return arch->tokens > 1 ? n * n * (n + 1) / 2 : monomials(n, 3);
}

/* Row r of T = the coefficients of (w z)^degree, from the column col on. */
static void
set_power(fmpq_mat_t T, slong r, slong col, const fmpq_mat_t w, slong degree)
{
    const slong n = fmpq_mat_ncols(w);
    slong *x = flint_calloc((size_t) degree + 1, sizeof(slong));
    slong m;
    fmpq_t c;
    fmpq_init(c);
    for (slong place = 0; n > 0; place++)
    {
        slong run = 0;
        /* degree! / prod (multiplicities)!, one variable at a time */
        fmpq_one(c);
        for (m = 0; m < degree; m++)
        {
            run = (m > 0 && x[m] == x[m - 1]) ? run + 1 : 1;
            fmpq_mul_si(c, c, m + 1);
            fmpq_mul(c, c, fmpq_mat_entry(w, r, x[m]));
            fmpq_div_fmpz(c, c, (fmpz[]){run});
        }
        fmpq_set(fmpq_mat_entry(T, r, col + place), c);
        for (m = degree - 1; m >= 0 && x[m] == n - 1; m--)
            ;
        if (m < 0)
            break;
        x[m]++;
        for (slong k = m + 1; k < degree; k++)
            x[k] = x[m];
    }
    fmpq_clear(c);
    flint_free(x);
}

static void
pnn_coefficients(fmpq_mat_t T, const walk_t *x)
{
    const slong n = fmpq_mat_ncols(x->E);
    fmpq_mat_t w;
    fmpq_t one;
    fulg_fiber_init_mul(w, fulg_weights_mat(x->W, x->layer, 0, 'w')->fmpq,
                        x->E);
    if (hidden_pnn(x))
    {
        for (slong r = 0; r < fmpq_mat_nrows(w); r++)
            set_power(T, r, n, w, x->W->arch->power);
    }
    else
    {
        fmpq_init(one);
        fmpq_one(one);
        fulg_fiber_place(T, 0, 0, w, one);
        fmpq_clear(one);
    }
    fmpq_mat_clear(w);
}

static void
attention_coefficients(fmpq_mat_t T, const walk_t *x, classes_t *classes)
{
    const fulg_arch_struct *arch = x->W->arch;
    const slong n = fmpq_mat_ncols(x->E);
    fmpq_mat_t A, V;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    if (arch->residual)
        fulg_fiber_place(T, 0, 0, x->E, one);
    for (slong h = 0; h < arch->heads[x->layer]; h++)
    {
        walk_head(A, V, x, h);
        if (arch->norm == FULG_NORM_NONE)
            add_head(T, n, V, A, arch->tokens);
        else
        {
            const slong col =
                is_linear(x) ? 0 : n + n * class_of(classes, A);
            for (slong i = 0; i < fmpq_mat_nrows(V); i++)
                for (slong j = 0; j < n; j++)
                    fmpq_add(fmpq_mat_entry(T, i, col + j),
                             fmpq_mat_entry(T, i, col + j),
                             fmpq_mat_entry(V, i, j));
        }
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
    fmpq_clear(one);
}

/* T (initialised here): columns of z first, then those of num_columns. */
static void
coefficients(fmpq_mat_t T, const walk_t *x, classes_t *classes)
{
    fmpq_mat_init(T, x->W->arch->width[x->layer + 1],
                  fmpq_mat_ncols(x->E) + num_columns(x, classes));
    if (x->W->arch->family == FULG_FAMILY_PNN)
        pnn_coefficients(T, x);
    else
        attention_coefficients(T, x, classes);
}

/* E = the pivot columns of T, so that T = E R for the echelon form R. */
static void
set_pivot_columns(fmpq_mat_t E, const fmpq_mat_t T, const fmpq_mat_t R)
{
    const slong rank = fmpq_mat_nrows(R);
    fmpq_mat_clear(E);
    fmpq_mat_init(E, fmpq_mat_nrows(T), rank);
    for (slong k = 0, pivot = 0; k < rank; k++, pivot++)
    {
        while (fmpq_is_zero(fmpq_mat_entry(R, k, pivot)))
            pivot++;
        for (slong i = 0; i < fmpq_mat_nrows(T); i++)
            fmpq_set(fmpq_mat_entry(E, i, k), fmpq_mat_entry(T, i, pivot));
    }
}

static void
classes_clear(classes_t *classes)
{
    for (slong n = 0; n < classes->num; n++)
        fmpq_mat_clear(&classes->A[n]);
    flint_free(classes->A);
}

/* After an unmasked normalised layer without residual and with zero scores all
   tokens are equal: each is the mean. */
static int
makes_tokens_equal(const walk_t *x)
{
    const fulg_arch_struct *arch = x->W->arch;
    int equal = arch->norm != FULG_NORM_NONE && !arch->causal &&
                !arch->residual;
    for (slong h = 0; equal && h < arch->heads[x->layer]; h++)
    {
        fmpq_mat_t A, V;
        walk_head(A, V, x, h);
        equal = fmpq_mat_is_zero(A) || fmpq_mat_is_zero(V);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
    return equal;
}

/* One layer of both; 0 when its coefficients are too many. */
static int
step(walk_t *x, walk_t *y)
{
    classes_t classes = {0, NULL};
    fmpq_mat_t Tx, Ty, T, R;
    int small, equal_tokens = x->equal_tokens;
    if (x->W->arch->family == FULG_FAMILY_ATTENTION)
    {
        classify(&classes, x);
        classify(&classes, y);
        equal_tokens = equal_tokens ||
                       (makes_tokens_equal(x) && makes_tokens_equal(y));
    }
    small = num_columns(x, &classes) <= MAX_COLUMNS;
    if (small)
    {
        coefficients(Tx, x, &classes);
        coefficients(Ty, y, &classes);
        fmpq_mat_init(T, fmpq_mat_nrows(Tx) + fmpq_mat_nrows(Ty),
                      fmpq_mat_ncols(Tx));
        fmpq_mat_concat_vertical(T, Tx, Ty);
        fulg_fiber_row_basis(R, T);
        set_pivot_columns(x->E, Tx, R);
        set_pivot_columns(y->E, Ty, R);
        x->layer++;
        y->layer++;
        fmpq_mat_clear(R);
        fmpq_mat_clear(T);
        fmpq_mat_clear(Ty);
        fmpq_mat_clear(Tx);
    }
    classes_clear(&classes);
    x->equal_tokens = y->equal_tokens = equal_tokens;
    return small;
}

/* Passes layers of a residual stack that add nothing; linear ones need no such
   care. */
static int
skip_identity(walk_t *x)
{
    const fulg_arch_struct *arch = x->W->arch;
    int skipped = 0, still = arch->residual && !is_linear(x);
    while (still && x->layer < arch->depth)
    {
        classes_t classes = {0, NULL};
        classify(&classes, x);
        still = num_columns(x, &classes) <= MAX_COLUMNS;
        if (still)
        {
            fmpq_mat_t T;
            coefficients(T, x, &classes);
            for (slong i = 0; i < fmpq_mat_nrows(T); i++)
                for (slong j = fmpq_mat_ncols(x->E); j < fmpq_mat_ncols(T); j++)
                    still &= fmpq_is_zero(fmpq_mat_entry(T, i, j));
            fmpq_mat_clear(T);
        }
        classes_clear(&classes);
        x->layer += still;
        skipped |= still;
    }
    return skipped;
}

/* Layers of the two kinds can be compared by their coefficients. */
static int
comparable(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    if (x->family != y->family)
        return 0;
    if (x->family == FULG_FAMILY_PNN)
        return x->depth == y->depth && x->power == y->power;
    return x->norm == y->norm && (x->causal == y->causal || x->tokens == 1) &&
           (x->residual || x->depth == y->depth);
}

void
fulg_lockstep_clear(fulg_lockstep_t *lock)
{
    if (lock->E != NULL)
    {
        fulg_fiber_mats_clear(lock->E, lock->num);
        fulg_fiber_mats_clear(lock->F, lock->num);
    }
    lock->E = lock->F = NULL;
}

static void
record(fulg_lockstep_t *lock, const walk_t *x, const walk_t *y)
{
    fmpq_mat_init_set(&lock->E[lock->num], x->E);
    fmpq_mat_init_set(&lock->F[lock->num++], y->E);
}

int
fulg_same_layers(fulg_same_t result, fulg_lockstep_t *lock,
                 const fulg_weights_t A, const fulg_weights_t B)
{
    const slong depth = A->arch->depth;
    const int one = A->arch->tokens == 1;
    walk_t x = {A, 0, one, {{0}}}, y = {B, 0, one, {{0}}};
    int skipped = 0, going = 1, equal;
    lock->num = 0;
    lock->E = lock->F = NULL;
    if (!comparable(A->arch, B->arch))
        return 0;
    lock->E = fulg_fiber_mats(depth + 1);
    lock->F = fulg_fiber_mats(depth + 1);
    fulg_fiber_init_one(x.E, A->arch->width[0]);
    fulg_fiber_init_one(y.E, A->arch->width[0]);
    record(lock, &x, &y);
    while (going)
    {
        skipped |= skip_identity(&x);
        skipped |= skip_identity(&y);
        going = x.layer < depth && y.layer < B->arch->depth && step(&x, &y);
        if (going)
            record(lock, &x, &y);
    }
    equal = x.layer == depth && y.layer == B->arch->depth &&
            fmpq_mat_equal(x.E, y.E);
    fmpq_mat_clear(x.E);
    fmpq_mat_clear(y.E);
    if (skipped || !equal || A->arch->residual != B->arch->residual)
        fulg_lockstep_clear(lock);
    if (!equal)
        return 0;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_LAYERS;
    result->reason = fulg_fiber_text(
        "layer by layer the states of the two networks are linear images of "
        "the same functions, and after the last layer the images are equal");
    return 1;
}
