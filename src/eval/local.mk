pkginclude_HEADERS += include/fulgurite/eval.h
noinst_HEADERS += src/eval/impl.h src/eval/wide.h
libfulgurite_la_SOURCES += src/eval/activate.c src/eval/adjoint.c \
	src/eval/attention.c src/eval/degree.c src/eval/degree_weights.c \
	src/eval/feed_forward.c src/eval/forward.c src/eval/helpers.c \
	src/eval/jacobian.c src/eval/jacobian_sizes.c src/eval/linear.c src/eval/norm.c \
	src/eval/polynomial.c src/eval/readout.c src/eval/score.c src/eval/tangent.c \
	src/eval/tape.c src/eval/turn.c src/eval/value.c src/eval/wide.c \
	src/eval/wide_loops.c
