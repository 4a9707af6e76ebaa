#include <stdio.h>

#include "layer_impl.h"

/* t >= 2, lightning (doc: thm-single-1, thm-single-2), and the normalised layer
   (doc: thm-fiber-n). */

/* ---- K^T Q = A ----------------------------------------------------------- */

/* A = E1 F1 of rank r, and E = [E1 E2], F = [F1; F2] invertible, E2 and F2 made
   of unit vectors (all initialised here). */
typedef struct
{
    slong r;
    fmpq_mat_t E1, E2, F1, F2;
} frame_t;

/* Unit vectors as the rows of F2 at the columns that are no pivots of the row
   basis R. */
static void
complete_rows(fmpq_mat_t F2, const fmpq_mat_t R)
{
    const slong r = fmpq_mat_nrows(R), d = fmpq_mat_ncols(R);
    slong row = 0, free = 0;
    fmpq_mat_init(F2, d - r, d);
    for (slong j = 0; j < d; j++)
    {
        if (row < r && !fmpq_is_zero(fmpq_mat_entry(R, row, j)))
            row++;
        else
            fmpq_one(fmpq_mat_entry(F2, free++, j));
    }
}

/* F1 is the row basis of A and E1 its pivot columns. */
static void
frame_init(frame_t *frame, const fmpq_mat_t A)
{
    const slong d = fmpq_mat_nrows(A);
    fmpq_mat_t E1t, R, E2t;
    slong pivot = 0;
    fulg_fiber_row_basis(frame->F1, A);
    frame->r = fmpq_mat_nrows(frame->F1);
    complete_rows(frame->F2, frame->F1);
    fmpq_mat_init(frame->E1, d, frame->r);
    for (slong k = 0; k < frame->r; k++, pivot++)
    {
        while (fmpq_is_zero(fmpq_mat_entry(frame->F1, k, pivot)))
            pivot++;
        for (slong i = 0; i < d; i++)
            fmpq_set(fmpq_mat_entry(frame->E1, i, k),
                     fmpq_mat_entry(A, i, pivot));
    }
    fulg_fiber_init_transpose(E1t, frame->E1);
    fulg_fiber_row_basis(R, E1t);
    complete_rows(E2t, R);
    fulg_fiber_init_transpose(frame->E2, E2t);
    fmpq_mat_clear(E2t);
    fmpq_mat_clear(R);
    fmpq_mat_clear(E1t);
}

static void
frame_clear(frame_t *frame)
{
    fmpq_mat_clear(frame->E1);
    fmpq_mat_clear(frame->E2);
    fmpq_mat_clear(frame->F1);
    fmpq_mat_clear(frame->F2);
}

static void
name_frame(const layer_t *layer, const frame_t *frame, const char *suffix)
{
    /* E2 and F2 are used when r < a. */
    const char *const names[4] = {"E1", "F1", "E2", "F2"};
    const fmpq_mat_struct *mats[4] = {frame->E1, frame->F1, frame->E2,
                                      frame->F2};
    char name[16];
    for (int n = 0; n < 4; n++)
    {
        if (fmpq_mat_is_empty(mats[n]) || frame->r == 0 ||
            (n >= 2 && frame->r == layer->a))
            continue;
        snprintf(name, sizeof name, "%s%s", names[n], suffix);
        fulg_fiber_layer_name(layer, name, mats[n]);
    }
}

/* The sample: G = 1, c = 1, K3 and Q3 identities padded by zeros. */
static void
set_sample(fulg_component_t *c, const layer_t *layer, const frame_t *frame,
           slong k_rows, slong q_rows)
{
    const slong d = layer->d, r = frame->r;
    for (slong j = 0; j < d; j++)
    {
        for (slong i = 0; i < r; i++)
        {
            fmpq_set(fmpq_mat_entry(c->K, i, j),
                     fmpq_mat_entry(frame->E1, j, i));
            fmpq_set(fmpq_mat_entry(c->Q, i, j),
                     fmpq_mat_entry(frame->F1, i, j));
        }
        for (slong i = 0; i < FLINT_MIN(k_rows, d - r); i++)
            fmpq_set(fmpq_mat_entry(c->K, r + i, j),
                     fmpq_mat_entry(frame->E2, j, i));
        for (slong i = 0; i < FLINT_MIN(q_rows, d - r); i++)
            fmpq_set(fmpq_mat_entry(c->Q, r + k_rows + i, j),
                     fmpq_mat_entry(frame->F2, i, j));
    }
    c->has_sample = 1;
}

