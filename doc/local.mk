# The manual.  "make html" needs sphinx-build (Debian package python3-sphinx);
# the man pages are made by doc/tools/man.py, which needs Python alone, and lie
# in a released archive.
manual_pages = doc/index.rst doc/algorithms.rst doc/architectures.rst doc/atlas.rst \
	doc/certificate.rst doc/commands.rst doc/concepts.rst doc/conjectures.rst doc/coq.rst doc/develop.rst doc/glossary.rst \
	doc/formats.rst doc/history.rst doc/mathematics.rst doc/modules.rst \
	doc/references.rst doc/sample.rst doc/schemas.rst doc/start.rst \
	doc/testing.rst doc/benchmarks.rst \
	doc/proofs/fiber.rst doc/proofs/lower.rst doc/proofs/pattern.rst doc/proofs/probable.rst \
	doc/proofs/single.rst doc/proofs/symmetries.rst doc/proofs/transformers.rst \
	doc/proofs/upper.rst \
	doc/proofs/optimize.rst doc/proofs/readout.rst doc/dataset.rst doc/optimize.rst \
	doc/commands/optimize.rst \
	doc/arch.rst doc/config.rst \
	doc/ball.rst \
	doc/base.rst \
	doc/cert.rst \
	doc/check.rst doc/judge.rst doc/lapack.rst \
	doc/cube.rst \
	doc/dim.rst \
	doc/domain.rst \
	doc/draw.rst \
	doc/eval.rst \
	doc/exact.rst \
	doc/fiber.rst \
	doc/floats.rst \
	doc/function.rst \
	doc/invariants.rst \
	doc/jacobian.rst \
	doc/minor.rst \
	doc/organize.rst \
	doc/pattern.rst \
	doc/polyfile.rst \
	doc/polysys.rst \
	doc/rank.rst \
	doc/single.rst \
	doc/symmetry.rst doc/tree.rst \
	doc/verify.rst \
	doc/weights.rst \
	doc/commands/check.rst \
	doc/commands/classify.rst \
	doc/commands/dim.rst \
	doc/commands/draw.rst \
	doc/commands/eval.rst \
	doc/commands/export.rst \
	doc/commands/fiber.rst \
	doc/commands/invariants.rst \
	doc/commands/organize.rst \
	doc/commands/pattern.rst \
	doc/commands/random.rst \
	doc/commands/rank.rst \
	doc/commands/recover.rst \
	doc/commands/same.rst \
	doc/call.rst doc/python.rst doc/commands/survey.rst doc/commands/symmetries.rst doc/survey.rst \
	doc/commands/verify.rst
manual_pictures = doc/pictures/cusp.svg doc/pictures/hypersurface.svg \
	doc/pictures/rank-one.svg doc/pictures/discriminant.png \
	doc/pictures/rank-one.png doc/pictures/umbrella.png
manual_tools = doc/tools/commands.py doc/tools/completion.py \
	doc/tools/headers.py doc/tools/man.py \
	doc/tools/manual.py
man_pages = doc/man/fulgurite.1 \
	doc/man/fulgurite-check.1 \
	doc/man/fulgurite-classify.1 \
	doc/man/fulgurite-dim.1 \
	doc/man/fulgurite-draw.1 \
	doc/man/fulgurite-eval.1 \
	doc/man/fulgurite-export.1 \
	doc/man/fulgurite-fiber.1 \
	doc/man/fulgurite-invariants.1 \
	doc/man/fulgurite-organize.1 \
	doc/man/fulgurite-pattern.1 \
	doc/man/fulgurite-random.1 \
	doc/man/fulgurite-optimize.1 \
	doc/man/fulgurite-rank.1 \
	doc/man/fulgurite-recover.1 \
	doc/man/fulgurite-same.1 \
	doc/man/fulgurite-survey.1 doc/man/fulgurite-symmetries.1 \
	doc/man/fulgurite-verify.1
EXTRA_DIST += doc/conf.py $(manual_pages) $(manual_pictures) $(manual_tools)

if HAVE_MAN_PAGES
man_MANS = $(man_pages)
EXTRA_DIST += $(man_pages)

$(man_pages): $(fulgurite_SOURCES) $(manual_pages) doc/tools/man.py \
		doc/tools/commands.py doc/tools/headers.py
	@$(MKDIR_P) doc/man
	$(AM_V_GEN)$(PYTHON3) $(srcdir)/doc/tools/man.py \
		`echo $(@F) | sed -n 's/^fulgurite-\(.*\)\.1$$/\1/p'` >$@.tmp
	@mv $@.tmp $@

# What a shell completes, made from the tables of options.
completions = doc/completion/fulgurite doc/completion/_fulgurite
EXTRA_DIST += $(completions)
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
bashcompletion_DATA = doc/completion/fulgurite
zshcompletion_DATA = doc/completion/_fulgurite

$(completions): $(cli_sources) $(fulgurite_SOURCES) src/arch/fields.c src/cli/help.c \
		doc/tools/completion.py doc/tools/commands.py
	@$(MKDIR_P) doc/completion
	$(AM_V_GEN)shell=bash; test $(@F) = fulgurite || shell=zsh; \
		$(PYTHON3) $(srcdir)/doc/tools/completion.py $$shell >$@.tmp
	@mv $@.tmp $@
endif

MAINTAINERCLEANFILES = $(man_pages) $(completions)

.PHONY: html-local
html-local:
	sphinx-build -q -W -b html -d html.doctrees $(srcdir)/doc html
	@echo "the manual is in html/index.html"

clean-local:
	rm -rf html html.doctrees
