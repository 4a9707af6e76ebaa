#include <fulgurite/weights.h>

static void
put(json_t *object, const char *name, const fulg_weights_t W, slong layer,
    slong head, char kind)
{
    json_object_set_new(object, name,
                        fulg_mat_json(fulg_weights_mat(W, layer, head,
                                                       kind)->fmpq));
}

static json_t *
json_head(const fulg_weights_t W, slong layer, slong head)
{
    json_t *object = json_object();
    put(object, "Q", W, layer, head, 'q');
    put(object, "K", W, layer, head, 'k');
    if (fulg_arch_has_value_dim(W->arch))
    {
        put(object, "O", W, layer, head, 'o');
        put(object, "U", W, layer, head, 'u');
    }
    else
        put(object, "V", W, layer, head, 'v');
    return object;
}

json_t *
fulg_weights_json_layers(const fulg_weights_t W)
{
    json_t *layers = json_array();
    for (slong i = 0; i < W->arch->depth; i++)
    {
        json_t *layer = json_object();
        if (W->arch->family == FULG_FAMILY_PNN)
            put(layer, "W", W, i, 0, 'w');
        else
        {
            json_t *heads = json_array();
            for (slong h = 0; h < W->arch->heads[i]; h++)
                json_array_append_new(heads, json_head(W, i, h));
            json_object_set_new(layer, "heads", heads);
        }
        json_array_append_new(layers, layer);
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
