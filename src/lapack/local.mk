pkginclude_HEADERS += include/fulgurite/lapack.h
libfulgurite_la_SOURCES += src/lapack/init.c src/lapack/rank.c
