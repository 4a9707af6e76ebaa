pkginclude_HEADERS += include/fulgurite/function.h
noinst_HEADERS += src/function/impl.h
libfulgurite_la_SOURCES += src/function/entry.c src/function/eval.c \
	src/function/init.c src/function/init_json.c \
	src/function/init_text.c \
	src/function/init_weights.c src/function/json.c \
	src/function/random.c src/function/set_av.c