/* K = G^-T [E1^T; K3 E2^T; 0] and Q = G [c F1; 0; Q3 F2] in words. */
static char *
product_text(slong d, slong a, slong r, slong k_rows, slong q_rows,
             int free_scale, const char *V, const char *s)
{
    const char *c = free_scale ? "c " : "";
    char *K, *Q, *text;
    if (r == 0)
    {
        K = fulg_fiber_text(k_rows ? "K = G^-T [K3; 0]" : "K = 0");
        Q = fulg_fiber_text(q_rows ? "Q = G [0; Q3]" : "Q = 0");
    }
    else
    {
        K = k_rows
                ? fulg_fiber_text("K = G^-T [E1%s^T; K3 E2%s^T; 0]", s, s)
                : fulg_fiber_text(
                      q_rows ? "K = G^-T [E1%s^T; 0]" : "K = G^-T E1%s^T", s);
        Q = q_rows ? fulg_fiber_text("Q = G [%sF1%s; 0; Q3 F2%s]", c, s, s)
                   : fulg_fiber_text(
                         k_rows ? "Q = G [%sF1%s; 0]" : "Q = %sG F1%s", c, s);
    }
    text = fulg_fiber_text("%s, %s, %s; G in GL(%ld)", K, Q, V, (long) a);
    flint_free(K);
    flint_free(Q);
    if (k_rows && d > r)
    {
        K = fulg_fiber_text("%s, K3 any %ld x %ld", text, (long) k_rows,
                            (long) (d - r));
        flint_free(text);
        text = K;
    }
    if (q_rows && d > r)
    {
        Q = fulg_fiber_text("%s, Q3 any %ld x %ld", text, (long) q_rows,
                            (long) (d - r));
        flint_free(text);
        text = Q;
    }
    if (free_scale)
    {
        Q = fulg_fiber_text("%s, c != 0", text);
        flint_free(text);
        text = Q;
    }
    return text;
}

/* The component with generic ranks (p, q); K3 and Q3 have k_rows + q_rows = a - r
   rows together. */
static fulg_component_t *
add_product(const layer_t *layer, const frame_t *frame, slong p, slong q,
            slong k_rows, slong dim, int free_scale, const char *V,
            const char *equations, const char *suffix)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong q_rows = layer->a - frame->r - k_rows;
    fulg_component_t *c = fulg_fiber_layer_component(layer, &f->QKV,
                                                     &f->num_QKV, dim);
    const int bounded = p < layer->m || q < layer->m;
    c->name = fulg_fiber_text("rank K = %ld, rank Q = %ld", (long) p, (long) q);
    c->rank_K = p;
    c->rank_Q = q;
    c->parametrisation = product_text(layer->d, layer->a, frame->r, k_rows,
                                      q_rows, free_scale, V, suffix);
    c->equations = bounded ? fulg_fiber_text("%s; rank K <= %ld, rank Q <= %ld",
                                             equations, (long) p, (long) q)
                           : fulg_fiber_text("%s", equations);
    set_sample(c, layer, frame, k_rows, q_rows);
    return c;
}

void
fulg_fiber_layer_products(const layer_t *layer, const fmpq_mat_t A,
                          const fmpq_mat_t Vsample, slong extra, int free_scale,
                          const char *V, const char *equations,
                          const char *suffix)
{
    const slong a = layer->a, d = layer->d, m = layer->m;
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong first = f->num_QKV;
    frame_t frame;
    slong r;
    frame_init(&frame, A);
    r = frame.r;
    name_frame(layer, &frame, suffix);
    if (a + r >= 2 * m)
        add_product(layer, &frame, m, m, r == a ? 0 : d - r,
                    (a <= d && r == a ? a * a : 2 * a * d - d * d) + extra,
                    free_scale, V, equations, suffix);
    else
        for (slong p = m; p >= a + r - m; p--)
            add_product(layer, &frame, p, a + r - p, p - r,
                        p * (a + r - p) + d * (a - r) + extra, free_scale, V,
                        equations, suffix);
    for (slong n = first; n < f->num_QKV; n++)
    {
        fmpq_mat_set(f->QKV[n].A, A);
        fmpq_mat_set(f->QKV[n].V, Vsample);
        /* The stratum is connected for r < a, a torsor of GL(a) for r = a; the
           sign of c doubles it. */
        f->QKV[n].real_pieces = r == 0 ? 1
                                       : (r < a ? 1 : 2) * (free_scale ? 2 : 1);
    }
    frame_clear(&frame);
}

