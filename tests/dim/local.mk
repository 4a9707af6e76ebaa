fulg_tests += tests/dim/t-certify tests/dim/t-coefficients tests/dim/t-error_log2 tests/dim/t-free tests/dim/t-groups \
	tests/dim/t-heads tests/dim/t-heads_reduction tests/dim/t-one_token \
	tests/dim/t-polynomial_networks tests/dim/t-softmax \
	tests/dim/t-transformer tests/dim/t-upper tests/dim/t-words
noinst_HEADERS += tests/dim/dims.h
EXTRA_DIST += tests/data/lightning_dimensions.json
