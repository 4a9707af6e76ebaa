# The program, from outside.
cli_tests = tests/cli/t-check.py tests/cli/t-check_blocks.py tests/cli/t-completion.py \
	tests/cli/t-dimensions.py tests/cli/t-draw.py \
	tests/cli/t-enclosures.py \
	tests/cli/t-doc_examples.py \
	tests/cli/t-export.py \
	tests/cli/t-files.py \
	tests/cli/t-float_files.py \
	tests/cli/t-invariants.py \
	tests/cli/t-json.py tests/cli/t-batch.py \
	tests/cli/t-man.py \
	tests/cli/t-maps.py \
	tests/cli/t-organize.py \
	tests/cli/t-optimize.py \
	tests/cli/t-options.py \
	tests/cli/t-powers.py tests/cli/t-published.py tests/cli/t-rank_ball.py tests/cli/t-rank_residues.py \
	tests/cli/t-readme.py \
	tests/cli/t-schemas.py
TESTS += $(cli_tests)
EXTRA_DIST += $(cli_tests) tests/cli/arrays.py \
	tests/cli/optimize_data.py tests/cli/schema.py tests/cli/tap.py tests/data/lightning_dimensions.json
TESTS += tests/cli/t-pattern.py \
	tests/cli/t-pattern_scipy.py \
	tests/cli/t-survey.py tests/cli/t-survey_show.py \
	tests/cli/t-symmetries.py \
	tests/cli/t-optimize_long.py
EXTRA_DIST += tests/cli/t-pattern.py \
	tests/cli/t-pattern_scipy.py \
	tests/cli/write_scipy.py \
	tests/cli/t-survey.py tests/cli/t-survey_show.py \
	tests/cli/t-symmetries.py \
	tests/cli/t-optimize_long.py
