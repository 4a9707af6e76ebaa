# make fuzz: fuzzers of what reads files, under ASan and UBSan, with libFuzzer
# of clang.  They are built apart, from all sources, in build-fuzz below the
	      -print_final_stats=1 -artifact_prefix=build-fuzz/ -max_len=8192 \
	      -close_fd_mask=1 build-fuzz/corpus-$$target $$seeds || exit 1; \
