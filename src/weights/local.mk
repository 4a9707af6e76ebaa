pkginclude_HEADERS += include/fulgurite/weights.h
libfulgurite_la_SOURCES += src/weights/factor.c src/weights/head.c src/weights/init.c \
	src/weights/json.c src/weights/mat_json.c src/weights/random.c \
	src/weights/set_fmpq.c src/weights/set_json.c
