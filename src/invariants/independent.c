#include <string.h>

#include "impl.h"

/* The exact rank of list[from..to), all of one weight. */
static slong
rank_of(const fulg_invariants_list_t *list, slong from, slong to,
        const fulg_invariants_t model)
{
    const slong num = model->num;
    ulong *exponent = flint_malloc(sizeof(ulong) * (size_t) num);
    fulg_invariants_table_t table;
    fmpq_mat_t M;
    slong rank, cols;
    fulg_invariants_table_init(&table, num);
    for (slong n = from; n < to; n++)
        for (slong m = fmpz_mpoly_length(&list->f[n], model->ring) - 1; m >= 0;
             m--)
        {
            fmpz_mpoly_get_term_exp_ui(exponent, &list->f[n], m, model->ring);
            fulg_invariants_table_find(&table, exponent, 1);
        }
    cols = table.num;
    fmpq_mat_init(M, to - from, cols);
    for (slong n = from; n < to; n++)
        for (slong m = fmpz_mpoly_length(&list->f[n], model->ring) - 1; m >= 0;
             m--)
        {
            fmpz_mpoly_get_term_exp_ui(exponent, &list->f[n], m, model->ring);
            cols = fulg_invariants_table_find(&table, exponent, 0);
            fmpz_mpoly_get_term_coeff_fmpz(
                fmpq_mat_entry_num(M, n - from, cols), &list->f[n], m,
                model->ring);
        }
    rank = fulg_rank_exact(NULL, NULL, M);
    fmpq_mat_clear(M);
    fulg_invariants_table_clear(&table);
    flint_free(exponent);
    return rank;
}

typedef struct
{
    fulg_invariants_list_t list;
    const fulg_invariants_struct *model;
} collector_t;

static int
collect(void *data, const fmpz_mpoly_t f, const char *which)
{
    collector_t *C = data;
    (void) which;
    fulg_invariants_list_add(&C->list, C->model, f);
    return 0;
}

fulg_status_t
fulg_invariants_independent(fmpz_t independent, const fulg_invariants_t model,
                            fulg_invariants_family_t family,
                            const fulg_invariants_part_t *part,
                            slong max_polynomials, fulg_diag_t diag)
{
    collector_t C;
    fulg_status_t status;
    fmpz_t limit, n;
    if (fulg_invariants_family_is_linear(family))
    {
        fmpz_set(independent, part->independent);
        return FULG_OK;
    }
    if (fmpz_cmp_si(part->raw, max_polynomials) > 0)
        return fulg_diag_set(
            diag, FULG_UNABLE, "the family %s has more than %ld polynomials",
            fulg_invariants_family_name(family), (long) max_polynomials);
    C.model = model;
    fulg_invariants_list_init(&C.list, model);
    fmpz_init_set_si(limit, WORD(1000000));
    fmpz_init(n);
    fmpz_zero(independent);
    status = fulg_invariants_each(model, family, part, collect, &C, limit,
                                  diag);
    fulg_invariants_list_sort(&C.list, model);
    for (slong from = 0, to; from < C.list.num; from = to)
    {
        const size_t bytes = sizeof(slong) * (size_t) C.list.length;
        const slong *weight = C.list.weight + from * C.list.length;
        for (to = from + 1; to < C.list.num; to++)
            if (memcmp(weight, C.list.weight + to * C.list.length, bytes) != 0)
                break;
        fulg_invariants_orbit(n, model, weight);
        fmpz_addmul_ui(independent, n,
                       (ulong) rank_of(&C.list, from, to, model));
    }
    fulg_invariants_list_clear(&C.list, model);
    fmpz_clear(limit);
    fmpz_clear(n);
    return status;
}
