pkginclude_HEADERS += include/fulgurite/symmetry.h
noinst_HEADERS += src/symmetry/adjoined.h src/symmetry/impl.h \
	src/symmetry/search.h src/symmetry/structure.h
libfulgurite_la_SOURCES += src/symmetry/adjoined.c src/symmetry/attention.c \
	src/symmetry/build.c src/symmetry/decompose.c \
	src/symmetry/init.c src/symmetry/lift.c src/symmetry/orbit.c \
	src/symmetry/prove.c src/symmetry/search.c \
	src/symmetry/search_point.c src/symmetry/structure.c \
	src/symmetry/sublayers.c
