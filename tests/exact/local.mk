fulg_tests += tests/exact/t-set_text
