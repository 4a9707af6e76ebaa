/* Scores of one layer of a network, exactly. */
#include <string.h>

#include "organize.h"

/* score = Q^T K, whose columns are the queries and keys of the tokens. */
static void
set_scores(fmpq_mat_t score, const fmpq_mat_t Q, const fmpq_mat_t K)
{
    fmpq_mat_t T;
    fmpq_mat_init(T, fmpq_mat_ncols(Q), fmpq_mat_nrows(Q));
    fmpq_mat_transpose(T, Q);
    fmpq_mat_mul(score, T, K);
    fmpq_mat_clear(T);
}

static int
to_cube(fulg_cube_t X, fmpq_mat_struct *score, slong num, const char *name)
{
    fulg_diag_t diag;
    const fulg_status_t status = fulg_cube_init_heads(X, score, num, diag);
    for (slong t = 0; t < num; t++)
        fmpq_mat_clear(&score[t]);
    flint_free(score);
    return status == FULG_OK ? FULG_EXIT_OK
                             : fulg_cli_fail(status, diag, name);
}

/* The heads of a layer, from 0, at the end of a forward pass. */
static int
tape_scores(fulg_cube_t X, const fulg_tape_t T, const fulg_weights_t W,
            slong layer, const char *name)
{
    const slong num = W->arch->sub[layer].heads, n = W->arch->tokens;
    fmpq_mat_struct *score =
        flint_malloc((size_t) num * sizeof(fmpq_mat_struct));
    for (slong t = 0; t < num; t++)
    {
        const fulg_head_tape_t *h = &T->head[T->first_head[layer] + t];
        fmpq_mat_init(&score[t], n, n);
        set_scores(&score[t], h->query->fmpq, h->key->fmpq);
    }
    return to_cube(X, score, num, name);
}

static int
evaluate(fulg_cube_t X, fulg_weights_t W, const fmpq_mat_t input, slong layer,
         const char *name)
{
    fulg_tape_t T;
    fulg_mat_t x;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    fulg_tape_init(T, W);
    *x->fmpq = *input;
    status = fulg_eval_forward(T, W, x, diag);
    code = status == FULG_OK ? tape_scores(X, T, W, layer, name)
                             : fulg_cli_fail(status, diag, name);
    fulg_tape_clear(T, W);
    return code;
}

/* The sublayer with the attention of a layer, both from 0; -1: none. */
static slong
find_attention(const fulg_arch_t arch, slong layer)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].layer == layer &&
            arch->sub[i].kind == FULG_KIND_ATTENTION)
            return i;
    return -1;
}

static int
layer_scores(fulg_cube_t X, const organize_t *o, fulg_weights_t W,
             const char *name)
{
    const slong depth = W->arch->depth;
    const slong place = find_attention(W->arch, o->said.layer - 1);
    fmpq_mat_struct *inputs;
    slong num;
    int code;
    if (place < 0)
    {
        fulg_cli_message("%s: no attention layer %ld", name,
                         (long) o->said.layer);
        return FULG_EXIT_PARSE;
    }
    code = fulg_cli_load_inputs(&inputs, &num, o->said.input,
                                W->arch->width[0], W->arch->tokens);
    if (code != FULG_EXIT_OK)
        return code;
    if (num == 1)
    {
        /* What comes behind the scores, their normalisation and later layers,
           does not matter to them. */
        W->arch->sub[place].norm = FULG_NORM_NONE;
        W->arch->depth = place + 1;
        code = evaluate(X, W, inputs, place, name);
        W->arch->depth = depth;
    }
    else
    {
        fulg_cli_message("--input: one input, not %ld", (long) num);
        code = FULG_EXIT_PARSE;
    }
    fulg_cli_clear_inputs(inputs, num);
    return code;
}

int
fulg_organize_load_weights(fulg_cube_t X, const organize_t *o,
                           const json_t *value, const char *name)
{
    fulg_weights_t W;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    if (o->said.input == NULL)
    {
        fulg_cli_message("%s holds weights: --input says at which tokens",
                         name);
        return FULG_EXIT_USAGE;
    }
    status = fulg_weights_init_json(W, value, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, name);
    code = layer_scores(X, o, W, name);
    fulg_weights_clear(W);
    return code;
}

