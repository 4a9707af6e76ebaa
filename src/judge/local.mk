pkginclude_HEADERS += include/fulgurite/judge.h
noinst_HEADERS += src/judge/impl.h
libfulgurite_la_SOURCES += src/judge/blocks.c src/judge/choose_map.c src/judge/claim.c \
	src/judge/claims.c src/judge/config.c src/judge/inputs.c src/judge/items.c src/judge/network.c \
	src/judge/not_looked_at.c src/judge/note.c src/judge/options.c src/judge/parts.c src/judge/same.c src/judge/subject.c src/judge/units.c
