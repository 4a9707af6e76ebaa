fulg_tests += tests/cube/t-init_json tests/cube/t-init_softmax
