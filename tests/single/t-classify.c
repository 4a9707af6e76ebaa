#include "strata.h"
static const struct CMUnitTest tests[] = {{0}};
FULG_TEST_MAIN(tests)
