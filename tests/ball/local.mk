noinst_HEADERS += tests/ball/balls.h
fulg_tests += tests/ball/t-is_invertible tests/ball/t-rank_lower
