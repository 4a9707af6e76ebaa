EXTRA_DIST += examples/demo.sh
if HAVE_LAPACKE
noinst_PROGRAMS += examples/float/svd_rank
examples_float_svd_rank_SOURCES = examples/float/svd_rank.c
examples_float_svd_rank_LDADD = -llapacke -lopenblas -lm
endif
# Theorems as computations anyone can repeat; .out is what each prints.
fulg_proofs = \
	%D%/proofs/01-layer-fibers \
	%D%/proofs/02-layer-dimension \
	%D%/proofs/03-layer-singular-points \
	%D%/proofs/04-layer-boundary \
	%D%/proofs/05-layer-one-token \
	%D%/proofs/06-stack-fibers \
	%D%/proofs/07-stack-dimension \
	%D%/proofs/08-stack-bottleneck \
	%D%/proofs/09-softmax-dimension \
	%D%/proofs/10-invariants \
	%D%/proofs/11-gradient-descent \
	%D%/proofs/12-pattern \
	%D%/proofs/14-organised-attention
EXTRA_DIST += %D%/proofs/steps.sh \
	$(fulg_proofs:=.sh) $(fulg_proofs:=.out) \
	%D%/c/dimension.c %D%/c/kernel.c %D%/c/recover.c

# Runs them all; certificates go to examples/certificates of the build.
.PHONY: examples
examples: fulgurite$(EXEEXT)
	@for proof in $(fulg_proofs); do \
	    FULGURITE=$(abs_builddir)/fulgurite$(EXEEXT) \
	    CERTIFICATES=$(abs_builddir)/examples/certificates \
	    sh $(srcdir)/$$proof.sh || exit 1; \
	    echo; \
	done
# The rank of a softmax stack where floats lose it.
noinst_PROGRAMS += examples/softmax/hard_case
examples_softmax_hard_case_SOURCES = examples/softmax/hard_case.c
examples_softmax_hard_case_LDADD = libfulgurite.la
# The published shapes of real models, for "fulgurite dim --config".
EXTRA_DIST += \
	%D%/configs/bert-base.json %D%/configs/falcon-7b.json \
	%D%/configs/gemma-2b.json %D%/configs/gpt-j-6b.json \
	%D%/configs/gpt2-xl.json %D%/configs/gpt2.json \
	%D%/configs/llama-2-7b.json %D%/configs/llama-3-70b.json \
	%D%/configs/llama-3-8b.json %D%/configs/mistral-7b.json \
	%D%/configs/opt-125m.json %D%/configs/phi-2.json \
	%D%/configs/pythia-160m.json %D%/configs/qwen2-0.5b.json \
	%D%/configs/vit-base.json
EXTRA_DIST += examples/cluster/collect.sh examples/cluster/parallel.sh \
	examples/cluster/survey.sbatch
EXTRA_DIST += %D%/python/layer.ipynb
# Recipes for distributions, filled in for a release archive.
EXTRA_DIST += %D%/packaging/README.md %D%/packaging/debian.sh \
	%D%/packaging/recipes.sh %D%/packaging/fulgurite.rb.in \
	%D%/packaging/meta.yaml.in %D%/packaging/package.py.in \
	%D%/packaging/debian/changelog %D%/packaging/debian/control \
	%D%/packaging/debian/copyright %D%/packaging/debian/rules \
	%D%/packaging/debian/fulgurite-doc.docs \
	%D%/packaging/debian/fulgurite-doc.examples \
	%D%/packaging/debian/fulgurite.install \
	%D%/packaging/debian/libfulgurite-dev.install \
	%D%/packaging/debian/libfulgurite0.install \
	%D%/packaging/debian/python3-fulgurite.install \
	%D%/packaging/debian/source/format
# Complete tables of small networks: computed again and compared, then verified.
EXTRA_DIST += %D%/atlas/heads-1-token.svg %D%/atlas/heads-2-tokens.svg \
	%D%/atlas/hidden.svg %D%/atlas/layers.csv %D%/atlas/layers.svg \
	%D%/atlas/networks.csv %D%/atlas/networks.png \
	%D%/atlas/reproduce.sh %D%/atlas/rows.py %D%/atlas/verify.sh
EXTRA_DIST += %D%/sample/draw.py %D%/sample/networks.csv \
	%D%/sample/networks.jsonl %D%/sample/reproduce.sh \
	%D%/sample/stacks.csv %D%/sample/stacks.jsonl %D%/sample/verify.sh \
	%D%/sample/without.csv
.PHONY: atlas
atlas: fulgurite$(EXEEXT)
	FULGURITE=$(abs_builddir)/fulgurite$(EXEEXT) \
	    $(SHELL) $(srcdir)/examples/atlas/reproduce.sh atlas
	FULGURITE=$(abs_builddir)/fulgurite$(EXEEXT) PYTHON3=$(PYTHON3) \
	    $(SHELL) $(srcdir)/examples/atlas/verify.sh atlas
