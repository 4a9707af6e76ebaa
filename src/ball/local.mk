pkginclude_HEADERS += include/fulgurite/ball.h
noinst_HEADERS += src/ball/impl.h
libfulgurite_la_SOURCES += src/ball/is_invertible.c src/ball/rank_lower.c \
	src/ball/scale.c
