pkginclude_HEADERS += include/fulgurite/jacobian.h
noinst_HEADERS += src/jacobian/impl.h
libfulgurite_la_SOURCES += src/jacobian/check_inputs.c \
	src/jacobian/check_layers.c src/jacobian/check_probable.c \
	src/jacobian/check_virtual.c src/jacobian/directions.c \
	src/jacobian/echelon.c \
	src/jacobian/enough_tokens.c \
	src/jacobian/kernel.c src/jacobian/known.c \
	src/jacobian/layers.c src/jacobian/prime.c src/jacobian/prove_kernel.c src/jacobian/rank.c \
	src/jacobian/spans.c src/jacobian/states.c \
	src/jacobian/states_polynomial.c src/jacobian/symmetries.c src/jacobian/unseen.c \
	src/jacobian/unseen_mixtures.c \
	src/jacobian/unseen_pairs.c
