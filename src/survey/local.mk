pkginclude_HEADERS += include/fulgurite/survey.h
libfulgurite_la_SOURCES += src/survey/canonical.c src/survey/compare.c \
	src/survey/each.c src/survey/expected.c src/survey/list.c \
	src/survey/ranges.c src/survey/read.c src/survey/row.c \
	src/survey/values.c
