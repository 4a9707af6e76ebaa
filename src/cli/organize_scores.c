/* Scores of one layer of a network, exactly. */
#include <string.h>

#include "organize.h"

/* The heads of a layer, from 0, at the end of a forward pass. */
static int
tape_scores(fulg_cube_t X, const fulg_eval_tape_t T, const fulg_weights_t W,
            slong layer, const char *name)
{
    const slong num = W->arch->sub[layer].heads, n = W->arch->tokens;
    fmpq_mat_struct *score = flint_malloc((size_t) num *
                                          sizeof(fmpq_mat_struct));
    for (slong t = 0; t < num; t++)
    {
        const fulg_head_tape_t *h = &T->head[T->first_head[layer] + t];
        fmpq_mat_init(&score[t], n, n);
        fulg_cli_organize_set_scores(&score[t], h->query->fmpq, h->key->fmpq);
    }
    return fulg_cli_organize_to_cube(X, score, num, name);
}

static int
evaluate(fulg_cube_t X, fulg_weights_t W, const fmpq_mat_t input, slong layer,
         const char *name)
{
    fulg_eval_tape_t T;
    fulg_mat_t x;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    fulg_eval_tape_init(T, W);
    *x->fmpq = *input;
    status = fulg_eval_forward(T, W, x, diag);
    code = status == FULG_OK ? tape_scores(X, T, W, layer, name)
                             : fulg_cli_fail(status, diag, name);
    fulg_eval_tape_clear(T, W);
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
layer_scores(fulg_cube_t X, organize_source_t *source, const organize_t *o,
             fulg_weights_t W, const char *name)
{
    const slong depth = W->arch->depth;
    const slong layer = fulg_cli_organize_layer(o, source) + 1;
    const slong place = find_attention(W->arch, layer - 1);
    fmpq_mat_struct *inputs;
    slong num;
    int code;
    if (place < 0)
    {
        fulg_cli_message("%s: no attention layer %ld", name, (long) layer);
        return FULG_EXIT_PARSE;
    }
    source->kind = ORGANIZE_LAYER;
    source->layer = layer;
    source->used = ORGANIZE_USED_LAYER;
    source->causal = W->arch->sub[place].causal != 0;
    code = fulg_cli_load_inputs(&inputs, &num, o->said.input, W->arch->width[0],
                                W->arch->tokens);
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
fulg_cli_organize_load_weights(fulg_cube_t X, organize_source_t *source,
                               const organize_t *o, const json_t *value,
                               const char *name)
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
    code = layer_scores(X, source, o, W, name);
    fulg_weights_clear(W);
    return code;
}

/* ---- arrays of floats ----------------------------------------------------- */

static int
load_array(fulg_cube_t X, organize_source_t *source, const organize_t *o,
           const fulg_floats_tensors_t T, const char *file)
{
    const fulg_tensor_struct *tensor = T->num == 1 ? &T->tensor[0] : NULL;
    const char *axes = o->said.axes;
    fulg_diag_t diag;
    fulg_status_t status;
    source->used = ORGANIZE_USED_ARRAY;
    if (o->said.array != NULL)
        tensor = fulg_floats_tensors_find(T, o->said.array);
    if (tensor == NULL && o->said.array == NULL && o->said.input != NULL)
    {
        fulg_cli_message("%s: weights in a file of floats need both --map and "
                         "--input",
                         file);
        return FULG_EXIT_USAGE;
    }
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

int
fulg_cli_organize_load_floats(fulg_cube_t X, organize_source_t *source,
                              const organize_t *o, const char *file)
{
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    if (o->said.map != NULL && o->said.input == NULL)
    {
        fulg_cli_message("%s: weights in a file of floats need both --map and "
                         "--input",
                         file);
        return FULG_EXIT_USAGE;
    }
    fulg_floats_tensors_init(T);
    status = fulg_floats_tensors_load(T, file, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (o->said.map != NULL)
        code = fulg_cli_organize_map_scores(X, source, o, T, file);
    else
        code = load_array(X, source, o, T, file);
    fulg_floats_tensors_clear(T);
    return code;
}
