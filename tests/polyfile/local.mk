fulg_tests += tests/polyfile/t-write
# What the other tests write their systems with.
check_PROGRAMS += tests/polyfile/make
tests_polyfile_make_LDADD = libfulgurite.la

# Files run in, or read by, other algebra systems.
polyfile_tests = tests/polyfile/t-grammar.py tests/polyfile/t-run.py \
	tests/polyfile/t-msolve.py tests/polyfile/t-networks.py
TESTS += $(polyfile_tests)
EXTRA_DIST += $(polyfile_tests) tests/polyfile/systems.py \
	tests/polyfile/sage/__init__.py tests/polyfile/sage/all.py
