# Fuzzers of what reads text, with libFuzzer of clang under ASan and UBSan:
#   make fuzz                    builds them and gives them their seeds
#   make fuzz FUZZ_SECONDS=600   and searches so long with each
#   make fuzz FUZZ_TARGETS="number options"
# They are built apart, in build-fuzz below the build folder, by a configure of
# their own; what the search found stays in build-fuzz/corpus-TARGET.  The seeds
# of a target lie in seeds/TARGET, or in tests/TARGET/data.  The suite gives
# them to the same code without libFuzzer (replay-TARGET): an input that once
# failed becomes a seed.
#
# A new target: its name here, its sources below, its seeds.
FUZZ_TARGETS = number architecture weights function input options verify \
	floats map pattern tensor dataset organization survey onnx
FUZZ_SECONDS = 0
FUZZ_CC = clang

fuzz_mutate = tests/fuzz/mutate.c
fuzz_sources_number = tests/fuzz/fuzz-number.c
fuzz_sources_architecture = tests/fuzz/fuzz-architecture.c
fuzz_sources_weights = tests/fuzz/fuzz-weights.c
fuzz_sources_function = tests/fuzz/fuzz-function.c
fuzz_sources_input = tests/fuzz/fuzz-input.c
fuzz_sources_options = tests/fuzz/fuzz-options.c
fuzz_sources_verify = tests/fuzz/fuzz-verify.c
fuzz_sources_floats = tests/fuzz/fuzz-floats.c tests/fuzz/tensors.c
fuzz_sources_onnx = tests/fuzz/fuzz-onnx.c tests/fuzz/tensors.c
fuzz_sources_map = tests/fuzz/fuzz-map.c
fuzz_sources_dataset = tests/fuzz/fuzz-dataset.c
fuzz_sources_pattern = tests/fuzz/fuzz-pattern.c
fuzz_sources_tensor = tests/fuzz/fuzz-tensor.c
fuzz_sources_organization = tests/fuzz/fuzz-organization.c
fuzz_sources_survey = tests/fuzz/fuzz-survey.c

fuzz_replays = tests/fuzz/replay-number tests/fuzz/replay-architecture \
	tests/fuzz/replay-weights tests/fuzz/replay-function \
	tests/fuzz/replay-input tests/fuzz/replay-options \
	tests/fuzz/replay-verify tests/fuzz/replay-floats tests/fuzz/replay-map \
	tests/fuzz/replay-pattern tests/fuzz/replay-tensor
fuzz_replays += tests/fuzz/replay-dataset tests/fuzz/replay-organization \
	tests/fuzz/replay-survey tests/fuzz/replay-onnx
check_PROGRAMS += $(fuzz_replays)
TESTS += $(fuzz_replays)
tests_fuzz_replay_number_SOURCES = tests/fuzz/replay.c $(fuzz_sources_number)
tests_fuzz_replay_architecture_SOURCES = tests/fuzz/replay.c \
	$(fuzz_sources_architecture)
tests_fuzz_replay_weights_SOURCES = tests/fuzz/replay.c $(fuzz_sources_weights)
tests_fuzz_replay_function_SOURCES = tests/fuzz/replay.c \
	$(fuzz_sources_function)
tests_fuzz_replay_input_SOURCES = tests/fuzz/replay.c $(fuzz_sources_input)
tests_fuzz_replay_options_SOURCES = tests/fuzz/replay.c $(fuzz_sources_options)
tests_fuzz_replay_verify_SOURCES = tests/fuzz/replay.c $(fuzz_sources_verify)
tests_fuzz_replay_floats_SOURCES = tests/fuzz/replay.c $(fuzz_sources_floats)
tests_fuzz_replay_onnx_SOURCES = tests/fuzz/replay.c $(fuzz_sources_onnx)
tests_fuzz_replay_map_SOURCES = tests/fuzz/replay.c $(fuzz_sources_map)
tests_fuzz_replay_dataset_SOURCES = tests/fuzz/replay.c \
	$(fuzz_sources_dataset)
tests_fuzz_replay_pattern_SOURCES = tests/fuzz/replay.c $(fuzz_sources_pattern)
tests_fuzz_replay_tensor_SOURCES = tests/fuzz/replay.c $(fuzz_sources_tensor)
tests_fuzz_replay_organization_SOURCES = tests/fuzz/replay.c \
	$(fuzz_sources_organization)
tests_fuzz_replay_survey_SOURCES = tests/fuzz/replay.c $(fuzz_sources_survey)
tests_fuzz_replay_number_LDADD = libfulgurite.la
tests_fuzz_replay_architecture_LDADD = libfulgurite.la
tests_fuzz_replay_weights_LDADD = libfulgurite.la
tests_fuzz_replay_function_LDADD = libfulgurite.la
tests_fuzz_replay_input_LDADD = libfulgurite.la
tests_fuzz_replay_options_LDADD = libfulgurite.la
tests_fuzz_replay_verify_LDADD = libfulgurite.la
tests_fuzz_replay_floats_LDADD = libfulgurite.la
tests_fuzz_replay_onnx_LDADD = libfulgurite.la
tests_fuzz_replay_map_LDADD = libfulgurite.la
tests_fuzz_replay_dataset_LDADD = libfulgurite.la
tests_fuzz_replay_pattern_LDADD = libfulgurite.la
tests_fuzz_replay_tensor_LDADD = libfulgurite.la
tests_fuzz_replay_organization_LDADD = libfulgurite.la
tests_fuzz_replay_survey_LDADD = libfulgurite.la
tests_fuzz_replay_input_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)
tests_fuzz_replay_options_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)

