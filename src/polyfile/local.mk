pkginclude_HEADERS += include/fulgurite/polyfile.h
noinst_HEADERS += src/polyfile/coq.h src/polyfile/impl.h src/polyfile/julia.h
libfulgurite_la_SOURCES += src/polyfile/coq.c src/polyfile/coq_network.c src/polyfile/expand.c src/polyfile/gap.c \
	src/polyfile/giac.c src/polyfile/gp.c src/polyfile/maxima.c \
	src/polyfile/python.c src/polyfile/hc.c \
	src/polyfile/header.c src/polyfile/json.c src/polyfile/m2.c \
	src/polyfile/magma.c src/polyfile/check.c src/polyfile/equations.c src/polyfile/names.c \
	src/polyfile/oscar.c src/polyfile/out.c src/polyfile/sage.c \
	src/polyfile/singular.c src/polyfile/write.c
