pkginclude_HEADERS += include/fulgurite/minor.h
libfulgurite_la_SOURCES += src/minor/grow.c src/minor/init.c \
	src/minor/sampler.c
