#include "impl.h"

int
fulg_symmetry_has_forms(const fulg_arch_t arch)
{
    return !fulg_arch_is_pnn(arch) && fulg_arch_is_stack(arch) &&
           !fulg_arch_has_readout(arch) && !fulg_arch_is_normalised(arch);
}

/* Full value matrices, and keys of the identity. */
static void
set_forms(fulg_symmetry_algebra_struct *S)
{
    for (slong i = 0; i < S->arch->depth; i++)
        if (fulg_symmetry_in_forms(S, i))
        {
            S->arch->sub[i].head_dim = S->arch->width[i];
            S->arch->sub[i].value_dim = 0;
        }
}

static void
set_families(fulg_symmetry_algebra_struct *S)
{
    for (slong i = 0; i < S->arch->depth; i++)
    {
        const fulg_kind_t kind = S->arch->sub[i].kind;
        fulg_symmetry_norm(S, i);
        if (fulg_symmetry_in_forms(S, i))
            fulg_symmetry_forms(S, i);
        else if (kind == FULG_KIND_ATTENTION)
        {
            fulg_symmetry_attention(S, i);
            fulg_symmetry_biases(S, i);
        }
        else if (kind == FULG_KIND_FEED_FORWARD)
            fulg_symmetry_neurons(S, i);
        if (i + 1 < S->arch->depth)
            fulg_symmetry_between(S, i);
        fulg_symmetry_stream(S, i);
    }
}

static void
count_weights(fulg_symmetry_algebra_struct *S)
{
    S->parameters = S->moving = 0;
    for (slong n = 0; n < S->num_blocks; n++)
    {
        const slong size = S->block[n].rows * S->block[n].cols;
        S->parameters += size;
        if (S->block[n].kind != 'k' ||
            !fulg_symmetry_in_forms(S, S->block[n].layer))
            S->moving += size;
    }
}

/* More entries of all fields together would take gigabytes. */
#define MOST_ENTRIES (WORD(1) << 26)

/* A basis of n vectors is changed by n^2 fields, each in an n-th of the weights that
   it gives coordinates to. */
static slong
largest_basis(const fulg_arch_t arch)
{
    slong most = 1;
    for (slong i = 0; i < arch->depth; i++)
    {
        most = FLINT_MAX(most, arch->sub[i].head_dim);
        most = FLINT_MAX(most, arch->sub[i].value_dim);
        most = FLINT_MAX(most, arch->width[i]);
    }
    return most;
}

static fulg_status_t
check(const fulg_arch_t arch, ulong forms, slong most, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t n;
    if (fulg_arch_has_readout(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the symmetries of a readout are not known");
    if (forms && !fulg_symmetry_has_forms(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "only lightning stacks have forms as coordinates");
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    if (fmpz_cmp_si(n, most) > 0)
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "symmetries are looked for in networks of up to %ld "
            "weights",
            (long) most);
    else if (fmpz_cmp_si(n, MOST_ENTRIES / largest_basis(arch)) > 0)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the fields of so wide a head take too much "
                               "memory");
    fmpz_clear(n);
    return status;
}

static fulg_status_t
init(fulg_symmetry_algebra_struct *S, const fulg_arch_t arch, ulong forms,
     slong most, fulg_diag_t diag)
{
    fulg_status_t status = check(arch, forms, most, diag);
    if (status != FULG_OK)
        return status;
    *S = (fulg_symmetry_algebra_struct){.forms = forms};
    fulg_arch_init(S->arch, 1);
    fulg_arch_set(S->arch, arch);
    set_forms(S);
    status = check(S->arch, FULG_SYMMETRY_WEIGHTS, most, diag);
    if (status == FULG_OK)
        status = fulg_arch_blocks(&S->block, &S->num_blocks, S->arch, diag);
    if (status != FULG_OK)
    {
        fulg_arch_clear(S->arch);
        return status;
    }
    count_weights(S);
    set_families(S);
    return FULG_OK;
}

fulg_status_t
fulg_symmetry_algebra_init(fulg_symmetry_algebra_t S, const fulg_arch_t arch,
                           ulong forms, fulg_diag_t diag)
{
    return init(S, arch, forms, FULG_SYMMETRY_MOST_WEIGHTS, diag);
}

fulg_status_t
fulg_symmetry_algebra_init_large(fulg_symmetry_algebra_t S,
                                 const fulg_arch_t arch, fulg_diag_t diag)
{
    return init(S, arch, FULG_SYMMETRY_WEIGHTS, FULG_SYMMETRY_MANY_WEIGHTS,
                diag);
}

void
fulg_symmetry_algebra_clear(fulg_symmetry_algebra_t S)
{
    fulg_arch_clear(S->arch);
    flint_free(S->block);
    flint_free(S->family);
    flint_free(S->start);
    flint_free(S->entry);
}

const fulg_block_t *
fulg_symmetry_block(const fulg_symmetry_algebra_struct *S, slong n)
{
    slong b = 0;
    while (n >= S->block[b].offset + S->block[b].rows * S->block[b].cols)
        b++;
    return &S->block[b];
}

int
fulg_symmetry_moves(const fulg_symmetry_algebra_t S, slong family,
                    const fulg_block_t *block)
{
    const fulg_symmetry_family_t *F = &S->family[family];
    for (slong n = S->start[F->first]; n < S->start[F->first + F->num]; n++)
        if (S->entry[n].to >= block->offset &&
            S->entry[n].to < block->offset + block->rows * block->cols)
            return 1;
    return 0;
}

/* The entry of W that weight n is. */
static fulg_mat_struct *
place(slong *row, slong *col, const fulg_symmetry_algebra_struct *S,
      const fulg_weights_struct *W, slong n)
{
    const fulg_block_t *block = fulg_symmetry_block(S, n);
    *row = (n - block->offset) / block->cols;
    *col = (n - block->offset) % block->cols;
    return &W->mat[block - S->block];
}

void
fulg_symmetry_field(fulg_weights_t dW, const fulg_symmetry_algebra_t S, slong f,
                    const fulg_weights_t W)
{
    const fulg_domain_struct *D = W->domain;
    fulg_weights_zero(dW);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        /* dM += num E_row,k M' E_l,col */
        slong row, col, k = 0, l = 0;
        fulg_mat_struct *to = place(&row, &col, S, dW, S->entry[n].to);
        const fulg_mat_struct *from = S->entry[n].from < 0
                                          ? NULL
                                          : place(&k, &l, S, W,
                                                  S->entry[n].from);
        fulg_mat_t left, right, middle;
        D->ops->init(left, D->ops->rows(to), from ? D->ops->rows(from) : 1, D);
        D->ops->init(right, from ? D->ops->cols(from) : 1, D->ops->cols(to), D);
        D->ops->init(middle, D->ops->rows(left), D->ops->cols(right), D);
        D->ops->zero(left);
        D->ops->zero(right);
        D->ops->set_si(left, row, k, S->entry[n].num);
        D->ops->set_si(right, l, col, 1);
        if (from != NULL)
        {
            fulg_mat_t product;
            D->ops->init(product, D->ops->rows(left), D->ops->cols(from), D);
            D->ops->mul(product, left, from, D);
            D->ops->mul(middle, product, right, D);
            D->ops->clear(product);
        }
        else
            D->ops->mul(middle, left, right, D);
        D->ops->add(to, to, middle, D);
        D->ops->clear(left);
        D->ops->clear(right);
        D->ops->clear(middle);
    }
}
