#include "impl.h"

/* How the ranks of the coordinates' matrices are bounded, and what follows. */

static slong
least(slong a, slong b)
{
    return a < b ? a : b;
}

/* The largest rank of A, or of its symmetric part. */
static slong
largest_rank(const fulg_polysys_model_t *M, slong i)
{
    const slong d = M->model->width[i];
    const slong a = least(M->arch->sub[i].head_dim, d);
    return (M->model->tokens == 1) ? least(2 * a, d) : a;
}

/* Does a hidden width bound the ranks of the virtual weights' products? */
static int
is_narrow(const fulg_polysys_model_t *M)
{
    for (slong i = 1;
         M->coordinates == FULG_COORDINATES_VIRTUAL && i < M->arch->depth; i++)
        if (M->arch->width[i] < M->arch->width[0])
            return 1;
    return 0;
}

fulg_status_t
fulg_polysys_model_check_free(const fulg_arch_t arch,
                              fulg_coordinates_t coordinates, fulg_diag_t diag)
{
    fulg_polysys_model_t M;
    fulg_status_t status = fulg_polysys_model_init(&M, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    if (is_narrow(&M))
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "the virtual weights are not free (a hidden width is below "
            "the first): derivatives with respect to them have no "
            "meaning; use the weights");
    for (slong i = 0; status == FULG_OK && i < arch->depth &&
                      coordinates != FULG_COORDINATES_WEIGHTS;
         i++)
        if (largest_rank(&M, i) < M.model->width[i])
            status = fulg_diag_set(
                diag, FULG_UNABLE,
                "the coordinates are not free (the rank of %c_%ld is at "
                "most %ld): derivatives with respect to them have no "
                "meaning; use the weights",
                coordinates == FULG_COORDINATES_A ? 'A' : 'M', (long) i + 1,
                (long) largest_rank(&M, i));
    fulg_polysys_model_clear(&M);
    return status;
}

fulg_status_t
fulg_polysys_model_conditions(fulg_polysys_polylist_t *L,
                              const fulg_polysys_model_t *M,
                              const fulg_weights_t W, slong max_terms,
                              fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t terms, all;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return FULG_OK;
    if (is_narrow(M))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "with a hidden width below the first the virtual "
                             "weights satisfy more than bounds on their "
                             "ranks; use other coordinates");
    fmpz_init(terms);
    fmpz_init(all);
    for (slong i = 0; i < M->model->depth && status == FULG_OK; i++)
    {
        const slong d = M->model->width[i], size = largest_rank(M, i) + 1;
        fulg_polysys_polylist_minors_terms(terms, d, d, size);
        fmpz_addmul_ui(all, terms, (ulong) M->model->sub[i].heads);
        if (size <= d && fmpz_cmp_si(all, max_terms) > 0)
            status = fulg_diag_set(diag, FULG_UNABLE,
                                   "the minors that bound the ranks have more "
                                   "than %ld terms",
                                   (long) max_terms);
        for (slong h = 0; status == FULG_OK && h < M->model->sub[i].heads; h++)
            fulg_polysys_polylist_minors(L,
                                         fulg_weights_mat(W, i, h, 'q')->mpoly,
                                         size, M->model->tokens == 1);
    }
    fmpz_clear(terms);
    fmpz_clear(all);
    return status;
}

void
fulg_polysys_model_comment(fulg_polysys_t S, const fulg_polysys_model_t *M)
{
    const int one = M->model->tokens == 1;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
    {
        fulg_polysys_comment(S, "coordinates: the weights");
        return;
    }
    if (M->coordinates == FULG_COORDINATES_A)
        fulg_polysys_comment(S, "coordinates: the values, and A = K^T Q in "
                                "place of Q and K");
    else
        fulg_polysys_comment(S, "coordinates: the virtual weights M_i = "
                                "P^T K_i^T Q_i P with P = V_(i-1) .. V_1, and "
                                "L = V_l .. V_1");
    if (one)
        fulg_polysys_comment(
            S, "  with one token the function depends only on the "
               "symmetric part, which is used");
    for (slong i = 0; i < M->model->depth; i++)
        if (largest_rank(M, i) < M->model->width[i])
            fulg_polysys_comment(S, "  rank of %s%ld: at most %ld",
                                 M->coordinates == FULG_COORDINATES_A ? "A_"
                                                                      : "M_",
                                 (long) i + 1, (long) largest_rank(M, i));
}
