#include <fulgurite/rank.h>

#include "layer_impl.h"

/*
 * doc: thm-single-7, thm-single-7p.  One token, C = (x^T S x)(V x) with
 * S = (A + A^T)/2.  The fiber over (A,V) has a part for every factorisation
 * C = S_i f_i over R: the matrices c (S_i + N), N skew, of rank at most a.
 */

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
    fulg_rank_signature(&part->plus, &part->minus, S);
    least = FLINT_MIN(part->plus, part->minus);
    n = part->n = part->plus + part->minus;
    part->families = (n % 2 == 0 && 2 * a + n <= 2 * d) ? 2 : 1;
    part->AV = skew_dim(layer, n, FLINT_MIN(n / 2, gap)) + 1;
    part->real_AV = skew_dim(layer, n, FLINT_MIN(least, gap)) + 1;
    part->QKV = pair_dim(layer, n, FLINT_MIN(d - n, (2 * a - n) / 2)) + 1;
    part->real_QKV = pair_dim(layer, n, FLINT_MIN(d - n, a - (n - least))) + 1;
}

static void
add_AV(layer_t *layer, const part_t *part, slong family)
{
    fulg_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a;
    const int full = a >= layer->d;
    fulg_component_t *c = fulg_layer_component(layer, &f->AV, &f->num_AV,
                                               part->AV);
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
    fulg_component_t *c = fulg_layer_component(layer, &f->QKV, &f->num_QKV,
                                               part->QKV);
    c->name = fulg_fiber_text("%s%s", part->what,
                              ordinal(part->families, family));
    c->parametrisation = fulg_fiber_text(
        "K^T Q + Q^T K = 2 c S%s, V = V%s/c, c != 0", part->mark, part->mark);
    c->equations = fulg_fiber_text(
        "V_ij (K^T Q + Q^T K)_kl = 2 (V%s)_ij (S%s)_kl", part->mark,
        part->mark);
    c->real_dim = part->real_QKV;
}

void
fulg_layer_add_part(layer_t *layer, const fmpq_mat_t S, const fmpq_mat_t V,
                    const fmpq_mat_struct *K, const fmpq_mat_struct *Q,
                    const char *mark, const char *what)
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

/* ---- C = 0 ------------------------------------------------------------- */

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
    f->theorem = "thm-single-7, thm-single-7p; C = 0";
    add_zero(layer, &f->AV, &f->num_AV, fulg_layer_rank_dim(layer), "V = 0",
             "V = 0, A any of rank <= min(a, d)", 1);
    add_zero(layer, &f->AV, &f->num_AV, skew_dim(layer, 0, 0) + dV,
             "A + A^T = 0", "A skew of rank <= min(a, d), V any", 1);
    add_zero(layer, &f->QKV, &f->num_QKV, 2 * a * d, "V = 0",
             "V = 0, K and Q any", 1);
    f->QKV[0].rank_K = f->QKV[0].rank_Q = layer->m;
    for (slong i = 0; i < families; i++)
    {
        add_zero(
            layer, &f->QKV, &f->num_QKV,
            pair_dim(layer, 0, FLINT_MIN(a, d)) + dV, "K^T Q + Q^T K = 0",
            families == 1
                ? "the columns of [K; Q] span an isotropic space of the "
                  "form k.q, V any"
                : (i == 0 ? "the columns of [K; Q] span an isotropic space in "
                            "the family of Q = 0, V any"
                          : "the columns of [K; Q] span an isotropic space in "
                            "the other family, V any"),
            0);
        set_skew_sample(&f->QKV[f->num_QKV - 1], a, d, (int) i);
        fmpq_mat_set(f->QKV[f->num_QKV - 1].V, layer->V);
    }
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
    f->theorem = "thm-single-7, thm-single-7p";
    fulg_layer_name_pair(layer, layer->S, layer->V, "1");
    fulg_layer_add_part(layer, layer->S, layer->V, layer->K, layer->Q, "1",
                        "value V1");
    if (f->rank_V == 1)
        fulg_layer_other_values(layer);
}
