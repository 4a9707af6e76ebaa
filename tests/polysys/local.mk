noinst_HEADERS += tests/polysys/systems.h
fulg_tests += tests/polysys/t-coefficients tests/polysys/t-init \
	tests/polysys/t-loci \
	tests/polysys/t-systems
