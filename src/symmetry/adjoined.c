#include "adjoined.h"

/*
 * A function of weights and inputs that is no polynomial becomes a variable, with the
 * relation to its argument that it satisfies wherever it is defined.  Arguments contain
 * variables of earlier functions alone, so that relations are used from the last function
 * to the first.
 */

typedef enum
{
    INVERSE, /* x a = 1 */
    ROOT,    /* x^2 a = 1 */
    EXP,     /* x = exp a; no relation is used */
    COSINE,  /* of the angle that a names */
    SINE,    /* x^2 + (the variable before)^2 = 1 */
    CONSTANT /* sqrt(8/pi) */
} kind_t;

typedef struct fulg_symmetry_function
{
    kind_t kind;
    fmpq_mpoly_t argument;
} function_t;

typedef fulg_symmetry_adjoined_struct adjoined_t;

/* The ring of the domain is the first member. */
static adjoined_t *
of(const fulg_domain_struct *D)
{
    return (adjoined_t *) D->ctx;
}

/* Takes cost products of terms off the budget; 0 when that is too much. */
static int
pay(adjoined_t *A, double cost)
{
    if (A->budget >= 0)
        A->budget -= cost;
    return A->budget >= 0;
}

/* ---- is it zero? --------------------------------------------------------------- */

/* f = f g */
static void
multiply(fmpq_mpoly_t f, const fmpq_mpoly_t g, adjoined_t *A)
{
    if (pay(A, (double) fmpq_mpoly_length(f, A->ring) *
                   (double) fmpq_mpoly_length(g, A->ring)))
        fmpq_mpoly_mul(f, f, g, A->ring);
}

/* sum of c_k y^k over the k of U that are from or from + step, ..; reversed: of
   c_k y^(K - k), K the largest of these. */
static void
substitute(fmpq_mpoly_t f, fmpq_mpoly_univar_t U, slong from, slong step,
           const fmpq_mpoly_t y, int reversed, adjoined_t *A)
{
    const slong num = fmpq_mpoly_univar_length(U, A->ring);
    slong largest = from;
    fmpq_mpoly_t c;
    for (slong i = 0; i < num; i++)
    {
        const slong k = fmpq_mpoly_univar_get_term_exp_si(U, i, A->ring);
        if (k % step == from && k > largest)
            largest = k;
    }
    fmpq_mpoly_init(c, A->ring);
    fmpq_mpoly_zero(f, A->ring);
    /* Horner's rule: exponents from the largest down, reversed from the least up */
    for (slong n = 0; from + n * step <= largest; n++)
    {
        const slong k = reversed ? from + n * step : largest - n * step;
        multiply(f, y, A);
        for (slong i = 0; i < num; i++)
            if (fmpq_mpoly_univar_get_term_exp_si(U, i, A->ring) == k)
            {
                fmpq_mpoly_univar_get_term_coeff(c, U, i, A->ring);
                fmpq_mpoly_add(f, f, c, A->ring);
            }
    }
    fmpq_mpoly_clear(c, A->ring);
}

static int is_zero(const fmpq_mpoly_t f, slong num, adjoined_t *A);

/* The same for f in function n of these, whose relation is used up. */
static int
is_zero_without(const fmpq_mpoly_t f, slong n, adjoined_t *A)
{
    const kind_t kind = A->function[n].kind;
    const slong step = kind == INVERSE ? 1 : 2;
    fmpq_mpoly_univar_t U;
    fmpq_mpoly_t part, y;
    int zero = 1;
    fmpq_mpoly_univar_init(U, A->ring);
    fmpq_mpoly_init(part, A->ring);
    fmpq_mpoly_init(y, A->ring);
    fmpq_mpoly_to_univar(U, f, A->first + n, A->ring);
    if (kind == SINE)
    {
        fmpq_mpoly_gen(y, A->first + n - 1, A->ring);
        fmpq_mpoly_mul(y, y, y, A->ring);
        fmpq_mpoly_sub_si(y, y, 1, A->ring);
        fmpq_mpoly_neg(y, y, A->ring);
    }
    else
        fmpq_mpoly_set(y, A->function[n].argument, A->ring);
    for (slong from = 0; from < step && zero; from++)
    {
        substitute(part, U, from, step, y, kind != SINE, A);
        zero = is_zero(part, n, A);
    }
    fmpq_mpoly_univar_clear(U, A->ring);
    fmpq_mpoly_clear(part, A->ring);
    fmpq_mpoly_clear(y, A->ring);
    return zero;
}

/* f has variables of the first num functions alone. */
static int
is_zero(const fmpq_mpoly_t f, slong num, adjoined_t *A)
{
    while (num > 0 && !fmpq_mpoly_is_zero(f, A->ring))
    {
        const kind_t kind = A->function[--num].kind;
        if ((kind == INVERSE || kind == ROOT || kind == SINE) &&
            fmpq_mpoly_degree_si(f, A->first + num, A->ring) > 0)
            return is_zero_without(f, num, A) && A->budget >= 0;
    }
    return fmpq_mpoly_is_zero(f, A->ring) && A->budget >= 0;
}

