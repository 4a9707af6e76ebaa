noinst_HEADERS += tests/domain/ops.h
fulg_tests += tests/domain/t-arb tests/domain/t-fmpq tests/domain/t-mpoly tests/domain/t-nmod \
	tests/domain/t-set_fmpq_mat
