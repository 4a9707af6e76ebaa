/*
 * A list of independent vectors of the kernel, each with few entries.
 */
#include "impl.h"

/* Directions of so few entries come before all others: the rows stay short. */
#define SHORT 2

void
fulg_jacobian_direction_init(fulg_jacobian_direction_t *direction, slong room,
                             fulg_kernel_proof_t proof)
{
    direction->proof = proof;
    direction->num = 0;
    direction->place = flint_malloc((size_t) (room + 1) * sizeof(slong));
    direction->entry = flint_calloc((size_t) room + 1, sizeof(fmpz));
}

void
fulg_jacobian_direction_clear(fulg_jacobian_direction_t *direction)
{
    for (slong n = 0; n < direction->num; n++)
        fmpz_clear(direction->entry + n);
    flint_free(direction->place);
    flint_free(direction->entry);
}

void
fulg_jacobian_make_primitive(fulg_jacobian_direction_t *direction)
{
    slong first = 0;
    fmpz_t content;
    fmpz_init(content);
    _fmpz_vec_content(content, direction->entry, direction->num);
    for (slong n = 1; n < direction->num; n++)
        if (direction->place[n] < direction->place[first])
            first = n;
    if (direction->num > 0 && fmpz_sgn(direction->entry + first) < 0)
        fmpz_neg(content, content);
    if (!fmpz_is_one(content))
        _fmpz_vec_scalar_divexact_fmpz(direction->entry, direction->entry,
                                       direction->num, content);
    fmpz_clear(content);
}

void
fulg_jacobian_known_push(fulg_jacobian_known_t *known,
                         fulg_jacobian_direction_t *direction)
{
    known->direction[known->echelon.rank - 1] = *direction;
}

/* As far as the dual shows: one that is taken for a combination by mistake is a direction
   less that is known. */
static int
is_combination(const fulg_jacobian_echelon_t *E,
               const fulg_jacobian_direction_t *direction)
{
    ulong sum = 0;
    for (slong n = 0; n < direction->num && E->has_dual; n++)
    {
        const ulong c = fmpz_fdiv_ui(direction->entry + n, E->mod.n);
        const ulong y = E->dual[direction->place[n]];
        sum = nmod_add(sum, nmod_mul(c, y, E->mod), E->mod);
    }
    return E->has_dual && sum == 0;
}

void
fulg_jacobian_known_try(fulg_jacobian_known_t *known,
                        fulg_jacobian_direction_t *direction)
{
    fulg_jacobian_echelon_t *E = &known->echelon;
    const int is_short = direction->num <= SHORT;
    if ((is_short && known->tried == FULG_JACOBIAN_LONG) ||
        (!is_short && known->tried == FULG_JACOBIAN_SHORT))
    {
        fulg_jacobian_direction_clear(direction);
        return;
    }
    if (is_combination(E, direction))
    {
        fulg_jacobian_direction_clear(direction);
        return;
    }
    for (slong n = 0; n < direction->num; n++)
        E->work[direction->place[n]] = fmpz_fdiv_ui(direction->entry + n,
                                                    E->mod.n);
    if (fulg_jacobian_echelon_append(E))
        fulg_jacobian_known_push(known, direction);
    else
        fulg_jacobian_direction_clear(direction);
}

void
fulg_jacobian_known_get(fmpz_mat_t kernel, fulg_kernel_proof_t *proof,
                        const fulg_jacobian_known_t *known)
{
    for (slong k = 0; k < known->echelon.rank; k++)
    {
        const fulg_jacobian_direction_t *direction = &known->direction[k];
        proof[k] = direction->proof;
        for (slong n = 0; n < direction->num; n++)
            fmpz_set(fmpz_mat_entry(kernel, direction->place[n], k),
                     direction->entry + n);
    }
}
