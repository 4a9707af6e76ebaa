#include "impl.h"

static const fulg_dialect_t *const dialects[FULG_POLYFILE_FORMATS] = {
    &fulg_polyfile_m2,     &fulg_polyfile_singular, &fulg_polyfile_sage,
    &fulg_polyfile_oscar,  &fulg_polyfile_hc,       &fulg_polyfile_msolve,
    &fulg_polyfile_magma,  &fulg_polyfile_json,     &fulg_polyfile_phc,
    &fulg_polyfile_gp,     &fulg_polyfile_python,   &fulg_polyfile_giac,
    &fulg_polyfile_maxima, &fulg_polyfile_gap,      &fulg_polyfile_coq};

const fulg_dialect_t *
fulg_polyfile_dialect(fulg_polyfile_format_t format)
{
    return dialects[format];
}

const char *
fulg_polyfile_format_name(fulg_polyfile_format_t format)
{
    return dialects[format]->name;
}

int
fulg_polyfile_format_from_name(const char *name)
{
    for (int k = 0; k < FULG_POLYFILE_FORMATS; k++)
        if (strcmp(dialects[k]->name, name) == 0)
            return k;
    return -1;
}

const char *
fulg_polyfile_ending(fulg_polyfile_format_t format)
{
    return dialects[format]->ending;
}

const char *
fulg_polyfile_program(fulg_polyfile_format_t format)
{
    return dialects[format]->program;
}

int
fulg_polyfile_has_comments(fulg_polyfile_format_t format)
{
    return !dialects[format]->notes;
}

slong
fulg_polyfile_max_variables(fulg_polyfile_format_t format)
{
    return dialects[format]->max_variables;
}

/*
 * Names that a file, or the system that reads it, uses itself: the words of a
 * system have no digits (with very few exceptions such as o1, which no scheme of
 * names uses), so a word of two letters or more without a digit counts as one.
 * With its underscores at the end, so that different names stay different.
 */
static int
is_reserved(const fulg_dialect_t *D, const char *name)
{
    size_t n = strlen(name);
    if (D->reserved == NULL)
        return 0;
    while (n > 1 && name[n - 1] == '_')
        n--;
    if (n > 1)
        return strcspn(name, "0123456789") >= n;
    for (slong k = 0; D->reserved[k] != NULL; k++)
        if (D->reserved[k][0] == name[0])
            return 1;
    return 0;
}

/* A name that may not begin as it does gets a v in front; one that begins so
   already gets it too, so that different names stay different. */
static int
is_forbidden(const fulg_dialect_t *D, const char *name)
{
    if (D->forbidden == NULL)
        return 0;
    while (name[0] == 'v')
        name++;
    return name[0] != '\0' && strchr(D->forbidden, name[0]) != NULL;
}

char *
fulg_polyfile_legal(const fulg_dialect_t *D, const char *name)
{
    size_t n = strlen(name);
    char *legal = flint_malloc(n + 3);
    strcpy(legal, is_forbidden(D, name) ? "v" : "");
    strcat(legal, name);
    if (is_reserved(D, name))
        strcat(legal, "_");
    for (char *c = legal; *c != '\0'; c++)
        if (*c == '_')
            *c = D->joint;
    return legal;
}

char *
fulg_polyfile_variable_name(fulg_polyfile_format_t format, const char *name)
{
    return fulg_polyfile_legal(dialects[format], name);
}

int
fulg_polyfile_out_has_conditions(const fulg_polysys_struct *S)
{
    slong b = S->task.conditions;
    return b >= 0 && S->block[b].rows > 0 && S->block[b].cols > 0;
}
