fulg_tests += tests/jacobian/t-rank
