# JSON schemas (draft 2020-12) of every file format and every --json answer.
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = schema/common.json \
	schema/architecture.json \
	schema/certificate.json \
	schema/certificate-optimize.json \
	schema/data.json \
	schema/dataset.json \
	schema/function.json \
	schema/input.json \
	schema/readout-weights.json \
	schema/pattern.json \
	schema/pattern-certificate.json \
	schema/survey.json schema/survey-row.json \
	schema/system.json \
	schema/slice.json \
	schema/tensor.json \
	schema/weights.json \
	schema/output-check.json \
	schema/output-classify.json \
	schema/output-dim.json \
	schema/output-draw.json \
	schema/output-eval.json \
	schema/output-export.json \
	schema/output-fiber.json \
	schema/output-invariants.json \
	schema/certificate-organization.json \
	schema/output-organize.json \
	schema/output-optimize.json \
	schema/output-pattern.json \
	schema/output-rank.json \
	schema/output-recover.json \
	schema/output-same.json \
	schema/output-survey.json schema/output-symmetries.json \
	schema/output-verify.json
