/* Scores of one layer of a file of floats, by a map: exactly, with the biases of Q and
   K when the file has them. */
#include <string.h>

#include "organize.h"

/* What the scores of a layer are made from. */
typedef struct
{
    fulg_floats_map_t map;
    fulg_floats_layout_t layout;
    const fulg_floats_tensors_struct *T;
    slong layer;
    fmpq_mat_t X; /* columns the tokens */
    organize_source_t *source;
} layer_t;

/* Beside X.weight lies X.bias, one number for each output.  NULL: there is none. */
static const fulg_tensor_struct *
find_bias(const fulg_floats_tensors_t T, const fulg_tensor_struct *weight)
{
    static const char end[] = "weight";
    const size_t length = strlen(weight->name);
    const fulg_tensor_struct *bias;
    char *name;
    if (length < sizeof end - 1 ||
        strcmp(weight->name + length - (sizeof end - 1), end) != 0)
        return NULL;
    name = flint_malloc(length + 1);
    strcpy(name, weight->name);
    strcpy(name + length - (sizeof end - 1), "bias");
    bias = fulg_floats_tensors_find(T, name);
    flint_free(name);
    return bias;
}

/* The part of the bias that belongs to the rows of a view: a column. */
static fulg_status_t
bias_column(fmpq_mat_t b, const fulg_floats_view_t view,
            const fulg_tensor_struct *bias, fulg_diag_t diag)
{
    const fulg_tensor_struct *W = view->tensor;
    const slong cols = W->rank == 2 ? W->shape[1] : 0;
    const int axis = view->row_step == 1 ? 1 : 0;
    const slong first = cols == 0   ? 0
                        : axis == 1 ? view->start % cols
                                    : view->start / cols;
    fulg_floats_view_t column;
    fulg_status_t status;
    if (W->rank != 2 || W->fortran || bias->rank != 1 ||
        bias->count != W->shape[axis])
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\" is no bias of "
                             "\"%.200s\": one number for each output",
                             bias->name, W->name);
    fulg_floats_view_init(column);
    status = fulg_floats_view_set(column, bias, diag);
    if (status == FULG_OK)
        status = fulg_floats_view_rows(column, first, first + view->rows, diag);
    if (status == FULG_OK)
        status = fulg_floats_view_get_fmpq_mat(b, column, diag);
    fulg_floats_view_clear(column);
    return status;
}

/* Y += the bias of its rows, if there is one. */
static fulg_status_t
add_bias(fmpq_mat_t Y, const fulg_floats_view_t view, const layer_t *L,
         char kind, fulg_diag_t diag)
{
    const fulg_tensor_struct *bias = find_bias(L->T, view->tensor);
    fmpq_mat_t b;
    fulg_status_t status;
    if (bias == NULL)
        return FULG_OK;
    fmpq_mat_init(b, view->rows, 1);
    status = bias_column(b, view, bias, diag);
    for (slong i = 0; i < view->rows && status == FULG_OK; i++)
        for (slong j = 0; j < fmpq_mat_ncols(Y); j++)
            fmpq_add(fmpq_mat_entry(Y, i, j), fmpq_mat_entry(Y, i, j),
                     fmpq_mat_entry(b, i, 0));
    fmpq_mat_clear(b);
    L->source->bias[kind == 'k'] = 1;
    return status;
}

/* Q X + b or K X + b of one head, before scale and root. */
static fulg_status_t
head_side(fmpq_mat_t Y, fulg_floats_view_t view, const layer_t *L, slong head,
          char kind, fulg_diag_t diag)
{
    fmpq_mat_t M;
    fulg_status_t status = fulg_floats_map_view(view, L->map, &L->layout, L->T,
                                                L->layer, head, kind, diag);
    if (status != FULG_OK)
        return status;
    if (view->cols != fmpq_mat_nrows(L->X))
        return fulg_diag_set(diag, FULG_PARSE,
                             "the input has tokens of %ld "
                             "entries, the weights want %ld",
                             (long) fmpq_mat_nrows(L->X), (long) view->cols);
    fmpq_mat_init(M, view->rows, view->cols);
    fmpq_mat_init(Y, view->rows, fmpq_mat_ncols(L->X));
    status = fulg_floats_view_get_fmpq_mat(M, view, diag);
    if (status == FULG_OK)
    {
        fmpq_mat_mul(Y, M, L->X);
        status = add_bias(Y, view, L, kind, diag);
    }
    fmpq_mat_clear(M);
    if (status != FULG_OK)
        fmpq_mat_clear(Y);
    return status;
}

