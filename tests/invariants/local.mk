noinst_HEADERS += tests/invariants/model.h
fulg_tests += tests/invariants/t-parts tests/invariants/t-each \
	tests/invariants/t-discover tests/invariants/t-test
TESTS += tests/invariants/t-macaulay2.py
EXTRA_DIST += tests/invariants/t-macaulay2.py
