EXTRA_DIST += tests/installed/check.sh tests/installed/use.c
