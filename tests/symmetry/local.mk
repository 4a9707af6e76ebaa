fulg_tests += tests/symmetry/t-symmetry tests/symmetry/t-prove \
	tests/symmetry/t-structure

# fulg_symmetry_proof_field is private.
tests_symmetry_t_prove_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/symmetry
noinst_HEADERS += tests/symmetry/point.h
