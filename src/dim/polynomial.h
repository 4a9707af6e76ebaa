/* What the theorems about polynomial networks share; not installed. */
#ifndef FULG_DIM_POLYNOMIAL_H
#define FULG_DIM_POLYNOMIAL_H

#include "impl.h"

/* z = min(z, outputs binomial(vars + degree - 1, degree)): all the coefficients
   of that many forms.  The product is given up once it exceeds z. */
void fulg_dim_keep_least_forms(fmpz_t z, slong outputs, slong vars,
                               const fmpz_t degree);

/* Pushes parameters, hidden, independent_i unless NULL, network_j and total.  cut[i]
   is what passes between the layers 1 .. i and those behind them without a trace,
   mixed[i] the same where all of GL(d_i) acts, both with arch->depth + 1 places; mixed
   NULL for doc: thm-polynomial-network, else thm-polynomial-mixing. */
void fulg_dim_polynomial_terms(fulg_cert_bound_t bound, const fulg_arch_t arch,
                               const slong *independent, const fmpz *cut,
                               const fmpz *mixed);

/* Weights less scalings, and the layers with fewer functions than these suggest. */
void fulg_dim_polynomial_say(fulg_cert_reasons_t reasons,
                             const fulg_cert_struct *cert);

#endif
