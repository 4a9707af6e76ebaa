fulg_tests += tests/fiber/t-layer tests/fiber/t-same
noinst_HEADERS += tests/fiber/networks.h
