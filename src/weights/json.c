#include <fulgurite/weights.h>

/* Entry n of the list of that name in the object, made when it is not there. */
static json_t *
entry(json_t *object, const char *list, slong n)
{
    json_t *array = json_object_get(object, list);
    if (array == NULL)
    {
        array = json_array();
        json_object_set_new(object, list, array);
    }
    while ((slong) json_array_size(array) <= n)
        json_array_append_new(array, json_object());
    return json_array_get(array, (size_t) n);
}

static void
put_block(json_t *object, const fulg_weights_t W, slong b)
{
    const fulg_block_t *block = &W->block[b];
    const fulg_block_kind_t *row = fulg_arch_block_kind(block->kind);
    const char *list = fulg_arch_block_list(row, &W->arch->sub[block->layer]);
    json_object_set_new(list ? entry(object, list, block->head) : object,
                        row->key, fulg_weights_mat_json(W->mat[b].fmpq));
}

/* The object of a sublayer: the layer, or "feed_forward" in it. */
static json_t *
object_of(json_t *layer, const fulg_sublayer_struct *sub)
{
    json_t *forward;
    if (sub->kind != FULG_KIND_FEED_FORWARD)
        return layer;
    forward = json_object_get(layer, "feed_forward");
    if (forward == NULL)
    {
        forward = json_object();
        json_object_set_new(layer, "feed_forward", forward);
    }
    return forward;
}

json_t *
fulg_weights_json_layers(const fulg_weights_t W)
{
    json_t *layers = json_array();
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_sublayer_struct *sub = &W->arch->sub[W->block[b].layer];
        while ((slong) json_array_size(layers) <= sub->layer)
            json_array_append_new(layers, json_object());
        put_block(object_of(json_array_get(layers, (size_t) sub->layer), sub),
                  W, b);
    }
    return layers;
}

json_t *
fulg_weights_json(const fulg_weights_t W)
{
    json_t *value = json_object();
    json_object_set_new(value, "format", json_string(FULG_WEIGHTS_FORMAT));
    json_object_set_new(value, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(value, "layers", fulg_weights_json_layers(W));
    return value;
}
