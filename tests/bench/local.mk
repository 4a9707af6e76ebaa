# Measured by hand: "make bench".
EXTRA_DIST += tests/bench/ball.py tests/bench/batch.py tests/bench/check_gpt2.py \
	tests/bench/check_numpy.py tests/bench/direct.py tests/bench/elimination.cpp \
	tests/bench/elimination.py tests/bench/ffpack.cpp tests/bench/flint_rank.c tests/bench/given.py \
	tests/bench/heads.py tests/bench/large.py tests/bench/machine.py tests/bench/ranks.py \
	tests/bench/same_gpt2.py tests/bench/survey.py
