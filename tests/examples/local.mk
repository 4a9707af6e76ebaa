TESTS += tests/examples/t-proofs.sh
EXTRA_DIST += tests/examples/t-proofs.sh
TESTS += tests/examples/t-atlas.py tests/examples/t-sample.py
EXTRA_DIST += tests/examples/t-atlas.py tests/examples/t-sample.py
