pkginclude_HEADERS += include/fulgurite/rank.h
libfulgurite_la_SOURCES += src/rank/echelon.c src/rank/exact.c \
	src/rank/kernel.c src/rank/product.c src/rank/signature.c
