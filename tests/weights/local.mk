fulg_tests += tests/weights/t-factor tests/weights/t-init \
	tests/weights/t-json tests/weights/t-mat_json tests/weights/t-random \
	tests/weights/t-set_fmpq tests/weights/t-set_json