int
fulg_symmetry_adjoined_is_zero(const fmpq_mpoly_t f, fulg_symmetry_adjoined_t A)
{
    return is_zero(f, A->num, A);
}

/* ---- functions ------------------------------------------------------------------- */

static int
is_same(const fmpq_mpoly_t f, const fmpq_mpoly_t g, adjoined_t *A)
{
    fmpq_mpoly_t difference;
    int same;
    if (fmpq_mpoly_equal(f, g, A->ring))
        return 1;
    if (!pay(A, (double) fmpq_mpoly_length(f, A->ring) +
                    (double) fmpq_mpoly_length(g, A->ring)))
        return 0;
    fmpq_mpoly_init(difference, A->ring);
    fmpq_mpoly_sub(difference, f, g, A->ring);
    same = fulg_symmetry_adjoined_is_zero(difference, A);
    fmpq_mpoly_clear(difference, A->ring);
    return same;
}

/* The number of that function of f, a new one if there is none; -1: there is no room. */
static slong
find(kind_t kind, const fmpq_mpoly_t f, adjoined_t *A)
{
    function_t *new;
    for (slong n = 0; n < A->num; n++)
        if (A->function[n].kind == kind &&
            is_same(A->function[n].argument, f, A))
            return n;
    if (A->num == A->room)
    {
        A->budget = -1;
        return -1;
    }
    new = &A->function[A->num];
    new->kind = kind;
    fmpq_mpoly_init(new->argument, A->ring);
    fmpq_mpoly_set(new->argument, f, A->ring);
    return A->num++;
}

/* g = the variable of that function of f; g may be f. */
static void
set_function(fmpq_mpoly_t g, kind_t kind, const fmpq_mpoly_t f, adjoined_t *A)
{
    const slong n = find(kind, f, A);
    if (n < 0)
        fmpq_mpoly_zero(g, A->ring);
    else
        fmpq_mpoly_gen(g, A->first + n, A->ring);
}

/* 0 when an entry is 0; without budget nothing is known to be. */
static int
set_functions(fulg_mat_t B, kind_t kind, const fulg_mat_struct *A,
              const fulg_domain_struct *D)
{
    const slong num = A->mpoly->num_rows * A->mpoly->num_cols;
    for (slong k = 0; k < num; k++)
    {
        const fmpq_mpoly_struct *a = &A->mpoly->entry[k];
        if (of(D)->budget >= 0 && fulg_symmetry_adjoined_is_zero(a, of(D)))
            return 0;
        set_function(&B->mpoly->entry[k], kind, a, of(D));
    }
    return 1;
}

static int
a_entry_inv(fulg_mat_t B, const fulg_mat_struct *A, const fulg_domain_struct *D)
{
    return set_functions(B, INVERSE, A, D);
}

static int
a_entry_rsqrt(fulg_mat_t B, const fulg_mat_struct *A,
              const fulg_domain_struct *D)
{
    return set_functions(B, ROOT, A, D);
}

static void
a_entry_exp(fulg_mat_t B, const fulg_mat_struct *A, const fulg_domain_struct *D)
{
    const slong num = A->mpoly->num_rows * A->mpoly->num_cols;
    for (slong k = 0; k < num; k++)
        if (fulg_symmetry_adjoined_is_zero(&A->mpoly->entry[k], of(D)))
            fmpq_mpoly_one(&B->mpoly->entry[k], D->ctx);
        else
            set_function(&B->mpoly->entry[k], EXP, &A->mpoly->entry[k], of(D));
}

/* The angle of frequency m of size is named by m/size + 1 (one base in a network). */
static void
a_set_angle(fulg_mat_t C, fulg_mat_t S, slong i, slong j, slong m, slong size,
            slong position, const fulg_angles_t *angles,
            const fulg_domain_struct *D)
{
    fmpq_mpoly_struct *c = fulg_domain_mpoly_mat_entry(C->mpoly, i, j);
    fmpq_mpoly_struct *s = fulg_domain_mpoly_mat_entry(S->mpoly, i, j);
    fmpq_mpoly_t name, x, y, next, other;
    fmpq_mpoly_struct *const all[] = {name, x, y, next, other};
    fmpq_t ratio;
    (void) angles;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_mpoly_init(all[k], D->ctx);
    fmpq_init(ratio);
    fmpq_set_si(ratio, m + size, (ulong) size);
    fmpq_mpoly_set_fmpq(name, ratio, D->ctx);
    set_function(x, COSINE, name, of(D));
    set_function(y, SINE, name, of(D));
    fmpq_mpoly_one(c, D->ctx);
    fmpq_mpoly_zero(s, D->ctx);
    /* c and s have at most k + 1 terms each */
    for (slong k = 0; k < position && pay(of(D), 4 * (double) (k + 1)); k++)
    {
        /* (c + s sqrt(-1)) (x + y sqrt(-1)) */
        fmpq_mpoly_mul(next, c, x, D->ctx);
        fmpq_mpoly_mul(other, s, y, D->ctx);
        fmpq_mpoly_sub(next, next, other, D->ctx);
        fmpq_mpoly_mul(other, c, y, D->ctx);
        fmpq_mpoly_mul(s, s, x, D->ctx);
        fmpq_mpoly_add(s, s, other, D->ctx);
        fmpq_mpoly_swap(c, next, D->ctx);
    }
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_mpoly_clear(all[k], D->ctx);
    fmpq_clear(ratio);
}

