/*
 * Directions that mix two heads of a lightning layer (doc: thm-given-pairs (e)): the form
 * of one moves along that of the other, as it can where its keys or queries span all,
 * and, where columns are parallel, where both together do.
 */
#include "impl.h"

typedef struct
{
    fulg_jacobian_known_t *known;
    const fulg_weights_struct *W;
    slong i;
    int parallel;
} layer_t;

/* Rows of a head's queries, then of its keys, or of its keys alone, that are a square
   matrix over den_rows with the inverse inverse/den. */
typedef struct
{
    slong h, *row;
    fmpz_mat_t inverse;
    fmpz_t den, den_rows;
} head_t;

static const fulg_block_t *
block_of(const layer_t *s, slong h, char kind)
{
    return &s->W->block[fulg_weights_of_head(s->W, s->i, h, kind) - s->W->mat];
}

static const fmpq_mat_struct *
matrix(const layer_t *s, slong h, char kind)
{
    return fulg_weights_of_head(s->W, s->i, h, kind)->fmpq;
}

/* The rows (initialised here), not all of them independent. */
static void
set_rows(fmpz_mat_t rows, fmpz_t den, const layer_t *s, slong h)
{
    const fmpq_mat_struct *K = matrix(s, h, 'k'), *Q = matrix(s, h, 'q');
    const slong a = fmpq_mat_nrows(K), d = fmpq_mat_ncols(K);
    fmpq_mat_t both;
    fmpq_mat_init(both, s->parallel ? 2 * a : a, d);
    for (slong k = 0; k < fmpq_mat_nrows(both); k++)
        for (slong j = 0; j < d; j++)
            fmpq_set(fmpq_mat_entry(both, k, j),
                     s->parallel && k < a ? fmpq_mat_entry(Q, k, j)
                                          : fmpq_mat_entry(K, k % a, j));
    fmpz_mat_init(rows, fmpq_mat_nrows(both), d);
    fmpq_mat_get_fmpz_mat_matwise(rows, den, both);
    fmpq_mat_clear(both);
}

static void
head_clear(head_t *head)
{
    flint_free(head->row);
    fmpz_mat_clear(head->inverse);
    fmpz_clear(head->den);
    fmpz_clear(head->den_rows);
}

/* 0, and nothing initialised, where the rows do not span all. */
static int
head_init(head_t *head, const layer_t *s, slong h)
{
    const slong d = s->W->arch->width[s->i];
    fmpz_mat_t rows;
    int good;
    head->h = h;
    head->row = flint_malloc((size_t) (d + 1) * sizeof(slong));
    fmpz_init(head->den);
    fmpz_init(head->den_rows);
    fmpz_mat_init(head->inverse, d, d);
    set_rows(rows, head->den_rows, s, h);
    good = fulg_jacobian_invert_rows(head->row, head->inverse, head->den, rows);
    fmpz_mat_clear(rows);
    if (!good)
        head_clear(head);
    return good;
}

/* S (initialised here) over den = the form of a head, or it and its transpose. */
static void
set_form(fmpz_mat_t S, fmpz_t den, const layer_t *s, slong g)
{
    const slong d = s->W->arch->width[s->i];
    fulg_mat_t A;
    fmpz_mat_init(S, d, d);
    s->W->domain->ops->init(A, d, d, s->W->domain);
    fulg_weights_key_query(A, s->W, s->i, g);
    fmpq_mat_get_fmpz_mat_matwise(S, den, A->fmpq);
    s->W->domain->ops->clear(A);
    if (s->parallel)
    {
        fmpz_mat_t transposed;
        fmpz_mat_init(transposed, d, d);
        fmpz_mat_transpose(transposed, S);
        fmpz_mat_add(S, S, transposed);
        fmpz_mat_clear(transposed);
    }
}

static void
push(fulg_jacobian_direction_t *v, slong place, const fmpz_t c, const fmpz_t x)
{
    if (fmpz_is_zero(x))
        return;
    fmpz_mul(v->entry + v->num, c, x);
    v->place[v->num++] = place;
}

/* Row k of those of the head stands for one of the other matrix. */
static slong
place_of_row(const layer_t *s, const head_t *head, slong k)
{
    const fulg_block_t *Q = block_of(s, head->h, 'q');
    const fulg_block_t *K = block_of(s, head->h, 'k');
    if (!s->parallel)
        return Q->offset + head->row[k] * Q->cols;
    return head->row[k] < Q->rows
               ? K->offset + head->row[k] * K->cols
               : Q->offset + (head->row[k] - Q->rows) * Q->cols;
}

/* The form of the head moves along that of g, V of g along -1 times V of the head. */
static void
add_mixture(const layer_t *s, const head_t *head, slong g)
{
    const slong d = s->W->arch->width[s->i];
    const fulg_block_t *V = block_of(s, g, 'v');
    fulg_jacobian_direction_t v;
    fmpz_mat_t S, moved, values;
    fmpz_t c, den, den_values;
    fmpz_init(c);
    fmpz_init(den);
    fmpz_init(den_values);
    set_form(S, den, s, g);
    fmpz_mat_init(values, V->rows, V->cols);
    fmpq_mat_get_fmpz_mat_matwise(values, den_values, matrix(s, head->h, 'v'));
    fmpz_mat_init(moved, d, d);
    fmpz_mat_transpose(moved, head->inverse);
    fmpz_mat_mul(moved, moved, S);
    fulg_jacobian_direction_init(&v, d * d + V->rows * V->cols,
                                 FULG_KERNEL_STATES);
    fmpz_mul(c, head->den_rows, den_values);
    for (slong k = 0; k < d; k++)
        for (slong j = 0; j < d; j++)
            push(&v, place_of_row(s, head, k) + j, c,
                 fmpz_mat_entry(moved, k, j));
    fmpz_mul(c, head->den, den);
    fmpz_mul_si(c, c, s->parallel ? -2 : -1);
    for (slong k = 0; k < V->rows; k++)
        for (slong j = 0; j < V->cols; j++)
            push(&v, V->offset + k * V->cols + j, c,
                 fmpz_mat_entry(values, k, j));
    fulg_jacobian_make_primitive(&v);
    fulg_jacobian_known_try(s->known, &v);
    fmpz_mat_clear(S);
    fmpz_mat_clear(moved);
    fmpz_mat_clear(values);
    fmpz_clear(c);
    fmpz_clear(den);
    fmpz_clear(den_values);
}

void
fulg_jacobian_known_add_mixtures(fulg_jacobian_known_t *known,
                                 const fulg_weights_t W,
                                 const fulg_jacobian_states_t *states, slong i)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const layer_t s = {known, W, i, states->parallel[i]};
    if (sub->value_dim || fulg_arch_sublayer_is_normalised(sub))
        return;
    for (slong h = 0; h < sub->heads && sub->heads > 1; h++)
    {
        head_t head;
        if (!head_init(&head, &s, h))
            continue;
        for (slong g = 0; g < sub->heads; g++)
            if (g != h)
                add_mixture(&s, &head, g);
        head_clear(&head);
    }
}
