fulg_tests += tests/check/t-matrix tests/check/t-network
