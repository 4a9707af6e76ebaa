#include <string.h>

#include "listed.h"

/*
 * doc: thm-symmetry-listed.  A certificate lists fields dw_i = sum of c w_j, each of
 * them a symmetry of the network; their rank at a point is subtracted.
 */

#define MOST_COORDINATES 512
#define MOST_TOKENS 16
/* Products of terms. */
#define MOST_WORK 4e8

static slong
place(const void *weights, const char *name)
{
    return fulg_verify_weight_place(weights, name);
}

static int
read_field(fulg_verify_listed_t *L, const json_t *field, fulg_verify_why_t *why)
{
    if (!json_is_array(field) ||
        json_array_size(field) > (size_t) (L->W.total * (L->W.total + 1)))
        return FULG_VERIFY_REFUSE(why, "a field is no list of entries");
    L->num = (slong) json_array_size(field);
    L->entry = flint_realloc(L->entry,
                             (size_t) (L->num + 1) * sizeof *L->entry);
    for (slong k = 0; k < L->num; k++)
        if (!fulg_verify_field_entry(
                &L->entry[k].to, &L->entry[k].from, &L->entry[k].number,
                json_array_get(field, (size_t) k), place, &L->W, why))
            return 0;
    return 1;
}

static int
check_field(fulg_verify_listed_t *L, const json_t *field,
            fulg_verify_why_t *why)
{
    if (!read_field(L, field, why))
        return 0;
    if (fulg_verify_probe_changes(&L->probe, L->entry, L->num))
        return FULG_VERIFY_REFUSE(why,
                                  "a field that is claimed to be a symmetry "
                                  "is not shown to be one: the output changes "
                                  "along it at a point modulo a prime");
    L->beyond = 0;
    if (fulg_verify_along(L))
        return 1;
    if (L->why != NULL)
        return FULG_VERIFY_REFUSE(why, "fields are not checked: %s", L->why);
    if (L->beyond)
        return FULG_VERIFY_GIVE_UP(why, "the output of the network has too "
                                        "many terms to check fields");
    return FULG_VERIFY_REFUSE(why, "it is not shown that the output does not "
                                   "change along a field");
}

static int
check_fields(slong *orbit, fulg_verify_listed_t *L, const json_t *fields,
             fulg_verify_why_t *why)
{
    fulg_verify_symmetries_t S;
    int good = 1;
    S.num = L->W.total;
    fulg_verify_symmetry_point(&S);
    for (size_t n = 0; good && n < json_array_size(fields); n++)
    {
        good = check_field(L, json_array_get(fields, n), why);
        for (slong k = 0; good && k < L->num; k++)
            fulg_verify_symmetry_add(&S, L->entry[k].to, L->entry[k].from,
                                     L->entry[k].number);
        if (good)
            fulg_verify_symmetry_done(&S);
    }
    *orbit = S.orbit;
    fulg_verify_symmetry_point_clear(&S);
    return good;
}

static int
has_erf_or_relu(const fulg_verify_net_t *net)
{
    for (slong j = 0; j < net->num_subs; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        if (!s->attention && (s->relu || s->activation == FULG_VERIFY_GELU ||
                              s->activation == FULG_VERIFY_GEGLU))
            return 1;
    }
    return 0;
}

/* The places of the weights of net, if there are not too many. */
static int
set_places(fulg_verify_listed_t *L, const fulg_verify_net_t *net,
           fulg_verify_why_t *why)
{
    const fulg_verify_block_t *last;
    fmpz_t num;
    int small;
    if (has_erf_or_relu(net))
        return FULG_VERIFY_REFUSE(why, "the theorem on listed fields is not "
                                       "about erf and relu");
    fmpz_init(num);
    fulg_verify_parameters(num, net);
    small = fmpz_cmp_si(num, MOST_COORDINATES) <= 0;
    fmpz_clear(num);
    if (!small)
        return FULG_VERIFY_REFUSE(why, "more than %d coordinates",
                                  MOST_COORDINATES);
    if (net->tokens > MOST_TOKENS)
        return FULG_VERIFY_GIVE_UP(
            why, "fields are checked with at most %d tokens", MOST_TOKENS);
    L->W.net = net;
    L->W.tokens = net->tokens;
    if (!fulg_verify_blocks(&L->W, why) ||
        !fulg_verify_graph_fits(net, &L->W, 0, why))
        return 0;
    last = &L->W.block[L->W.num - 1];
    L->W.total = last->offset + last->rows * last->cols;
    fulg_verify_probe_init(&L->probe, &L->W);
    return 1;
}

int
fulg_verify_symmetries_listed(fulg_verify_terms_t *T,
                              const fulg_verify_net_t *net,
                              const json_t *fields, fulg_verify_why_t *why)
{
    fulg_verify_listed_t L;
    slong orbit = 0;
    int good;
    memset(&L, 0, sizeof L);
    L.work = MOST_WORK;
    L.group = flint_calloc((size_t) net->num_subs, sizeof *L.group);
    good = fulg_verify_has_fields(fields, why) && set_places(&L, net, why) &&
           check_fields(&orbit, &L, fields, why);
    fmpz_set_si(fulg_verify_term(T, "coordinates", -1), L.W.total);
    fmpz_set_si(fulg_verify_term(T, "orbit", -1), orbit);
    fmpz_set_si(fulg_verify_term(T, "total", -1), L.W.total - orbit);
    for (slong j = 0; j < net->num_subs; j++)
        fulg_verify_part_clear(&L.group[j]);
    fulg_verify_part_clear(&L.several);
    fulg_verify_probe_clear(&L.probe);
    flint_free(L.group);
    flint_free(L.entry);
    flint_free(L.W.block);
    return good;
}
