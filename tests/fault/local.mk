# What happens when memory, disk or patience run out.  The tests preload a
# library that lets calls of the C library fail.
fault_tests = tests/fault/t-memory.py tests/fault/t-disk.py \
	tests/fault/t-signals.py
TESTS += $(fault_tests)
EXTRA_DIST += $(fault_tests) tests/fault/fault.py tests/fault/shim.c
check_DATA = tests/fault/shim.so
CLEANFILES += tests/fault/shim.so

# Not by libtool, which makes no shared library under --disable-shared; without
# the flags of the rest, for it is no part of the program.
tests/fault/shim.so: tests/fault/shim.c
	$(AM_V_CC)$(MKDIR_P) tests/fault && $(CC) -shared -fPIC -std=gnu11 \
	  -Wall -Wextra -Wshadow -O1 -fno-builtin -o $@ \
	  $(srcdir)/tests/fault/shim.c -ldl
