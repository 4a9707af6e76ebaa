pkginclude_HEADERS += include/fulgurite/pattern.h
noinst_HEADERS += src/pattern/impl.h src/pattern/line.h
libfulgurite_la_SOURCES += src/pattern/beta.c src/pattern/certificate.c src/pattern/class.c \
	src/pattern/existence.c src/pattern/frame.c \
	src/pattern/frames.c src/pattern/init_entries.c \
	src/pattern/init_json.c src/pattern/init_mtx.c \
	src/pattern/init_named.c src/pattern/init_numpy.c \
	src/pattern/interval.c src/pattern/line.c \
	src/pattern/line_border.c src/pattern/line_forced.c \
	src/pattern/line_gaps.c \
	src/pattern/line_order.c src/pattern/line_sides.c \
	src/pattern/line_simplex.c src/pattern/line_system.c \
	src/pattern/load.c \
	src/pattern/model.c src/pattern/moment.c src/pattern/options.c \
	src/pattern/proof.c src/pattern/prove.c \
	src/pattern/reed_solomon.c src/pattern/rows.c \
	src/pattern/search.c src/pattern/shape.c src/pattern/uniform.c \
	src/pattern/weights.c
