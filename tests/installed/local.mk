EXTRA_DIST += tests/installed/check.sh tests/installed/use.c
EXTRA_DIST += tests/cluster/check.sh
EXTRA_DIST += tests/packages/check.sh
