noinst_HEADERS += tests/ball/balls.h tests/ball/orthogonal.h
fulg_tests += tests/ball/t-is_invertible tests/ball/t-norm2_upper \
	tests/ball/t-rank_lower tests/ball/t-singular_values \
	tests/ball/t-singular_values_product
