fulg_tests += tests/rank/t-echelon tests/rank/t-exact tests/rank/t-kernel \
	tests/rank/t-signature
