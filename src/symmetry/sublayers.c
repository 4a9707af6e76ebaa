#include <string.h>

#include "impl.h"

/*
 * Symmetries of biases, neurons and norms (doc: thm-symmetry-fields).
 */

/* A score that is the same for all keys of a query is not seen by softmax. */
static void
key_biases(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const slong first = sub->kv_latent ? 0 : sub->rotary;
    if (!fulg_arch_sublayer_is_softmax(sub))
        return;
    for (slong g = 0; g < fulg_arch_sublayer_groups(sub); g++)
    {
        const fulg_block_t *bias = fulg_symmetry_find(S, i, 'K', g);
        fulg_symmetry_begin_family(S, "a key bias, without effect on softmax",
                                   i, g, "k^%ld",
                                   (long) (sub->head_dim - first));
        for (slong r = first; bias != NULL && r < sub->head_dim; r++)
        {
            fulg_symmetry_begin(S);
            fulg_symmetry_constant(S, bias, r, 0, 1);
        }
        fulg_symmetry_end_family(S);
    }
}

/* The bias of a value adds O b to every output where weights sum to one. */
static void
value_biases(fulg_symmetry_algebra_struct *S, slong i, slong g)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const slong share = fulg_arch_sublayer_share(sub);
    const fulg_block_t *inner = fulg_symmetry_find(S, i, 'U', g);
    const fulg_block_t *out = fulg_symmetry_find(S, i, 'B', 0);
    if (inner == NULL || out == NULL || !fulg_arch_sublayer_is_normalised(sub))
        return;
    fulg_symmetry_begin_family(S, "constants of values", i, g, "k^%ld",
                               (long) inner->rows);
    for (slong r = 0; r < inner->rows; r++)
    {
        fulg_symmetry_begin(S);
        fulg_symmetry_constant(S, inner, r, 0, 1);
        for (slong h = g * share; h < (g + 1) * share; h++)
            for (slong k = 0; k < out->rows; k++)
                fulg_symmetry_entry(S, out, k, 0,
                                    fulg_symmetry_find(S, i, 'o', h), k, r, -1);
    }
    fulg_symmetry_end_family(S);
}

/* The same of full value matrices; without a bias of the output the next head takes
   what this one gives. */
static void
full_value_biases(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const fulg_block_t *out = fulg_symmetry_find(S, i, 'B', 0);
    for (slong h = 0; h < sub->heads && fulg_arch_sublayer_is_normalised(sub);
         h++)
    {
        const fulg_block_t *bias = fulg_symmetry_find(S, i, 'V', h);
        const fulg_block_t *taker = out != NULL
                                        ? out
                                        : fulg_symmetry_find(S, i, 'V', h + 1);
        if (bias == NULL || taker == NULL)
            continue;
        fulg_symmetry_begin_family(S, "constants of values", i, h, "k^%ld",
                                   (long) bias->rows);
        for (slong r = 0; r < bias->rows; r++)
        {
            fulg_symmetry_begin(S);
            fulg_symmetry_constant(S, bias, r, 0, 1);
            fulg_symmetry_constant(S, taker, r, 0, -1);
        }
        fulg_symmetry_end_family(S);
    }
}

void
fulg_symmetry_biases(fulg_symmetry_algebra_struct *S, slong i)
{
    key_biases(S, i);
    for (slong g = 0; g < fulg_arch_sublayer_groups(&S->arch->sub[i]); g++)
        value_biases(S, i, g);
    full_value_biases(S, i);
}

/* w phi(u z) with phi(c z) = c phi(z) for c > 0, or w (u z) phi(g z) */
void
fulg_symmetry_neurons(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    fulg_symmetry_begin_family(S, "scalings of neurons", i, -1,
                               "torus of dimension %ld", (long) sub->hidden);
    for (slong n = 0;
         fulg_arch_activation(sub->activation)->scaled && n < sub->hidden; n++)
    {
        fulg_symmetry_begin(S);
        fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'f', 0), n, n, 1);
        fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'F', 0), n, n, 1);
        fulg_symmetry_right(S, fulg_symmetry_find(S, i, 'e', 0), n, n, -1);
    }
    fulg_symmetry_end_family(S);
}

/* ---- norms ------------------------------------------------------------------ */

