/* Norms of Haar vectors, and sums of coefficients over them. */
#include "impl.h"

/* n = factor^2 root. */
static void
split(ulong *factor, ulong *root, ulong n)
{
    n_factor_t f;
    n_factor_init(&f);
    n_factor(&f, n, 1);
    *factor = *root = 1;
    for (int i = 0; i < f.num; i++)
    {
        *factor *= n_pow(f.p[i], (ulong) f.exp[i] / 2);
        if (f.exp[i] % 2)
            *root *= f.p[i];
    }
}

void
fulg_organize_norms_init(fulg_organize_norms_t *N, const fulg_tree_haar_t H)
{
    const size_t size = (size_t) H->n * sizeof(ulong);
    N->num = 0;
    N->norm = flint_malloc(size);
    N->factor = flint_malloc(size);
    N->root = flint_malloc(size);
    N->kind = flint_malloc((size_t) H->n * sizeof(slong));
    for (slong v = 0; v < H->n; v++)
    {
        slong c = 0;
        while (c < N->num && N->norm[c] != H->norm[v])
            c++;
        N->kind[v] = c;
        if (c < N->num)
            continue;
        N->norm[c] = H->norm[v];
        split(&N->factor[c], &N->root[c], H->norm[v]);
        N->num++;
    }
}

void
fulg_organize_norms_clear(fulg_organize_norms_t *N)
{
    flint_free(N->norm);
    flint_free(N->factor);
    flint_free(N->root);
    flint_free(N->kind);
}

void
fulg_organize_norms_product(fmpz_t factor, fmpz_t root,
                            const fulg_organize_norms_t *N, const slong *kind,
                            int num)
{
    fmpz_t r, g;
    fmpz_init(r);
    fmpz_init(g);
    fmpz_one(factor);
    fmpz_one(root);
    for (int a = 0; a < num; a++)
    {
        fmpz_mul_ui(factor, factor, N[a].factor[kind[a]]);
        fmpz_set_ui(r, N[a].root[kind[a]]);
        /* Both squarefree: root r = g^2 (root/g) (r/g). */
        fmpz_gcd(g, root, r);
        fmpz_mul(factor, factor, g);
        fmpz_divexact(root, root, g);
        fmpz_divexact(r, r, g);
        fmpz_mul(root, root, r);
    }
    fmpz_clear(r);
    fmpz_clear(g);
}

void
fulg_organize_haar_l1(fmpz_t x, const fulg_tree_haar_t H, slong v)
{
    const slong s = H->mid[v] - H->start[v], m = H->end[v] - H->mid[v];
    fmpz_set_si(x, s);
    if (m > 0)
        fmpz_mul_si(x, x, 2 * m);
}

void
fulg_organize_haar_l1_sum(arb_t sum, const fulg_tree_haar_t H, slong bits)
{
    arb_t r;
    fmpz_t x;
    arb_init(r);
    fmpz_init(x);
    arb_zero(sum);
    for (slong v = 0; v < H->n; v++)
    {
        fulg_organize_haar_l1(x, H, v);
        arb_rsqrt_ui(r, H->norm[v], bits);
        arb_addmul_fmpz(sum, r, x, bits);
    }
    fmpz_clear(x);
    arb_clear(r);
}

/* Sums of absolute values by classes: sum[(c0 * n1 + c1) * n2 + c2]. */
static fmpz *
class_sums(const fmpz *value, slong step, const slong *shape,
           const fulg_organize_norms_t *N, int num)
{
    const slong third = num > 2 ? shape[2] : 1;
    const slong classes = N[0].num * N[1].num * (num > 2 ? N[2].num : 1);
    fmpz *sum = _fmpz_vec_init(classes);
    for (slong u = 0; u < shape[0]; u++)
        for (slong v = 0; v < shape[1]; v++)
            for (slong w = 0; w < third; w++, value += step)
            {
                slong c = N[0].kind[u] * N[1].num + N[1].kind[v];
                if (num > 2)
                    c = c * N[2].num + N[2].kind[w];
                if (fmpz_sgn(value) < 0)
                    fmpz_sub(sum + c, sum + c, value);
                else
                    fmpz_add(sum + c, sum + c, value);
            }
    return sum;
}

/* Every coefficient is off by at most error times the l1 norm of its vector. */
static void
add_error(arb_t l1, const fulg_organize_coefficients_t C, int num, slong bits)
{
    arb_t e, x;
    arb_init(e);
    arb_init(x);
    arb_set_fmpz(e, C->error);
    arb_div_fmpz(e, e, C->den, bits);
    for (int a = 0; a < num; a++)
    {
        fulg_organize_haar_l1_sum(x, &C->basis[a], bits);
        arb_mul(e, e, x, bits);
    }
    arb_add_error(l1, e);
    arb_clear(e);
    arb_clear(x);
}

void
fulg_organize_entropy_l1(fulg_organize_surds_struct *surds, arb_t l1,
                         const fmpz *value, slong step,
                         const fulg_organize_coefficients_t C,
                         const fulg_organize_norms_t *N, int num, slong bits)
{
    fmpz *sum = class_sums(value, step, C->shape, N, num);
    const slong classes = N[0].num * N[1].num * (num > 2 ? N[2].num : 1);
    fulg_organize_surds_t S;
    fmpz_t factor, root;
    fmpq_t x;
    fulg_organize_surds_init(S);
    fmpz_init(factor);
    fmpz_init(root);
    fmpq_init(x);
    for (slong c = 0; c < classes; c++)
    {
        const slong n2 = num > 2 ? N[2].num : 1;
        const slong kind[3] = {c / n2 / N[1].num, c / n2 % N[1].num, c % n2};
        if (fmpz_is_zero(sum + c))
            continue;
        fulg_organize_norms_product(factor, root, N, kind, num);
        fmpz_mul(factor, factor, root);
        fmpz_mul(factor, factor, C->den);
        fmpq_set_fmpz_frac(x, sum + c, factor);
        fulg_organize_surds_add(S, x, root);
    }
    fulg_organize_surds_get_arb(l1, S, bits);
    if (!fmpz_is_zero(C->error))
        add_error(l1, C, num, bits);
    if (surds != NULL)
        fulg_organize_surds_init(surds);
    if (surds != NULL && fmpz_is_zero(C->error))
    {
        const fulg_organize_surds_struct empty = *surds;
        *surds = *S;
        *S = empty;
    }
    fulg_organize_surds_clear(S);
    fmpz_clear(factor);
    fmpz_clear(root);
    fmpq_clear(x);
    _fmpz_vec_clear(sum, classes);
}
