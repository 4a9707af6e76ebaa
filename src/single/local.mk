pkginclude_HEADERS += include/fulgurite/single.h
noinst_HEADERS += src/single/decide.h src/single/impl.h
libfulgurite_la_SOURCES += src/single/classify_av.c src/single/classify_function.c \
	src/single/classify_weights.c src/single/decide.c src/single/decide_tables.c src/single/derive_cofactor.c \
	src/single/dimension.c src/single/entry_text.c src/single/factor.c \
	src/single/fiber_size.c src/single/field.c \
	src/single/fit_head_dim.c \
	src/single/jacobian_rank.c src/single/key_query.c src/single/line.c \
	src/single/linear_factors.c \
	src/single/point.c src/single/recover.c \
	src/single/recover_conjugate.c src/single/recover_cubic.c \
	src/single/recover_tensor.c src/single/recovery.c src/single/say.c src/single/skew.c src/single/slices.c \
	src/single/split_cubic.c
