#include "impl.h"

/*
 * Symmetries inside an attention sublayer (doc: thm-symmetry-fields).
 */

static slong
share(const fulg_sublayer_struct *sub)
{
    return fulg_arch_sublayer_share(sub);
}

/* K -> g K and Q -> g^-T Q on rows from .. of a group; left is what d K = E_rs K
   needs. */
static void
key_field(fulg_symmetry_algebra_struct *S, slong i, slong group, slong r,
          slong s, slong c)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'k', group), r, s, c);
    fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'K', group), r, s, c);
    for (slong h = group * share(sub); h < (group + 1) * share(sub); h++)
    {
        fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'q', h), s, r, -c);
        fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'Q', h), s, r, -c);
    }
}

/* The first of the rows that positions do not turn. */
static slong
first_row(const fulg_sublayer_struct *sub)
{
    return sub->kv_latent ? 0 : sub->rotary;
}

static void
key_bases(fulg_symmetry_algebra_struct *S, slong i, slong group)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const slong first = first_row(sub), rows = sub->head_dim - first;
    fulg_symmetry_begin_family(S, "bases of keys and queries", i, group,
                               "gl_%ld", (long) rows);
    for (slong r = first; r < sub->head_dim; r++)
        for (slong s = first; s < sub->head_dim; s++)
        {
            fulg_symmetry_begin(S);
            key_field(S, i, group, r, s, 1);
        }
    fulg_symmetry_end_family(S);
}

/* Turning and stretching a plane commutes with the turns of positions. */
static void
planes(fulg_symmetry_algebra_struct *S, slong i, slong group)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    if (sub->kv_latent)
        return;
    for (slong r = 0; r < sub->rotary; r += 2)
    {
        fulg_symmetry_begin_family(S, "a rotary plane, scaled and rotated", i,
                                   group, "gl_1(C)");
        fulg_symmetry_begin(S);
        key_field(S, i, group, r, r, 1);
        key_field(S, i, group, r + 1, r + 1, 1);
        fulg_symmetry_begin(S);
        key_field(S, i, group, r, r + 1, 1);
        key_field(S, i, group, r + 1, r, -1);
        fulg_symmetry_end_family(S);
    }
}

/* The same of the rotary key that all heads share. */
static void
shared_planes(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const fulg_block_t *key = fulg_symmetry_find(S, i, 'r', 0);
    for (slong r = 0; key != NULL && r < sub->rotary; r += 2)
    {
        fulg_symmetry_begin_family(S, "a rotary plane, scaled and rotated", i,
                                   -1, "gl_1(C)");
        for (int turn = 0; turn < 2; turn++)
        {
            fulg_symmetry_begin(S);
            fulg_symmetry_left(S, key, r, r + turn, 1);
            fulg_symmetry_left(S, key, r + 1, r + 1 - turn, turn ? -1 : 1);
            for (slong h = 0; h < sub->heads; h++)
            {
                const fulg_block_t *Q = fulg_symmetry_find(S, i, 's', h);
                fulg_symmetry_left(S, Q, r + turn, r, -1);
                fulg_symmetry_left(S, Q, r + 1 - turn, r + 1, turn ? 1 : -1);
            }
        }
        fulg_symmetry_end_family(S);
    }
}

/* U -> g U, O -> O g^-1 */
static void
value_bases(fulg_symmetry_algebra_struct *S, slong i, slong group)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    fulg_symmetry_begin_family(S, "bases of values", i, group, "gl_%ld",
                               (long) sub->value_dim);
    for (slong r = 0; r < sub->value_dim; r++)
        for (slong s = 0; s < sub->value_dim; s++)
        {
            fulg_symmetry_begin(S);
            fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'u', group), r, s,
                               1);
            fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'U', group), r, s,
                               1);
            for (slong h = group * share(sub); h < (group + 1) * share(sub);
                 h++)
                fulg_symmetry_right(S, fulg_symmetry_find(S, i, 'o', h), r, s,
                                    -1);
        }
    fulg_symmetry_end_family(S);
}

/* C -> g C; what reads it -> (..) g^-1 */
static void
latent_bases(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    fulg_symmetry_begin_family(S, "bases of latent coordinates", i, -1,
                               "gl_%ld", (long) sub->kv_latent);
    for (slong r = 0; r < sub->kv_latent; r++)
        for (slong s = 0; s < sub->kv_latent; s++)
        {
            fulg_symmetry_begin(S);
            fulg_symmetry_left(S, fulg_symmetry_find(S, i, 'c', 0), r, s, 1);
            for (slong g = 0; g < fulg_arch_sublayer_groups(sub); g++)
            {
                fulg_symmetry_right(S, fulg_symmetry_find(S, i, 'k', g), r, s,
                                    -1);
                fulg_symmetry_right(S, fulg_symmetry_find(S, i, 'u', g), r, s,
                                    -1);
            }
        }
    fulg_symmetry_end_family(S);
}

/* Heads first .. first + num - 1 have the same keys (and U); scores count as they
   are.  d Q_h = Q_g, d V_g = -V_h leaves sum V_h (x) Q_h. */
