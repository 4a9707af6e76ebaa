fulg_tests += tests/polysys/t-init
