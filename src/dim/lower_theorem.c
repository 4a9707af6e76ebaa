#include "impl.h"

#define ROW(name) &fulg_dim_lower_##name,
static const fulg_dim_lower_t *const rows[] = {FULG_DIM_LOWERS(ROW)};

void
fulg_dim_push_hypothesis(fulg_cert_t cert, const char *name, slong index,
                         slong left, slong right)
{
    fmpz_t a, b;
    fmpz_init_set_si(a, left);
    fmpz_init_set_si(b, right);
    fulg_cert_push_hypothesis(cert, name, index, a, b);
    fmpz_clear(a);
    fmpz_clear(b);
}

/* The first hypothesis that fails, or NULL. */
static const fulg_hypothesis_t *
first_failure(const fulg_cert_t cert)
{
    for (slong i = 0; i < cert->num_hypotheses; i++)
        if (fmpz_cmp(cert->hypothesis[i].left, cert->hypothesis[i].right) < 0)
            return &cert->hypothesis[i];
    return NULL;
}

static fulg_status_t
refuse(fulg_cert_t cert, const fulg_theorem_t *theorem,
       const fulg_hypothesis_t *failure, fulg_diag_t diag)
{
    char name[FULG_TERM_SIZE];
    char *left = fmpz_get_str(NULL, 10, failure->left);
    char *right = fmpz_get_str(NULL, 10, failure->right);
    fulg_cert_term_name(name, failure->name, failure->layer);
    fulg_diag_set(diag, FULG_UNABLE,
                  "theorem %s needs %s of at least %s (here %s)", theorem->name,
                  name, right, left);
    flint_free(left);
    flint_free(right);
    fulg_cert_reset_lower(cert);
    return FULG_UNABLE;
}

fulg_status_t
fulg_dim_attain(fulg_cert_t cert, const fulg_theorem_t *theorem,
                const fulg_dim_upper_t *upper, fulg_diag_t diag)
{
    const fulg_hypothesis_t *failure = first_failure(cert);
    fulg_cert_bound_t value;
    if (failure != NULL)
        return refuse(cert, theorem, failure, diag);
    cert->lower_theorem = theorem;
    fulg_cert_bound_init(value);
    upper->terms(value, cert->arch);
    fmpz_set(cert->lower, fulg_cert_bound_total(value));
    fulg_cert_bound_clear(value);
    return FULG_OK;
}

fulg_status_t
fulg_dim_lower_theorem(fulg_cert_t cert, fulg_diag_t diag)
{
    fulg_cert_reset_lower(cert);
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        if (rows[n]->applies(cert))
            return rows[n]->prove(cert, diag);
    return fulg_diag_set(diag, FULG_UNABLE,
                         "no theorem gives a formula for the dimension of this "
                         "architecture");
}
