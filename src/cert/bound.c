#include <stdio.h>
#include <string.h>

#include <fulgurite/cert.h>

void
fulg_bound_init(fulg_bound_t bound)
{
    bound->theorem = "";
    bound->num = bound->room = 0;
    bound->term = NULL;
}

void
fulg_bound_clear(fulg_bound_t bound)
{
    for (slong i = 0; i < bound->num; i++)
        fmpz_clear(bound->term[i].value);
    flint_free(bound->term);
}

static void
set_name(char *text, const char *name, slong index)
{
    if (index >= 0)
        snprintf(text, FULG_TERM_SIZE, "%s_%ld", name, (long) index);
    else
        snprintf(text, FULG_TERM_SIZE, "%s", name);
}

void
fulg_bound_push(fulg_bound_t bound, const char *name, slong index,
                const fmpz_t value)
{
    fulg_term_t *term;
    if (bound->num == bound->room)
    {
        bound->room = 2 * bound->room + 16;
        bound->term = flint_realloc(bound->term, (size_t) bound->room *
                                                     sizeof(fulg_term_t));
    }
    term = &bound->term[bound->num++];
    set_name(term->name, name, index);
    fmpz_init_set(term->value, value);
}

void
fulg_bound_push_si(fulg_bound_t bound, const char *name, slong index,
                   slong value)
{
    fmpz_t n;
    fmpz_init_set_si(n, value);
    fulg_bound_push(bound, name, index, n);
    fmpz_clear(n);
}

const fmpz *
fulg_bound_get(const fulg_bound_t bound, const char *name, slong index)
{
    char text[FULG_TERM_SIZE];
    set_name(text, name, index);
    for (slong i = 0; i < bound->num; i++)
        if (strcmp(bound->term[i].name, text) == 0)
            return bound->term[i].value;
    return NULL;
}

const fmpz *
fulg_bound_total(const fulg_bound_t bound)
{
    return bound->term[bound->num - 1].value;
}

json_t *
fulg_bound_json_terms(const fulg_bound_t bound)
{
    json_t *list = json_array();
    for (slong i = 0; i < bound->num; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:o}", "name", bound->term[i].name, "value",
                            fulg_exact_json_fmpz(bound->term[i].value)));
    return list;
}
