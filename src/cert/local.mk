pkginclude_HEADERS += include/fulgurite/cert.h
libfulgurite_la_SOURCES += src/cert/bound.c src/cert/cert.c src/cert/json.c \
	src/cert/reasons.c
