#include <fulgurite/jacobian.h>

/*
 * A lightning layer is the tensor T[i][(k,l)][j] = sum_h V_ik A_lj + V_il A_kj,
 * symmetrised over k, l, j with one token.  A direction that changes no tensor
 * changes no layer, hence not the stack.  A readout has the tensor of a layer with
 * as many rows as its values (doc: sec-readout-architecture).
 */

/* A = K^T Q and dA = dK^T Q + K^T dQ; V and dV likewise. */
typedef struct
{
    fmpq_mat_t A, dA, V, dV;
} head_t;

/* C = A B, and its change dC. */
static void
set_product(fmpq_mat_t C, fmpq_mat_t dC, const fmpq_mat_t A,
            const fmpq_mat_t dA, const fmpq_mat_t B, const fmpq_mat_t dB)
{
    fmpq_mat_t part;
    fmpq_mat_init(part, fmpq_mat_nrows(A), fmpq_mat_ncols(B));
    fmpq_mat_mul(C, A, B);
    fmpq_mat_mul(dC, dA, B);
    fmpq_mat_mul(part, A, dB);
    fmpq_mat_add(dC, dC, part);
    fmpq_mat_clear(part);
}

static const fmpq_mat_struct *
part_of(const fulg_weights_t W, slong i, slong h, char kind)
{
    return fulg_weights_mat(W, i, h, kind)->fmpq;
}

static void
head_init(head_t *head, const fulg_weights_t W, const fulg_weights_t dW,
          slong i, slong h)
{
    const slong in = W->arch->width[i], out = fulg_arch_value_rows(W->arch, i);
    const slong a = W->arch->sub[i].head_dim;
    fmpq_mat_t kt, dkt;
    fmpq_mat_init(head->A, in, in);
    fmpq_mat_init(head->dA, in, in);
    fmpq_mat_init(head->V, out, in);
    fmpq_mat_init(head->dV, out, in);
    fmpq_mat_init(kt, in, a);
    fmpq_mat_init(dkt, in, a);
    fmpq_mat_transpose(kt, part_of(W, i, h, 'k'));
    fmpq_mat_transpose(dkt, part_of(dW, i, h, 'k'));
    set_product(head->A, head->dA, kt, dkt, part_of(W, i, h, 'q'),
                part_of(dW, i, h, 'q'));
    fmpq_mat_clear(kt);
    fmpq_mat_clear(dkt);
    if (fulg_arch_has_value_dim(W->arch))
        set_product(head->V, head->dV, part_of(W, i, h, 'o'),
                    part_of(dW, i, h, 'o'), part_of(W, i, h, 'u'),
                    part_of(dW, i, h, 'u'));
    else
    {
        fmpq_mat_set(head->V, part_of(W, i, h, 'v'));
        fmpq_mat_set(head->dV, part_of(dW, i, h, 'v'));
    }
}

static void
head_clear(head_t *head)
{
    fmpq_mat_clear(head->A);
    fmpq_mat_clear(head->dA);
    fmpq_mat_clear(head->V);
    fmpq_mat_clear(head->dV);
}

/* sum += the change of V_ik A_lj */
static void
add_change(fmpq_t sum, const head_t *head, slong i, slong k, slong l, slong j)
{
    fmpq_addmul(sum, fmpq_mat_entry(head->dV, i, k),
                fmpq_mat_entry(head->A, l, j));
    fmpq_addmul(sum, fmpq_mat_entry(head->V, i, k),
                fmpq_mat_entry(head->dA, l, j));
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
layer_is_fixed(const fulg_weights_t W, const fulg_weights_t dW, slong layer)
{
    const slong in = W->arch->width[layer];
    const slong out = fulg_arch_value_rows(W->arch, layer);
    const slong num = W->arch->sub[layer].heads;
    const int one_token = W->arch->tokens == 1;
    head_t *heads = flint_malloc((size_t) num * sizeof(head_t));
    int fixed = 1;
    for (slong h = 0; h < num; h++)
        head_init(&heads[h], W, dW, layer, h);
    for (slong i = 0; i < out; i++)
        for (slong k = 0; k < in && fixed; k++)
            for (slong l = k; l < in && fixed; l++)
                for (slong j = one_token ? l : 0; j < in && fixed; j++)
                    fixed = coefficient_is_fixed(heads, num, one_token, i, k, l,
                                                 j);
    for (slong h = 0; h < num; h++)
        head_clear(&heads[h]);
    flint_free(heads);
    return fixed;
}

int
fulg_jacobian_check_layers(const fulg_weights_t W, const fulg_weights_t dW)
{
    const fulg_arch_struct *arch = W->arch;
    int fixed = !fulg_arch_is_pnn(arch) &&
                !fulg_arch_is_normalised(arch);
    for (slong i = 0; i < arch->depth && fixed; i++)
        fixed = layer_is_fixed(W, dW, i);
    return fixed;
}
