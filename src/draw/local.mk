pkginclude_HEADERS += include/fulgurite/draw.h
noinst_HEADERS += src/draw/impl.h
libfulgurite_la_SOURCES += src/draw/divide.c src/draw/equations.c \
	src/draw/leaves.c src/draw/local.c src/draw/lone.c src/draw/mesh.c \
	src/draw/newton.c src/draw/picture.c src/draw/plain.c \
	src/draw/points.c src/draw/rule.c src/draw/slice.c