/* The factor scale / sqrt(root); an irrational root is left out, and noted by the
   first head.  The others have the same one, or a rational multiple of it. */
static fulg_status_t
set_factor(fmpq_t factor, organize_source_t *source, const fulg_floats_view_t q,
           const fulg_floats_view_t k, slong head, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t root;
    fmpz_init(root);
    fmpz_mul(root, q->root, k->root);
    fmpq_mul(factor, q->scale, k->scale);
    if (head == 0 && fmpz_bits(root) >= 32 && !fmpz_is_square(root))
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the map divides the scores by the root of "
                               "2^31 or more");
    else if (head == 0)
        source->root = fmpz_is_square(root) ? 1 : fmpz_get_si(root);
    /* 1/sqrt(r) = s / sqrt(r s) / sqrt(s) for the root s of the first head */
    fmpz_mul_si(root, root, source->root);
    if (status == FULG_OK && !fmpz_is_square(root))
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "heads 1 and %ld are divided by different roots",
                               (long) head + 1);
    fmpz_sqrt(root, root);
    fmpq_div_fmpz(factor, factor, root);
    fmpz_set_si(root, source->root);
    fmpq_mul_fmpz(factor, factor, root);
    fmpz_clear(root);
    return status;
}

static fulg_status_t
both_sides(fmpq_mat_t score, const fmpq_mat_t Q, const fmpq_mat_t K,
           const fulg_floats_view_t q, const fulg_floats_view_t k,
           organize_source_t *source, slong head, fulg_diag_t diag)
{
    fmpq_t factor;
    fulg_status_t status;
    if (fmpq_mat_nrows(Q) != fmpq_mat_nrows(K))
        return fulg_diag_set(diag, FULG_PARSE, "Q and K have different shapes");
    fmpq_init(factor);
    status = set_factor(factor, source, q, k, head, diag);
    if (status == FULG_OK)
    {
        fulg_cli_organize_set_scores(score, Q, K);
        fmpq_mat_scalar_mul_fmpq(score, score, factor);
    }
    fmpq_clear(factor);
    return status;
}

static fulg_status_t
head_scores(fmpq_mat_t score, const layer_t *L, slong head, fulg_diag_t diag)
{
    fulg_floats_view_t q, k;
    fmpq_mat_t Q, K;
    fulg_status_t status;
    fulg_floats_view_init(q);
    fulg_floats_view_init(k);
    status = head_side(Q, q, L, head, 'q', diag);
    if (status == FULG_OK)
    {
        status = head_side(K, k, L, head, 'k', diag);
        if (status == FULG_OK)
        {
            status = both_sides(score, Q, K, q, k, L->source, head, diag);
            fmpq_mat_clear(K);
        }
        fmpq_mat_clear(Q);
    }
    fulg_floats_view_clear(q);
    fulg_floats_view_clear(k);
    return status;
}

static int
all_heads(fulg_cube_t X, const layer_t *L, const char *name)
{
    const slong num = L->layout.heads[L->layer], n = fmpq_mat_ncols(L->X);
    fmpq_mat_struct *score = flint_malloc((size_t) FLINT_MAX(num, 1) *
                                          sizeof(fmpq_mat_struct));
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    slong done = 0;
    for (; done < num && status == FULG_OK; done++)
    {
        fmpq_mat_init(&score[done], n, n);
        status = head_scores(&score[done], L, done, diag);
    }
    if (status == FULG_OK)
        return fulg_cli_organize_to_cube(X, score, num, name);
    for (slong t = 0; t < done; t++)
        fmpq_mat_clear(&score[t]);
    flint_free(score);
    return fulg_cli_fail(status, diag, name);
}

