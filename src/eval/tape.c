#include <fulgurite/eval.h>

static void
init_head(fulg_head_tape_t *head, const fulg_weights_t W, slong layer)
{
    const fulg_domain_struct *D = W->domain;
    const slong t = W->arch->tokens, a = W->arch->sub[layer].head_dim;
    D->ops->init(head->query, a, t, D);
    D->ops->init(head->key, a, t, D);
    D->ops->init(head->weight, t, t, D);
    D->ops->init(head->slope, t, t, D);
    D->ops->init(head->mixed, W->arch->width[layer], t, D);
}

static void
clear_head(fulg_head_tape_t *head, const fulg_domain_struct *D)
{
    D->ops->clear(head->query);
    D->ops->clear(head->key);
    D->ops->clear(head->weight);
    D->ops->clear(head->slope);
    D->ops->clear(head->mixed);
}

static void
init_heads(fulg_tape_t T, const fulg_weights_t W)
{
    const slong l = T->depth;
    T->first_head = flint_malloc((size_t) l * sizeof(slong));
    for (slong i = 0; i < l; i++)
    {
        T->first_head[i] = T->num_heads;
        T->num_heads += W->arch->sub[i].heads;
    }
    T->head = flint_malloc((size_t) T->num_heads * sizeof(fulg_head_tape_t));
    for (slong i = 0; i < l; i++)
        for (slong h = 0; h < W->arch->sub[i].heads; h++)
            init_head(&T->head[T->first_head[i] + h], W, i);
}

void
fulg_tape_init(fulg_tape_t T, const fulg_weights_t W)
{
    const fulg_domain_struct *D = W->domain;
    const slong l = W->arch->depth, t = W->arch->tokens;

    T->depth = l;
    T->num_heads = 0;
    T->head = NULL;
    T->first_head = NULL;
    T->inner = NULL;
    T->state = flint_malloc((size_t) (l + 1) * sizeof(fulg_mat_struct));
    for (slong i = 0; i <= l; i++)
        D->ops->init(&T->state[i], W->arch->width[i], t, D);
    if (!fulg_arch_is_pnn(W->arch))
        init_heads(T, W);
    else
    {
        T->inner = flint_malloc((size_t) l * sizeof(fulg_mat_struct));
        for (slong i = 0; i < l; i++)
            D->ops->init(&T->inner[i], W->arch->width[i + 1], t, D);
    }
}

void
fulg_tape_clear(fulg_tape_t T, const fulg_weights_t W)
{
    const fulg_domain_struct *D = W->domain;
    for (slong i = 0; i <= T->depth; i++)
        D->ops->clear(&T->state[i]);
    for (slong i = 0; T->inner != NULL && i < T->depth; i++)
        D->ops->clear(&T->inner[i]);
    for (slong i = 0; i < T->num_heads; i++)
        clear_head(&T->head[i], D);
    flint_free(T->state);
    flint_free(T->inner);
    flint_free(T->head);
    flint_free(T->first_head);
}
