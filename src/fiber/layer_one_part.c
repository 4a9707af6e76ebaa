#include <fulgurite/rank.h>

#include "layer_impl.h"

/*
 * doc: thm-single-7, thm-single-7p.  One token, C = (x^T S x)(V x) with
 * S = (A + A^T)/2.  The fiber over (A,V) has a part for every factorisation
 * C = S_i f_i over R: the matrices c (S_i + N), N skew, of rank at most a.
 */

slong
fulg_fiber_layer_skew_dim(const layer_t *layer, slong n, slong e)
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

slong
fulg_fiber_layer_pair_dim(const layer_t *layer, slong n, slong rho)
{
    const slong a = layer->a, d = layer->d, m = 2 * a - n;
    return 2 * a * n - n * (n + 1) / 2 + rho * (2 * m - 3 * rho - 1) / 2 +
           rho * (d - n);
}

void
fulg_fiber_layer_exchange_rows(fulg_component_t *c)
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
        fulg_fiber_layer_exchange_rows(c);
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
    part->AV = fulg_fiber_layer_skew_dim(layer, n, FLINT_MIN(n / 2, gap)) + 1;
    part->real_AV = fulg_fiber_layer_skew_dim(layer, n, FLINT_MIN(least, gap)) +
                    1;
    part->QKV = fulg_fiber_layer_pair_dim(layer, n,
                                          FLINT_MIN(d - n, (2 * a - n) / 2)) +
                1;
    part->real_QKV = fulg_fiber_layer_pair_dim(
                         layer, n, FLINT_MIN(d - n, a - (n - least))) +
                     1;
}

static void
add_AV(layer_t *layer, const part_t *part, slong family)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a;
    const int full = a >= layer->d;
    fulg_component_t *c = fulg_fiber_layer_component(layer, &f->AV, &f->num_AV,
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
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    fulg_component_t *c = fulg_fiber_layer_component(layer, &f->QKV,
                                                     &f->num_QKV, part->QKV);
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
fulg_fiber_layer_add_part(layer_t *layer, const fmpq_mat_t S,
                          const fmpq_mat_t V, const fmpq_mat_struct *K,
                          const fmpq_mat_struct *Q, const char *mark,
                          const char *what)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
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