noinst_HEADERS += tests/fuzz/tensors.h
EXTRA_DIST += tests/fuzz/seeds tests/fuzz/mutate.c tests/fuzz/mutate_protobuf.c

if FUZZ
fuzz_programs = tests/fuzz/fuzz-number tests/fuzz/fuzz-architecture \
	tests/fuzz/fuzz-weights tests/fuzz/fuzz-function \
	tests/fuzz/fuzz-input tests/fuzz/fuzz-options tests/fuzz/fuzz-verify \
	tests/fuzz/fuzz-floats tests/fuzz/fuzz-map tests/fuzz/fuzz-pattern tests/fuzz/fuzz-tensor
fuzz_programs += tests/fuzz/fuzz-dataset tests/fuzz/fuzz-organization \
	tests/fuzz/fuzz-survey tests/fuzz/fuzz-onnx
EXTRA_PROGRAMS = $(fuzz_programs)
tests_fuzz_fuzz_number_SOURCES = $(fuzz_sources_number)
tests_fuzz_fuzz_architecture_SOURCES = $(fuzz_sources_architecture) \
	$(fuzz_mutate)
tests_fuzz_fuzz_weights_SOURCES = $(fuzz_sources_weights) $(fuzz_mutate)
tests_fuzz_fuzz_function_SOURCES = $(fuzz_sources_function) $(fuzz_mutate)
tests_fuzz_fuzz_input_SOURCES = $(fuzz_sources_input)
tests_fuzz_fuzz_options_SOURCES = $(fuzz_sources_options)
tests_fuzz_fuzz_verify_SOURCES = $(fuzz_sources_verify) $(fuzz_mutate)
tests_fuzz_fuzz_floats_SOURCES = $(fuzz_sources_floats)
tests_fuzz_fuzz_onnx_SOURCES = $(fuzz_sources_onnx) \
	tests/fuzz/mutate_protobuf.c
tests_fuzz_fuzz_map_SOURCES = $(fuzz_sources_map)
tests_fuzz_fuzz_dataset_SOURCES = $(fuzz_sources_dataset) $(fuzz_mutate)
tests_fuzz_fuzz_pattern_SOURCES = $(fuzz_sources_pattern)
tests_fuzz_fuzz_tensor_SOURCES = $(fuzz_sources_tensor) $(fuzz_mutate)
tests_fuzz_fuzz_organization_SOURCES = $(fuzz_sources_organization) \
	$(fuzz_mutate)
tests_fuzz_fuzz_survey_SOURCES = $(fuzz_sources_survey) $(fuzz_mutate)
tests_fuzz_fuzz_number_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_architecture_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_weights_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_function_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_input_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_options_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_verify_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_floats_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_onnx_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_map_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_dataset_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_pattern_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_tensor_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_organization_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_survey_LDADD = libfulgurite.la $(FUZZ_LIBS)
tests_fuzz_fuzz_input_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)
tests_fuzz_fuzz_options_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)

fuzz-run: $(fuzz_programs)
	@for target in $(FUZZ_TARGETS); do \
	  seeds=$(srcdir)/tests/fuzz/seeds/$$target; \
	  test -d $$seeds || seeds=$(srcdir)/tests/$$target/data; \
	  mkdir -p corpus-$$target; \
	  length=-max_total_time=$(FUZZ_SECONDS); \
	  test $(FUZZ_SECONDS) -gt 0 || length=-runs=0; \
	  echo "  FUZZ     $$target $$length"; \
	  tests/fuzz/fuzz-$$target $$length -print_final_stats=1 \
	    -artifact_prefix=$$target- -max_len=8192 -close_fd_mask=3 \
	    corpus-$$target $$seeds >fuzz-$$target.log 2>&1 || \
	    { tail -n 40 fuzz-$$target.log; exit 1; }; \
	  grep -E 'cov: |number_of_executed' fuzz-$$target.log | tail -n 2; \
	done
endif

.PHONY: fuzz fuzz-run clean-fuzz
fuzz:
	@command -v $(FUZZ_CC) >/dev/null || \
	  { echo "make fuzz needs clang and libclang-rt-dev"; exit 1; }
	@mkdir -p build-fuzz
	@source=$$(cd $(srcdir) && pwd) && cd build-fuzz && \
	  { test -f Makefile || $$source/configure -q CC="$(FUZZ_CC)" \
	    CFLAGS="-g -O1" --enable-fuzz --disable-shared; } && \
	  $(MAKE) FUZZ_SECONDS=$(FUZZ_SECONDS) \
	    FUZZ_TARGETS="$(FUZZ_TARGETS)" fuzz-run

clean-local: clean-fuzz
clean-fuzz:
	rm -rf build-fuzz
