/*
 * The states of a polynomial network (doc: thm-given-states): neurons whose rows are
 * multiples of each other on the state have powers that are, and are read together; a
 * neuron whose row is 0 there does nothing, nor does a small change of it.
 */
#include "impl.h"

/* Row k is num/den times row leader[k], the first of its class, or 0: leader -1. */
typedef struct
{
    slong size, power;
    slong *leader;
    fmpz *num, *den;
} classes_t;

static slong
first_entry(const fmpz_mat_t A, slong k)
{
    slong j = 0;
    while (j < fmpz_mat_ncols(A) && fmpz_is_zero(fmpz_mat_entry(A, k, j)))
        j++;
    return j;
}

/* Row k is a multiple of row l, which is not 0. */
static int
are_parallel(const fmpz_mat_t A, slong k, slong l)
{
    const slong first = first_entry(A, l);
    fmpz_t minor;
    int parallel = first_entry(A, k) == first;
    fmpz_init(minor);
    for (slong j = first; j < fmpz_mat_ncols(A) && parallel; j++)
    {
        fmpz_mul(minor, fmpz_mat_entry(A, k, j), fmpz_mat_entry(A, l, first));
        fmpz_submul(minor, fmpz_mat_entry(A, l, j),
                    fmpz_mat_entry(A, k, first));
        parallel = fmpz_is_zero(minor);
    }
    fmpz_clear(minor);
    return parallel;
}

/* Of the rows of W met. */
static void
classes_init(classes_t *classes, const fulg_jacobian_states_t *states,
             const fulg_weights_t W, slong i)
{
    const slong size = W->arch->width[i + 1];
    fmpz_mat_t A;
    fmpz_mat_init_set(A, &states->met[i]);
    fulg_jacobian_apply(A, fulg_weights_mat(W, i, 0, 'w')->fmpq, 0);
    classes->size = size;
    classes->power = W->arch->sub[i].power;
    classes->leader = flint_malloc((size_t) size * sizeof(slong));
    classes->num = _fmpz_vec_init(size);
    classes->den = _fmpz_vec_init(size);
    for (slong k = 0; k < size; k++)
    {
        const slong first = first_entry(A, k);
        slong l = 0;
        while (l < k && (classes->leader[l] != l || !are_parallel(A, k, l)))
            l++;
        classes->leader[k] = first == fmpz_mat_ncols(A) ? -1 : l;
        fmpz_one(classes->num + k);
        fmpz_one(classes->den + k);
        if (classes->leader[k] < 0)
            continue;
        fmpz_set(classes->num + k, fmpz_mat_entry(A, k, first));
        fmpz_set(classes->den + k, fmpz_mat_entry(A, l, first));
    }
    fmpz_mat_clear(A);
}

static void
classes_clear(classes_t *classes)
{
    flint_free(classes->leader);
    _fmpz_vec_clear(classes->num, classes->size);
    _fmpz_vec_clear(classes->den, classes->size);
}

static int
is_linear(const fulg_weights_t W, slong i)
{
    return i + 1 == W->arch->depth || W->arch->sub[i].power == 1;
}

/* ---- forwards --------------------------------------------------------------------- */

/* What annihilates the powers: den^n e_k - num^n e_leader, and e_k of rows that are 0. */
static void
set_unmet(fmpz_mat_t unmet, const classes_t *classes)
{
    slong num = 0;
    for (slong k = 0; k < classes->size; k++)
        num += classes->leader[k] != k;
    fmpz_mat_init(unmet, classes->size, num);
    num = 0;
    for (slong k = 0; k < classes->size; k++)
    {
        const slong l = classes->leader[k];
        if (l == k)
            continue;
        fmpz_pow_ui(fmpz_mat_entry(unmet, k, num), classes->den + k,
                    (ulong) classes->power);
        if (l >= 0)
        {
            fmpz *x = fmpz_mat_entry(unmet, l, num);
            fmpz_pow_ui(x, classes->num + k, (ulong) classes->power);
            fmpz_neg(x, x);
        }
        num++;
    }
}

void
fulg_jacobian_polynomial_met(fulg_jacobian_states_t *states,
                             const fulg_weights_t W, slong i)
{
    fmpz_mat_struct *met = &states->met[i + 1];
    fmpz_mat_struct *unmet = &states->unmet[i + 1];
    classes_t classes;
    if (is_linear(W, i))
    {
        fmpz_mat_init_set(met, &states->met[i]);
        fulg_jacobian_apply(met, fulg_weights_mat(W, i, 0, 'w')->fmpq, 0);
        fulg_jacobian_annihilator(unmet, met);
        fulg_jacobian_simplify(met, unmet);
        return;
    }
    classes_init(&classes, states, W, i);
    set_unmet(unmet, &classes);
    fulg_jacobian_annihilator(met, unmet);
    classes_clear(&classes);
}

