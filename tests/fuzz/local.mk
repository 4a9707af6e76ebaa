# "make fuzz" builds fuzz-verify with clang's libFuzzer; no part of "make check".
# Run it as: ./fuzz-verify -max_len=8192 CORPUS $(srcdir)/tests/verify/data
EXTRA_DIST += tests/fuzz/fuzz-verify.c
CLEANFILES += fuzz-verify
FUZZ_CC = clang
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=undefined

.PHONY: fuzz
fuzz:
	@if command -v $(FUZZ_CC) >/dev/null 2>&1; then \
	  set -x; $(FUZZ_CC) $(FUZZ_FLAGS) -I. -I$(srcdir)/include $(CPPFLAGS) \
	    -o fuzz-verify $(srcdir)/tests/fuzz/fuzz-verify.c \
	    $(srcdir)/src/verify/*.c $(srcdir)/src/exact/digest.c \
	    $(srcdir)/src/base/diag.c $(LDFLAGS) $(LIBS); \
	else echo "make fuzz needs $(FUZZ_CC)"; exit 1; fi
