#include <stdio.h>

#include "impl.h"

/* A file of weights whose numbers may be JSON reals: each stands for the nearest
   double, as for every program that reads floats.  A number without a point may
   be a double as well: JavaScript prints 2^53 and 10^20 so. */

typedef struct
{
    fulg_floats_tensors_struct *T;
    const char *file;
    slong layer, head;
    fulg_diag_struct *diag;
} reader_t;

static fulg_status_t
bad(const reader_t *r, const char *what)
{
    return fulg_diag_set(r->diag, FULG_PARSE, "%s: layer %ld, head %ld: %s",
                         r->file, (long) r->layer + 1, (long) r->head + 1,
                         what);
}

/* A matrix of a head of plain layers. */
static fulg_status_t
add_matrix(const reader_t *r, const char *key, const json_t *rows)
{
    char name[64], where[128];
    snprintf(name, sizeof name, "%c%ld_%ld", key[0] | 32, (long) r->layer + 1,
             (long) r->head + 1);
    snprintf(where, sizeof where, "layer %ld, head %ld: %s",
             (long) r->layer + 1, (long) r->head + 1, key);
    return fulg_floats_add_json_matrix(r->T, name, rows, r->file, where,
                                       r->diag);
}

static fulg_status_t
add_head(const reader_t *r, const json_t *head)
{
    static const char *const keys[] = {"Q", "K", "V", "O", "U", "A", NULL};
    fulg_status_t status;
    if (!json_is_object(head))
        return bad(r, "expected an object with Q, K, V");
    status = fulg_exact_json_check_keys(head, keys, r->file, r->diag);
    for (int k = 0; keys[k] != NULL && status == FULG_OK; k++)
    {
        const json_t *matrix = json_object_get(head, keys[k]);
        if (matrix != NULL)
            status = add_matrix(r, keys[k], matrix);
    }
    return status;
}

static fulg_status_t
add_layers(reader_t *r, const json_t *layers)
{
    const fulg_arch_struct *arch = r->T->arch;
    fulg_status_t status = FULG_OK;
    if (json_array_size(layers) != (size_t) arch->depth)
        return fulg_diag_set(r->diag, FULG_PARSE,
                             "%s: \"layers\" is not a list of %ld layers",
                             r->file, (long) arch->depth);
    for (r->layer = 0; r->layer < arch->depth; r->layer++)
    {
        const json_t *heads = json_object_get(
            json_array_get(layers, (size_t) r->layer), "heads");
        const slong num = arch->sub[r->layer].heads;
        r->head = 0;
        if (json_array_size(heads) != (size_t) num)
            return bad(r,
                       "\"heads\" is not the list that the architecture needs");
        for (; r->head < num && status == FULG_OK; r->head++)
            status = add_head(r, json_array_get(heads, (size_t) r->head));
        if (status != FULG_OK)
            return status;
    }
    return FULG_OK;
}

/* Integers stand in an architecture, whatever the weights are. */
static void
restore_integers(json_t *value)
{
    size_t i;
    json_t *item;
    const char *key;
    void *next;
    if (json_is_array(value))
        json_array_foreach(value, i, item)
        {
            const double x = json_real_value(item);
            if (json_is_real(item) && x == (double) (slong) x)
                json_array_set_new(value, i, json_integer((json_int_t) x));
        }
    else if (json_is_object(value))
        json_object_foreach_safe(value, next, key, item)
        {
            const double x = json_real_value(item);
            if (json_is_real(item) && x > -1e15 && x < 1e15 &&
                x == (double) (slong) x)
                json_object_set_new(value, key, json_integer((json_int_t) x));
            else
                restore_integers(item);
        }
}

/* Integers beyond 64 bits are read as reals, all of them. */
static fulg_status_t
parse(json_t **value, const fulg_floats_source_t *source, fulg_diag_t diag)
{
    const char *text = (const char *) source->bytes;
    fulg_diag_t first;
    fulg_status_t status = fulg_exact_json_parse(value, text, source->length,
                                                 source->file, first);
    if (status == FULG_OK)
        return FULG_OK;
    *diag = *first;
    if (fulg_exact_json_parse_reals(value, text, source->length, source->file,
                                    first) != FULG_OK)
        return status;
    restore_integers(json_object_get(*value, "architecture"));
    return FULG_OK;
}

static fulg_status_t
load_weights(reader_t *r, const json_t *value)
{
    static const char *const keys[] = {"format", "architecture", "layers",
                                       NULL};
    fulg_floats_tensors_struct *T = r->T;
    fulg_status_t status = fulg_exact_json_check_format(
        value, "fulgurite-weights/1", r->diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(r->diag, status, "%s: ", r->file);
    status = fulg_exact_json_check_keys(value, keys, r->file, r->diag);
    if (status != FULG_OK)
        return status;
    status = fulg_arch_init_json(
        T->arch, json_object_get(value, "architecture"), r->diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(r->diag, status, "%s: ", r->file);
    T->has_arch = 1;
    if (fulg_arch_is_pnn(T->arch))
        return fulg_diag_set(r->diag, FULG_UNABLE,
                             "%s: not an attention "
                             "network",
                             r->file);
    if (fulg_floats_tensors_are_blocks(T))
        return fulg_floats_add_json_blocks(T, value, r->file, r->diag);
    return add_layers(r, json_object_get(value, "layers"));
}

fulg_status_t
fulg_floats_load_json(fulg_floats_tensors_t T,
                      const fulg_floats_source_t *source, fulg_diag_t diag)
{
    reader_t r = {T, source->file, 0, 0, diag};
    json_t *value;
    fulg_status_t status = parse(&value, source, diag);
    if (status != FULG_OK)
        return status;
    if (json_object_get(value, "weight_map") != NULL)
        status = fulg_floats_load_index(T, value, source->file, diag);
    else if (T->has_arch || T->num > 0)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s: JSON weights are a whole "
                               "network",
                               source->file);
    else
        status = load_weights(&r, value);
    json_decref(value);
    return status;
}
