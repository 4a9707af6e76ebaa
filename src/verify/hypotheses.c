#include <stdio.h>

#include "impl.h"

int
fulg_verify_claim(fulg_verify_claims_t *C, const char *name, slong index,
                  const fmpz_t left, const fmpz_t right)
{
    static const char *const keys[] = {"name", "left", "right", NULL};
    const json_t *item = json_array_get(C->list, (size_t) C->next++);
    char full[32], what[64];
    snprintf(full, sizeof full, index < 0 ? "%s" : "%s_%ld", name,
             (long) index);
    if (item == NULL)
        return FULG_VERIFY_REFUSE(C->why, "the hypothesis %s is missing", full);
    snprintf(what, sizeof what, "hypothesis %ld", (long) C->next);
    if (!fulg_verify_keys(item, keys, what, C->why))
        return 0;
    snprintf(what, sizeof what, "the name of hypothesis %ld", (long) C->next);
    if (!fulg_verify_word_is(json_object_get(item, "name"), full, what, C->why))
        return 0;
    snprintf(what, sizeof what, "the left side of %s", full);
    if (!fulg_verify_number_is(json_object_get(item, "left"), left, what,
                               C->why))
        return 0;
    snprintf(what, sizeof what, "the right side of %s", full);
    if (!fulg_verify_number_is(json_object_get(item, "right"), right, what,
                               C->why))
        return 0;
    if (fmpz_cmp(left, right) < 0)
        return FULG_VERIFY_REFUSE(C->why, "the hypothesis %s fails", full);
    return 1;
}

int
fulg_verify_claim_si(fulg_verify_claims_t *C, const char *name, slong index,
                     slong left, slong right)
{
    fmpz_t a, b;
    int right_claim;
    fmpz_init_set_si(a, left);
    fmpz_init_set_si(b, right);
    right_claim = fulg_verify_claim(C, name, index, a, b);
    fmpz_clear(a);
    fmpz_clear(b);
    return right_claim;
}

int
fulg_verify_claims_end(const fulg_verify_claims_t *C)
{
    if (json_array_size(C->list) == (size_t) C->next)
        return 1;
    return FULG_VERIFY_REFUSE(C->why,
                              "there are %zu hypotheses, but the "
                              "theorem has %ld",
                              json_array_size(C->list), (long) C->next);
}
