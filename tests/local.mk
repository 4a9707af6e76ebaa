# Tests speak TAP, so that every case is counted.
TEST_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .py .sh
PY_LOG_DRIVER = $(TEST_LOG_DRIVER)
PY_LOG_COMPILER = $(PYTHON3)
SH_LOG_DRIVER = $(TEST_LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
LOG_DRIVER = $(TEST_LOG_DRIVER)
AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	srcdir='$(abs_srcdir)'; export srcdir; \
	builddir='$(abs_builddir)'; export builddir; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

noinst_HEADERS += tests/nets.h tests/transformers.h tests/testing.h
EXTRA_DIST += tests/tools.py

# A program per public function: tests/MODULE/t-VERB.c.  To add one, name it
# in fulg_tests of its module's list.
fulg_tests =
include %D%/base/local.mk
include %D%/bench/local.mk
include %D%/exact/local.mk
include %D%/domain/local.mk
include %D%/arch/local.mk
include %D%/config/local.mk
include %D%/rank/local.mk
include %D%/floats/local.mk
include %D%/weights/local.mk
include %D%/function/local.mk
include %D%/eval/local.mk
include %D%/minor/local.mk
include %D%/ball/local.mk
include %D%/symmetry/local.mk
include %D%/dim/local.mk
include %D%/jacobian/local.mk
include %D%/single/local.mk
include %D%/check/local.mk
include %D%/judge/local.mk
include %D%/cube/local.mk
include %D%/tree/local.mk
include %D%/organize/local.mk
include %D%/survey/local.mk
include %D%/call/local.mk
include %D%/verify/local.mk
include %D%/cli/local.mk
include %D%/ck/local.mk
include %D%/fuzz/local.mk
include %D%/installed/local.mk
include %D%/fiber/local.mk
include %D%/pattern/local.mk
include %D%/invariants/local.mk
include %D%/draw/local.mk
include %D%/examples/local.mk
include %D%/polysys/local.mk
include %D%/polyfile/local.mk
include %D%/optimize/local.mk
include %D%/fault/local.mk
include %D%/python/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(fulg_tests)
TESTS += $(fulg_tests)
endif

AM_DEFAULT_SOURCE_EXT = .c
# The program and the demo name their own libraries; this is for the tests.
LDADD = libfulgurite.la -lcmocka
