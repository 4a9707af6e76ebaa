fulg_tests += tests/jacobian/t-rank
fulg_tests += tests/jacobian/t-states
fulg_tests += tests/jacobian/t-tokens
