# make fuzz: fuzzers of what reads files, under ASan and UBSan, with libFuzzer
# of clang.  They are built apart, from all sources, in build-fuzz below the
# build folder; make fuzz FUZZ_SECONDS=120 also runs each for so long.  The
# first inputs of a target lie in seeds/TARGET, or in tests/TARGET/data.
fuzz_targets = number architecture weights verify
FUZZ_CC = clang
FUZZ_CFLAGS = -g -O1 -std=gnu11 -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=undefined
FUZZ_SECONDS = 0

EXTRA_DIST += tests/fuzz/fuzz-number.c tests/fuzz/fuzz-architecture.c \
	tests/fuzz/fuzz-weights.c tests/fuzz/fuzz-verify.c tests/fuzz/seeds

.PHONY: fuzz
fuzz:
	@command -v $(FUZZ_CC) >/dev/null || \
	  { echo "make fuzz needs clang and libclang-rt-dev"; exit 1; }
	@mkdir -p build-fuzz
	@for target in $(fuzz_targets); do \
	  echo "  FUZZ     $$target"; \
	  (cd $(srcdir) && $(FUZZ_CC) $(FUZZ_CFLAGS) -Iinclude \
	    -I$(abs_builddir) -o $(abs_builddir)/build-fuzz/fuzz-$$target \
	    tests/fuzz/fuzz-$$target.c $(libfulgurite_la_SOURCES) $(LIBS)) || \
	    exit 1; \
	  if test $(FUZZ_SECONDS) -gt 0; then \
	    mkdir -p build-fuzz/corpus-$$target; \
	    seeds=$(srcdir)/tests/fuzz/seeds/$$target; \
	    test -d $$seeds || seeds=$(srcdir)/tests/$$target/data; \
	    build-fuzz/fuzz-$$target -max_total_time=$(FUZZ_SECONDS) \
	      -print_final_stats=1 -artifact_prefix=build-fuzz/ -max_len=8192 \
	      -close_fd_mask=1 build-fuzz/corpus-$$target $$seeds || exit 1; \
	  fi; \
	done

clean-local: clean-fuzz
.PHONY: clean-fuzz
clean-fuzz:
	rm -rf build-fuzz
