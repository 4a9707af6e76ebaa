#include <stdio.h>

#include "layer_impl.h"

/*
 * doc: thm-single-7, thm-single-7p.  One token, C = (x^T S x)(V x) with S = (A + A^T)/2.  The
 * fiber over (A,V) has a part for every factorisation C = S_i f_i over R: the
 * matrices c (S_i + N), N skew, of rank at most a.
 */

/* A place (i, i) that is not zero, made by x_i -> x_i + x_j when the diagonal
   is zero; -1 when S is zero. */
static slong
diagonal_pivot(fmpq_mat_t S)
{
    const slong n = fmpq_mat_nrows(S);
    for (slong i = 0; i < n; i++)
        if (!fmpq_is_zero(fmpq_mat_entry(S, i, i)))
            return i;
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
        {
            if (fmpq_is_zero(fmpq_mat_entry(S, i, j)))
                continue;
            for (slong k = 0; k < n; k++)
                fmpq_add(fmpq_mat_entry(S, i, k), fmpq_mat_entry(S, i, k),
                         fmpq_mat_entry(S, j, k));
            for (slong k = 0; k < n; k++)
                fmpq_add(fmpq_mat_entry(S, k, i), fmpq_mat_entry(S, k, i),
                         fmpq_mat_entry(S, k, j));
            return i;
        }
    return -1;
}

/* S -> S - (column i)(row i)/S_ii, which has row and column i zero. */
static void
eliminate(fmpq_mat_t S, slong i)
{
    const slong n = fmpq_mat_nrows(S);
    fmpq_t ratio;
    fmpq_init(ratio);
    for (slong j = 0; j < n; j++)
    {
        if (j == i || fmpq_is_zero(fmpq_mat_entry(S, j, i)))
            continue;
        fmpq_div(ratio, fmpq_mat_entry(S, j, i), fmpq_mat_entry(S, i, i));
        for (slong k = 0; k < n; k++)
            fmpq_submul(fmpq_mat_entry(S, j, k), ratio,
                        fmpq_mat_entry(S, i, k));
    }
    for (slong j = 0; j < n; j++)
        fmpq_zero(fmpq_mat_entry(S, i, j));
    fmpq_clear(ratio);
}

/* The numbers of positive and negative squares of a symmetric matrix. */
static void
signature(slong *plus, slong *minus, const fmpq_mat_t form)
{
    fmpq_mat_t S;
    slong i;
    *plus = *minus = 0;
    fmpq_mat_init_set(S, form);
    while ((i = diagonal_pivot(S)) >= 0)
    {
        if (fmpq_sgn(fmpq_mat_entry(S, i, i)) > 0)
            ++*plus;
        else
            ++*minus;
        eliminate(S, i);
    }
    fmpq_mat_clear(S);
}

/* Dimension of { A : sym A = S, rank A <= a } with isotropic part e. */
static slong
skew_dim(const layer_t *layer, slong n, slong e)
{
    const slong a = layer->a, d = layer->d;
    if (a >= d)
        return d * (d - 1) / 2;
    if (n == 0)
    {
        const slong rho = a - a % 2;
        return rho * (2 * d - rho - 1) / 2;
    }
    return a * (a - 1) / 2 + e * (2 * n - 3 * e - 1) / 2 +
           (d - a) * (a - n + e);
}

/* Dimension of { (K, Q) : K^T Q + Q^T K = 2 S } for the given rho. */
static slong
pair_dim(const layer_t *layer, slong n, slong rho)
{
    const slong a = layer->a, d = layer->d, m = 2 * a - n;
    return 2 * a * n - n * (n + 1) / 2 + rho * (2 * m - 3 * rho - 1) / 2 +
           rho * (d - n);
}

/* Exchanges the first rows of K and Q: keeps K^T Q + Q^T K, and carries one
   component to the other where there are two. */
static void
exchange_rows(fulg_component_t *c)
{
    for (slong j = 0; j < fmpq_mat_ncols(c->K); j++)
        fmpq_swap(fmpq_mat_entry(c->K, 0, j), fmpq_mat_entry(c->Q, 0, j));
}

static void
set_sample(fulg_component_t *c, const fmpq_mat_t V, const fmpq_mat_t K,
           const fmpq_mat_t Q, int second)
{
    fmpq_mat_t A;
    fmpq_mat_set(c->V, V);
    fmpq_mat_set(c->K, K);
    fmpq_mat_set(c->Q, Q);
    if (second)
        exchange_rows(c);
    fulg_fiber_init_mul_tn(A, c->K, c->Q);
    fmpq_mat_swap(c->A, A);
    fmpq_mat_clear(A);
    c->has_sample = 1;
}

