/* Random sublayers that read one state, and changes of their weights that do not
   change the function (doc: thm-same-unit). */
#ifndef FULG_TESTS_FIBER_UNITS_H
#define FULG_TESTS_FIBER_UNITS_H

#include "networks.h"
#include "transformers.h"

/* ---- networks ------------------------------------------------------------------- */

/* The sublayers that read the first state of a random transformer. */
static inline void
random_unit(fulg_weights_t W, fulg_rand_t rand, int with_latent)
{
    fulg_arch_t whole, arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    slong first, end;
    do
    {
        fulg_test_transformer(whole, rand, 0);
        first = whole->depth > 1 ? (slong) fulg_rand_below(rand, 2) : 0;
        if (whole->sub[first].parallel)
            first = 0;
        end = first + 1;
        while (end < whole->depth && whole->sub[end].parallel)
            end++;
        fulg_arch_init_slice(arch, whole, first, end);
        fulg_arch_clear(whole);
        if (!arch->sub[0].kv_latent == !with_latent)
            break;
        fulg_arch_clear(arch);
    } while (1);
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 4);
    fulg_arch_clear(arch);
}

/* Rows, or columns, first .. first + n - 1 of M become those of G M, or M G. */
static inline void
times_rows(fmpq_mat_t M, const fmpq_mat_t G, slong first)
{
    const slong n = fmpq_mat_nrows(G);
    fmpq_mat_t window, product;
    fmpq_mat_window_init(window, M, first, 0, first + n, fmpq_mat_ncols(M));
    fmpq_mat_init(product, n, fmpq_mat_ncols(M));
    fmpq_mat_mul(product, G, window);
    fmpq_mat_set(window, product);
    fmpq_mat_clear(product);
    fmpq_mat_window_clear(window);
}

static inline void
times_columns(fmpq_mat_t M, const fmpq_mat_t G)
{
    fmpq_mat_t product;
    fmpq_mat_init(product, fmpq_mat_nrows(M), fmpq_mat_ncols(M));
    fmpq_mat_mul(product, M, G);
    fmpq_mat_set(M, product);
    fmpq_mat_clear(product);
}

/* An invertible matrix, and its inverse. */
static inline void
random_basis(fmpq_mat_t G, fmpq_mat_t inverse, slong n, fulg_rand_t rand)
{
    fmpq_mat_init(G, n, n);
    fmpq_mat_init(inverse, n, n);
    do
        random_mat(G, rand, 2);
    while (!fmpq_mat_inv(inverse, G));
}

/* ---- what does not change the function ----------------------------------------------- */

/* x 1 + y i on two coordinates. */
static inline void
set_turn(fmpq_mat_t G, const fmpq_t x, const fmpq_t y)
{
    fmpq_mat_init(G, 2, 2);
    fmpq_set(fmpq_mat_entry(G, 0, 0), x);
    fmpq_neg(fmpq_mat_entry(G, 0, 1), y);
    fmpq_set(fmpq_mat_entry(G, 1, 0), y);
    fmpq_set(fmpq_mat_entry(G, 1, 1), x);
}

/* The key of a group by lambda in a plane, its queries by 1 / conj(lambda). */
static inline void
change_plane(fulg_weights_t W, slong g, slong m, fulg_rand_t rand)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[0];
    const slong share = sub->heads / fulg_arch_sublayer_groups(sub);
    fmpq_t x, y, size;
    fmpq_mat_t key, query;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_init(size);
    fmpq_set_si(x, fulg_test_between(rand, 1, 3), 1);
    fmpq_set_si(y, fulg_test_between(rand, -2, 2), 1);
    fmpq_mul(size, x, x);
    fmpq_addmul(size, y, y);
    set_turn(key, x, y);
    fmpq_div(x, x, size);
    fmpq_div(y, y, size);
    set_turn(query, x, y);
    times_rows(mat(W, 0, g, 'k'), key, 2 * m);
    if (sub->bias)
        times_rows(mat(W, 0, g, 'K'), key, 2 * m);
    for (slong h = g * share; h < (g + 1) * share; h++)
    {
        times_rows(mat(W, 0, h, 'q'), query, 2 * m);
        if (sub->bias)
            times_rows(mat(W, 0, h, 'Q'), query, 2 * m);
    }
    fmpq_mat_clear(key);
    fmpq_mat_clear(query);
    fmpq_clear(x);
    fmpq_clear(y);
    fmpq_clear(size);
}

