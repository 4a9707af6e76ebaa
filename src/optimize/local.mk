pkginclude_HEADERS += include/fulgurite/optimize.h
noinst_HEADERS += src/optimize/impl.h
libfulgurite_la_SOURCES += src/optimize/bound.c src/optimize/bound_at.c \
	src/optimize/certificates.c src/optimize/curvature.c \
	src/optimize/descent.c src/optimize/descent_json.c \
	src/optimize/enclosure.c src/optimize/evaluate.c \
	src/optimize/gram.c src/optimize/heads.c src/optimize/heads_json.c \
	src/optimize/heads_tensors.c src/optimize/least_heads.c \
	src/optimize/loss.c src/optimize/margin.c src/optimize/min_norm.c \
	src/optimize/min_norm_approx.c src/optimize/witness.c src/optimize/zero.c
