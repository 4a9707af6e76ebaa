#include <stdio.h>
#include <string.h>

#include <fulgurite/cert.h>

void
fulg_cert_bound_init(fulg_cert_bound_t bound)
{
    bound->theorem = NULL;
    bound->num = bound->room = 0;
    bound->term = NULL;
    bound->fields = NULL;
}

void
fulg_cert_bound_clear(fulg_cert_bound_t bound)
{
    for (slong i = 0; i < bound->num; i++)
        fmpz_clear(bound->term[i].value);
    flint_free(bound->term);
    json_decref(bound->fields);
}

void
fulg_cert_bound_swap(fulg_cert_bound_t a, fulg_cert_bound_t b)
{
    const fulg_cert_bound_struct c = *a;
    *a = *b;
    *b = c;
}

void
fulg_cert_term_name(char text[FULG_TERM_SIZE], const char *name, slong layer)
{
    if (layer >= 0)
        snprintf(text, FULG_TERM_SIZE, "%s_%ld", name, (long) layer);
    else
        snprintf(text, FULG_TERM_SIZE, "%s", name);
}

void
fulg_cert_bound_push(fulg_cert_bound_t bound, const char *name, slong layer,
                     const fmpz_t value)
{
    fulg_cert_term_t *term;
    if (bound->num == bound->room)
    {
        bound->room = 2 * bound->room + 16;
        bound->term = flint_realloc(bound->term, (size_t) bound->room *
                                                     sizeof(fulg_cert_term_t));
    }
    term = &bound->term[bound->num++];
    term->name = name;
    term->layer = layer;
    fmpz_init_set(term->value, value);
}

void
fulg_cert_bound_push_si(fulg_cert_bound_t bound, const char *name, slong layer,
                        slong value)
{
    fmpz_t n;
    fmpz_init_set_si(n, value);
    fulg_cert_bound_push(bound, name, layer, n);
    fmpz_clear(n);
}

const fmpz *
fulg_cert_bound_get(const fulg_cert_bound_t bound, const char *name,
                    slong layer)
{
    for (slong i = 0; i < bound->num; i++)
        if (bound->term[i].layer == layer &&
            strcmp(bound->term[i].name, name) == 0)
            return bound->term[i].value;
    return NULL;
}

const fmpz *
fulg_cert_bound_total(const fulg_cert_bound_t bound)
{
    return bound->term[bound->num - 1].value;
}

json_t *
fulg_cert_bound_json_terms(const fulg_cert_bound_t bound)
{
    json_t *list = json_array();
    for (slong i = 0; i < bound->num; i++)
    {
        const fulg_cert_term_t *term = &bound->term[i];
        char name[FULG_TERM_SIZE];
        fulg_cert_term_name(name, term->name, term->layer);
        json_array_append_new(list,
                              json_pack("{s:s, s:o}", "name", name, "value",
                                        fulg_exact_json_fmpz(term->value)));
    }
    return list;
}

json_t *
fulg_cert_bound_json(const fulg_cert_bound_t bound)
{
    json_t *value = json_pack(
        "{s:s, s:o, s:o}", "theorem", bound->theorem->name, "terms",
        fulg_cert_bound_json_terms(bound), "value",
        fulg_exact_json_fmpz(fulg_cert_bound_total(bound)));
    if (bound->fields != NULL)
        json_object_set(value, "fields", bound->fields);
    return value;
}
