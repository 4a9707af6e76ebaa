#include <fulgurite/rank.h>

#include "layer_impl.h"

/*
 * doc: thm-single-7, thm-single-7p.  One token, C = (x^T S x)(V x) with
 * S = (A + A^T)/2.  The fiber over (A,V) has a part for every factorisation
 * C = S_i f_i over R: the matrices c (S_i + N), N skew, of rank at most a.
 */

/* ---- C = 0 ------------------------------------------------------------- */

static void
set_skew_sample(fulg_component_t *c, slong a, slong d, int family)
{
    for (slong i = 0; i < FLINT_MIN(a, d); i++)
        fmpq_one(fmpq_mat_entry(c->K, i, i));
    if (family == 1)
        fulg_fiber_layer_exchange_rows(c);
    c->has_sample = 1;
}

static void
add_zero(layer_t *layer, fulg_component_t **list, slong *num, slong dim,
         const char *equation, const char *parametrisation, int sampled)
{
    fulg_component_t *c = fulg_fiber_layer_component(layer, list, num, dim);
    c->name = fulg_fiber_text("%s", equation);
    c->equations = fulg_fiber_text("%s", equation);
    c->parametrisation = fulg_fiber_text("%s", parametrisation);
    c->real_pieces = 1;
    c->has_sample = sampled;
}

static void
zero_one(layer_t *layer)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a, d = layer->d, dV = d * layer->d_out;
    const slong families = a <= d ? 2 : 1;
    f->theorem = "thm-single-7, thm-single-7p; C = 0";
    add_zero(layer, &f->AV, &f->num_AV, fulg_fiber_layer_rank_dim(layer),
             "V = 0", "V = 0, A any of rank <= min(a, d)", 1);
    add_zero(layer, &f->AV, &f->num_AV,
             fulg_fiber_layer_skew_dim(layer, 0, 0) + dV, "A + A^T = 0",
             "A skew of rank <= min(a, d), V any", 1);
    add_zero(layer, &f->QKV, &f->num_QKV, 2 * a * d, "V = 0",
             "V = 0, K and Q any", 1);
    f->QKV[0].rank_K = f->QKV[0].rank_Q = layer->m;
    for (slong i = 0; i < families; i++)
    {
        add_zero(
            layer, &f->QKV, &f->num_QKV,
            fulg_fiber_layer_pair_dim(layer, 0, FLINT_MIN(a, d)) + dV,
            "K^T Q + Q^T K = 0",
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
fulg_fiber_layer_one_token(layer_t *layer)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong d = layer->d, s = FLINT_MIN(2 * layer->m, d);
    f->pieces_QKV = -1;
    f->generic_dim = 2 * layer->a * d - (s * d - s * (s - 1) / 2 - 1);
    if (f->zero)
    {
        zero_one(layer);
        return;
    }
    f->theorem = "thm-single-7, thm-single-7p";
    fulg_fiber_layer_name_pair(layer, layer->S, layer->V, "1");
    fulg_fiber_layer_add_part(layer, layer->S, layer->V, layer->K, layer->Q,
                              "1", "value V1");
    if (f->rank_V == 1)
        fulg_fiber_layer_other_values(layer);
}