static void
a_set_sqrt8pi(fulg_mat_t A, slong i, slong j, const fulg_domain_struct *D)
{
    fmpq_mpoly_t one;
    fmpq_mpoly_init(one, D->ctx);
    fmpq_mpoly_one(one, D->ctx);
    set_function(fulg_domain_mpoly_mat_entry(A->mpoly, i, j), CONSTANT, one,
                 of(D));
    fmpq_mpoly_clear(one, D->ctx);
}

/* ---- operations -------------------------------------------------------------------- */

static double
terms(const fulg_mat_struct *A, slong i, slong j)
{
    return (double) fmpq_mpoly_length(
        fulg_domain_mpoly_mat_entry(A->mpoly, i, j), A->mpoly->ctx);
}

static void
a_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    double cost = 0;
    for (slong k = 0; k < A->mpoly->num_cols; k++)
    {
        double left = 0, right = 0;
        for (slong i = 0; i < A->mpoly->num_rows; i++)
            left += terms(A, i, k);
        for (slong j = 0; j < B->mpoly->num_cols; j++)
            right += terms(B, k, j);
        cost += left * right;
    }
    if (pay(of(D), cost))
        of(D)->plain->mul(C, A, B, D);
    else
        D->ops->zero(C);
}

/* 1 when r is the inverse of f. */
static int
is_inverse(const fmpq_mpoly_struct *r, const fmpq_mpoly_struct *f,
           adjoined_t *A)
{
    slong n;
    if (!fmpq_mpoly_is_gen(r, -1, A->ring))
        return 0;
    for (n = 0; n < A->num; n++)
        if (fmpq_mpoly_is_gen(r, A->first + n, A->ring))
            break;
    return n < A->num && A->function[n].kind == INVERSE &&
           fmpq_mpoly_equal(f, A->function[n].argument, A->ring);
}

static void
a_entry_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
            const fulg_domain_struct *D)
{
    for (slong k = 0; k < A->mpoly->num_rows * A->mpoly->num_cols; k++)
    {
        const fmpq_mpoly_struct *a = &A->mpoly->entry[k];
        const fmpq_mpoly_struct *b = &B->mpoly->entry[k];
        fmpq_mpoly_struct *c = &C->mpoly->entry[k];
        const double cost = (double) fmpq_mpoly_length(a, D->ctx) *
                            (double) fmpq_mpoly_length(b, D->ctx);
        /* a token that sees one other alone attends to it with weight 1 */
        if (is_inverse(b, a, of(D)) || is_inverse(a, b, of(D)))
            fmpq_mpoly_one(c, D->ctx);
        else if (pay(of(D), cost))
            fmpq_mpoly_mul(c, a, b, D->ctx);
        else
            fmpq_mpoly_zero(c, D->ctx);
    }
}

void
fulg_symmetry_adjoined_init(fulg_symmetry_adjoined_t A, slong first, slong room,
                            double budget)
{
    fmpq_mpoly_ctx_init(A->ring, first + room, ORD_DEGLEX);
    fulg_domain_init_mpoly(A->D, A->ring);
    A->plain = A->D->ops;
    A->ops = *A->plain;
    A->ops.name = "polynomials in weights, inputs and functions of them";
    A->ops.mul = a_mul;
    A->ops.entry_mul = a_entry_mul;
    A->ops.entry_inv = a_entry_inv;
    A->ops.entry_exp = a_entry_exp;
    A->ops.entry_rsqrt = a_entry_rsqrt;
    A->ops.set_angle = a_set_angle;
    A->ops.set_sqrt8pi = a_set_sqrt8pi;
    A->D->ops = &A->ops;
    A->first = first;
    A->num = 0;
    A->room = room;
    A->budget = budget;
    A->function = flint_malloc((size_t) (room + 1) * sizeof(function_t));
}

void
fulg_symmetry_adjoined_clear(fulg_symmetry_adjoined_t A)
{
    for (slong n = 0; n < A->num; n++)
        fmpq_mpoly_clear(A->function[n].argument, A->ring);
    flint_free(A->function);
    fmpq_mpoly_ctx_clear(A->ring);
}