/* ---- backwards -------------------------------------------------------------------- */

/* The rows of S (initialised here) are those of the class in what is read of the powers,
   times the (n-1)st power of num/den and one number for all. */
static void
set_slopes(fmpz_mat_t S, const classes_t *classes, slong leader,
           const fmpz_mat_t read)
{
    const ulong n = (ulong) classes->power - 1;
    slong row = 0;
    fmpz_t all, factor;
    fmpz_init_set_ui(all, 1);
    fmpz_init(factor);
    for (slong k = 0; k < classes->size; k++)
        if (classes->leader[k] == leader)
        {
            fmpz_lcm(all, all, classes->den + k);
            row++;
        }
    fmpz_mat_init(S, row, fmpz_mat_ncols(read));
    row = 0;
    for (slong k = 0; k < classes->size; k++)
    {
        if (classes->leader[k] != leader)
            continue;
        fmpz_divexact(factor, all, classes->den + k);
        fmpz_mul(factor, factor, classes->num + k);
        fmpz_pow_ui(factor, factor, n);
        for (slong j = 0; j < fmpz_mat_ncols(read); j++)
            fmpz_mul(fmpz_mat_entry(S, row, j), fmpz_mat_entry(read, k, j),
                     factor);
        row++;
    }
    fmpz_clear(all);
    fmpz_clear(factor);
}

/* S, whose rows are those of a class, gets the others, which are 0. */
static void
spread_rows(fmpz_mat_t S, const classes_t *classes, slong leader)
{
    slong row = 0;
    fmpz_mat_t all;
    fmpz_mat_init(all, classes->size, fmpz_mat_ncols(S));
    for (slong k = 0; k < classes->size; k++)
    {
        if (classes->leader[k] != leader)
            continue;
        for (slong j = 0; j < fmpz_mat_ncols(S); j++)
            fmpz_swap(fmpz_mat_entry(all, k, j), fmpz_mat_entry(S, row, j));
        row++;
    }
    fmpz_mat_swap(S, all);
    fmpz_mat_clear(all);
}

/* read becomes (read, W^T what is read of a class before the powers). */
static void
join_class(fmpz_mat_t read, const fmpq_mat_t W, const classes_t *classes,
           slong leader, const fmpz_mat_t read_after)
{
    fmpz_mat_t S, K;
    set_slopes(S, classes, leader, read_after);
    fulg_jacobian_annihilator(K, S);
    fulg_jacobian_simplify(S, K);
    fmpz_mat_clear(K);
    spread_rows(S, classes, leader);
    fulg_jacobian_apply(S, W, 1);
    fulg_jacobian_join(read, S);
}

void
fulg_jacobian_polynomial_read(fulg_jacobian_states_t *states,
                              const fulg_weights_t W, slong i)
{
    const fmpq_mat_struct *M = fulg_weights_mat(W, i, 0, 'w')->fmpq;
    fmpz_mat_struct *read = &states->read[i];
    if (is_linear(W, i))
    {
        fmpz_mat_init_set(read, &states->read[i + 1]);
        fulg_jacobian_apply(read, M, 1);
    }
    else
    {
        classes_t classes;
        classes_init(&classes, states, W, i);
        fmpz_mat_init(read, W->arch->width[i], 0);
        for (slong k = 0; k < classes.size; k++)
            if (classes.leader[k] == k)
                join_class(read, M, &classes, k, &states->read[i + 1]);
        classes_clear(&classes);
    }
    fulg_jacobian_annihilator(&states->unread[i], read);
    fulg_jacobian_simplify(read, &states->unread[i]);
}

/* Of a class, or with leader -1 all of the rows that are 0. */
static void
join_unread(fmpz_mat_t unread, const classes_t *classes, slong leader,
            const fmpz_mat_t read)
{
    fmpz_mat_t S, K;
    set_slopes(S, classes, leader, read);
    if (leader < 0)
        fmpz_mat_zero(S);
    fulg_jacobian_annihilator(K, S);
    fmpz_mat_clear(S);
    spread_rows(K, classes, leader);
    fulg_jacobian_join(unread, K);
}

void
fulg_jacobian_polynomial_unread(fmpz_mat_t unread,
                                const fulg_jacobian_states_t *states,
                                const fulg_weights_t W, slong i)
{
    classes_t classes;
    if (is_linear(W, i))
    {
        fmpz_mat_init_set(unread, &states->unread[i + 1]);
        return;
    }
    classes_init(&classes, states, W, i);
    fmpz_mat_init(unread, classes.size, 0);
    join_unread(unread, &classes, -1, &states->read[i + 1]);
    for (slong k = 0; k < classes.size; k++)
        if (classes.leader[k] == k)
            join_unread(unread, &classes, k, &states->read[i + 1]);
    classes_clear(&classes);
}