/* ---- arrays of floats ----------------------------------------------------- */

static int
load_array(fulg_cube_t X, const organize_t *o, const fulg_tensors_t T,
           const char *file)
{
    const fulg_tensor_struct *tensor = T->num == 1 ? &T->tensor[0] : NULL;
    const char *axes = o->said.axes;
    fulg_diag_t diag;
    fulg_status_t status;
    if (o->said.array != NULL)
        tensor = fulg_tensors_find(T, o->said.array);
    if (tensor == NULL)
    {
        fulg_cli_message("%s: %s", file,
                         o->said.array ? "no array of that name (--array)"
                                       : "several arrays; --array NAME says "
                                         "which");
        return FULG_EXIT_PARSE;
    }
    if (axes == NULL)
        axes = tensor->rank == 2 ? "qk" : "qkh";
    status = fulg_cube_init_tensor(X, tensor, axes, diag);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, file);
}

/* The factor 1/sqrt(root) scale as a rational number; 0 when it is none. */
static int
rational_factor(fmpq_t factor, const fulg_view_t q, const fulg_view_t k)
{
    fmpz_t root;
    int good;
    fmpz_init(root);
    fmpz_mul(root, q->root, k->root);
    good = fmpz_is_square(root);
    fmpq_mul(factor, q->scale, k->scale);
    fmpz_sqrt(root, root);
    fmpq_div_fmpz(factor, factor, root);
    fmpz_clear(root);
    return good;
}

/* What the scores of a layer are made from. */
typedef struct
{
    fulg_map_t map;
    fulg_layout_t layout;
    const fulg_tensors_struct *T;
    slong layer;
    fmpq_mat_t X; /* columns the tokens */
} layer_t;

/* Q X or K X of one head. */
static fulg_status_t
head_side(fmpq_mat_t Y, fulg_view_t view, const layer_t *L, slong head,
          char kind, fulg_diag_t diag)
{
    fmpq_mat_t M;
    fulg_status_t status =
        fulg_map_view(view, L->map, &L->layout, L->T, L->layer, head, kind,
                      diag);
    if (status != FULG_OK)
        return status;
    if (view->cols != fmpq_mat_nrows(L->X))
        return fulg_diag_set(diag, FULG_PARSE, "the input has tokens of %ld "
                             "entries, the weights want %ld",
                             (long) fmpq_mat_nrows(L->X), (long) view->cols);
    fmpq_mat_init(M, view->rows, view->cols);
    fmpq_mat_init(Y, view->rows, fmpq_mat_ncols(L->X));
    status = fulg_view_get_fmpq_mat(M, view, diag);
    fmpq_mat_mul(Y, M, L->X);
    fmpq_mat_clear(M);
    if (status != FULG_OK)
        fmpq_mat_clear(Y);
    return status;
}

static fulg_status_t
both_sides(fmpq_mat_t score, const fmpq_mat_t Q, const fmpq_mat_t K,
           const fulg_view_t q, const fulg_view_t k, fulg_diag_t diag)
{
    fmpq_t factor;
    fulg_status_t status = FULG_OK;
    fmpq_init(factor);
    if (fmpq_mat_nrows(Q) != fmpq_mat_nrows(K))
        status = fulg_diag_set(diag, FULG_PARSE, "Q and K have different "
                               "shapes");
    else if (!rational_factor(factor, q, k))
        status = fulg_diag_set(diag, FULG_UNABLE, "the map divides scores by "
                               "an irrational root; leave it out, and give "
                               "it to --softmax");
    else
    {
        set_scores(score, Q, K);
        fmpq_mat_scalar_mul_fmpq(score, score, factor);
    }
    fmpq_clear(factor);
    return status;
}

static fulg_status_t
head_scores(fmpq_mat_t score, const layer_t *L, slong head, fulg_diag_t diag)
{
    fulg_view_t q, k;
    fmpq_mat_t Q, K;
    fulg_status_t status;
    fulg_view_init(q);
    fulg_view_init(k);
    status = head_side(Q, q, L, head, 'q', diag);
    if (status == FULG_OK)
    {
        status = head_side(K, k, L, head, 'k', diag);
        if (status == FULG_OK)
        {
            status = both_sides(score, Q, K, q, k, diag);
            fmpq_mat_clear(K);
        }
        fmpq_mat_clear(Q);
    }
    fulg_view_clear(q);
    fulg_view_clear(k);
    return status;
}

