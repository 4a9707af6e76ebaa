fulg_tests += tests/pattern/t-init tests/pattern/t-line tests/pattern/t-prove
