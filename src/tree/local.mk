pkginclude_HEADERS += include/fulgurite/tree.h
libfulgurite_la_SOURCES += src/tree/distances.c src/tree/haar.c \
	src/tree/init.c src/tree/init_pairs.c src/tree/json.c
