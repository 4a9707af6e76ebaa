fulg_tests += tests/base/t-diag tests/base/t-progress tests/base/t-rand \
	tests/base/t-version
