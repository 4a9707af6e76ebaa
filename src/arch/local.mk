pkginclude_HEADERS += include/fulgurite/arch.h
libfulgurite_la_SOURCES += src/arch/blocks.c src/arch/check.c \
	src/arch/equal.c src/arch/init.c src/arch/init_json.c src/arch/json.c \
	src/arch/parameters.c src/arch/weight_name.c
