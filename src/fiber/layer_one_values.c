#include <stdio.h>

#include "layer_impl.h"

/*
 * doc: thm-single-7.  One token and V = h v^T of rank one: when S1 = k l over
 * R, each of k and l may be the value in place of v.  Over Q, or over Q(w) with
 * the two conjugate; complex k and l give no real weights.
 */

/* V' = h p^T for V = h v^T, given as column h and p a column. */
static void
outer(fmpq_mat_t V, const fmpq_mat_t h, const fmpq_mat_t p)
{
    fmpq_mat_t pt;
    fulg_fiber_init_transpose(pt, p);
    fulg_fiber_init_mul(V, h, pt);
    fmpq_mat_clear(pt);
}

/* The factorisation with value form p and form c r v^T, made symmetric. */
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
    fulg_fiber_layer_name_pair(layer, S, V, mark);
    fulg_fiber_layer_add_part(layer, S, V, K, Q, mark,
                              "another linear factor as value");
    fmpq_mat_clear(Q);
    fmpq_mat_clear(K);
    fmpq_mat_clear(V);
    fmpq_mat_clear(S);
    fmpq_mat_clear(A);
}

/* The parametrisation of an irrational part says what its S and V are. */
static void
extend(fulg_component_t *c, const char *more)
{
    char *text = fulg_fiber_text("%s, %s", c->parametrisation, more);
    flint_free(c->parametrisation);
    c->parametrisation = text;
}

/* S1 = k l over R but not over Q: two more parts, without rational points. */
static void
add_irrational(layer_t *layer, const fmpq_mat_t h, const fmpq_mat_t v)
{
    const char *const marks[2] = {"2", "3"};
    const char *const what[2] = {"first irrational factor of S1 as value",
                                 "second irrational factor of S1 as value"};
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    fmpq_mat_t k0, k1;
    fmpq_t D, a;
    fmpq_init(D);
    fmpq_init(a);
    if (fulg_fiber_split_real(D, a, k0, k1, layer->S))
    {
        char *root = fmpq_get_str(NULL, 10, D),
             *lead = fmpq_get_str(NULL, 10, a);
        fulg_fiber_layer_name(layer, "k0", k0);
        fulg_fiber_layer_name(layer, "k1", k1);
        fulg_fiber_layer_name(layer, "h", h);
        fulg_fiber_layer_name(layer, "v", v);
        for (int i = 0; i < 2; i++)
        {
            char *more = fulg_fiber_text(
                "V%s = h (k0 %c w k1)^T, S%s = (l v^T + v l^T)/2 with "
                "l = (k0 %c w k1)/(%s), w^2 = %s",
                marks[i], i ? '-' : '+', marks[i], i ? '+' : '-', lead, root);
            const slong AV = f->num_AV, QKV = f->num_QKV;
            /* k l has the signature of S1, and so has l v (independent). */
            fulg_fiber_layer_add_part(layer, layer->S, layer->V, NULL, NULL,
                                      marks[i], what[i]);
            for (slong n = AV; n < f->num_AV; n++)
                extend(&f->AV[n], more);
            for (slong n = QKV; n < f->num_QKV; n++)
                extend(&f->QKV[n], more);
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

void
fulg_fiber_layer_other_values(layer_t *layer)
{
    fmpq_mat_t p, r, h, v;
    fmpq_t c;
    fmpq_init(c);
    fulg_fiber_split_rank_one(h, v, layer->V);
    if (fulg_fiber_split(c, p, r, layer->S))
    {
        if (!fmpq_mat_equal(p, v))
            add_exchanged(layer, c, h, p, r, v, "2");
        if (!fmpq_mat_equal(r, v) && !fmpq_mat_equal(r, p))
            add_exchanged(layer, c, h, r, p, v, "3");
        fmpq_mat_clear(p);
        fmpq_mat_clear(r);
    }
    else
        add_irrational(layer, h, v);
    fmpq_mat_clear(h);
    fmpq_mat_clear(v);
    fmpq_clear(c);
}
