pkginclude_HEADERS += include/fulgurite/organize.h
noinst_HEADERS += src/organize/impl.h
libfulgurite_la_SOURCES += src/organize/coefficients.c src/organize/diffusion.c \
	src/organize/distances.c src/organize/emd.c src/organize/entropy.c \
	src/organize/l1.c src/organize/norms.c src/organize/outer.c \
	src/organize/organization.c src/organize/parallel.c \
	src/organize/paraproduct.c src/organize/pruning.c src/organize/regularity.c \
	src/organize/softmax_bound.c src/organize/surds.c src/organize/top.c
