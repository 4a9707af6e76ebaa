fulg_tests += tests/rank/t-echelon tests/rank/t-kernel