static const char *
ordinal(slong count, slong n)
{
    if (count == 1)
        return "";
    return n == 0 ? ", first family" : ", second family";
}

/* What a factorisation C = S f says about its part of the fiber. */
typedef struct
{
    const char *mark, *what;
    slong plus, minus, n, families;
    slong AV, real_AV, QKV, real_QKV;
} part_t;

static void
part_init(part_t *part, const layer_t *layer, const fmpq_mat_t S)
{
    const slong a = layer->a, d = layer->d, gap = FLINT_MAX(d - a, 0);
    slong n, least;
    signature(&part->plus, &part->minus, S);
    least = FLINT_MIN(part->plus, part->minus);
    n = part->n = part->plus + part->minus;
    part->families = (n % 2 == 0 && 2 * a + n <= 2 * d) ? 2 : 1;
    part->AV = skew_dim(layer, n, FLINT_MIN(n / 2, gap)) + 1;
    part->real_AV = skew_dim(layer, n, FLINT_MIN(least, gap)) + 1;
    part->QKV =
        pair_dim(layer, n, FLINT_MIN(d - n, (2 * a - n) / 2)) + 1;
    part->real_QKV =
        pair_dim(layer, n, FLINT_MIN(d - n, a - (n - least))) + 1;
}

static void
add_AV(layer_t *layer, const part_t *part, slong family)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a;
    const int full = a >= layer->d;
    fulg_component_t *c =
        fulg_layer_component(layer, &f->AV, &f->num_AV, part->AV);
    c->name = fulg_fiber_text("%s%s", part->what,
                              ordinal(part->families, family));
    c->parametrisation =
        full ? fulg_fiber_text("A = c (S%s + N), N skew, V = V%s/c, c != 0",
                               part->mark, part->mark)
             : fulg_fiber_text("A = c (S%s + N), N skew, rank(S%s + N) <= %ld, "
                               "V = V%s/c, c != 0",
                               part->mark, part->mark, (long) a, part->mark);
    c->equations =
        full ? fulg_fiber_text("V_ij (A + A^T)_kl = 2 (V%s)_ij (S%s)_kl",
                               part->mark, part->mark)
             : fulg_fiber_text("V_ij (A + A^T)_kl = 2 (V%s)_ij (S%s)_kl, "
                               "rank A <= %ld",
                               part->mark, part->mark, (long) a);
    c->real_dim = part->real_AV;
    c->real_pieces = full ? 2 : -1;
}

static void
add_QKV(layer_t *layer, const part_t *part, slong family)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    fulg_component_t *c =
        fulg_layer_component(layer, &f->QKV, &f->num_QKV, part->QKV);
    c->name = fulg_fiber_text("%s%s", part->what,
                              ordinal(part->families, family));
    c->parametrisation =
        fulg_fiber_text("K^T Q + Q^T K = 2 c S%s, V = V%s/c, c != 0",
                        part->mark, part->mark);
    c->equations = fulg_fiber_text(
        "V_ij (K^T Q + Q^T K)_kl = 2 (V%s)_ij (S%s)_kl", part->mark,
        part->mark);
    c->real_dim = part->real_QKV;
}

/* The part with form S and value V, both named with the mark; K and Q are
   rational weights on it, or NULL when the factors are irrational. */
static void
add_part(layer_t *layer, const fmpq_mat_t S, const fmpq_mat_t V,
         const fmpq_mat_struct *K, const fmpq_mat_struct *Q, const char *mark,
         const char *what)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    part_t part;
    part_init(&part, layer, S);
    part.mark = mark;
    part.what = what;
    for (slong i = 0; i < part.families; i++)
    {
        add_AV(layer, &part, i);
        add_QKV(layer, &part, i);
        if (K != NULL)
        {
            set_sample(&f->AV[f->num_AV - 1], V, K, Q, i == 1);
            set_sample(&f->QKV[f->num_QKV - 1], V, K, Q, i == 1);
        }
    }
}

/* ---- C = 0 ----------------------------------------------------------------- */

