fulg_tests += tests/fiber/t-generic tests/fiber/t-heads tests/fiber/t-layer \
	tests/fiber/t-same tests/fiber/t-same_kinds tests/fiber/t-same_special \
	tests/fiber/t-same_gauge tests/fiber/t-same_linear tests/fiber/t-same_network tests/fiber/t-same_unit \
	tests/fiber/t-stack
noinst_HEADERS += tests/fiber/networks.h tests/fiber/same.h tests/fiber/stacks.h \
	tests/fiber/units.h
TESTS += tests/fiber/t-fiber-cli.py tests/fiber/t-reduce.py tests/fiber/t-fiber-m2.py
EXTRA_DIST += tests/fiber/t-fiber-cli.py tests/fiber/t-reduce.py tests/fiber/t-fiber-m2.py
