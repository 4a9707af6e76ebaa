pkginclude_HEADERS += include/fulgurite/fiber.h
noinst_HEADERS += src/fiber/impl.h src/fiber/layer_impl.h src/fiber/heads_impl.h src/fiber/reduce_impl.h src/fiber/unit_impl.h
libfulgurite_la_SOURCES += src/fiber/canonical.c src/fiber/canonical_least.c \
	src/fiber/canonical_rank.c \
	src/fiber/change.c src/fiber/change_apply.c \
	src/fiber/generic.c src/fiber/generic_reasons.c src/fiber/heads.c src/fiber/heads_measure.c \
	src/fiber/layer.c src/fiber/layer_component.c src/fiber/layer_many.c src/fiber/layer_one.c src/fiber/layer_one_part.c \
	src/fiber/layer_one_values.c src/fiber/linear.c src/fiber/product.c src/fiber/same.c \
	src/fiber/same_bounds.c src/fiber/same_change.c \
	src/fiber/same_change_heads.c src/fiber/same_change_hidden.c \
	src/fiber/same_deep.c src/fiber/same_factors.c src/fiber/same_gauge.c \
	src/fiber/same_grid.c src/fiber/same_heads.c src/fiber/same_layers.c \
	src/fiber/same_layers_coefficients.c src/fiber/same_linear.c \
	src/fiber/same_network.c \
	src/fiber/same_reduce.c src/fiber/same_reduced.c \
	src/fiber/same_unit.c src/fiber/same_virtual.c \
	src/fiber/same_witness.c src/fiber/solve_left.c src/fiber/split.c src/fiber/stack.c src/fiber/text.c \
	src/fiber/two_sided.c src/fiber/unit_heads.c src/fiber/unit_neurons.c \
	src/fiber/unit_sum.c src/fiber/unit_zero.c src/fiber/virtual.c
