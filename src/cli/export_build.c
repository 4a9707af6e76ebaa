#include "export.h"

static fulg_status_t
build_from_file(fulg_polysys_t S, const fulg_cli_export_t *E, fulg_diag_t diag)
{
    fulg_cert_t cert;
    fulg_status_t status = fulg_dim_read_minor(cert, E->certificate, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_polysys_certificate(S, cert, &E->options, diag);
    fulg_cert_clear(cert);
    return status;
}

static fulg_status_t
build_certificate(fulg_polysys_t S, const fulg_cli_export_t *E,
                  fulg_diag_t diag)
{
    fulg_dim_options_t options;
    fulg_dim_t dim;
    fulg_status_t status;
    fulg_dim_options_init(&options);
    options.seed = E->options.seed;
    options.progress = E->options.progress;
    fulg_dim_init(dim, E->arch);
    status = fulg_dim_certify(dim, &options, diag);
    if (status == FULG_OK)
        status = fulg_polysys_certificate(S, dim->cert, &E->options, diag);
    fulg_dim_clear(dim);
    return status;
}

static int
build(fulg_polysys_t S, const fulg_cli_export_t *E)
{
    fulg_diag_t diag;
    fulg_status_t status = FULG_UNABLE;
    switch (E->kind)
    {
        case FULG_POLYSYS_PARAMETRIZATION:
            status = fulg_polysys_parametrization(
                S, E->arch, E->has_weights ? E->W : NULL, &E->options, diag);
            break;
        case FULG_POLYSYS_COEFFICIENTS:
            status = fulg_polysys_coefficients(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_JACOBIAN:
            status = fulg_polysys_jacobian(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_FIBER:
            status = fulg_polysys_fiber(S, E->W, &E->options, diag);
            break;
        case FULG_POLYSYS_IMAGE:
            status = fulg_polysys_image(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_SINGULAR:
            status = fulg_polysys_singular(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_CRITICAL:
            return fulg_cli_export_critical(S, E);
        case FULG_POLYSYS_CERTIFICATE:
            status = E->certificate != NULL ? build_from_file(S, E, diag)
                                            : build_certificate(S, E, diag);
            break;
        case FULG_POLYSYS_INVARIANTS:
            return FULG_EXIT_INTERNAL;
    }
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

int
fulg_cli_export_build(fulg_polysys_t S, const fulg_cli_export_t *E)
{
    fulg_diag_t diag;
    fulg_status_t status;
    const int code = build(S, E);
    if (code != FULG_EXIT_OK || !E->gauge)
        return code;
    status = fulg_polysys_gauge(S, &E->options, diag);
    if (status == FULG_OK)
        return code;
    fulg_polysys_clear(S);
    return fulg_cli_fail(status, diag, NULL);
}
