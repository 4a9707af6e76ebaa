#include "impl.h"

/* The matrices of the tape of a sublayer, and of a head. */
#define SUBLAYER_MATRICES 14
#define HEAD_MATRICES 7

static fulg_mat_struct *
sublayer_matrix(fulg_sublayer_tape_t *tape, int k)
{
    fulg_mat_struct *const mat[SUBLAYER_MATRICES] = {
        tape->unit,     tape->scale,  tape->read, tape->latent,
        tape->common,   tape->cosine, tape->sine, tape->far_cosine,
        tape->far_sine, tape->up,     tape->gate, tape->value,
        tape->slope,    tape->hidden};
    return mat[k];
}

static fulg_mat_struct *
head_matrix(fulg_head_tape_t *head, int k)
{
    fulg_mat_struct *const mat[HEAD_MATRICES] = {
        head->query, head->key,   head->far, head->weight,
        head->slope, head->mixed, head->sums};
    return mat[k];
}

static void
init_norm(fulg_sublayer_tape_t *tape, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_struct *const mat[] = {tape->unit, tape->scale, tape->read};
    for (int k = 0; k < 3; k++)
    {
        D->ops->clear(mat[k]);
        D->ops->init(mat[k], W->arch->width[i], W->arch->tokens, D);
    }
}

void
fulg_eval_tape_init(fulg_eval_tape_t T, const fulg_weights_t W)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_arch_struct *arch = W->arch;
    const slong l = arch->depth, t = arch->tokens;
    const size_t n = (size_t) l;

    T->depth = l;
    T->num_heads = 0;
    T->state = flint_malloc((n + 1) * sizeof *T->state);
    T->source = flint_malloc(n * sizeof *T->source);
    T->sub = flint_malloc(n * sizeof *T->sub);
    T->first_head = flint_malloc(n * sizeof *T->first_head);
    for (slong i = 0; i <= l; i++)
        D->ops->init(&T->state[i], arch->width[i],
                     i < l ? t : fulg_arch_output_columns(arch), D);
    for (slong i = 0; i < l; i++)
    {
        T->source[i] = arch->sub[i].parallel && i > 0 ? T->source[i - 1] : i;
        T->first_head[i] = T->num_heads;
        T->num_heads += arch->sub[i].kind == FULG_KIND_ATTENTION
                            ? arch->sub[i].heads
                            : 0;
    }
    T->head = flint_malloc((size_t) FLINT_MAX(T->num_heads, 1) *
                           sizeof *T->head);
    for (slong i = 0; i < l; i++)
    {
        for (int k = 0; k < SUBLAYER_MATRICES; k++)
            D->ops->init(sublayer_matrix(&T->sub[i], k), 0, 0, D);
        if (arch->sub[i].pre_norm != FULG_PRE_NORM_NONE)
            init_norm(&T->sub[i], W, i);
        fulg_eval_ops(arch, i)->tape_init(T, W, i);
    }
}

void
fulg_eval_tape_clear(fulg_eval_tape_t T, const fulg_weights_t W)
{
    const fulg_domain_struct *D = W->domain;
    for (slong i = 0; i <= T->depth; i++)
        D->ops->clear(&T->state[i]);
    for (slong i = 0; i < T->depth; i++)
        for (int k = 0; k < SUBLAYER_MATRICES; k++)
            D->ops->clear(sublayer_matrix(&T->sub[i], k));
    for (slong h = 0; h < T->num_heads; h++)
        for (int k = 0; k < HEAD_MATRICES; k++)
            D->ops->clear(head_matrix(&T->head[h], k));
    flint_free(T->state);
    flint_free(T->source);
    flint_free(T->sub);
    flint_free(T->head);
    flint_free(T->first_head);
}
