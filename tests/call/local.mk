fulg_tests += tests/call/t-call
