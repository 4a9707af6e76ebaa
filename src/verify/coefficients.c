#include "impl.h"

/* doc: thm-coefficients */

/* Degrees of more than 62 bits are not looked at. */
static const slong most_layers = 39;

/* The number of layers up to the first state of rank one, all if there is none. */
static slong
first_part(slong *rank, const fulg_verify_net_t *net)
{
    const size_t size = ((size_t) net->layers + 1) * sizeof(slong);
    slong *r = flint_malloc(size), *alpha = flint_malloc(size);
    slong part = net->layers;
    fulg_verify_virtual_ranks(r, alpha, net);
    for (slong i = net->layers - 1; i >= 1; i--)
        if (r[i] == 1)
            part = i;
    *rank = r[part];
    flint_free(r);
    flint_free(alpha);
    return part;
}

int
fulg_verify_has_coefficients(const fulg_verify_net_t *net)
{
    slong heads = 1, rank;
    if (net->pnn || net->transformer || net->readout || net->normalised ||
        net->residual || net->tokens != 1)
        return 0;
    for (slong i = 1; i <= net->layers; i++)
        if (net->heads[i] > heads)
            heads = net->heads[i];
    return heads > 1 && first_part(&rank, net) <= most_layers;
}

void
fulg_verify_coefficients(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    slong rank;
    const slong part = first_part(&rank, net);
    const slong out = net->width[net->layers];
    fmpz_t degree, forms, r, total;
    fmpz_init_set_ui(degree, 1);
    fmpz_init(forms);
    fmpz_init_set_si(r, rank);
    fmpz_init(total);
    for (slong i = 0; i < part; i++)
        fmpz_mul_ui(degree, degree, 3);
    fulg_verify_parameters(forms, net);
    fulg_verify_least_forms(forms, 1, net->width[0], degree);
    fulg_verify_min_fmpz(r, forms);
    /* r forms, and the space of dimension r in that of the outputs */
    fmpz_set_si(total, out);
    fmpz_sub(total, total, r);
    fmpz_mul(total, total, r);
    fmpz_addmul(total, r, forms);
    fmpz_set_si(fulg_verify_term(T, "layers", -1), part);
    fmpz_set(fulg_verify_term(T, "degree", -1), degree);
    fmpz_set(fulg_verify_term(T, "forms", -1), forms);
    fmpz_set(fulg_verify_term(T, "rank", -1), r);
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(degree);
    fmpz_clear(forms);
    fmpz_clear(r);
    fmpz_clear(total);
}
