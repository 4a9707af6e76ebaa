#include <string.h>

#include "discover_impl.h"

/* Rows of coordinates of elements of a block. */
typedef struct
{
    const fulg_invariants_block_t *block;
    const fulg_invariants_struct *model;
    fulg_invariants_table_t free; /* the free monomials, in their order */
    ulong *exponent;
    slong num, alloc;
    fmpz *row; /* alloc x block->num */
} rows_t;

/* A row for f times coordinate var (var = -1: f itself), the coordinates renamed
   by image (NULL: not). */
static void
append(rows_t *R, const fmpz_mpoly_t f, const slong *image, slong var)
{
    const slong num = R->block->num, vars = R->model->num;
    ulong *renamed = R->exponent + vars;
    if (R->num == R->alloc)
    {
        const slong alloc = 2 * R->alloc + 16;
        R->row = flint_realloc(R->row, sizeof(fmpz) * (size_t) (alloc * num));
        for (slong n = R->alloc * num; n < alloc * num; n++)
            fmpz_init(R->row + n);
        R->alloc = alloc;
    }
    for (slong n = 0; n < fmpz_mpoly_length(f, R->model->ring); n++)
    {
        slong at;
        fmpz_mpoly_get_term_exp_ui(R->exponent, f, n, R->model->ring);
        for (slong v = 0; v < vars; v++)
            renamed[image ? image[v] : v] = R->exponent[v];
        if (var >= 0)
            renamed[var]++;
        at = fulg_invariants_table_find(&R->free, renamed, 0);
        if (at >= 0)
            fmpz_mpoly_get_term_coeff_fmpz(R->row + R->num * num + at, f, n,
                                           R->model->ring);
    }
    R->num++;
}

/* All products of a coordinate with a relation of the degree below. */
static void
append_products(rows_t *R, const fulg_invariants_blocks_t *below)
{
    const fulg_invariants_struct *model = R->model;
    const slong length = fulg_invariants_weight_length(model);
    slong *weight = flint_malloc(sizeof(slong) *
                                 (size_t) (4 * length + model->num));
    slong *sorted = weight + length, *perm = sorted + length;
    slong *back = perm + length, *image = back + length;
    for (slong v = 0; v < model->num; v++)
    {
        const fulg_invariants_block_t *from = NULL;
        int inside = 1;
        memset(weight, 0, sizeof(slong) * (size_t) length);
        fulg_invariants_add_weight(weight, model, v);
        for (slong n = 0; n < length; n++)
        {
            weight[n] = R->block->weight[n] - weight[n];
            inside = inside && weight[n] >= 0;
        }
        if (!inside)
            continue;
        fulg_invariants_sort_weight(sorted, perm, model, weight);
        from = fulg_invariants_block_find(below, sorted, length);
        if (from == NULL || from->num == 0)
            continue;
        /* perm within each part; its inverse takes the block to this weight. */
        for (slong part = 0, n = 0; n < length; n++)
        {
            if (n == model->d_out || n == model->d_out + model->d)
                part = n;
            back[part + perm[n]] = n - part;
        }
        fulg_invariants_permute(image, model, back);
        for (slong n = 0; n < from->num; n++)
            append(R, &from->relation[n], image, v);
    }
    flint_free(weight);
}

/* A rank mod p of the full dimension is exact; any other is computed over Q. */
static slong
rank_of(const rows_t *R, ulong prime)
{
    const slong num = R->block->num;
    slong rank;
    nmod_mat_t A;
    nmod_mat_init(A, R->num, num, prime);
    for (slong n = 0; n < R->num; n++)
        for (slong m = 0; m < num; m++)
            nmod_mat_entry(A, n, m) = fmpz_fdiv_ui(R->row + n * num + m, prime);
    rank = nmod_mat_rank(A);
    nmod_mat_clear(A);
    if (rank < num && R->num > 0)
    {
        fmpq_mat_t B;
        fmpq_mat_init(B, R->num, num);
        for (slong n = 0; n < R->num; n++)
            for (slong m = 0; m < num; m++)
                fmpz_set(fmpq_mat_entry_num(B, n, m), R->row + n * num + m);
        rank = fulg_rank_exact(NULL, NULL, B);
        fmpq_mat_clear(B);
    }
    return rank;
}

slong
fulg_invariants_generated(const fulg_invariants_block_t *block,
                          const fulg_invariants_t model,
                          const fulg_invariants_blocks_t *below,
                          const fmpz_mpoly_struct *more, slong num, ulong prime)
{
    rows_t R = {.block = block, .model = model};
    slong rank;
    if (block->num == 0)
        return 0;
    R.exponent = flint_malloc(sizeof(ulong) * 2 * (size_t) model->num);
    fulg_invariants_table_init(&R.free, model->num);
    for (slong n = 0; n < block->num; n++)
        fulg_invariants_table_find(&R.free, block->free + n * model->num, 1);
    if (below != NULL)
        append_products(&R, below);
    for (slong n = 0; n < num; n++)
        append(&R, &more[n], NULL, -1);
    rank = rank_of(&R, prime);
    fulg_invariants_table_clear(&R.free);
    _fmpz_vec_clear(R.row, R.alloc * block->num);
    flint_free(R.exponent);
    return rank;
}
