#include "impl.h"

json_t *
fulg_dim_symmetry_json(const fulg_symmetry_algebra_struct *S, slong f)
{
    json_t *list = json_array();
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const slong place[] = {S->entry[n].to, S->entry[n].from};
        json_t *entry = json_array();
        for (int k = 0; k < 2; k++)
        {
            char name[FULG_ARCH_NAME_SIZE];
            const fulg_block_t *M = S->block;
            if (place[k] < 0)
            {
                json_array_append_new(entry, json_null());
                continue;
            }
            while (place[k] >= M->offset + M->rows * M->cols)
                M++;
            fulg_arch_weight_name(name, M, (place[k] - M->offset) / M->cols,
                                  (place[k] - M->offset) % M->cols);
            json_array_append_new(entry, json_string(name));
        }
        json_array_append_new(entry, json_integer(S->entry[n].num));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *
json_found(const fulg_symmetry_algebra_struct *S)
{
    json_t *list = json_array();
    for (slong n = 0; n < S->num_families; n++)
    {
        const fulg_symmetry_family_t *F = &S->family[n];
        for (slong f = F->first; F->found && f < F->first + F->num; f++)
            json_array_append_new(list, fulg_dim_symmetry_json(S, f));
    }
    return list;
}

/* The fields of choice n, with those that are found. */
static void
try_choice(fulg_cert_t cert, ulong n, fulg_rand_t rand,
           const fulg_progress_t *progress)
{
    fulg_symmetry_algebra_t S;
    fulg_diag_t diag;
    slong others, orbit;
    if (!fulg_dim_symmetry_init(S, cert->arch, n))
        return;
    if (S->moving <= FULG_DIM_MOST_SEARCHED &&
        fulg_symmetry_lift(&others, S, FULG_DIM_MOST_SEARCHED, rand, progress,
                           NULL, diag) == FULG_OK)
    {
        orbit = fulg_symmetry_orbit(S, 0, S->num_fields);
        if (fmpz_cmp_si(fulg_cert_bound_total(cert->upper), S->moving - orbit) >
            0)
        {
            fulg_cert_bound_t bound;
            fulg_cert_bound_init(bound);
            bound->theorem = &fulg_dim_upper_symmetries.theorem;
            bound->fields = json_found(S);
            fulg_dim_symmetry_terms(bound, cert->arch, n, S->moving, orbit);
            fulg_cert_bound_swap(cert->upper, bound);
            fulg_cert_bound_clear(bound);
        }
    }
    fulg_symmetry_algebra_clear(S);
}

void
fulg_dim_upper_found(fulg_cert_t cert, fulg_rand_t rand,
                     const fulg_progress_t *progress)
{
    if (!fulg_dim_upper_symmetries.applies(cert->arch))
        return;
    for (ulong n = 0; n < fulg_dim_symmetry_choices(cert->arch) &&
                      !fulg_cert_is_closed(cert);
         n++)
        try_choice(cert, n, rand, progress);
}
