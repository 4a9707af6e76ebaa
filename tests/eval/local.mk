noinst_HEADERS += tests/eval/naive.h
fulg_tests += tests/eval/t-adjoint tests/eval/t-degree tests/eval/t-forward \
	tests/eval/t-jacobian tests/eval/t-mpoly tests/eval/t-softmax tests/eval/t-tangent tests/eval/t-transformer