/* ---- doc: thm-single-1 ----------------------------------------------------- */

static void
zero_many(layer_t *layer)
{
    const slong dV = layer->d * layer->d_out;
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    fulg_component_t *c;
    fmpq_mat_t zero, V;
    c = fulg_fiber_layer_component(layer, &f->AV, &f->num_AV,
                                   fulg_fiber_layer_rank_dim(layer));
    c->name = fulg_fiber_text("V = 0");
    c->parametrisation = fulg_fiber_text("V = 0, A any of rank <= %ld",
                                         (long) layer->m);
    c->equations = fulg_fiber_text("V = 0");
    c->has_sample = c->real_pieces = 1;
    c = fulg_fiber_layer_component(layer, &f->AV, &f->num_AV, dV);
    c->name = fulg_fiber_text("A = 0");
    c->parametrisation = fulg_fiber_text("A = 0, V any");
    c->equations = fulg_fiber_text("A = 0");
    c->has_sample = c->real_pieces = 1;

    c = fulg_fiber_layer_component(layer, &f->QKV, &f->num_QKV,
                                   2 * layer->a * layer->d);
    c->name = fulg_fiber_text("V = 0");
    c->parametrisation = fulg_fiber_text("V = 0, K and Q any");
    c->equations = fulg_fiber_text("V = 0");
    c->has_sample = c->real_pieces = 1;
    c->rank_K = c->rank_Q = layer->m;
    fmpq_mat_init(zero, layer->d, layer->d);
    fmpq_mat_init_set(V, layer->V);
    fulg_fiber_layer_products(layer, zero, V, dV, 0, "V any", "K^T Q = 0", "");
    fmpq_mat_clear(V);
    fmpq_mat_clear(zero);
    f->theorem = "thm-single-1, thm-single-2; T = 0";
    f->pieces_QKV = 1;
}

/* The curve (c A, V/c) and the components above it. */
static void
add_curve(layer_t *layer, const fmpq_mat_t A, const fmpq_mat_t V,
          const char *mark)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    char *value = fulg_fiber_text("V = V%s/c", mark);
    char *equations = fulg_fiber_text(
        "V_ij (K^T Q)_kl = (V%s)_ij (A%s)_kl for all i, j, k, l", mark, mark);
    char name[16];
    fulg_component_t *c = fulg_fiber_layer_component(layer, &f->AV, &f->num_AV,
                                                     1);
    c->name = fulg_fiber_text(
        *mark == '1' ? "scaling" : "scaling, key and value exchanged");
    c->parametrisation = fulg_fiber_text("A = c A%s, V = V%s/c, c != 0", mark,
                                         mark);
    c->equations = fulg_fiber_text(
        "V_ij A_kl = (V%s)_ij (A%s)_kl for all i, j, k, l", mark, mark);
    c->real_pieces = 2;
    c->has_sample = 1;
    fmpq_mat_set(c->A, A);
    fmpq_mat_set(c->V, V);
    snprintf(name, sizeof name, "A%s", mark);
    fulg_fiber_layer_name(layer, name, A);
    snprintf(name, sizeof name, "V%s", mark);
    fulg_fiber_layer_name(layer, name, V);
    fulg_fiber_layer_products(layer, A, V, 1, 1, value, equations,
                              *mark == '1' ? "" : "'");
    flint_free(equations);
    flint_free(value);
}

