noinst_HEADERS += tests/organize/tensors.h
fulg_tests += tests/organize/t-diffusion tests/organize/t-emd \
	tests/organize/t-entropy tests/organize/t-organize \
	tests/organize/t-paraproduct tests/organize/t-regularity
