bin_PROGRAMS += fulgurite
noinst_HEADERS += src/cli/arch.h src/cli/check.h src/cli/fiber.h src/cli/cli.h src/cli/export.h \
	src/cli/invariants.h
# The program is its ending and a call of the library, which has the commands.
fulgurite_SOURCES = src/cli/main.c src/cli/ending.c
pkginclude_HEADERS += include/fulgurite/call.h
cli_sources = src/cli/arch_help.c src/cli/call.c src/cli/help.c \
	src/cli/arch_json.c src/cli/arch_options.c src/cli/arch_read.c \
	src/cli/config.c \
	src/cli/check_print.c src/cli/check_vectors.c \
	src/cli/check_json.c src/cli/check_left.c \
	src/cli/cmd_check.c src/cli/cmd_classify.c \
	src/cli/cmd_dim.c src/cli/cmd_eval.c src/cli/cmd_export.c \
	src/cli/cmd_fiber.c src/cli/fiber_heads.c src/cli/fiber_stack.c src/cli/fiber_transformer.c \
	src/cli/cmd_invariants.c src/cli/cmd_random.c src/cli/cmd_rank.c \
	src/cli/cmd_recover.c src/cli/cmd_same.c src/cli/cmd_symmetries.c src/cli/cmd_verify.c \
	src/cli/commands.c src/cli/export_build.c \
	src/cli/export_data.c src/cli/export_file.c src/cli/export_format.c src/cli/families.c \
	src/cli/files.c \
	src/cli/invariants_count.c src/cli/invariants_discover.c \
	src/cli/invariants_export.c src/cli/invariants_list.c \
	src/cli/invariants_test.c src/cli/json_ball.c src/cli/json_text.c src/cli/output.c src/cli/parse.c src/cli/progress.c \
	src/cli/dim_batch.c src/cli/dim_method.c src/cli/dim_plot.c src/cli/print_dim.c src/cli/print_reasons.c src/cli/rank_ball.c src/cli/rank_residues.c \
	src/cli/redundancy.c src/cli/run.c src/cli/say.c src/cli/stop.c
noinst_HEADERS += src/cli/draw.h src/cli/draw_svg.h
cli_sources += src/cli/base64.c src/cli/cmd_draw.c src/cli/draw_look.c \
	src/cli/draw_page.c src/cli/draw_print.c src/cli/draw_read.c \
	src/cli/draw_svg.c src/cli/draw_svg_curves.c \
	src/cli/draw_svg_frame.c src/cli/draw_svg_marks.c \
	src/cli/draw_svg_words.c
# The script of a page, as C strings.
EXTRA_DIST += src/cli/draw_page.js
BUILT_SOURCES += src/cli/draw_page_js.h
AM_CPPFLAGS += -Isrc/cli
CLEANFILES += src/cli/draw_page_js.h
src/cli/draw_page.lo: src/cli/draw_page_js.h
src/cli/draw_page_js.h: src/cli/draw_page.js
	$(AM_V_GEN)$(MKDIR_P) src/cli && sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n",/' \
		$(srcdir)/src/cli/draw_page.js >$@.tmp && mv $@.tmp $@
noinst_HEADERS += src/cli/organize.h
cli_sources += src/cli/cmd_organize.c src/cli/organize_bounds.c \
	src/cli/organize_certificate.c src/cli/organize_cube.c src/cli/organize_json.c \
	src/cli/organize_json_parts.c \
	src/cli/organize_heat.c src/cli/organize_layer.c src/cli/organize_source.c \
	src/cli/organize_load.c src/cli/organize_page.c src/cli/organize_plot.c \
	src/cli/organize_options.c src/cli/organize_print.c \
	src/cli/organize_print_parts.c src/cli/organize_print_softmax.c \
	src/cli/organize_scores.c \
	src/cli/organize_softmax.c src/cli/organize_words.c src/cli/organize_work.c
fulgurite_LDADD = libfulgurite.la
# The program carries its library, so that build/fulgurite runs where it lies.
fulgurite_LDFLAGS = -static
noinst_HEADERS += src/cli/optimize.h src/cli/optimize_descend.h
cli_sources += src/cli/cmd_optimize.c src/cli/optimize_bound.c \
	src/cli/optimize_descend.c src/cli/optimize_descend_files.c \
	src/cli/optimize_descend_run.c \
	src/cli/optimize_descend_print.c src/cli/optimize_files.c \
	src/cli/optimize_margin.c src/cli/optimize_mixture.c \
	src/cli/optimize_plot.c src/cli/optimize_print.c
noinst_HEADERS += src/cli/pattern.h
cli_sources += src/cli/cmd_pattern.c src/cli/pattern_class.c \
	src/cli/pattern_files.c src/cli/pattern_options.c \
	src/cli/pattern_rules.c \
	src/cli/pattern_print.c src/cli/pattern_sweep.c
noinst_HEADERS += src/cli/picture.h src/cli/survey.h \
	src/cli/survey_columns.h src/cli/survey_plot.h \
	src/cli/survey_rows.h src/cli/survey_worker.h
cli_sources += src/cli/cmd_survey.c src/cli/survey_compute.c \
	src/cli/picture.c src/cli/survey_columns.c src/cli/survey_files.c \
	src/cli/survey_filter.c src/cli/survey_live.c src/cli/survey_plot.c \
	src/cli/survey_plot_script.c src/cli/survey_traits.c \
	src/cli/survey_journal.c src/cli/survey_paths.c src/cli/survey_run.c \
	src/cli/survey_source.c src/cli/survey_merge.c \
	src/cli/survey_rows.c src/cli/survey_summary.c \
	src/cli/survey_table.c src/cli/survey_text.c \
	src/cli/survey_worker.c
libfulgurite_la_SOURCES += $(cli_sources)