/* A = k q^T, V = h v^T become v q^T and h k^T. */
static void
exchange(fmpq_mat_t A2, fmpq_mat_t V2, const fmpq_mat_t A, const fmpq_mat_t V)
{
    const slong d = fmpq_mat_nrows(A);
    frame_t x, y;
    frame_init(&x, A); /* k = E1, q^T = F1 */
    frame_init(&y, V); /* h = E1, v^T = F1 */
    fmpq_mat_init(A2, d, d);
    fmpq_mat_init(V2, fmpq_mat_nrows(V), d);
    for (slong j = 0; j < d; j++)
    {
        for (slong i = 0; i < d; i++)
            fmpq_mul(fmpq_mat_entry(A2, i, j), fmpq_mat_entry(y.F1, 0, i),
                     fmpq_mat_entry(x.F1, 0, j));
        for (slong i = 0; i < fmpq_mat_nrows(V); i++)
            fmpq_mul(fmpq_mat_entry(V2, i, j), fmpq_mat_entry(y.E1, i, 0),
                     fmpq_mat_entry(x.E1, j, 0));
    }
    frame_clear(&x);
    frame_clear(&y);
}

void
fulg_fiber_layer_many_tokens(layer_t *layer)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a, d = layer->d;
    fmpq_mat_t A2, V2;
    f->generic_dim = (a <= d ? a * a : 2 * a * d - d * d) + 1;
    if (f->zero)
    {
        zero_many(layer);
        return;
    }
    f->theorem = "thm-single-1, thm-single-2";
    add_curve(layer, layer->A, layer->V, "1");
    f->pieces_QKV = f->rank_A < a ? 2 : 4;
    if (f->rank_A == 1 && f->rank_V == 1 && !f->parallel)
    {
        exchange(A2, V2, layer->A, layer->V);
        add_curve(layer, A2, V2, "2");
        fmpq_mat_clear(A2);
        fmpq_mat_clear(V2);
        f->pieces_QKV *= 2;
    }
}

/* ---- normalised: no scaling ------------------------------------------------ */

void
fulg_fiber_layer_normalised(layer_t *layer, int one_token)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    const slong a = layer->a, d = layer->d;
    const int free_scores = one_token || f->rank_V == 0;
    const char *fixed = f->rank_V == 0 ? "V = 0" : "V = V1";
    fulg_component_t *c = fulg_fiber_layer_component(
        layer, &f->AV, &f->num_AV,
        free_scores ? fulg_fiber_layer_rank_dim(layer) : 0);
    f->theorem = "thm-fiber-n, thm-single-2";
    f->generic_dim = one_token ? 2 * a * d
                               : (a <= d ? a * a : 2 * a * d - d * d);
    c->name = fulg_fiber_text(free_scores ? "free scores" : "one point");
    c->parametrisation = free_scores
                             ? fulg_fiber_text("%s, A any of rank <= %ld",
                                               fixed, (long) layer->m)
                             : fulg_fiber_text("A = A1, V = V1");
    c->equations = fulg_fiber_text(free_scores ? "%s" : "A = A1, %s", fixed);
    c->real_pieces = c->has_sample = 1;
    fmpq_mat_set(c->A, layer->A);
    fmpq_mat_set(c->V, layer->V);
    fulg_fiber_layer_name(layer, "A1", layer->A);
    fulg_fiber_layer_name(layer, "V1", layer->V);
    if (!free_scores)
    {
        fulg_fiber_layer_products(layer, layer->A, layer->V, 0, 0, "V = V1",
                                  "K^T Q = A1, V = V1", "");
        f->pieces_QKV = (f->rank_A > 0 && f->rank_A == a) ? 2 : 1;
        return;
    }
    c = fulg_fiber_layer_component(layer, &f->QKV, &f->num_QKV, 2 * a * d);
    c->name = fulg_fiber_text("free scores");
    c->parametrisation = fulg_fiber_text("%s, K and Q any", fixed);
    c->equations = fulg_fiber_text("%s", fixed);
    c->real_pieces = c->has_sample = 1;
    c->rank_K = c->rank_Q = layer->m;
    fmpq_mat_set(c->A, layer->A);
    fmpq_mat_set(c->V, layer->V);
    fmpq_mat_set(c->K, layer->K);
    fmpq_mat_set(c->Q, layer->Q);
    f->pieces_QKV = 1;
}
