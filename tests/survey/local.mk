fulg_tests += tests/survey/t-list tests/survey/t-values