/* 1 when the block reads the state of its sublayer. */
static int
reads(const fulg_symmetry_algebra_struct *S, const fulg_block_t *M)
{
    const int latent = S->arch->sub[M->layer].kv_latent > 0;
    if (strchr(FULG_SYMMETRY_READERS, M->kind) == NULL)
        return 0;
    return !(latent && (M->kind == 'k' || M->kind == 'u'));
}

/* The sublayers that read the norm of i: i .. the result - 1. */
static slong
readers_end(const fulg_symmetry_algebra_struct *S, slong i)
{
    slong end = i + 1;
    while (end < S->arch->depth && S->arch->sub[end].parallel &&
           S->arch->sub[end].shared_norm)
        end++;
    return end;
}

static void
gains(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_block_t *gain = fulg_symmetry_find(S, i, 'n', 0);
    const slong end = readers_end(S, i);
    fulg_symmetry_begin_family(S, "gains of a norm", i, -1,
                               "torus of dimension %ld",
                               (long) S->arch->width[i]);
    for (slong c = 0; gain != NULL && c < gain->rows; c++)
    {
        fulg_symmetry_begin(S);
        fulg_symmetry_left(S, gain, c, c, 1);
        fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'm', 0), c, c, 1);
        for (slong n = 0; n < S->num_blocks; n++)
            if (S->block[n].layer >= i && S->block[n].layer < end &&
                reads(S, &S->block[n]))
                fulg_symmetry_right(S, &S->block[n], c, c, -1);
    }
    fulg_symmetry_end_family(S);
}

/* What M sees as a change of column c of its input goes to its bias: d bias =
   -M e_c.  0 when M has no bias. */
static int
compensate(fulg_symmetry_algebra_struct *S, const fulg_block_t *M, slong c)
{
    const char *kind = strchr(FULG_SYMMETRY_READERS, M->kind);
    const fulg_block_t *bias = fulg_symmetry_find(
        S, M->layer, FULG_SYMMETRY_READER_BIASES[kind - FULG_SYMMETRY_READERS],
        M->head);
    for (slong r = 0; bias != NULL && r < M->rows; r++)
        fulg_symmetry_entry(S, bias, r, 0, M, r, c, -1);
    return bias != NULL;
}

/* The same for everything that the sublayers from .. end - 1 read. */
static int
compensate_all(fulg_symmetry_algebra_struct *S, slong from, slong end, slong c)
{
    int good = 1;
    for (slong n = 0; n < S->num_blocks && good; n++)
        if (S->block[n].layer >= from && S->block[n].layer < end &&
            reads(S, &S->block[n]))
            good = compensate(S, &S->block[n], c);
    return good;
}

static void
shifts(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_block_t *shift = fulg_symmetry_find(S, i, 'm', 0);
    fulg_symmetry_begin_family(S, "the shift of a norm", i, -1, "k^%ld",
                               (long) S->arch->width[i]);
    for (slong c = 0; shift != NULL && c < shift->rows; c++)
    {
        fulg_symmetry_begin(S);
        fulg_symmetry_constant(S, shift, c, 0, 1);
        if (!compensate_all(S, i, readers_end(S, i), c))
            fulg_symmetry_drop(S);
    }
    fulg_symmetry_end_family(S);
}

/* A layer norm without gain and shift has columns of sum 0. */
static void
centring(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const slong end = readers_end(S, i);
    if (sub->pre_norm != FULG_PRE_NORM_LAYER || sub->shared_norm ||
        sub->norm_gain || sub->norm_shift)
        return;
    fulg_symmetry_begin_family(S, "rows that a centred norm removes", i, -1,
                               "translations");
    for (slong n = 0; n < S->num_blocks; n++)
    {
        const fulg_block_t *M = &S->block[n];
        for (slong r = 0;
             M->layer >= i && M->layer < end && reads(S, M) && r < M->rows; r++)
        {
            fulg_symmetry_begin(S);
            for (slong c = 0; c < M->cols; c++)
                fulg_symmetry_constant(S, M, r, c, 1);
        }
    }
    fulg_symmetry_end_family(S);
}

void
fulg_symmetry_norm(fulg_symmetry_algebra_struct *S, slong i)
{
    gains(S, i);
    shifts(S, i);
    centring(S, i);
}

/* ---- the residual stream ------------------------------------------------------ */

