EXTRA_DIST += examples/demo.sh
if HAVE_LAPACKE
noinst_PROGRAMS += examples/float/svd_rank
examples_float_svd_rank_SOURCES = examples/float/svd_rank.c
examples_float_svd_rank_LDADD = -llapacke -lopenblas -lm
endif
