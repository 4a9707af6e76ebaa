/*
 * Directions that move one matrix of one head where nothing of it is seen (doc:
 * thm-given-states).
 *
 * Such a matrix M is seen through B M A, where the columns of A are what it meets and the
 * rows of B what is read of it: y x^T is in the kernel when y B' = 0 or x^T A = 0.  Where
 * all columns of a state are parallel a form is seen through its symmetric part alone.
 */
#include "impl.h"

typedef struct
{
    fulg_jacobian_known_t *known;
    const fulg_weights_struct *W;
    const fulg_jacobian_states_t *states;
} search_t;

/* ---- products y x^T -------------------------------------------------------------- */

/* x or y: column n of A, or a unit vector. */
static int
entry_is_zero(const fmpz_mat_struct *A, slong n, slong i)
{
    return A == NULL ? i != n : fmpz_is_zero(fmpz_mat_entry(A, i, n));
}

static void
set_product(fmpz *x, const fmpz_mat_struct *left, slong l, slong i,
            const fmpz_mat_struct *right, slong r, slong j)
{
    fmpz_one(x);
    if (left != NULL)
        fmpz_mul(x, x, fmpz_mat_entry(left, i, l));
    if (right != NULL)
        fmpz_mul(x, x, fmpz_mat_entry(right, j, r));
}

/* Every y x^T in that block, y a column of left and x one of right, which may be NULL:
   the unit matrix. */
static void
add_products(const search_t *s, const fulg_block_t *block,
             const fmpz_mat_struct *left, const fmpz_mat_struct *right)
{
    const slong rows = block->rows, cols = block->cols;
    const slong num_left = left == NULL ? rows : fmpz_mat_ncols(left);
    const slong num_right = right == NULL ? cols : fmpz_mat_ncols(right);
    for (slong l = 0; l < num_left; l++)
        for (slong r = 0; r < num_right; r++)
        {
            fulg_jacobian_direction_t v;
            fulg_jacobian_direction_init(
                &v, (left == NULL ? 1 : rows) * (right == NULL ? 1 : cols),
                FULG_KERNEL_STATES);
            for (slong i = 0; i < rows; i++)
                for (slong j = 0; j < cols; j++)
                    if (!entry_is_zero(left, l, i) &&
                        !entry_is_zero(right, r, j))
                    {
                        set_product(v.entry + v.num, left, l, i, right, r, j);
                        v.place[v.num++] = block->offset + i * cols + j;
                    }
            fulg_jacobian_known_try(s->known, &v);
        }
}

static const fulg_block_t *
block_of(const search_t *s, slong i, slong h, char kind)
{
    return &s->W->block[fulg_weights_of_head(s->W, i, h, kind) - s->W->mat];
}

/* y B' = 0 for the columns of unread, or x^T A = 0 for those of unmet; any y x^T at all
   where the matrix is not seen. */
static void
add_matrix(const search_t *s, const fulg_block_t *block, int seen,
           const fmpz_mat_t unread, const fmpz_mat_t unmet)
{
    if (!seen)
    {
        add_products(s, block, NULL, NULL);
        return;
    }
    add_products(s, block, NULL, unmet);
    add_products(s, block, unread, NULL);
}

/* ---- the matrices of a layer ------------------------------------------------------- */

/* A layer, and of every head whether its form is seen, and its values through scores. */
typedef struct
{
    slong i;
    int *form, *values;
} layer_t;

/* Q of a head or K: each is read by the other. */
static void
add_form(const search_t *s, const layer_t *layer, slong h, char kind)
{
    const fulg_block_t *block = block_of(s, layer->i, h, kind);
    fmpz_mat_t other, unread;
    fmpz_mat_init(other, block->rows, 0);
    fulg_jacobian_join_kind(other, s->states, s->W, layer->i, h,
                            kind == 'q' ? 'k' : 'q');
    fulg_jacobian_annihilator(unread, other);
    add_matrix(s, block, layer->values[h], unread, &s->states->unmet[layer->i]);
    fmpz_mat_clear(other);
    fmpz_mat_clear(unread);
}

/* V of a head. */
static void
add_value(const search_t *s, const layer_t *layer, slong h)
{
    add_matrix(s, block_of(s, layer->i, h, 'v'), layer->form[h],
               &s->states->unread[layer->i + 1], &s->states->unmet[layer->i]);
}