static int
all_heads(fulg_cube_t X, const layer_t *L, const char *name)
{
    const slong num = L->layout.heads[L->layer], n = fmpq_mat_ncols(L->X);
    fmpq_mat_struct *score =
        flint_malloc((size_t) FLINT_MAX(num, 1) * sizeof(fmpq_mat_struct));
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    slong done = 0;
    for (; done < num && status == FULG_OK; done++)
    {
        fmpq_mat_init(&score[done], n, n);
        status = head_scores(&score[done], L, done, diag);
    }
    if (status == FULG_OK)
        return to_cube(X, score, num, name);
    for (slong t = 0; t < done; t++)
        fmpq_mat_clear(&score[t]);
    flint_free(score);
    return fulg_cli_fail(status, diag, name);
}

/* The tokens, rows of an array of floats. */
static int
load_input(fmpq_mat_t X, const char *file)
{
    fulg_tensors_t T;
    fulg_view_t view;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_tensors_init(T);
    fulg_view_init(view);
    status = fulg_tensors_load(T, file, diag);
    if (status == FULG_OK && T->num != 1)
        status = fulg_diag_set(diag, FULG_PARSE, "%s: not one array of tokens",
                               file);
    if (status == FULG_OK)
        status = fulg_view_set(view, &T->tensor[0], diag);
    if (status == FULG_OK)
    {
        fulg_view_transpose(view);
        fmpq_mat_init(X, view->rows, view->cols);
        status = fulg_view_get_fmpq_mat(X, view, diag);
        if (status != FULG_OK)
            fmpq_mat_clear(X);
    }
    fulg_view_clear(view);
    fulg_tensors_clear(T);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* A map that comes with the library, or the text of a file. */
static int
load_map(fulg_map_t map, const char *name)
{
    const char *text = fulg_map_builtin(name);
    char *owned = NULL;
    size_t length;
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    if (text == NULL)
    {
        status = fulg_text_load(&owned, &length, name, diag);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, NULL);
        owned = flint_realloc(owned, length + 1);
        owned[length] = '\0';
        text = owned;
        if (strlen(owned) != length)
            status = fulg_diag_set(diag, FULG_PARSE, "%s: a NUL character in a "
                                   "map", name);
    }
    if (status == FULG_OK)
        status = fulg_map_init_text(map, name, text, diag);
    flint_free(owned);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static int
map_scores(fulg_cube_t X, const organize_t *o, const fulg_tensors_t T,
           const char *file)
{
    layer_t L = {.T = T, .layer = o->said.layer - 1};
    fulg_diag_t diag;
    fulg_status_t status;
    int code = load_map(L.map, o->said.map);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_map_layout(&L.layout, L.map, T, diag);
    if (status != FULG_OK)
    {
        fulg_map_clear(L.map);
        return fulg_cli_fail(status, diag, file);
    }
    if (L.layer >= L.layout.layers ||
             strchr(L.layout.kinds, 'q') == NULL ||
             strchr(L.layout.kinds, 'k') == NULL)
    {
        fulg_cli_message("%s: no Q and K of layer %ld", file,
                         (long) o->said.layer);
        code = FULG_EXIT_PARSE;
    }
    else
        code = load_input(L.X, o->said.input);
    if (code == FULG_EXIT_OK)
    {
        code = all_heads(X, &L, file);
        fmpq_mat_clear(L.X);
    }
    fulg_layout_clear(&L.layout);
    fulg_map_clear(L.map);
    return code;
}

int
fulg_organize_load_floats(fulg_cube_t X, const organize_t *o, const char *file)
{
    fulg_tensors_t T;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    if ((o->said.map == NULL) != (o->said.input == NULL))
    {
        fulg_cli_message("weights in a file of floats need both --map and "
                         "--input");
        return FULG_EXIT_USAGE;
    }
    fulg_tensors_init(T);
    status = fulg_tensors_load(T, file, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (o->said.map != NULL)
        code = map_scores(X, o, T, file);
    else
        code = load_array(X, o, T, file);
    fulg_tensors_clear(T);
    return code;
}