static void
mixing(fulg_symmetry_algebra_struct *S, slong i, slong head, slong first,
       slong num)
{
    fulg_symmetry_begin_family(
        S, num > 1 ? "mixtures of heads" : "scaling of scores against values",
        i, head, "gl_%ld", (long) num);
    for (slong h = first; h < first + num; h++)
        for (slong g = first; g < first + num; g++)
        {
            fulg_symmetry_begin(S);
            for (const char *kind = "qQs"; *kind; kind++)
                fulg_symmetry_copy(S, fulg_symmetry_find(S, i, *kind, h),
                                   fulg_symmetry_find(S, i, *kind, g), 1);
            for (const char *kind = "vVo"; *kind; kind++)
                fulg_symmetry_copy(S, fulg_symmetry_find(S, i, *kind, g),
                                   fulg_symmetry_find(S, i, *kind, h), -1);
        }
    fulg_symmetry_end_family(S);
}

/* One token: x^T K^T Q x is seen, and x^T K^T S K x = 0 for a skew S. */
static void
skew_scores(fulg_symmetry_algebra_struct *S, slong i, slong group)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const fulg_block_t *K = fulg_symmetry_find(S, i, 'k', group);
    const slong first = group * share(sub);
    fulg_symmetry_begin_family(S, "skew forms, without effect on one token", i,
                               group, "skew");
    for (slong r = 0; r < sub->head_dim; r++)
        for (slong s = r + 1; s < sub->head_dim; s++)
        {
            for (slong h = first; h < first + share(sub); h++)
            {
                const fulg_block_t *Q = fulg_symmetry_find(S, i, 'q', h);
                fulg_symmetry_begin(S);
                for (slong c = 0; c < K->cols; c++)
                {
                    fulg_symmetry_entry(S, Q, r, c, K, s, c, 1);
                    fulg_symmetry_entry(S, Q, s, c, K, r, c, -1);
                }
            }
            if (share(sub) > 1)
                continue;
            fulg_symmetry_begin(S);
            for (slong c = 0; c < K->cols; c++)
            {
                const fulg_block_t *Q = fulg_symmetry_find(S, i, 'q', first);
                fulg_symmetry_entry(S, K, r, c, Q, s, c, 1);
                fulg_symmetry_entry(S, K, s, c, Q, r, c, -1);
            }
        }
    fulg_symmetry_end_family(S);
}

void
fulg_symmetry_attention(fulg_symmetry_algebra_struct *S, slong i)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    for (slong g = 0; g < fulg_arch_sublayer_groups(sub); g++)
    {
        planes(S, i, g);
        key_bases(S, i, g);
        value_bases(S, i, g);
        if (!fulg_arch_sublayer_is_normalised(sub))
            mixing(S, i, g, g * share(sub), share(sub));
        if (!fulg_arch_sublayer_is_normalised(sub) && S->arch->tokens == 1 &&
            !sub->bias && !sub->kv_latent && !sub->rotary)
            skew_scores(S, i, g);
    }
    shared_planes(S, i);
    latent_bases(S, i);
}

/* ---- the same in forms: A = Q, with K = 1 for every head --------------------- */

/* Two heads with one output each: (v y)(u y) in A of one, and its negative in A of
   the other, where v and the value of the other are exchanged. */
static void
exchanges(fulg_symmetry_algebra_struct *S, slong i)
{
    const slong heads = S->arch->sub[i].heads, d = S->arch->width[i];
    if (S->arch->width[i + 1] != 1)
        return;
    fulg_symmetry_begin_family(S, "exchanges of values and keys", i, -1,
                               "k^%ld", (long) (heads * (heads - 1) / 2 * d));
    for (slong h = 0; h < heads; h++)
        for (slong g = h + 1; g < heads; g++)
            for (slong c = 0; c < d; c++)
            {
                fulg_symmetry_begin(S);
                for (slong k = 0; k < d; k++)
                {
                    fulg_symmetry_entry(S, fulg_symmetry_find(S, i, 'q', h), k,
                                        c, fulg_symmetry_find(S, i, 'v', g), 0,
                                        k, 1);
                    fulg_symmetry_entry(S, fulg_symmetry_find(S, i, 'q', g), k,
                                        c, fulg_symmetry_find(S, i, 'v', h), 0,
                                        k, -1);
                }
            }
    fulg_symmetry_end_family(S);
}

static void
skew_forms(fulg_symmetry_algebra_struct *S, slong i)
{
    const slong d = S->arch->width[i];
    for (slong h = 0; h < S->arch->sub[i].heads && S->arch->tokens == 1; h++)
    {
        const fulg_block_t *A = fulg_symmetry_find(S, i, 'q', h);
        fulg_symmetry_begin_family(S, "skew forms, without effect on one token",
                                   i, h, "k^%ld", (long) (d * (d - 1) / 2));
        for (slong r = 0; r < d; r++)
            for (slong s = r + 1; s < d; s++)
            {
                fulg_symmetry_begin(S);
                fulg_symmetry_constant(S, A, r, s, 1);
                fulg_symmetry_constant(S, A, s, r, -1);
            }
        fulg_symmetry_end_family(S);
    }
}

void
fulg_symmetry_forms(fulg_symmetry_algebra_struct *S, slong i)
{
    mixing(S, i, -1, 0, S->arch->sub[i].heads);
    exchanges(S, i);
    skew_forms(S, i);
}
