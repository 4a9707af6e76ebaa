#include "impl.h"

/* doc: thm-probable, in integers */
slong
fulg_dim_error_log2_upper(const fulg_arch_t arch, const fmpz_t s, slong trials)
{
    fmpz_t D, eta;
    slong point, prime;
    fmpz_init(D);
    fmpz_init(eta);
    fulg_eval_jacobian_sizes(D, eta, arch);
    fmpz_add_ui(eta, eta, fmpz_bits(s));
    fmpz_mul(eta, eta, s);
    point = 1 + (slong) fmpz_bits(s) + (slong) fmpz_bits(D) - 60;
    prime = (slong) fmpz_bits(eta) - 59;
    fmpz_clear(D);
    fmpz_clear(eta);
    return trials * (1 + FLINT_MAX(point, prime));
}