/* K by G, Q by the inverse transposed, in the rows that do not turn. */
static inline void
change_keys(fulg_weights_t W, slong g, fulg_rand_t rand)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[0];
    const slong share = sub->heads / fulg_arch_sublayer_groups(sub);
    const slong p = sub->rotary;
    fmpq_mat_t G, inverse;
    random_basis(G, inverse, sub->head_dim - p, rand);
    times_rows(mat(W, 0, g, 'k'), G, p);
    fmpq_mat_transpose(inverse, inverse);
    for (slong h = g * share; h < (g + 1) * share; h++)
    {
        times_rows(mat(W, 0, h, 'q'), inverse, p);
        if (sub->bias)
            times_rows(mat(W, 0, h, 'Q'), inverse, p);
    }
    /* Their bias is not seen. */
    for (slong r = p; sub->bias && r < sub->head_dim; r++)
        fulg_test_rational(fmpq_mat_entry(mat(W, 0, g, 'K'), r, 0), rand, 3, 2);
    fmpq_mat_clear(G);
    fmpq_mat_clear(inverse);
}

/* U by H, O by its inverse; part of the bias of U goes to that of O. */
static inline void
change_values(fulg_weights_t W, slong g, fulg_rand_t rand)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[0];
    const slong share = sub->heads / fulg_arch_sublayer_groups(sub);
    fmpq_mat_t H, inverse, s, constant;
    random_basis(H, inverse, sub->value_dim, rand);
    times_rows(mat(W, 0, g, 'u'), H, 0);
    if (sub->bias)
        times_rows(mat(W, 0, g, 'U'), H, 0);
    fmpq_mat_init(s, sub->value_dim, 1);
    fmpq_mat_init(constant, W->arch->width[0], 1);
    if (sub->bias && sub->bias_out)
    {
        random_mat(s, rand, 3);
        fmpq_mat_add(mat(W, 0, g, 'U'), mat(W, 0, g, 'U'), s);
    }
    for (slong h = g * share; h < (g + 1) * share; h++)
    {
        times_columns(mat(W, 0, h, 'o'), inverse);
        if (!sub->bias_out)
            continue;
        fmpq_mat_mul(constant, mat(W, 0, h, 'o'), s);
        fmpq_mat_sub(mat(W, 0, 0, 'B'), mat(W, 0, 0, 'B'), constant);
    }
    fmpq_mat_clear(s);
    fmpq_mat_clear(constant);
    fmpq_mat_clear(H);
    fmpq_mat_clear(inverse);
}

static inline void
swap_matrices(fulg_weights_t W, slong i, slong a, slong b, const char *kinds)
{
    for (; *kinds != '\0'; kinds++)
        if (a != b && fulg_weights_has(W, i, *kinds))
            fmpq_mat_swap(mat(W, i, a, *kinds), mat(W, i, b, *kinds));
}

/* Groups, and heads in a group, in another order. */
static inline void
change_order(fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[0];
    const slong groups = fulg_arch_sublayer_groups(sub);
    const slong share = sub->heads / groups;
    const slong g = fulg_test_between(rand, 0, groups - 1);
    if (share > 1)
        swap_matrices(W, 0, g * share, (g + 1) * share - 1, "qQo");
    swap_matrices(W, 0, 0, groups - 1, "kKuU");
    for (slong h = 0; groups > 1 && h < share; h++)
        swap_matrices(W, 0, h, (groups - 1) * share + h, "qQo");
}

/* An entry of a row or column of M times c. */
static inline void
scale(fmpq_mat_t M, slong row, slong col, slong times, slong over)
{
    fmpq_t c;
    fmpq_init(c);
    fmpq_set_si(c, times, (ulong) over);
    fmpq_mul(fmpq_mat_entry(M, row, col), fmpq_mat_entry(M, row, col), c);
    fmpq_clear(c);
}

/* The row of a neuron times c. */
static inline void
scale_neuron(fulg_weights_t W, slong i, slong row, char kind, char bias,
             slong c)
{
    for (slong col = 0; col < W->arch->width[i]; col++)
        scale(mat(W, i, 0, kind), row, col, c, 1);
    if (W->arch->sub[i].bias)
        scale(mat(W, i, 0, bias), row, 0, c, 1);
}

