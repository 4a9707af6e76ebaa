pkginclude_HEADERS += include/fulgurite/base.h include/fulgurite/flint.h \
	include/fulgurite/fulgurite.h
libfulgurite_la_SOURCES += src/base/diag.c src/base/progress.c \
	src/base/rand.c src/base/version.c
