#include "free.h"

/* What a network takes exponentials and square roots of (doc: thm-free-exponentials). */

static int
is_exponential(const fulg_sublayer_struct *sub)
{
    return sub->kind == FULG_KIND_FEED_FORWARD &&
           fulg_arch_activation(sub->activation)->exponential;
}

int
fulg_dim_has_root(const fulg_arch_t arch, slong i)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    if (sub->pre_norm == FULG_PRE_NORM_NONE)
        return 0;
    return i == 0 || !sub->parallel ||
           arch->sub[i - 1].pre_norm != sub->pre_norm;
}

int
fulg_dim_is_free(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (is_exponential(&arch->sub[i]) ||
            fulg_arch_sublayer_is_softmax(&arch->sub[i]) ||
            arch->sub[i].pre_norm != FULG_PRE_NORM_NONE ||
            (arch->sub[i].kind == FULG_KIND_ATTENTION && arch->sub[i].rotary))
            return 1;
    return 0;
}

slong
fulg_dim_num_exponents(const fulg_arch_t arch)
{
    const slong t = arch->tokens;
    slong n = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        if (fulg_arch_sublayer_is_softmax(sub))
            n += sub->heads * (t * (t - 1) / (sub->causal ? 2 : 1));
        if (is_exponential(sub))
            n += sub->hidden * t;
    }
    return n;
}

slong
fulg_dim_num_roots(const fulg_arch_t arch)
{
    slong n = 0;
    for (slong i = 0; i < arch->depth; i++)
        n += fulg_dim_has_root(arch, i) ? arch->tokens : 0;
    return n;
}

static int
needs_sqrt8pi(const fulg_sublayer_struct *sub)
{
    return sub->kind == FULG_KIND_FEED_FORWARD &&
           (sub->activation == FULG_ACTIVATION_GELU_NEW ||
            sub->activation == FULG_ACTIVATION_GEGLU_NEW);
}

/* Every root halves the inputs that can be used. */
#define MAX_ROOTS 14

const char *
fulg_dim_not_free(const fulg_arch_t arch)
{
    int turned = 0, pi = 0;
    if (fulg_arch_has_readout(arch))
        return "readouts are evaluated in balls";
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        if (sub->kind == FULG_KIND_FEED_FORWARD && !is_exponential(sub))
            return "gelu (with erf), geglu and relu are not rational "
                   "functions of an exponential";
        turned |= sub->kind == FULG_KIND_ATTENTION && sub->rotary > 0;
        pi |= needs_sqrt8pi(sub);
    }
    if (turned && pi)
        return "it is not known whether pi, in gelu_new, is algebraic over the "
               "cosines and sines of rotary positions";
    if (fulg_dim_num_roots(arch) > MAX_ROOTS)
        return "more than 14 tokens before norms: inputs where all their "
               "mean squares have square roots mod a prime are too rare";
    return NULL;
}

/* ---- the arguments at the point of a tape ------------------------------------- */

/* The differences of the scores of a head within columns; returns their number. */
static slong
head_exponents(ulong *s, const fulg_head_tape_t *head, const fulg_mat_t common,
               const fulg_sublayer_struct *sub, const fulg_domain_struct *D)
{
    const slong t = D->ops->cols(head->query);
    const nmod_t mod = head->query->nmod->mod;
    fulg_mat_t S, part, turned;
    slong n = 0;
    D->ops->init(S, t, t, D);
    D->ops->init(part, t, t, D);
    D->ops->init(turned, t, D->ops->rows(head->key), D);
    D->ops->transpose(turned, head->key);
    D->ops->mul(S, turned, head->query, D);
    if (D->ops->rows(head->far) > 0)
    {
        D->ops->clear(turned);
        D->ops->init(turned, t, D->ops->rows(common), D);
        D->ops->transpose(turned, common);
        D->ops->mul(part, turned, head->far, D);
        D->ops->add(S, S, part, D);
    }
    for (slong j = 0; j < t; j++)
        for (slong k = 0; k < (sub->causal ? j : t); k++)
            if (k != j)
                s[n++] = nmod_sub(nmod_mat_entry(S->nmod, k, j),
                                  nmod_mat_entry(S->nmod, j, j), mod);
    D->ops->clear(S);
    D->ops->clear(part);
    D->ops->clear(turned);
    return n;
}

/* z, or z + 0.044715 z^3 for gelu_new; constant factors change no rank. */
static slong
neuron_exponents(ulong *s, const fulg_sublayer_tape_t *tape,
                 const fulg_sublayer_struct *sub)
{
    const int gated = fulg_arch_activation(sub->activation)->gated;
    const fulg_mat_struct *z = gated ? tape->gate : tape->up;
    const nmod_t mod = z->nmod->mod;
    const ulong c = nmod_mul(8943, n_invmod(200000 % mod.n, mod.n), mod);
    slong n = 0;
    for (slong i = 0; i < nmod_mat_nrows(z->nmod); i++)
        for (slong j = 0; j < nmod_mat_ncols(z->nmod); j++)
        {
            const ulong x = nmod_mat_entry(z->nmod, i, j);
            const ulong cube = nmod_mul(nmod_mul(x, x, mod), x, mod);
            s[n++] = needs_sqrt8pi(sub)
                         ? nmod_add(x, nmod_mul(c, cube, mod), mod)
                         : x;
        }
    return n;
}

void
fulg_dim_exponents(ulong *s, const fulg_eval_tape_t T, const fulg_weights_t W)
{
    for (slong i = 0; i < T->depth; i++)
    {
        const fulg_sublayer_struct *sub = &W->arch->sub[i];
        for (slong h = 0; fulg_arch_sublayer_is_softmax(sub) && h < sub->heads;
             h++)
            s += head_exponents(s, &T->head[T->first_head[i] + h],
                                T->sub[i].common, sub, W->domain);
        if (is_exponential(sub))
            s += neuron_exponents(s, &T->sub[i], sub);
    }
}

/* The mean square of a column, for layer norms less its mean. */
static ulong
radicand(const nmod_mat_t X, slong j, int centred)
{
    const nmod_t mod = X->mod;
    const slong d = nmod_mat_nrows(X);
    const ulong inverse = n_invmod((ulong) d % mod.n, mod.n);
    ulong mean = 0, sum = 0;
    for (slong i = 0; centred && i < d; i++)
        mean = nmod_add(mean, nmod_mat_entry(X, i, j), mod);
    mean = nmod_mul(mean, inverse, mod);
    for (slong i = 0; i < d; i++)
    {
        const ulong x = nmod_sub(nmod_mat_entry(X, i, j), mean, mod);
        sum = nmod_add(sum, nmod_mul(x, x, mod), mod);
    }
    return nmod_mul(sum, inverse, mod);
}

slong
fulg_dim_first_nonresidue(const fulg_eval_tape_t T, const fulg_weights_t W)
{
    slong n = 0;
    for (slong i = 0; i < T->depth; i++)
    {
        const int layer = W->arch->sub[i].pre_norm == FULG_PRE_NORM_LAYER;
        if (!fulg_dim_has_root(W->arch, i))
            continue;
        for (slong j = 0; j < W->arch->tokens; j++, n++)
        {
            const ulong a = radicand(T->state[T->source[i]].nmod, j, layer);
            const int symbol = n_jacobi_unsigned(a, W->domain->prime);
            if (symbol != 1)
                return symbol == -1 ? n : -1;
        }
    }
    return -1;
}
