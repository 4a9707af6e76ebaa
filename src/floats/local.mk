pkginclude_HEADERS += include/fulgurite/floats.h
noinst_HEADERS += src/floats/impl.h src/floats/zip.h
libfulgurite_la_SOURCES += src/floats/expression.c src/floats/find.c \
	src/floats/index.c src/floats/init.c src/floats/json.c \
	src/floats/json_blocks.c src/floats/json_matrix.c src/floats/load.c \
	src/floats/map_builtin.c src/floats/map_cover.c \
	src/floats/map_layout.c src/floats/map_place.c \
	src/floats/map_text.c src/floats/map_view.c src/floats/npy.c src/floats/onnx.c \
	src/floats/npz.c src/floats/numbers.c src/floats/safetensors.c \
	src/floats/sparse.c src/floats/split.c src/floats/view.c \
	src/floats/zip.c

# Generated where libprotobuf-c is: nothing else reads ONNX.
EXTRA_DIST += src/floats/onnx.proto
if HAVE_PROTOBUF_C
nodist_libfulgurite_la_SOURCES = src/floats/onnx.pb-c.c src/floats/onnx.pb-c.h
BUILT_SOURCES += src/floats/onnx.pb-c.c src/floats/onnx.pb-c.h
CLEANFILES += src/floats/onnx.pb-c.c src/floats/onnx.pb-c.h
AM_CPPFLAGS += -Isrc/floats
src/floats/onnx.pb-c.h: src/floats/onnx.pb-c.c
src/floats/onnx.pb-c.c: src/floats/onnx.proto
	$(AM_V_GEN)$(MKDIR_P) src/floats && $(PROTOC_C) \
		--proto_path=$(srcdir)/src/floats --c_out=src/floats \
		$(srcdir)/src/floats/onnx.proto
endif
