pkginclude_HEADERS += include/fulgurite/invariants.h
noinst_HEADERS += src/invariants/impl.h src/invariants/discover_impl.h
libfulgurite_la_SOURCES += src/invariants/block.c src/invariants/complete.c \
	src/invariants/context.c src/invariants/coordinates.c \
	src/invariants/discover.c \
	src/invariants/discovered.c src/invariants/each.c src/invariants/enumerate.c \
	src/invariants/exchange.c src/invariants/generated.c src/invariants/hessian.c \
	src/invariants/incidence.c src/invariants/independent.c src/invariants/init.c \
	src/invariants/linear.c src/invariants/map.c src/invariants/minors.c \
	src/invariants/names.c src/invariants/parts.c src/invariants/pencil.c src/invariants/permute.c \
	src/invariants/resultants.c src/invariants/system.c src/invariants/table.c \
	src/invariants/test.c src/invariants/tour.c src/invariants/vanishes.c \
	src/invariants/veronese.c src/invariants/weight.c
