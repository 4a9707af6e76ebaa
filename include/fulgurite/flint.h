/*
 * The one place that knows which FLINT we were built against.
 *
 * FLINT 2.9 (Debian 12) keeps Arb in a library of its own with headers directly
 * in the include folder; FLINT 3 has it inside.  Nothing else in the sources
 * looks at the version.
 */
#ifndef FULGURITE_FLINT_H
#define FULGURITE_FLINT_H

#include <flint/flint.h>
#include <flint/ulong_extras.h>
#include <flint/nmod_vec.h>
#include <flint/nmod_mat.h>
#include <flint/fmpz.h>
#include <flint/fmpz_vec.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_factor.h>
#include <flint/fmpq.h>
#include <flint/fmpq_vec.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_mpoly.h>

#if __FLINT_RELEASE >= 30000
#include <flint/nmod.h>
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_mat.h>
#include <flint/arb_poly.h>
#include <flint/acb.h>
#include <flint/acb_mat.h>
#else
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>
#include <arb_poly.h>
#include <acb.h>
#include <acb_mat.h>
#endif

#endif
