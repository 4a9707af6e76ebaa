#include "symmetries.h"

/* Symmetries, one after the other, as vectors at the point (doc: thm-symmetry-fields). */

void
fulg_verify_symmetry_done(fulg_verify_symmetries_t *S)
{
    const fulg_verify_mod_t *M = &S->mod;
    for (slong c = 0; c < S->num; c++)
    {
        uint64_t *kept = S->rank + c * S->num;
        const uint64_t x = S->row[c];
        if (x == 0)
            continue;
        if (!S->pivot[c])
        {
            const uint64_t inverse = fulg_verify_inv(x, M);
            for (slong k = c; k < S->num; k++)
                kept[k] = fulg_verify_mul(S->row[k], inverse, M);
            S->pivot[c] = 1;
            S->orbit++;
            break;
        }
        for (slong k = c; k < S->num; k++)
            S->row[k] = fulg_verify_sub(S->row[k],
                                        fulg_verify_mul(x, kept[k], M), M);
    }
    for (slong c = 0; c < S->num; c++)
        S->row[c] = 0;
}

static void
add(fulg_verify_symmetries_t *S, slong place, uint64_t x, int sign)
{
    S->row[place] = sign > 0 ? fulg_verify_add(S->row[place], x, &S->mod)
                             : fulg_verify_sub(S->row[place], x, &S->mod);
}

void
fulg_verify_symmetry_add(fulg_verify_symmetries_t *S, slong to, slong from,
                         slong number)
{
    const uint64_t c = fulg_verify_set(number, &S->mod);
    add(S, to, from < 0 ? c : fulg_verify_mul(c, S->w[from], &S->mod), 1);
}

/* dM += sign E_rs M */
static void
rows(fulg_verify_symmetries_t *S, fulg_verify_place_t M, slong r, slong s,
     int sign)
{
    for (slong c = 0; M.rows > 0 && c < M.cols; c++)
        add(S, M.offset + r * M.cols + c, S->w[M.offset + s * M.cols + c],
            sign);
}

/* dM += sign M E_rs */
static void
columns(fulg_verify_symmetries_t *S, fulg_verify_place_t M, slong r, slong s,
        int sign)
{
    for (slong k = 0; k < M.rows; k++)
        add(S, M.offset + k * M.cols + s, S->w[M.offset + k * M.cols + r],
            sign);
}

/* dM += sign N */
static void
whole(fulg_verify_symmetries_t *S, fulg_verify_place_t M, fulg_verify_place_t N,
      int sign)
{
    for (slong k = 0; k < M.rows * M.cols; k++)
        add(S, M.offset + k, S->w[N.offset + k], sign);
}

/* Changes of basis of keys and queries, and of values, of the group of heads that
   begins at first. */
static void
bases(fulg_verify_symmetries_t *S, slong i, slong first)
{
    const fulg_verify_layer_t *L = &S->layer[i];
    const slong end = first + L->heads / L->groups;
    for (slong r = 0; r < L->rows; r++)
        for (slong s = 0; s < L->rows; s++)
        {
            rows(S, S->key[first], r, s, 1);
            for (slong n = first; n < end; n++)
                rows(S, S->query[n], s, r, -1);
            fulg_verify_symmetry_done(S);
        }
    for (slong r = 0; r < L->values; r++)
        for (slong s = 0; s < L->values; s++)
        {
            rows(S, S->inner[first], r, s, 1);
            for (slong n = first; n < end; n++)
                columns(S, S->output[n], r, s, -1);
            fulg_verify_symmetry_done(S);
        }
}

/* Heads with the same keys: Q_h += Q_g, V_g -= V_h. */
static void
mixtures(fulg_verify_symmetries_t *S, slong first, slong end)
{
    for (slong h = first; h < end; h++)
        for (slong g = first; g < end; g++)
        {
            whole(S, S->query[h], S->query[g], 1);
            whole(S, S->value[g], S->value[h], -1);
            whole(S, S->output[g], S->output[h], -1);
            fulg_verify_symmetry_done(S);
        }
}

