fulg_tests += tests/tree/t-haar tests/tree/t-init_json tests/tree/t-init_pairs
