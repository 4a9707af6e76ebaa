noinst_HEADERS += tests/draw/slices.h
fulg_tests += tests/draw/t-equations_init tests/draw/t-picture_init \
	tests/draw/t-points tests/draw/t-slice_init
