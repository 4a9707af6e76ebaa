noinst_HEADERS += tests/single/strata.h
fulg_tests += tests/single/t-classify tests/single/t-decide \
	tests/single/t-jacobian_rank tests/single/t-recover tests/single/t-recover_function
TESTS += tests/single/t-macaulay2.py
EXTRA_DIST += tests/single/t-macaulay2.py
