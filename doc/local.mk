# The manual, for Sphinx.
EXTRA_DIST += doc/conf.py doc/index.rst doc/algorithms.rst \
	doc/architectures.rst doc/certificate.rst doc/function.rst \
	doc/output.rst doc/references.rst doc/single.rst \
	doc/proofs/lower.rst doc/proofs/probable.rst doc/proofs/upper.rst
