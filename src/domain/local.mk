pkginclude_HEADERS += include/fulgurite/domain.h
noinst_HEADERS += src/domain/impl.h
libfulgurite_la_SOURCES += src/domain/arb.c src/domain/fmpq.c src/domain/free.c \
	src/domain/mpoly.c \
	src/domain/nmod.c src/domain/set_fmpq_mat.c
