fulg_tests += tests/judge/t-claims
