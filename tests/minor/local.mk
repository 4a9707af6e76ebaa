fulg_tests += tests/minor/t-grow
