pkginclude_HEADERS += include/fulgurite/check.h
libfulgurite_la_SOURCES += src/check/forward.c src/check/head.c \
	src/check/matrix.c src/check/network.c src/check/point.c \
	src/check/regular.c src/check/weights.c
