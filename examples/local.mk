EXTRA_DIST += examples/demo.sh
if HAVE_LAPACKE
noinst_PROGRAMS += examples/float/svd_rank
examples_float_svd_rank_SOURCES = examples/float/svd_rank.c
examples_float_svd_rank_LDADD = -llapacke -lopenblas -lm
endif
EXTRA_DIST += %D%/single/01-fibers.sh %D%/single/01-fibers.out \
	%D%/single/02-dimension.sh %D%/single/02-dimension.out \
	%D%/single/03-singular.sh %D%/single/03-singular.out \
	%D%/single/04-boundary.sh %D%/single/04-boundary.out \
	%D%/single/05-one-token.sh %D%/single/05-one-token.out
