pkginclude_HEADERS += include/fulgurite/verify.h
noinst_HEADERS += src/verify/doubles.h src/verify/graph.h src/verify/impl.h src/verify/network.h src/verify/modular.h
libfulgurite_la_SOURCES += src/verify/adjoint.c src/verify/architecture.c \
	src/verify/ball_invertible.c src/verify/balls.c \
	src/verify/blocks.c src/verify/chance.c src/verify/forward.c src/verify/forward_apply.c \
	src/verify/forward_attention.c src/verify/free.c src/verify/graph.c \
	src/verify/graph_functions.c src/verify/minor_graph.c src/verify/network_model.c \
	src/verify/certificate.c src/verify/claim.c src/verify/coefficients.c src/verify/doubles.c \
	src/verify/fields.c \
	src/verify/head_tensors.c src/verify/heads.c src/verify/heads_reduction.c src/verify/hypotheses.c src/verify/invertible.c src/verify/layer_readout.c src/verify/layer_sum.c \
	src/verify/lower.c src/verify/minor.c src/verify/minor_balls.c src/verify/minor_input.c \
	src/verify/minor_residues.c src/verify/modular.c \
	src/verify/network.c src/verify/one_token.c src/verify/own_digest.c src/verify/polynomial.c src/verify/reduction.c src/verify/stacks.c \
	src/verify/sublayers.c src/verify/symmetries.c src/verify/symmetries_fields.c src/verify/symmetries_found.c src/verify/symmetries_along.c src/verify/symmetries_listed.c src/verify/symmetries_part.c src/verify/symmetries_probe.c src/verify/symbols.c src/verify/terms.c src/verify/tile.c \
	src/verify/transformer.c src/verify/transformer_constants.c \
	src/verify/transformer_lower.c src/verify/transformer_parameters.c \
	src/verify/text.c src/verify/upper.c src/verify/virtual_weights.c \
	src/verify/weights.c
noinst_HEADERS += src/verify/margin.h src/verify/readout.h
libfulgurite_la_SOURCES += src/verify/descent.c src/verify/margin.c \
	src/verify/margin_balls.c src/verify/margin_exact.c \
	src/verify/margin_zero.c \
	src/verify/readout.c src/verify/readout_balls.c
noinst_HEADERS += src/verify/organization.h
libfulgurite_la_SOURCES += src/verify/organization.c \
	src/verify/organization_distance.c \
	src/verify/organization_entropy.c src/verify/organization_read.c src/verify/organization_run.c \
	src/verify/organization_tensor.c src/verify/organization_tree.c \
	src/verify/organization_words.c
noinst_HEADERS += src/verify/pattern.h src/verify/listed.h src/verify/symbols.h src/verify/symmetries.h
libfulgurite_la_SOURCES += src/verify/pattern.c src/verify/pattern_class.c \
	src/verify/pattern_data.c src/verify/pattern_matrix.c src/verify/pattern_row.c
