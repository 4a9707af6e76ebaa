#include <string.h>

#include <fulgurite/arch.h>

static const char *const keys_attention[] = {
    "format", "family", "widths",   "head_dim", "tokens", "heads",
    "value_dim", "norm", "residual", "mask", NULL};
static const char *const keys_pnn[] = {"format", "family", "widths", "power",
                                       NULL};

static fulg_status_t
get_size(slong *n, const json_t *value, const char *key, fulg_diag_t diag)
{
    if (!json_is_integer(value))
        return fulg_diag_set(diag, FULG_PARSE, "\"%s\" must hold integers",
                             key);
    *n = json_integer_value(value);
    return FULG_OK;
}

/* A list of n sizes, or one size for all of them. */
static fulg_status_t
get_list(slong *list, slong n, const json_t *value, const char *key,
         fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (json_is_array(value) && (slong) json_array_size(value) != n)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%s\" has %zu entries, but there %s %ld "
                             "layer%s", key, json_array_size(value),
                             n == 1 ? "is" : "are", (long) n,
                             n == 1 ? "" : "s");
    for (slong i = 0; i < n && status == FULG_OK; i++)
        status = get_size(&list[i],
                          json_is_array(value)
                              ? json_array_get(value, (size_t) i)
                              : value,
                          key, diag);
    return status;
}

/* The place of the text in a NULL-terminated list of choices. */
static fulg_status_t
get_choice(int *choice, const json_t *value, const char *key,
           const char *const *choices, fulg_diag_t diag)
{
    const char *text = json_string_value(value);
    for (*choice = 0; text != NULL && choices[*choice] != NULL; (*choice)++)
        if (strcmp(text, choices[*choice]) == 0)
            return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE, "\"%s\" must be \"%s\" or \"%s\"%s%s%s",
                         key, choices[0], choices[1],
                         choices[2] ? " or \"" : "", choices[2] ? choices[2] : "",
                         choices[2] ? "\"" : "");
}

static fulg_status_t
get_attention(fulg_arch_t arch, const json_t *value, fulg_diag_t diag)
{
    static const char *const norms[] = {"none", "affine", "softmax", NULL};
    static const char *const masks[] = {"none", "causal", NULL};
    const slong l = arch->depth;
    const json_t *item = json_object_get(value, "head_dim");
    fulg_status_t status;
    int choice;

    if (item == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "\"head_dim\" is missing");
    status = get_list(arch->head_dim, l, item, "head_dim", diag);
    if (status == FULG_OK && (item = json_object_get(value, "tokens")))
        status = get_size(&arch->tokens, item, "tokens", diag);
    if (status == FULG_OK && (item = json_object_get(value, "heads")))
        status = get_list(arch->heads, l, item, "heads", diag);
    item = json_object_get(value, "value_dim");
    if (status == FULG_OK && item != NULL && !json_is_null(item))
    {
        status = get_list(arch->value_dim, l, item, "value_dim", diag);
        /* 0 in the structure means "none"; in a file it is a mistake. */
        for (slong i = 0; i < l && status == FULG_OK; i++)
            if (arch->value_dim[i] < 1)
                status = fulg_diag_set(diag, FULG_PARSE,
                                       "value_dim_%ld is %ld, but must be at "
                                       "least 1",
                                       (long) i + 1, (long) arch->value_dim[i]);
    }
    if (status == FULG_OK && (item = json_object_get(value, "norm")))
    {
        status = get_choice(&choice, item, "norm", norms, diag);
        arch->norm = (fulg_norm_t) choice;
    }
    if (status == FULG_OK && (item = json_object_get(value, "mask")))
        status = get_choice(&arch->causal, item, "mask", masks, diag);
    if (status == FULG_OK && (item = json_object_get(value, "residual")))
    {
        if (!json_is_boolean(item))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "\"residual\" must be true or false");
        arch->residual = json_is_true(item);
    }
    return status;
}

static fulg_status_t
get_head(int *family, slong *depth, const json_t *value, fulg_diag_t diag)
{
    static const char *const families[] = {"attention", "pnn", NULL};
    const json_t *item;
    fulg_status_t status;

    if (!json_is_object(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "an architecture must be a JSON object");
    status = fulg_json_check_format(value, FULG_ARCH_FORMAT, diag);
    *family = 0;
    if (status == FULG_OK && (item = json_object_get(value, "family")))
        status = get_choice(family, item, "family", families, diag);
    if (status != FULG_OK)
        return status;
    item = json_object_get(value, "widths");
    if (!json_is_array(item) || json_array_size(item) < 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"widths\" must be a list of at least two "
                             "integers");
    if (json_array_size(item) > FULG_ARCH_MAX_DEPTH + 1)
        return fulg_diag_set(diag, FULG_PARSE, "more than %d layers",
                             FULG_ARCH_MAX_DEPTH);
    *depth = (slong) json_array_size(item) - 1;
    return FULG_OK;
}

fulg_status_t
fulg_arch_init_json(fulg_arch_t arch, const json_t *value, fulg_diag_t diag)
{
    const json_t *item;
    int family = 0;
    slong depth = 1;
    fulg_status_t status = get_head(&family, &depth, value, diag);

    if (status == FULG_OK)
        status = fulg_json_check_keys(value,
                                      family ? keys_pnn : keys_attention,
                                      "architecture", diag);
    if (status != FULG_OK)
        return status;

    fulg_arch_init(arch, depth);
    arch->family = (fulg_family_t) family;
    status = get_list(arch->width, depth + 1, json_object_get(value, "widths"),
                      "widths", diag);
    if (status == FULG_OK && family == FULG_FAMILY_ATTENTION)
        status = get_attention(arch, value, diag);
    if (family == FULG_FAMILY_PNN)
    {
        arch->tokens = 1;
        if (status == FULG_OK && (item = json_object_get(value, "power")))
            status = get_size(&arch->power, item, "power", diag);
    }
    if (status == FULG_OK)
        status = fulg_arch_check(arch, diag);
    if (status != FULG_OK)
        fulg_arch_clear(arch);
    return status;
}
