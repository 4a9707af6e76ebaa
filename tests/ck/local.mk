# Rules of the source tree and of the library's symbols.
ck_tests = tests/ck/t-sources.py tests/ck/t-sources_refuse.py \
	tests/ck/t-symbols.py tests/ck/t-exports.sh tests/ck/t-manual.py \
	tests/ck/t-manual_refuse.py tests/ck/t-private.py tests/ck/t-packaging.sh \
	tests/ck/t-format.sh tests/ck/t-dist.py
TESTS += $(ck_tests)
# Without the format of .clang-format t-format.sh asks for another one.
EXTRA_DIST += $(ck_tests) tests/ck/tree.py .clang-format
