fulg_tests += tests/exact/t-digest tests/exact/t-json_check_format \
	tests/exact/t-json_check_keys \
	tests/exact/t-json_doubles \
	tests/exact/t-json_load tests/exact/t-json_numbers \
	tests/exact/t-json_packed tests/exact/t-nearest tests/exact/t-prime_random tests/exact/t-set_text \
	tests/exact/t-text_ends
