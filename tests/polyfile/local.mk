check_PROGRAMS += tests/polyfile/make
tests_polyfile_make_LDADD = libfulgurite.la
