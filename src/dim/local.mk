pkginclude_HEADERS += include/fulgurite/dim.h
noinst_HEADERS += src/dim/impl.h src/dim/ball_field.h src/dim/free.h src/dim/heads_reduction.h src/dim/polynomial.h src/dim/transformer.h
libfulgurite_la_SOURCES += src/dim/ball_field.c src/dim/ball_point.c src/dim/ball_reduction.c src/dim/certify.c src/dim/check_jacobian.c \
	src/dim/error_log2.c \
	src/dim/flag.c \
	src/dim/free.c src/dim/free_hypothesis.c src/dim/kinds.c \
	src/dim/lower_ball.c src/dim/lower_direct.c src/dim/lower_reduction.c \
	src/dim/heads_reduction.c src/dim/lower_heads_reduction.c \
	src/dim/lower_theorem.c src/dim/lower_heads.c src/dim/lower_one_token.c src/dim/lower_transformer.c src/dim/minor_theorems.c src/dim/one_token.c src/dim/polynomial.c \
	src/dim/rank_at.c src/dim/ranks.c src/dim/read_minor.c src/dim/redundancy.c src/dim/reduction_model.c \
	src/dim/transformer.c src/dim/upper.c src/dim/upper_coefficients.c src/dim/upper_cut.c src/dim/upper_found.c src/dim/upper_head_tensors.c src/dim/upper_layer_sum.c src/dim/upper_listed.c src/dim/upper_one_token.c \
	src/dim/upper_linear.c src/dim/upper_polynomial_mixing.c src/dim/upper_polynomial_network.c \
	src/dim/upper_quotient_layers.c src/dim/upper_readout.c src/dim/upper_symmetries.c src/dim/upper_transformer.c \
	src/dim/upper_virtual_weights.c