static void
set_skew_sample(fulg_component_t *c, slong a, slong d, int family)
{
    for (slong i = 0; i < FLINT_MIN(a, d); i++)
        fmpq_one(fmpq_mat_entry(c->K, i, i));
    if (family == 1)
        exchange_rows(c);
    c->has_sample = 1;
}

static void
add_zero(layer_t *layer, fulg_component_t **list, slong *num, slong dim,
         const char *equation, const char *parametrisation, int sampled)
{
    fulg_component_t *c = fulg_layer_component(layer, list, num, dim);
    c->name = fulg_fiber_text("%s", equation);
    c->equations = fulg_fiber_text("%s", equation);
    c->parametrisation = fulg_fiber_text("%s", parametrisation);
    c->real_pieces = 1;
    c->has_sample = sampled;
}

static void
zero_one(layer_t *layer)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a, d = layer->d, dV = d * layer->d_out;
    const slong families = a <= d ? 2 : 1;
    f->theorem = "7 and 7' (C = 0)";
    add_zero(layer, &f->AV, &f->num_AV, fulg_layer_rank_dim(layer), "V = 0",
             "V = 0, A any of rank <= min(a, d)", 1);
    add_zero(layer, &f->AV, &f->num_AV, skew_dim(layer, 0, 0) + dV,
             "A + A^T = 0", "A skew of rank <= min(a, d), V any", 1);
    add_zero(layer, &f->QKV, &f->num_QKV, 2 * a * d, "V = 0",
             "V = 0, K and Q any", 1);
    f->QKV[0].rank_K = f->QKV[0].rank_Q = layer->m;
    for (slong i = 0; i < families; i++)
    {
        add_zero(layer, &f->QKV, &f->num_QKV,
                 pair_dim(layer, 0, FLINT_MIN(a, d)) + dV,
                 "K^T Q + Q^T K = 0",
                 families == 1
                     ? "the columns of [K; Q] span an isotropic space of the "
                       "form k.q, V any"
                     : (i == 0
                            ? "the columns of [K; Q] span an isotropic space in "
                              "the family of Q = 0, V any"
                            : "the columns of [K; Q] span an isotropic space in "
                              "the other family, V any"),
                 0);
        set_skew_sample(&f->QKV[f->num_QKV - 1], a, d, (int) i);
        fmpq_mat_set(f->QKV[f->num_QKV - 1].V, layer->V);
    }
}

/* ---- other factorisations ---------------------------------------------------- */

static void
name_two(const layer_t *layer, const fmpq_mat_t S, const fmpq_mat_t V,
         const char *mark)
{
    char name[16];
    snprintf(name, sizeof name, "S%s", mark);
    fulg_layer_name(layer, name, S);
    snprintf(name, sizeof name, "V%s", mark);
    fulg_layer_name(layer, name, V);
}

/* V' = h p^T for V = h v^T, given as column h and p a column. */
static void
outer(fmpq_mat_t V, const fmpq_mat_t h, const fmpq_mat_t p)
{
    fmpq_mat_t pt;
    fulg_fiber_init_transpose(pt, p);
    fulg_fiber_init_mul(V, h, pt);
    fmpq_mat_clear(pt);
}

/* The factorisation with value form p and quadratic form c r v^T symmetrised. */
static void
add_exchanged(layer_t *layer, const fmpq_t c, const fmpq_mat_t h,
              const fmpq_mat_t p, const fmpq_mat_t r, const fmpq_mat_t v,
              const char *mark)
{
    fmpq_mat_t A, S, V, K, Q;
    outer(A, r, v);
    fulg_fiber_place(A, 0, 0, A, c);
    fulg_fiber_init_symmetric(S, A);
    outer(V, h, p);
    fmpq_mat_init(K, layer->a, layer->d);
    fmpq_mat_init(Q, layer->a, layer->d);
    for (slong j = 0; j < layer->d; j++)
    {
        fmpq_mul(fmpq_mat_entry(K, 0, j), c, fmpq_mat_entry(r, j, 0));
        fmpq_set(fmpq_mat_entry(Q, 0, j), fmpq_mat_entry(v, j, 0));
    }
    name_two(layer, S, V, mark);
    add_part(layer, S, V, K, Q, mark, "another linear factor as value");
    fmpq_mat_clear(Q);
    fmpq_mat_clear(K);
    fmpq_mat_clear(V);
    fmpq_mat_clear(S);
    fmpq_mat_clear(A);
}

