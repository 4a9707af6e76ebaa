TESTS += tests/examples/t-proofs.sh
EXTRA_DIST += tests/examples/t-proofs.sh
