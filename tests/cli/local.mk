# The program, from outside.
cli_tests = tests/cli/t-options.py tests/cli/t-files.py
TESTS += $(cli_tests)
EXTRA_DIST += $(cli_tests) tests/cli/tap.py tests/data/lightning_dimensions.json
