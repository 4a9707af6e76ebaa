fulg_tests += tests/arch/t-blocks tests/arch/t-check tests/arch/t-equal \
	tests/arch/t-init tests/arch/t-init_json tests/arch/t-json \
	tests/arch/t-parameters tests/arch/t-weight_name
