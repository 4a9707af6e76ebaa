pkginclude_HEADERS += include/fulgurite/rank.h
libfulgurite_la_SOURCES += src/rank/echelon.c src/rank/kernel.c
