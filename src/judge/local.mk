pkginclude_HEADERS += include/fulgurite/judge.h
noinst_HEADERS += src/judge/impl.h
libfulgurite_la_SOURCES += src/judge/choose_map.c src/judge/claim.c \
	src/judge/claims.c src/judge/items.c src/judge/network.c \
	src/judge/options.c src/judge/same.c src/judge/subject.c
