#include <fulgurite/jacobian.h>

/*
 * A lightning layer is the tensor T[i][(k,l)][j] = sum_h V_ik A_lj + V_il A_kj,
 * symmetrised over k, l, j with one token.  A direction that changes no tensor
 * changes no layer, hence not the stack.  A readout has the tensor of a layer with
 * as many rows as its values (doc: sec-readout-architecture).  An affine layer is a
 * function of the forms A_h and the values V_h of its heads, of the sum of V_h alone
 * with one token.
 */

/* A head's products and their changes. */
typedef struct
{
    fulg_mat_t A, dA, V, dV;
} head_t;

static void
head_init(head_t *head, const fulg_weights_t W, const fulg_weights_t dW,
          slong i, slong h)
{
    const fulg_domain_struct *D = W->domain;
    const slong in = W->arch->width[i], out = fulg_arch_value_rows(W->arch, i);
    D->ops->init(head->A, in, in, D);
    D->ops->init(head->dA, in, in, D);
    D->ops->init(head->V, out, in, D);
    D->ops->init(head->dV, out, in, D);
    fulg_weights_head_tangent(head->A, head->dA, head->V, head->dV, W, dW, i,
                              h);
}

static void
head_clear(head_t *head, const fulg_domain_struct *D)
{
    D->ops->clear(head->A);
    D->ops->clear(head->dA);
    D->ops->clear(head->V);
    D->ops->clear(head->dV);
}

static int
head_is_fixed(const head_t *head)
{
    return fmpq_mat_is_zero(head->dA->fmpq) && fmpq_mat_is_zero(head->dV->fmpq);
}

/* Most entries of a change are 0. */
static void
add_product(fmpq_t sum, const fmpq_t change, const fmpq_t other)
{
    if (!fmpq_is_zero(change))
        fmpq_addmul(sum, change, other);
}

/* sum += the change of V_ik A_lj */
static void
add_change(fmpq_t sum, const head_t *head, slong i, slong k, slong l, slong j)
{
    add_product(sum, fmpq_mat_entry(head->dV->fmpq, i, k),
                fmpq_mat_entry(head->A->fmpq, l, j));
    add_product(sum, fmpq_mat_entry(head->dA->fmpq, l, j),
                fmpq_mat_entry(head->V->fmpq, i, k));
}

static int
coefficient_is_fixed(const head_t *heads, slong num, int one_token, slong i,
                     slong k, slong l, slong j)
{
    fmpq_t sum;
    int fixed;
    fmpq_init(sum);
    for (slong h = 0; h < num; h++)
    {
        add_change(sum, &heads[h], i, k, l, j);
        add_change(sum, &heads[h], i, l, k, j);
        if (one_token)
        {
            add_change(sum, &heads[h], i, k, j, l);
            add_change(sum, &heads[h], i, j, k, l);
            add_change(sum, &heads[h], i, l, j, k);
            add_change(sum, &heads[h], i, j, l, k);
        }
    }
    fixed = fmpq_is_zero(sum);
    fmpq_clear(sum);
    return fixed;
}

static int
tensor_is_fixed(const head_t *heads, slong num, int one_token, slong in,
                slong out)
{
    int fixed = 1;
    for (slong i = 0; i < out && fixed; i++)
        for (slong k = 0; k < in && fixed; k++)
            for (slong l = k; l < in && fixed; l++)
                for (slong j = one_token ? l : 0; j < in && fixed; j++)
                    fixed = coefficient_is_fixed(heads, num, one_token, i, k, l,
                                                 j);
    return fixed;
}

static int
heads_are_fixed(const head_t *heads, slong num, int one_token)
{
    fmpq_mat_t sum;
    int fixed = 1;
    fmpq_mat_init(sum, fmpq_mat_nrows(heads[0].dV->fmpq),
                  fmpq_mat_ncols(heads[0].dV->fmpq));
    for (slong h = 0; h < num && fixed; h++)
    {
        if (!one_token)
            fixed = head_is_fixed(&heads[h]);
        fmpq_mat_add(sum, sum, heads[h].dV->fmpq);
    }
    fixed = fixed && fmpq_mat_is_zero(sum);
    fmpq_mat_clear(sum);
    return fixed;
}

static int
layer_is_fixed(const fulg_weights_t W, const fulg_weights_t dW, slong layer)
{
    const slong num = W->arch->sub[layer].heads;
    const int one_token = W->arch->tokens == 1;
    head_t *heads = flint_malloc((size_t) num * sizeof(head_t));
    slong moving = 0;
    int fixed;
    for (slong h = 0; h < num; h++)
    {
        head_init(&heads[moving], W, dW, layer, h);
        if (head_is_fixed(&heads[moving]))
            head_clear(&heads[moving], W->domain);
        else
            moving++;
    }
    fixed = moving == 0 ||
            (fulg_arch_is_normalised(W->arch)
                 ? heads_are_fixed(heads, moving, one_token)
                 : tensor_is_fixed(heads, moving, one_token,
                                   W->arch->width[layer],
                                   fulg_arch_value_rows(W->arch, layer)));
    for (slong h = 0; h < moving; h++)
        head_clear(&heads[h], W->domain);
    flint_free(heads);
    return fixed;
}

int
fulg_jacobian_check_layers(const fulg_weights_t W, const fulg_weights_t dW)
{
    const fulg_arch_struct *arch = W->arch;
    int fixed = !fulg_arch_is_pnn(arch) && !fulg_arch_is_softmax(arch);
    for (slong i = 0; i < arch->depth && fixed; i++)
        fixed = layer_is_fixed(W, dW, i);
    return fixed;
}
