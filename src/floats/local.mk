pkginclude_HEADERS += include/fulgurite/floats.h
noinst_HEADERS += src/floats/impl.h src/floats/zip.h
libfulgurite_la_SOURCES += src/floats/expression.c src/floats/find.c \
	src/floats/index.c src/floats/init.c src/floats/json.c src/floats/load.c \
	src/floats/map_builtin.c src/floats/map_cover.c \
	src/floats/map_layout.c src/floats/map_place.c \
	src/floats/map_text.c src/floats/map_view.c src/floats/npy.c \
	src/floats/npz.c src/floats/numbers.c src/floats/safetensors.c \
	src/floats/sparse.c src/floats/split.c src/floats/view.c \
	src/floats/zip.c
