fulg_tests += tests/function/t-init_json tests/function/t-init_weights
