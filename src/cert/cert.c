#include <fulgurite/cert.h>

void
fulg_cert_init(fulg_cert_t cert, const fulg_arch_t arch)
{
    fulg_arch_init(cert->arch, 1);
    fulg_arch_set(cert->arch, arch);
    fmpz_init(cert->parameters);
    fulg_arch_parameters(cert->parameters, arch);
    fmpz_init(cert->lower);
    fulg_cert_bound_init(cert->upper);
    cert->lower_theorem = NULL;
    cert->side = NULL;
    cert->num_hypotheses = 0;
    cert->hypothesis = NULL;
    cert->has_minor = 0;
}

void
fulg_cert_reset_lower(fulg_cert_t cert)
{
    for (slong i = 0; i < cert->num_hypotheses; i++)
    {
        fmpz_clear(cert->hypothesis[i].left);
        fmpz_clear(cert->hypothesis[i].right);
    }
    flint_free(cert->hypothesis);
    if (cert->has_minor)
        fulg_minor_clear(cert->minor);
    fmpz_zero(cert->lower);
    cert->lower_theorem = NULL;
    cert->side = NULL;
    cert->num_hypotheses = 0;
    cert->hypothesis = NULL;
    cert->has_minor = 0;
}

void
fulg_cert_clear(fulg_cert_t cert)
{
    fulg_cert_reset_lower(cert);
    fulg_cert_bound_clear(cert->upper);
    fmpz_clear(cert->parameters);
    fmpz_clear(cert->lower);
    fulg_arch_clear(cert->arch);
}

int
fulg_cert_is_closed(const fulg_cert_t cert)
{
    return fmpz_equal(cert->lower, fulg_cert_bound_total(cert->upper));
}

void
fulg_cert_push_hypothesis(fulg_cert_t cert, const char *name, slong layer,
                          const fmpz_t left, const fmpz_t right)
{
    const size_t num = (size_t) cert->num_hypotheses + 1;
    fulg_hypothesis_t *item;
    cert->hypothesis = flint_realloc(cert->hypothesis,
                                     num * sizeof(fulg_hypothesis_t));
    item = &cert->hypothesis[cert->num_hypotheses++];
    item->name = name;
    item->layer = layer;
    fmpz_init_set(item->left, left);
    fmpz_init_set(item->right, right);
}
