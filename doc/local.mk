# The manual: "make html" needs sphinx-build (Debian package python3-sphinx).
EXTRA_DIST += doc/conf.py doc/index.rst doc/algorithms.rst \
	doc/architectures.rst doc/ball.rst doc/certificate.rst doc/check.rst doc/fiber.rst doc/floats.rst \
	doc/function.rst doc/invariants.rst doc/output.rst \
	doc/polyfile.rst doc/polysys.rst \
	doc/references.rst doc/single.rst \
	doc/testing.rst \
	doc/proofs/lower.rst doc/proofs/probable.rst doc/proofs/upper.rst

.PHONY: html-local
html-local:
	sphinx-build -q -W -b html $(srcdir)/doc html
	@echo "the manual is in html/index.html"
