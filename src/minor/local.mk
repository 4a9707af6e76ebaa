pkginclude_HEADERS += include/fulgurite/minor.h
noinst_HEADERS += src/minor/impl.h
libfulgurite_la_SOURCES += src/minor/columns.c src/minor/grow.c src/minor/init.c src/minor/matrix.c \
	src/minor/sampler.c
