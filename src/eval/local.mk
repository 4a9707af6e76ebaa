pkginclude_HEADERS += include/fulgurite/eval.h
noinst_HEADERS += src/eval/impl.h
libfulgurite_la_SOURCES += src/eval/adjoint.c src/eval/degree.c \
	src/eval/degree_weights.c src/eval/forward.c src/eval/helpers.c \
	src/eval/jacobian.c src/eval/score.c src/eval/tangent.c \
	src/eval/tape.c
