pkginclude_HEADERS += include/fulgurite/ball.h
noinst_HEADERS += src/ball/impl.h src/ball/singular.h src/ball/svd.h
libfulgurite_la_SOURCES += src/ball/approx_cholesky.c \
	src/ball/approx_eigenvectors.c src/ball/approx_jacobi.c \
	src/ball/approx_jacobi_double.c src/ball/approx_vectors_double.c \
	src/ball/double_dot.c src/ball/double_dot_fma.c src/ball/few_tokens.c src/ball/gram_bounds.c \
	src/ball/has_full_rank.c \
	src/ball/inputs.c src/ball/is_invertible.c src/ball/jacobian.c \
	src/ball/jacobian_rank.c src/ball/jacobian_singular.c \
	src/ball/jacobian_enclose.c src/ball/minor_guess.c src/ball/minor_prove.c \
	src/ball/norm2_upper.c src/ball/pivots.c src/ball/pivots_double.c \
	src/ball/rank_lower.c src/ball/scale.c src/ball/set_bounds.c src/ball/set_weights.c \
	src/ball/singular_min.c src/ball/singular_values.c \
	src/ball/singular_values_approx.c \
	src/ball/singular_values_product.c src/ball/split.c src/ball/spread_inputs.c src/ball/svd.c src/ball/svd_values.c src/ball/text.c
