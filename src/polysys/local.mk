pkginclude_HEADERS += include/fulgurite/polysys.h
noinst_HEADERS += src/polysys/impl.h
libfulgurite_la_SOURCES += src/polysys/assemble.c src/polysys/block.c \
	src/polysys/certificate.c src/polysys/coefficients.c \
	src/polysys/count.c src/polysys/critical.c src/polysys/describe.c \
	src/polysys/expand.c src/polysys/fiber.c src/polysys/forms.c \
	src/polysys/gauge.c src/polysys/heads.c src/polysys/image.c \
	src/polysys/init.c src/polysys/jacobian.c src/polysys/kind.c \
	src/polysys/list.c src/polysys/model.c \
	src/polysys/model_point.c src/polysys/model_ranks.c src/polysys/monomials.c \
	src/polysys/parametrization.c src/polysys/ring.c \
	src/polysys/singular.c src/polysys/terms_upper.c
