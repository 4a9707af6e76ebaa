#include "impl.h"

/*
 * The heads of a layer, once the C_i are known: which head of A becomes which
 * head of B, with which scale, and the G and H of the change, each a two-sided
 * linear system.
 */

/* G, H of a head whose source and scale are set. */
static int
solve_head(fulg_fiber_change_search_t *s, slong i, slong h)
{
    fulg_fiber_change_struct *ch = s->change;
    const slong place = ch->first[i] + h, src = ch->source[place];
    fmpq_mat_t left, Kt, Kold, right;
    fmpq_t inverse;
    int found;
    fmpq_init(inverse);
    fmpq_inv(inverse, ch->scale + place);
    fulg_fiber_init_mul(left, fulg_weights_mat(s->B, i, h, 'q')->fmpq,
                        &ch->C[i]);
    fulg_fiber_place(left, 0, 0, left, inverse);
    fulg_fiber_init_mul(right, fulg_weights_mat(s->B, i, h, 'k')->fmpq,
                        &ch->C[i]);
    fulg_fiber_init_transpose(Kt, right);
    fmpq_mat_clear(right);
    fulg_fiber_init_transpose(Kold, fulg_weights_mat(s->A, i, src, 'k')->fmpq);
    found = fulg_fiber_two_sided(&ch->G[place],
                                 fulg_weights_mat(s->A, i, src, 'q')->fmpq,
                                 left, Kt, Kold, s->rand);
    fmpq_mat_clear(Kold);
    fmpq_mat_clear(Kt);
    fmpq_mat_clear(left);
    if (found && fulg_arch_has_value_dim(s->A->arch))
    {
        fulg_fiber_init_mul(left, fulg_weights_mat(s->B, i, h, 'u')->fmpq,
                            &ch->C[i]);
        fulg_fiber_init_mul(right, &ch->C[i + 1],
                            fulg_weights_mat(s->A, i, src, 'o')->fmpq);
        fulg_fiber_place(right, 0, 0, right, inverse);
        found = fulg_fiber_two_sided(
            &ch->H[place], fulg_weights_mat(s->A, i, src, 'u')->fmpq, left,
            fulg_weights_mat(s->B, i, h, 'o')->fmpq, right, s->rand);
        fmpq_mat_clear(left);
        fmpq_mat_clear(right);
    }
    fmpq_clear(inverse);
    return found;
}

/* c with Ab = c Aa and Va = c Vb; c = 1 when all are zero. */
static int
head_scale(fmpq_t c, const fmpq_mat_t Aa, const fmpq_mat_t Va,
           const fmpq_mat_t Ab, const fmpq_mat_t Vb)
{
    fmpq_t other;
    int match;
    fmpq_init(other);
    fmpq_one(c);
    match = (fmpq_mat_is_zero(Aa) && fmpq_mat_is_zero(Ab)) ||
            fulg_fiber_proportional(c, Ab, Aa);
    if (match && !(fmpq_mat_is_zero(Va) && fmpq_mat_is_zero(Vb)))
    {
        match = fulg_fiber_proportional(other, Va, Vb);
        if (match && fmpq_mat_is_zero(Aa))
            fmpq_set(c, other);
        match = match && fmpq_equal(c, other);
    }
    fmpq_clear(other);
    return match;
}

/* Does head src of A become head h of B?  Sets the scale. */
static int
match_pair(fulg_fiber_change_search_t *s, slong i, slong h, slong src)
{
    fulg_fiber_change_struct *ch = s->change;
    fmpq *c = ch->scale + ch->first[i] + h;
    fmpq_mat_t Aa, Va, Ab, Vb, AC, CAC, CV, VC;
    int match;
    fulg_weights_head_fmpq(Aa, Va, s->A, i, src);
    fulg_weights_head_fmpq(Ab, Vb, s->B, i, h);
    fulg_fiber_init_mul(AC, Ab, &ch->C[i]);
    fulg_fiber_init_mul_tn(CAC, &ch->C[i], AC);
    fulg_fiber_init_mul(VC, Vb, &ch->C[i]);
    fulg_fiber_init_mul(CV, &ch->C[i + 1], Va);
    match = head_scale(c, Aa, CV, CAC, VC) &&
            (!fulg_arch_is_normalised(s->A->arch) || fmpq_is_one(c));
    fmpq_mat_clear(CV);
    fmpq_mat_clear(VC);
    fmpq_mat_clear(CAC);
    fmpq_mat_clear(AC);
    fmpq_mat_clear(Ab);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(Aa);
    fmpq_mat_clear(Va);
    return match;
}

int
fulg_fiber_change_match_heads(fulg_fiber_change_search_t *s, slong i)
{
    fulg_fiber_change_struct *ch = s->change;
    const slong heads = s->A->arch->sub[i].heads;
    int *used = flint_calloc((size_t) heads, sizeof(int));
    int all = 1;
    for (slong h = 0; h < heads && all; h++)
    {
        all = 0;
        for (slong src = 0; src < heads && !all; src++)
        {
            if (used[src] || !match_pair(s, i, h, src))
                continue;
            ch->source[ch->first[i] + h] = src;
            all = solve_head(s, i, h);
            used[src] = all;
        }
    }
    flint_free(used);
    return all;
}
