pkginclude_HEADERS += include/fulgurite/arch.h
noinst_HEADERS += src/arch/impl.h
libfulgurite_la_SOURCES += src/arch/activation.c src/arch/block_kinds.c \
	src/arch/blocks.c src/arch/check.c src/arch/constants.c src/arch/equal.c \
	src/arch/few_tokens.c src/arch/fields.c src/arch/init.c src/arch/init_json.c \
	src/arch/json.c src/arch/parameters.c src/arch/questions.c \
	src/arch/weight_name.c
