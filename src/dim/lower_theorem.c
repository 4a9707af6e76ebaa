#include "impl.h"

#define ROW(name) &fulg_dim_lower_##name,
static const fulg_dim_lower_t *const rows[] = {FULG_DIM_LOWERS(ROW)};

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
