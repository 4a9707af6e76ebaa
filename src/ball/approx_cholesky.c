#include "singular.h"

/* The numbers of the columns not yet used, with what is left of their
   diagonal entries. */
typedef struct
{
    slong num;
    slong *index;
    arb_ptr diagonal; /* by index */
} left_t;

static void
left_init(left_t *left, const arb_mat_t G)
{
    const slong n = arb_mat_nrows(G);
    left->num = n;
    left->index = flint_malloc((size_t) (n + 1) * sizeof(slong));
    left->diagonal = _arb_vec_init(n);
    for (slong j = 0; j < n; j++)
    {
        left->index[j] = j;
        arb_get_mid_arb(&left->diagonal[j], arb_mat_entry(G, j, j));
    }
}

static void
left_clear(left_t *left, slong n)
{
    flint_free(left->index);
    _arb_vec_clear(left->diagonal, n);
}

/* Takes out the column with the largest diagonal entry. */
static slong
take_largest(left_t *left)
{
    slong best = 0, p;
    for (slong m = 1; m < left->num; m++)
        if (arf_cmp(arb_midref(&left->diagonal[left->index[m]]),
                    arb_midref(&left->diagonal[left->index[best]])) > 0)
            best = m;
    p = left->index[best];
    left->index[best] = left->index[--left->num];
    return p;
}

/* Column k of L for pivot p: (G_jp - sum_i<k L_ji L_pi) / L_pk. */
static void
set_column(arb_mat_t L, left_t *left, const arb_mat_t G, slong k, slong p,
           slong bits)
{
    const arf_struct *pivot = arb_midref(arb_mat_entry(L, p, k));
    for (slong m = 0; m < left->num; m++)
    {
        const slong j = left->index[m];
        arf_struct *x = arb_midref(arb_mat_entry(L, j, k));
        arb_t sum;
        arb_init(sum);
        if (k == 0)
            arf_set(arb_midref(sum), arb_midref(arb_mat_entry(G, j, p)));
        else
            arb_approx_dot(sum, arb_mat_entry(G, j, p), 1,
                           arb_mat_entry(L, j, 0), 1, arb_mat_entry(L, p, 0), 1,
                           k, bits);
        arf_div(x, arb_midref(sum), pivot, bits, ARF_RND_NEAR);
        arf_submul(arb_midref(&left->diagonal[j]), x, x, bits, ARF_RND_NEAR);
        arb_clear(sum);
    }
}

int
fulg_ball_approx_cholesky(arb_mat_t X, const arb_mat_t G, slong depth,
                          slong bits)
{
    const slong n = arb_mat_nrows(G);
    arb_mat_t L;
    left_t left;
    arf_t least;
    int is_nonzero = 0;

    arb_mat_init(L, n, n);
    left_init(&left, G);
    arf_init(least);
    for (slong k = 0; k < n; k++)
    {
        const slong p = take_largest(&left);
        const arf_struct *d = arb_midref(&left.diagonal[p]);
        arf_struct *root = arb_midref(arb_mat_entry(L, p, k));
        if (k == 0 && arf_sgn(d) <= 0)
            break;
        is_nonzero = 1;
        if (k == 0)
            arf_mul_2exp_si(least, d, -2 * depth);
        if (arf_cmp(d, least) > 0)
        {
            arf_sqrt(root, d, bits, ARF_RND_NEAR);
            set_column(L, &left, G, k, p, bits);
        }
        else
            arf_sqrt(root, least, bits, ARF_RND_NEAR);
    }
    arb_mat_transpose(X, L);
    arb_mat_clear(L);
    left_clear(&left, n);
    arf_clear(least);
    return is_nonzero;
}
