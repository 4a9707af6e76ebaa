/*
 * What is known of the kernel beforehand (doc: thm-given-symmetries, thm-given-states).
 *
 * Nothing has to be found or lifted, and the entries are small.  In as many weights as
 * the directions span they take all values, so that the columns of the Jacobian there are
 * combinations of the others.
 */
#include <fulgurite/symmetry.h>

#include "impl.h"

void
fulg_jacobian_known_set_columns(fulg_jacobian_known_t *known)
{
    known->num_cols = 0;
    for (slong j = 0; j < known->echelon.cols; j++)
        if (known->echelon.row_at[j] < 0)
            known->col[known->num_cols++] = j;
}

/* Short directions of the states, the symmetries, and the other directions of the
   states. */
static fulg_status_t
add_all(fulg_jacobian_known_t *known, const fulg_weights_t W, fulg_diag_t diag)
{
    fulg_jacobian_states_t states;
    fulg_status_t status;
    /* Of larger networks the echelon form would take longer than the minor. */
    if (fulg_arch_has_readout(W->arch) ||
        W->parameters > FULG_SYMMETRY_MANY_WEIGHTS)
        return fulg_jacobian_known_add_symmetries(known, W, diag);
    fulg_jacobian_states_init(&states, W);
    known->tried = FULG_JACOBIAN_SHORT;
    fulg_jacobian_known_add_states(known, W, &states);
    status = fulg_jacobian_known_add_symmetries(known, W, diag);
    known->tried = FULG_JACOBIAN_LONG;
    if (status == FULG_OK)
        fulg_jacobian_known_add_states(known, W, &states);
    known->tried = FULG_JACOBIAN_ALL;
    fulg_jacobian_states_clear(&states);
    return status;
}

fulg_status_t
fulg_jacobian_known_init(fulg_jacobian_known_t *known, const fulg_weights_t W,
                         fulg_rand_t rand, fulg_diag_t diag)
{
    const size_t cols = (size_t) W->parameters;
    fulg_status_t status;
    fulg_jacobian_echelon_init(&known->echelon, W->parameters,
                               fulg_jacobian_prime(W, 1, rand));
    known->direction = flint_malloc((cols + 1) *
                                    sizeof(fulg_jacobian_direction_t));
    known->col = flint_malloc((cols + 1) * sizeof(slong));
    known->has_layers = 0;
    status = add_all(known, W, diag);
    if (status == FULG_OK)
        fulg_jacobian_known_set_columns(known);
    else
        fulg_jacobian_known_clear(known);
    return status;
}

void
fulg_jacobian_known_clear(fulg_jacobian_known_t *known)
{
    for (slong k = 0; k < known->echelon.rank; k++)
        fulg_jacobian_direction_clear(&known->direction[k]);
    flint_free(known->direction);
    flint_free(known->col);
    fulg_jacobian_echelon_clear(&known->echelon);
}
