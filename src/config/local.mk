pkginclude_HEADERS += include/fulgurite/config.h
noinst_HEADERS += src/config/impl.h
libfulgurite_la_SOURCES += src/config/complete.c src/config/facts.c src/config/find_row.c \
	src/config/heads.c src/config/init.c \
	src/config/limits.c src/config/model.c src/config/positions.c src/config/rows.c src/config/values.c