/* The state that sublayer i reads. */
static slong
source(const fulg_symmetry_algebra_struct *S, slong i)
{
    while (S->arch->sub[i].parallel)
        i--;
    return i;
}

/* B of sublayer i += e_c (or the sum of all e_c), B of sublayer last -= the same; 1
   when all that reads a state in between does not see it or can undo it. */
static int
stream_field(fulg_symmetry_algebra_struct *S, slong i, slong last, slong c)
{
    const fulg_block_t *from = fulg_symmetry_find(S, i, 'B', 0);
    const fulg_block_t *to = fulg_symmetry_find(S, last, 'B', 0);
    for (slong k = 0; k < from->rows; k++)
        if (c < 0 || k == c)
        {
            fulg_symmetry_constant(S, from, k, 0, 1);
            fulg_symmetry_constant(S, to, k, 0, -1);
        }
    for (slong j = i + 1; j < S->arch->depth; j++)
    {
        const fulg_sublayer_struct *sub = &S->arch->sub[j];
        if (source(S, j) <= i || source(S, j) > last)
            continue;
        if (c < 0 ? sub->pre_norm != FULG_PRE_NORM_LAYER
                  : sub->pre_norm != FULG_PRE_NORM_NONE ||
                        !compensate_all(S, j, j + 1, c))
            return 0;
    }
    return 1;
}

void
fulg_symmetry_stream(fulg_symmetry_algebra_struct *S, slong i)
{
    slong last = i + 1;
    for (slong j = 0; j < S->arch->depth; j++)
        if (!S->arch->sub[j].residual)
            return;
    while (last < S->arch->depth && fulg_symmetry_find(S, last, 'B', 0) == NULL)
        last++;
    if (last == S->arch->depth || fulg_symmetry_find(S, i, 'B', 0) == NULL)
        return;
    fulg_symmetry_begin_family(S, "constants of the residual stream", i, -1,
                               "translations");
    for (slong c = -1; c < S->arch->width[i]; c++)
    {
        fulg_symmetry_begin(S);
        if (!stream_field(S, i, last, c))
            fulg_symmetry_drop(S);
    }
    fulg_symmetry_end_family(S);
}

/* ---- between sublayers -------------------------------------------------------- */

/* d M = E_rs M for all that sublayer i writes. */
static void
writers(fulg_symmetry_algebra_struct *S, slong i, slong r, slong s)
{
    for (slong n = 0; n < S->num_blocks; n++)
        if (S->block[n].layer == i &&
            strchr("vVoBew", S->block[n].kind) != NULL)
            fulg_symmetry_left(S, &S->block[n], r, s, 1);
}

/* d M = -c M E_rs for all that sublayer i reads; in forms d A = -E_sr A - A E_rs. */
static void
readers(fulg_symmetry_algebra_struct *S, slong i, slong r, slong s, slong c)
{
    const int forms = fulg_symmetry_in_forms(S, i);
    for (slong n = 0; n < S->num_blocks; n++)
    {
        const fulg_block_t *M = &S->block[n];
        if (M->layer != i || !(reads(S, M) || M->kind == 'w') ||
            (forms && M->kind == 'k'))
            continue;
        fulg_symmetry_right(S, M, r, s, -c);
        if (forms && M->kind == 'q')
            fulg_symmetry_left(S, M, s, r, -c);
    }
}

void
fulg_symmetry_between(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i], *next = sub + 1;
    const slong power = sub->kind == FULG_KIND_POLYNOMIAL ? sub->power : 1;
    const slong d = S->arch->width[i + 1];
    if (sub->residual || next->residual || next->parallel ||
        next->pre_norm != FULG_PRE_NORM_NONE)
        return;
    if (power == 1)
        fulg_symmetry_begin_family(S, "bases of the state after it", i, -1,
                                   "gl_%ld", (long) d);
    else
        fulg_symmetry_begin_family(S, "scalings of neurons", i, -1,
                                   "torus of dimension %ld", (long) d);
    for (slong r = 0; r < d; r++)
        for (slong s = 0; s < d; s++)
            if (power == 1 || r == s)
            {
                fulg_symmetry_begin(S);
                writers(S, i, r, s);
                readers(S, i + 1, r, s, power);
            }
    fulg_symmetry_end_family(S);
}