/* O of a head, behind U. */
static void
add_outer(const search_t *s, const layer_t *layer, slong h)
{
    const fulg_block_t *block = block_of(s, layer->i, h, 'o');
    fmpz_mat_t inner, unmet;
    fmpz_mat_init(inner, block->cols, 0);
    fulg_jacobian_join_kind(inner, s->states, s->W, layer->i, h, 'u');
    fulg_jacobian_annihilator(unmet, inner);
    add_matrix(s, block, layer->form[h], &s->states->unread[layer->i + 1],
               unmet);
    fmpz_mat_clear(inner);
    fmpz_mat_clear(unmet);
}

/* U of a head, before O. */
static void
add_inner(const search_t *s, const layer_t *layer, slong h)
{
    const fulg_block_t *block = block_of(s, layer->i, h, 'u');
    fmpz_mat_t readers, unread;
    fmpz_mat_init(readers, block->rows, 0);
    fulg_jacobian_join_readers(readers, s->states, s->W, layer->i, h);
    fulg_jacobian_annihilator(unread, readers);
    add_matrix(s, block, layer->form[h], unread, &s->states->unmet[layer->i]);
    fmpz_mat_clear(readers);
    fmpz_mat_clear(unread);
}

/* ---- antisymmetric changes of forms --------------------------------------------------- */

/* dM = E M', E antisymmetric with two entries, M and M' the keys and the queries of a
   head. */
static void
add_rotations(const search_t *s, slong i, slong h, char kind)
{
    const fulg_block_t *block = block_of(s, i, h, kind);
    const slong cols = block->cols;
    fmpz_mat_t M;
    fulg_jacobian_whole(
        M, fulg_weights_of_head(s->W, i, h, kind == 'q' ? 'k' : 'q')->fmpq);
    for (slong a = 0; a < block->rows; a++)
        for (slong b = 0; b < a; b++)
        {
            fulg_jacobian_direction_t v;
            fulg_jacobian_direction_init(&v, 2 * cols, FULG_KERNEL_STATES);
            for (slong j = 0; j < cols; j++)
            {
                fmpz_neg(v.entry + j, fmpz_mat_entry(M, b, j));
                fmpz_set(v.entry + cols + j, fmpz_mat_entry(M, a, j));
                v.place[j] = block->offset + a * cols + j;
                v.place[cols + j] = block->offset + b * cols + j;
            }
            v.num = 2 * cols;
            fulg_jacobian_known_try(s->known, &v);
        }
    fmpz_mat_clear(M);
}

/* ---- all of them ------------------------------------------------------------------------ */

static void
add_head(const search_t *s, const layer_t *layer, slong h)
{
    const fulg_sublayer_struct *sub = &s->W->arch->sub[layer->i];
    add_form(s, layer, h, 'q');
    add_form(s, layer, h, 'k');
    if (sub->value_dim)
    {
        add_outer(s, layer, h);
        add_inner(s, layer, h);
    }
    else
        add_value(s, layer, h);
    if (!s->states->parallel[layer->i] || fulg_arch_sublayer_is_normalised(sub))
        return;
    add_rotations(s, layer->i, h, 'q');
    add_rotations(s, layer->i, h, 'k');
}

static void
add_attention(const search_t *s, slong i)
{
    const slong heads = s->W->arch->sub[i].heads;
    const size_t size = (size_t) heads * sizeof(int);
    layer_t layer = {i, flint_malloc(size), flint_malloc(size)};
    for (slong h = 0; h < heads; h++)
    {
        layer.form[h] = fulg_jacobian_form_is_seen(s->states, s->W, i, h);
        layer.values[h] = fulg_jacobian_has_scores(s->W, i) &&
                          fulg_jacobian_values_are_seen(s->states, s->W, i, h);
    }
    for (slong h = 0; h < heads; h++)
        add_head(s, &layer, h);
    flint_free(layer.form);
    flint_free(layer.values);
}

static void
add_polynomial(const search_t *s, slong i)
{
    fmpz_mat_t unread;
    fulg_jacobian_polynomial_unread(unread, s->states, s->W, i);
    add_matrix(s, block_of(s, i, 0, 'w'), 1, unread, &s->states->unmet[i]);
    fmpz_mat_clear(unread);
}

void
fulg_jacobian_known_add_states(fulg_jacobian_known_t *known,
                               const fulg_weights_t W,
                               const fulg_jacobian_states_t *states)
{
    const search_t s = {known, W, states};
    for (slong i = 0; i + 1 < states->num; i++)
        if (fulg_arch_is_pnn(W->arch))
            add_polynomial(&s, i);
        else
        {
            add_attention(&s, i);
            fulg_jacobian_known_add_pairs(known, W, states, i);
            fulg_jacobian_known_add_mixtures(known, W, states, i);
        }
}