/* One token does not see skew forms: Q += T K, and K += T Q, with T skew. */
static void
skew(fulg_verify_symmetries_t *S, fulg_verify_place_t Q, fulg_verify_place_t K)
{
    for (slong r = 0; r < Q.rows; r++)
        for (slong s = 0; s < r; s++)
        {
            for (slong c = 0; c < Q.cols; c++)
            {
                add(S, Q.offset + r * Q.cols + c,
                    S->w[K.offset + s * K.cols + c], 1);
                add(S, Q.offset + s * Q.cols + c,
                    S->w[K.offset + r * K.cols + c], -1);
            }
            fulg_verify_symmetry_done(S);
        }
}

static void
weights_layer(fulg_verify_symmetries_t *S, slong i)
{
    const fulg_verify_layer_t *L = &S->layer[i];
    const slong share = L->heads / L->groups;
    for (slong g = 0; g < L->groups; g++)
    {
        const slong first = i * S->most_heads + g * share;
        bases(S, i, first);
        mixtures(S, first, first + share);
        for (slong n = first; S->tokens == 1 && n < first + share; n++)
            skew(S, S->query[n], S->key[n]);
        if (S->tokens == 1 && share == 1)
            skew(S, S->key[first], S->query[first]);
    }
}

/* A skew matrix in A; and with one output A_h += v_g^T e_c^T, A_g -= v_h^T e_c^T. */
static void
forms_layer(fulg_verify_symmetries_t *S, slong i)
{
    const slong first = i * S->most_heads, d = S->layer[i].in;
    const slong end = first + S->layer[i].heads;
    mixtures(S, first, end);
    for (slong n = first; S->tokens == 1 && n < end; n++)
        for (slong r = 0; r < d; r++)
            for (slong s = 0; s < r; s++)
            {
                add(S, S->query[n].offset + r * d + s, S->mod.one, 1);
                add(S, S->query[n].offset + s * d + r, S->mod.one, -1);
                fulg_verify_symmetry_done(S);
            }
    for (slong h = first; S->layer[i].out == 1 && h < end; h++)
        for (slong g = h + 1; g < end; g++)
            for (slong c = 0; c < d; c++)
            {
                for (slong k = 0; k < d; k++)
                {
                    add(S, S->query[h].offset + k * d + c,
                        S->w[S->value[g].offset + k], 1);
                    add(S, S->query[g].offset + k * d + c,
                        S->w[S->value[h].offset + k], -1);
                }
                fulg_verify_symmetry_done(S);
            }
}

/* What is written by layer i += E_rs (..), what layer i + 1 reads -= (..) E_rs. */
static void
between(fulg_verify_symmetries_t *S, slong i, slong r, slong s)
{
    const fulg_verify_layer_t *L = &S->layer[i], *next = L + 1;
    for (slong h = 0; h < L->heads; h++)
    {
        rows(S, S->value[i * S->most_heads + h], r, s, 1);
        rows(S, S->output[i * S->most_heads + h], r, s, 1);
    }
    for (slong h = 0; h < next->heads; h++)
    {
        const slong n = (i + 1) * S->most_heads + h;
        const int first = h % (next->heads / next->groups) == 0;
        columns(S, S->query[n], r, s, -1);
        columns(S, S->value[n], r, s, -1);
        if (next->forms)
            rows(S, S->query[n], s, r, -1);
        else if (first)
            columns(S, S->key[n], r, s, -1);
        if (first)
            columns(S, S->inner[n], r, s, -1);
    }
    fulg_verify_symmetry_done(S);
}

void
fulg_verify_symmetry_fields(fulg_verify_symmetries_t *S)
{
    for (slong i = 0; i < S->layers; i++)
    {
        const slong d = S->layer[i].out;
        if (S->layer[i].forms)
            forms_layer(S, i);
        else
            weights_layer(S, i);
        if (i + 1 == S->layers || S->layer[i].residual ||
            S->layer[i + 1].residual)
            continue;
        for (slong r = 0; r < d; r++)
            for (slong s = 0; s < d; s++)
                between(S, i, r, s);
    }
}
