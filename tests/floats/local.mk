fulg_tests += tests/floats/t-load tests/floats/t-map tests/floats/t-split \
	tests/floats/t-view
noinst_HEADERS += tests/floats/files.h
