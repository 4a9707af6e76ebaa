fulg_tests += tests/symmetry/t-symmetry
