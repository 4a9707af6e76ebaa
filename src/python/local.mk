# The Python package: pure, over the shared library.
python_files = src/python/fulgurite/__init__.py src/python/fulgurite/py.typed \
	src/python/fulgurite/answer.py src/python/fulgurite/architecture.py \
	src/python/fulgurite/command.py src/python/fulgurite/descent.py \
	src/python/fulgurite/dimension.py src/python/fulgurite/drawing.py \
	src/python/fulgurite/errors.py \
	src/python/fulgurite/exact.py src/python/fulgurite/exporting.py \
	src/python/fulgurite/files.py src/python/fulgurite/floats.py \
	src/python/fulgurite/layer.py src/python/fulgurite/library.py \
	src/python/fulgurite/organizing.py src/python/fulgurite/patterns.py \
	src/python/fulgurite/show.py src/python/fulgurite/weights.py
EXTRA_DIST += $(python_files) src/python/pythondir.py

if HAVE_PYTHONDIR
fulgpythondir = $(pythondir)/fulgurite
fulgpython_DATA = $(python_files) src/python/_place.py
CLEANFILES += src/python/_place.py
# Where the library was installed.
src/python/_place.py: Makefile
	$(AM_V_GEN)$(MKDIR_P) src/python && \
	    echo 'LIBDIR = "$(libdir)"' >$@.new && mv $@.new $@
endif
