pkginclude_HEADERS += include/fulgurite/polysys.h
noinst_HEADERS += src/polysys/impl.h
libfulgurite_la_SOURCES += src/polysys/block.c src/polysys/init.c \
	src/polysys/kind.c src/polysys/ring.c
