pkginclude_HEADERS += include/fulgurite/jacobian.h
libfulgurite_la_SOURCES += src/jacobian/check_inputs.c \
	src/jacobian/check_layers.c src/jacobian/check_probable.c \
	src/jacobian/check_virtual.c \
	src/jacobian/rank.c
