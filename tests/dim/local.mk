fulg_tests += tests/dim/t-certify tests/dim/t-softmax tests/dim/t-error_log2 tests/dim/t-free tests/dim/t-upper tests/dim/t-words tests/dim/t-transformer
noinst_HEADERS += tests/dim/dims.h
EXTRA_DIST += tests/data/lightning_dimensions.json
