fulg_tests += tests/config/t-init
