fulg_tests += tests/optimize/t-margin
