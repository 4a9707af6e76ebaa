noinst_HEADERS += tests/ball/balls.h tests/ball/orthogonal.h
fulg_tests += tests/ball/t-is_invertible tests/ball/t-jacobian \
	tests/ball/t-jacobian_rank tests/ball/t-positions tests/ball/t-norm2_upper \
	tests/ball/t-rank_lower tests/ball/t-rounding \
	tests/ball/t-singular_values tests/ball/t-singular_values_approx \
	tests/ball/t-singular_values_product \
	tests/ball/t-svd tests/ball/t-text
