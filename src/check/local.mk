pkginclude_HEADERS += include/fulgurite/check.h
noinst_HEADERS += src/check/impl.h
libfulgurite_la_SOURCES += src/check/blocks.c src/check/double.c src/check/forward.c src/check/head.c \
	src/check/matrix.c src/check/matrix_values.c src/check/network.c \
	src/check/options.c src/check/point.c src/check/product.c \
	src/check/regular.c src/check/sublayer.c src/check/unit.c src/check/vectors.c src/check/weights.c
