fulg_tests += tests/verify/t-verify_text tests/verify/t-forgery \
	tests/verify/t-forged_minors tests/verify/t-overreach \
	tests/verify/t-verify_certificate tests/verify/t-modular \
	tests/verify/t-balls tests/verify/t-graph
noinst_HEADERS += tests/verify/forgery.h tests/verify/samples.h \
	tests/verify/still_proves.h
forgery_sources = tests/verify/forgery.c tests/verify/still_proves.c
tests_verify_t_forgery_SOURCES = tests/verify/t-forgery.c $(forgery_sources)
tests_verify_t_forged_minors_SOURCES = tests/verify/t-forged_minors.c \
	$(forgery_sources)
tests_verify_t_overreach_SOURCES = tests/verify/t-overreach.c $(forgery_sources)
tests_verify_t_modular_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/verify
tests_verify_t_graph_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/verify
tests_verify_t_balls_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/verify
EXTRA_DIST += tests/verify/make-data.sh \
	tests/verify/data/coefficients.json \
	tests/verify/data/cut.json \
	tests/verify/data/quotient.json \
	tests/verify/data/direct.json \
	tests/verify/data/direct-causal.json \
	tests/verify/data/direct-deep.json \
	tests/verify/data/direct-gap.json \
	tests/verify/data/direct-heads.json \
	tests/verify/data/direct-pnn.json \
	tests/verify/data/direct-token.json \
	tests/verify/data/heads-key.json \
	tests/verify/data/heads-mixing.json \
	tests/verify/data/heads-residual.json \
	tests/verify/data/heads-single.json \
	tests/verify/data/heads-value.json \
	tests/verify/data/linear-network.json \
	tests/verify/data/linear-residual.json \
	tests/verify/data/linear-tokens.json \
	tests/verify/data/mixing.json \
	tests/verify/data/tensor.json \
	tests/verify/data/mixing-plain.json \
	tests/verify/data/heads-reduced.json \
	tests/verify/data/heads-reduced-values.json \
	tests/verify/data/reduction.json \
	tests/verify/data/reduction-affine.json \
	tests/verify/data/reduction-causal.json \
	tests/verify/data/reduction-token.json \
	tests/verify/data/residual.json \
	tests/verify/data/residual-affine.json

# The checkers in Python and Macaulay2, against a generator of their own.
verify_scripts = tests/verify/t-engine.py tests/verify/t-forge.py tests/verify/t-optimize.py tests/verify/t-parse.py \
	tests/verify/t-organization.py tests/verify/t-random.py tests/verify/t-softmax.py \
	tests/verify/t-free.py tests/verify/t-listed.py tests/verify/t-one_token.py tests/verify/t-readout.py tests/verify/t-symmetries.py tests/verify/t-transformer.py
TESTS += $(verify_scripts)
EXTRA_DIST += $(verify_scripts) tests/verify/make_certificates.py \
	examples/verify/balls.py examples/verify/basics.py examples/verify/free.py examples/verify/listed.py examples/verify/one_token.py \
	examples/verify/organization.py examples/verify/pattern.py examples/verify/readout.py \
	examples/verify/symmetries.py examples/verify/transformer.py examples/verify/verify.py \
	examples/verify/one_token.m2 examples/verify/transformer.m2 examples/verify/verify.m2
TESTS += tests/verify/t-coq.py
EXTRA_DIST += tests/verify/t-coq.py examples/verify/coq/Network.v examples/verify/coq/Facts.v \
	examples/verify/coq/Checker.v examples/verify/coq/Sound.v examples/verify/coq/example.v \
	examples/verify/coq/_CoqProject
TESTS += tests/verify/t-pattern_forge.py
EXTRA_DIST += tests/verify/t-pattern_forge.py
