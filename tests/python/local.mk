TESTS += tests/python/t-python.py
EXTRA_DIST += tests/python/t-python.py tests/python/conftest.py \
	tests/python/test_arrays.py tests/python/test_calls.py \
	tests/python/test_commands.py tests/python/test_manual.py \
	tests/python/test_values.py
