pkginclude_HEADERS += include/fulgurite/rank.h
noinst_HEADERS += src/rank/impl.h src/rank/loops_template.h
libfulgurite_la_SOURCES += src/rank/blas.c src/rank/echelon.c \
	src/rank/echelon_doubles.c src/rank/echelon_reduced.c src/rank/echelon_room.c \
	src/rank/exact.c src/rank/kernel.c src/rank/loops.c src/rank/product.c src/rank/signature.c