static inline void
change_neuron(fulg_weights_t W, slong i, slong row, fulg_rand_t rand)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fmpq_mat_struct *down = mat(W, i, 0, 'e');
    slong c = fulg_test_between(rand, 2, 3);
    if (sub->activation == FULG_ACTIVATION_TANH ||
        (sub->activation == FULG_ACTIVATION_SIGMOID && sub->bias_out))
        c = -1;
    else if (fulg_arch_activation(sub->activation)->gated)
        c = -c;
    else if (sub->activation != FULG_ACTIVATION_RELU)
        return;
    scale_neuron(W, i, row, 'f', 'F', c);
    for (slong r = 0; r < W->arch->width[i]; r++)
    {
        fmpq *x = fmpq_mat_entry(down, r, row);
        if (sub->activation == FULG_ACTIVATION_SIGMOID)
        {
            fmpq *b = fmpq_mat_entry(mat(W, i, 0, 'B'), r, 0);
            fmpq_add(b, b, x);
        }
        scale(down, r, row, c < 0 ? -1 : 1, c < 0 ? -c : c);
    }
}

static inline void
change_neurons(fulg_weights_t W, slong i, fulg_rand_t rand)
{
    const slong n = W->arch->sub[i].hidden;
    const slong a = fulg_test_between(rand, 0, n - 1);
    static const char rows[] = "fgFG";
    for (slong row = 0; row < n; row++)
        change_neuron(W, i, row, rand);
    for (const char *kind = rows; *kind != '\0'; kind++)
        if (fulg_weights_has(W, i, *kind))
            fmpq_mat_swap_rows(mat(W, i, 0, *kind), NULL, a, n - 1);
    fmpq_mat_swap_cols(mat(W, i, 0, 'e'), NULL, a, n - 1);
}

/* All matrices that read what sublayer i reads. */
static inline void
scale_readers(fulg_weights_t W, slong i, slong col, slong over)
{
    for (slong b = 0; b < W->num; b++)
        if (W->block[b].layer == i && strchr("qkufgv", W->block[b].kind))
            for (slong r = 0; r < W->block[b].rows; r++)
                scale(W->mat[b].fmpq, r, col, 1, over);
}

/* A part of the gain goes into the matrices behind it; the shift is multiplied by it. */
static inline void
change_gain(fulg_weights_t W, slong i, fulg_rand_t rand)
{
    if (!fulg_weights_has(W, i, 'n'))
        return;
    for (slong c = 0; c < W->arch->width[i]; c++)
    {
        const slong factor = fulg_test_between(rand, 1, 3);
        scale(mat(W, i, 0, 'n'), c, 0, factor, 1);
        if (fulg_weights_has(W, i, 'm'))
            scale(mat(W, i, 0, 'm'), c, 0, factor, 1);
        scale_readers(W, i, c, factor);
        if (i + 1 < W->arch->depth && W->arch->sub[i + 1].shared_norm)
            scale_readers(W, i + 1, c, factor);
    }
}

static inline void
change(fulg_weights_t W, fulg_rand_t rand)
{
    for (slong i = 0; i < W->arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &W->arch->sub[i];
        change_gain(W, i, rand);
        if (sub->kind == FULG_KIND_FEED_FORWARD)
        {
            change_neurons(W, i, rand);
            continue;
        }
        for (slong g = 0; g < fulg_arch_sublayer_groups(sub); g++)
        {
            for (slong m = 0; 2 * m < sub->rotary; m++)
                change_plane(W, g, m, rand);
            change_keys(W, g, rand);
            change_values(W, g, rand);
        }
        change_order(W, rand);
    }
}

/* A matrix loses its rank, so that forms of heads may agree for other reasons. */
static inline void
zero_some(fulg_weights_t W, fulg_rand_t rand)
{
    const slong b = (slong) fulg_rand_below(rand, (ulong) W->num);
    if (W->block[b].kind == 'n')
        return;
    for (slong r = 0; r < W->block[b].rows; r++)
        if (fulg_rand_below(rand, 2))
            for (slong c = 0; c < W->block[b].cols; c++)
                fmpq_zero(fmpq_mat_entry(W->mat[b].fmpq, r, c));
}

#endif
