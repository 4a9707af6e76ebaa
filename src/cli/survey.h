/* Shared by the files of the command "survey". */
#ifndef FULG_CLI_SURVEY_H
#define FULG_CLI_SURVEY_H

#include "cli.h"

/* What the options say of the architectures; NULL where they say nothing. */
typedef struct
{
    const char *family, *depth, *widths, *width, *per_layer, *list, *configs;
    const char *text[FULG_ARCH_NUM_FIELDS];
    char name[FULG_ARCH_NUM_FIELDS][24];
} fulg_cli_survey_said_t;

/* The options of shapes in fulg_cli_survey_said_t, which becomes empty, for
   fulg_cli_parse; returns their number. */
int fulg_cli_survey_options(fulg_cli_target_t *targets,
                            fulg_cli_survey_said_t *said);
/* No option of shapes took the next option for its value: an architecture has
   --residual alone, a survey needs "yes" after it. An exit code after a message. */
int fulg_cli_survey_said_check(const fulg_cli_survey_said_t *said);
/* What the options say; texts are NULL where they are not given. */
typedef struct
{
    const char *out, *csv, *method, *certificates, *shard, *table, *columns,
        *plot, *against;
    int resume, retry, distinct, no_symmetries;
    slong max_seconds, megabytes, max_bits;
    slong k, n; /* of the shard */
    fulg_cli_survey_said_t what;
} fulg_cli_survey_command_t;

/* The values that the options of shapes have; NULL where they say nothing.  family: a
   list of names.  An exit code after a message: of a value that is none. */
typedef struct
{
    json_t *family, *depth, *widths, *width, *field[FULG_ARCH_NUM_FIELDS];
} fulg_cli_survey_asked_t;
int fulg_cli_survey_asked_init(fulg_cli_survey_asked_t *asked,
                               const fulg_cli_survey_said_t *said);
void fulg_cli_survey_asked_clear(fulg_cli_survey_asked_t *asked);

/* Fills the list, still open; *source says for the header where it comes from.
   left_out counts what is no architecture or covered by no theorem. An exit code
   after a message. */
int fulg_cli_survey_source(fulg_survey_list_t list, json_t **source,
                           slong *left_out, const fulg_cli_survey_said_t *said);

/* The results file: append-only, every row on the disk before the next is
   awaited.  fd is -1 for standard output. */
typedef struct
{
    const char *file;
    int fd;
    FILE *stream;
} fulg_cli_journal_t;

/* A table in CSV that grows with the results, for who watches them; fd is -1 for
   none. */
typedef struct
{
    const char *file;
    int fd, num, *columns;
    char *text; /* rows that wait for the disk */
    size_t length, room;
} fulg_cli_live_t;

/* A survey under way. done[n]: item n has its row. */
typedef struct
{
    fulg_cli_t *cli;
    fulg_survey_list_t list;
    fulg_dim_options_t dim;
    slong max_seconds;        /* 0: no limit */
    const char *certificates; /* a folder, or NULL */
    char *done;
    slong num_done,
        num_foreign,   /* foreign: rows of the file, not of the list */
        num_bare,      /* done without --certificates, which are wanted now */
        num_elsewhere; /* done, and their certificates are in another folder */
    slong num_new, limited; /* rows of this run, and those that a limit ended */
    slong status[3];        /* rows by fulg_dim_strength_t */
    fulg_cli_journal_t journal;
    fulg_cli_live_t live;
} fulg_cli_survey_t;

/* Opens the results file and marks what it has; an exit code after a message.
   With resume an existing file is gone on with, without it refused unless
   cli->force; with retry rows that a limit ended are dropped first. */
int fulg_cli_journal_open(fulg_cli_survey_t *survey, const char *file,
                          const json_t *header, int resume, int retry);
/* Appends and waits for the disk; an exit code after a message. */
int fulg_cli_journal_append(fulg_cli_journal_t *journal, const char *text,
                            size_t length);
int fulg_cli_journal_close(fulg_cli_journal_t *journal);
/* Waits until the entries of a folder are on the disk. */
void fulg_cli_survey_sync_folder(const char *folder);
/* Counts a row by its status and its reason. */
void fulg_cli_survey_count(fulg_cli_survey_t *survey, const json_t *row);

/* Begins the table with what the results file has; an exit code after a message. */
int fulg_cli_live_open(fulg_cli_survey_t *survey,
                       const fulg_cli_survey_command_t *said);
/* One more row, which waits; flush appends those that do, and waits for the disk. */
void fulg_cli_live_add(fulg_cli_live_t *live, const json_t *row);
int fulg_cli_live_flush(fulg_cli_live_t *live);
void fulg_cli_live_close(fulg_cli_live_t *live);

/* What ended the work on a group before it was done. */
typedef enum
{
    FULG_LIMIT_NONE,
    FULG_LIMIT_TIME,
    FULG_LIMIT_MEMORY,
    FULG_LIMIT_FAULT
} fulg_limit_t;

/* What a worker does: computes a group and gives the rows of its members that are
   not done, each with a newline.  limit: an earlier try ended so; then only the
   theorems are asked.  The text is freed with flint_free; NULL after a message: a
   certificate could not be written. */
char *fulg_cli_survey_compute(size_t *length, const fulg_cli_survey_t *survey,
                              slong group, fulg_limit_t limit);
/* All groups that have work left, in cli->threads processes; an exit code after a
   message. */
int fulg_cli_survey_run(fulg_cli_survey_t *survey);

/* How many there are of what: to standard output, or with --table, which has it,
   to standard error. */
void fulg_cli_survey_summary(const fulg_cli_survey_t *survey,
                             const fulg_cli_survey_command_t *said,
                             slong left_out, double seconds);

/* What is shown of a results file. */
typedef struct
{
    const char *format;  /* csv, markdown, latex */
    const char *columns; /* names and commas; NULL: the usual ones */
    const char *against; /* the axis of a picture; NULL: chosen */
    const fulg_cli_survey_said_t *only; /* rows in these ranges; NULL: all */
} fulg_cli_survey_view_t;

/* The parts of a survey in one file; tables of results files, sorted. */
int fulg_cli_survey_merge(fulg_cli_t *cli, const char **files, int num,
                          const char *out);
int fulg_cli_survey_table(fulg_cli_t *cli, const char *file,
                          const fulg_cli_survey_view_t *view, const char *out);
/* Its dimensions, and parameters beside them, drawn. */
int fulg_cli_survey_plot(fulg_cli_t *cli, const char *file,
                         const fulg_cli_survey_view_t *view, const char *out);
/* "survey merge", "survey table", "survey plot", by the first word. */
int fulg_cli_survey_files(fulg_cli_t *cli,
                          const fulg_cli_survey_command_t *said,
                          const char **words, int num);
/* Whether --csv, --table and --plot can be done, before any work; and, when all
   rows are there, done. */
int fulg_cli_survey_show_check(fulg_cli_t *cli,
                               const fulg_cli_survey_command_t *said);
/* No two options name one file; an exit code after a message. */
int fulg_cli_survey_paths_check(const fulg_cli_survey_command_t *said);
/* FULG_EXIT_OK where that file can be written much later. */
int fulg_cli_survey_try_output(fulg_cli_t *cli, const char *file,
                               const char *option);
int fulg_cli_survey_show(fulg_cli_t *cli,
                         const fulg_cli_survey_command_t *said);
/* FULG_EXIT_OK where a view can be shown; an exit code after a message. */
int fulg_cli_survey_table_check(const fulg_cli_survey_view_t *view);
int fulg_cli_survey_plot_check(const fulg_cli_survey_view_t *view,
                               const char *out);

#endif
