pkginclude_HEADERS += include/fulgurite/cube.h
libfulgurite_la_SOURCES += src/cube/exp.c src/cube/init.c \
	src/cube/init_heads.c src/cube/init_tensor.c src/cube/json.c src/cube/scale.c
