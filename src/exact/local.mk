pkginclude_HEADERS += include/fulgurite/exact.h
libfulgurite_la_SOURCES += src/exact/digest.c src/exact/json_check_format.c \
	src/exact/json_check_keys.c src/exact/json_doubles.c src/exact/json_load.c \
	src/exact/json_numbers.c src/exact/json_packed.c src/exact/json_parse.c src/exact/nearest.c \
	src/exact/prime_random.c src/exact/set_text.c \
	src/exact/text_ends.c
