#include <fulgurite/arch.h>

static json_t *
json_list(const slong *list, slong n)
{
    json_t *array = json_array();
    for (slong i = 0; i < n; i++)
        json_array_append_new(array, json_integer(list[i]));
    return array;
}

json_t *
fulg_arch_json(const fulg_arch_t arch)
{
    static const char *const norms[] = {"none", "affine", "softmax"};
    const slong l = arch->depth;
    json_t *value = json_object();

    json_object_set_new(value, "format", json_string(FULG_ARCH_FORMAT));
    json_object_set_new(value, "widths", json_list(arch->width, l + 1));
    if (arch->family == FULG_FAMILY_PNN)
    {
        json_object_set_new(value, "family", json_string("pnn"));
        json_object_set_new(value, "power", json_integer(arch->power));
        return value;
    }
    json_object_set_new(value, "family", json_string("attention"));
    json_object_set_new(value, "head_dim", json_list(arch->head_dim, l));
    json_object_set_new(value, "tokens", json_integer(arch->tokens));
    json_object_set_new(value, "heads", json_list(arch->heads, l));
    json_object_set_new(value, "value_dim",
                        fulg_arch_has_value_dim(arch)
                            ? json_list(arch->value_dim, l)
                            : json_null());
    json_object_set_new(value, "norm", json_string(norms[arch->norm]));
    json_object_set_new(value, "residual", json_boolean(arch->residual));
    json_object_set_new(value, "mask",
                        json_string(arch->causal ? "causal" : "none"));
    return value;
}