/* V = h v^T with v normalised (both initialised here as columns). */
static void
split_value(fmpq_mat_t h, fmpq_mat_t v, const fmpq_mat_t V)
{
    fmpq_mat_t R;
    slong pivot = 0;
    fulg_fiber_row_basis(R, V);
    while (fmpq_is_zero(fmpq_mat_entry(R, 0, pivot)))
        pivot++;
    fulg_fiber_init_transpose(v, R);
    fmpq_mat_init(h, fmpq_mat_nrows(V), 1);
    for (slong i = 0; i < fmpq_mat_nrows(V); i++)
        fmpq_set(fmpq_mat_entry(h, i, 0), fmpq_mat_entry(V, i, pivot));
    fmpq_mat_clear(R);
}

/* The texts of an irrational part say what S and V with its mark are. */
static void
explain(fulg_component_t *c, const char *more)
{
    char *text = fulg_fiber_text("%s, %s", c->parametrisation, more);
    flint_free(c->parametrisation);
    c->parametrisation = text;
}

/* S1 = k l over R but not over Q: two more parts, without rational points. */
static void
add_irrational(layer_t *layer, const fmpq_mat_t h, const fmpq_mat_t v)
{
    const char *const marks[2] = {"2", "3"}, *const what[2] = {
        "first irrational factor of S1 as value",
        "second irrational factor of S1 as value"};
    fulg_layer_fiber_struct *f = layer->fiber;
    fmpq_mat_t k0, k1;
    fmpq_t D, a;
    fmpq_init(D);
    fmpq_init(a);
    if (fulg_fiber_split_real(D, a, k0, k1, layer->S))
    {
        char *root = fmpq_get_str(NULL, 10, D), *lead = fmpq_get_str(NULL, 10, a);
        fulg_layer_name(layer, "k0", k0);
        fulg_layer_name(layer, "k1", k1);
        fulg_layer_name(layer, "h", h);
        fulg_layer_name(layer, "v", v);
        for (int i = 0; i < 2; i++)
        {
            char *more = fulg_fiber_text(
                "V%s = h (k0 %c w k1)^T, S%s = (l v^T + v l^T)/2 with "
                "l = (k0 %c w k1)/(%s), w^2 = %s",
                marks[i], i ? '-' : '+', marks[i], i ? '+' : '-', lead, root);
            const slong AV = f->num_AV, QKV = f->num_QKV;
            /* k l has the signature of S1, and so has l v (independent). */
            add_part(layer, layer->S, layer->V, NULL, NULL, marks[i], what[i]);
            for (slong n = AV; n < f->num_AV; n++)
                explain(&f->AV[n], more);
            for (slong n = QKV; n < f->num_QKV; n++)
                explain(&f->QKV[n], more);
            flint_free(more);
        }
        flint_free(root);
        flint_free(lead);
        fmpq_mat_clear(k0);
        fmpq_mat_clear(k1);
    }
    fmpq_clear(D);
    fmpq_clear(a);
}

static void
add_factorisations(layer_t *layer)
{
    fmpq_mat_t p, r, h, v;
    fmpq_t c;
    slong plus, minus;
    fmpq_init(c);
    signature(&plus, &minus, layer->S);
    split_value(h, v, layer->V);
    if (fulg_fiber_split(c, p, r, layer->S))
    {
        if (!fmpq_mat_equal(p, v))
            add_exchanged(layer, c, h, p, r, v, "2");
        if (!fmpq_mat_equal(r, v) && !fmpq_mat_equal(r, p))
            add_exchanged(layer, c, h, r, p, v, "3");
        fmpq_mat_clear(p);
        fmpq_mat_clear(r);
    }
    else if (plus == 1 && minus == 1)
        add_irrational(layer, h, v);
    fmpq_mat_clear(h);
    fmpq_mat_clear(v);
    fmpq_clear(c);
}

void
fulg_layer_one_token(layer_t *layer)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    const slong d = layer->d, s = FLINT_MIN(2 * layer->m, d);
    f->pieces_QKV = -1;
    f->generic_dim = 2 * layer->a * d - (s * d - s * (s - 1) / 2 - 1);
    if (f->zero)
    {
        zero_one(layer);
        return;
    }
    f->theorem = "7 and 7'";
    name_two(layer, layer->S, layer->V, "1");
    add_part(layer, layer->S, layer->V, layer->K, layer->Q, "1", "value V1");
    if (f->rank_V == 1)
        add_factorisations(layer);
}
