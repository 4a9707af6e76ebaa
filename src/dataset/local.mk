pkginclude_HEADERS += include/fulgurite/dataset.h
libfulgurite_la_SOURCES += src/dataset/init.c src/dataset/init_json.c \
	src/dataset/init_mixture.c src/dataset/init_tensors.c \
	src/dataset/json.c src/dataset/only_label.c \
	src/dataset/radius_squared.c src/dataset/tensor_entry.c