/* The tokens, rows of an array of floats. */
static int
load_input(fmpq_mat_t X, const char *file)
{
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_floats_tensors_init(T);
    fulg_floats_view_init(view);
    status = fulg_floats_tensors_load(T, file, diag);
    if (status == FULG_OK && T->num != 1)
        status = fulg_diag_set(diag, FULG_PARSE, "%s: not one array of tokens",
                               file);
    if (status == FULG_OK)
        status = fulg_floats_view_set(view, &T->tensor[0], diag);
    if (status == FULG_OK)
    {
        fulg_floats_view_transpose(view);
        fmpq_mat_init(X, view->rows, view->cols);
        status = fulg_floats_view_get_fmpq_mat(X, view, diag);
        if (status != FULG_OK)
            fmpq_mat_clear(X);
    }
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* A map that comes with the library, or the text of a file. */
static int
load_map(fulg_floats_map_t map, const char *name)
{
    const char *text = fulg_floats_map_builtin(name);
    char *owned = NULL;
    size_t length;
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    if (text == NULL)
    {
        status = fulg_exact_text_load(&owned, &length, name, diag);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, NULL);
        owned = flint_realloc(owned, length + 1);
        owned[length] = '\0';
        text = owned;
        if (strlen(owned) != length)
            status = fulg_diag_set(diag, FULG_PARSE,
                                   "%s: a NUL character in a "
                                   "map",
                                   name);
    }
    if (status == FULG_OK)
        status = fulg_floats_map_init_text(map, name, text, diag);
    flint_free(owned);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static int
has_scores(const layer_t *L)
{
    return L->layer < L->layout.layers &&
           strchr(L->layout.kinds, 'q') != NULL &&
           strchr(L->layout.kinds, 'k') != NULL;
}

/* What the map knows of the model. */
static void
note_model(const layer_t *L)
{
    char *unmodelled = fulg_floats_map_unmodelled(L->map, 0, NULL);
    L->source->kind = ORGANIZE_LAYER;
    L->source->layer = L->layer + 1;
    L->source->mapped = 1;
    L->source->used = ORGANIZE_USED_MAP | ORGANIZE_USED_LAYER;
    L->source->causal = L->map->causal;
    if (unmodelled != NULL)
        snprintf(L->source->unmodelled, sizeof L->source->unmodelled, "%s",
                 unmodelled);
    flint_free(unmodelled);
}

int
fulg_cli_organize_map_scores(fulg_cube_t X, organize_source_t *source,
                             const organize_t *o, const fulg_floats_tensors_t T,
                             const char *file)
{
    layer_t L = {
        .T = T, .layer = fulg_cli_organize_layer(o, source), .source = source};
    fulg_diag_t diag;
    fulg_status_t status;
    int code = load_map(L.map, o->said.map);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_floats_map_override(L.map, o->num_heads, 0, o->said.head_dim);
    status = fulg_floats_map_layout(&L.layout, L.map, T, diag);
    if (status != FULG_OK)
    {
        fulg_floats_map_clear(L.map);
        return fulg_cli_fail(status, diag, file);
    }
    if (!has_scores(&L))
    {
        fulg_cli_message("%s: no Q and K of layer %ld", file,
                         (long) L.layer + 1);
        code = FULG_EXIT_PARSE;
    }
    else
        code = load_input(L.X, o->said.input);
    if (code == FULG_EXIT_OK)
    {
        note_model(&L);
        code = all_heads(X, &L, file);
        fmpq_mat_clear(L.X);
    }
    fulg_floats_layout_clear(&L.layout);
    fulg_floats_map_clear(L.map);
    return code;
}
