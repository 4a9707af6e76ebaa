/*
 * The command line: the only place that prints, parses options and decides
 * exit codes.  A command writes its answer to cli->out, which reaches standard
 * output only when the command has succeeded.
 */
#ifndef FULG_CLI_H
#define FULG_CLI_H

#include <stdio.h>

#include <fulgurite/fulgurite.h>

typedef struct fulg_cli_struct fulg_cli_t;

#define FULG_CLI_MAX_OPTIONS 96

/* ---- options ---------------------------------------------------------- */

typedef enum
{
    FULG_OPTION_FLAG,         /* int: becomes 1 */
    FULG_OPTION_TEXT,         /* const char * */
    FULG_OPTION_SIZE,         /* slong, at least 1 */
    FULG_OPTION_ULONG,        /* ulong */
    FULG_OPTION_ARCHITECTURE, /* fulg_cli_arch_t: all options of a shape */
    FULG_OPTION_RANGES        /* fulg_cli_survey_said_t: the same with lists */
} fulg_option_kind_t;

/* A row of a command's table of options, from which come what is accepted,
   the help, and the lists in the manual. */
typedef struct
{
    const char *name;  /* with its dashes; of an architecture "ARCHITECTURE" */
    const char *value; /* what help calls the value, or "" */
    fulg_option_kind_t kind;
    size_t offset;    /* of the target in what fulg_cli_parse is given */
    const char *help; /* one line or more; NULL: shares those of the next row.
                         Of an architecture NULL: a summary of its options */
} fulg_option_t;

typedef struct
{
    const char *name;
    const char *summary;
    int (*run)(fulg_cli_t *cli);
    const fulg_option_t *options; /* ended by a NULL name */
    const char *help; /* usage, a paragraph, FULG_CLI_OPTIONS, examples */
} fulg_command_t;

/* Stands in the help of a command for the rows of its table. */
#define FULG_CLI_OPTIONS "\f"
#define FULG_CLI_LAST_OPTION                  \
    {                                         \
        NULL, NULL, FULG_OPTION_FLAG, 0, NULL \
    }

struct fulg_cli_struct
{
    const fulg_command_t *command;
    int argc; /* the words after the command's name */
    char **argv;
    /* Of a task: the options it takes, " --a --b ", or NULL; and what says that
       another one of the command is not taken. */
    const char *only;
    void (*not_taken)(const fulg_cli_t *cli, const char *name);
    const char *given[FULG_CLI_MAX_OPTIONS]; /* names, as fulg_cli_parse read */
    int num_given;
    FILE *out;
    int stream;      /* cli->out goes out at once, when it is flushed */
    int keep_output; /* print cli->out even with an exit code of 2 or more */
    int json, quiet, force;
    int is_call; /* of fulg_call: the process belongs to somebody else */
    ulong seed;
    slong threads;
    fulg_progress_t progress;
};

/* The commands in the order of "fulgurite --help".  X(name) is
   fulg_command_name, which src/cli/cmd_name.c defines: its name, its summary,
   what runs it and what "fulgurite help name" says below the summary. */
#define FULG_CLI_COMMANDS(X) \
    X(dim)                   \
    X(verify)                \
    X(rank)                  \
    X(classify)              \
    X(recover)               \
    X(fiber)                 \
    X(invariants)            \
    X(same)                  \
    X(eval)                  \
    X(random)                \
    X(check)                 \
    X(draw)                  \
    X(organize)              \
    X(export)                \
    X(optimize)              \
    X(pattern)               \
    X(survey)                \
    X(symmetries)

#define FULG_CLI_DECLARE(name) extern const fulg_command_t fulg_command_##name;
FULG_CLI_COMMANDS(FULG_CLI_DECLARE)

/* The same as an array, ended by NULL. */
extern const fulg_command_t *const fulg_cli_commands[];

/* Reads the options of the command, and the common ones (--json, --seed,
   --threads, --quiet, --force), into said, the structure that the offsets of
   its table are of.  Words that are no options go to words, at most max_words;
   *num_words counts them.  Returns FULG_EXIT_OK or, after a message,
   FULG_EXIT_USAGE. */
int fulg_cli_parse(fulg_cli_t *cli, void *said, const char **words,
                   int max_words, int *num_words);

/* Whether that option of the command was among what fulg_cli_parse has read. */
int fulg_cli_is_given(const fulg_cli_t *cli, const char *name);

/* Runs the command that the words name; the exit code. */
int fulg_cli_run(fulg_cli_t *cli, int argc, char **argv);

/* What "fulgurite help NAME" says below the summary, and the common options. */
void fulg_cli_print_help(FILE *out, const fulg_command_t *command);
void fulg_cli_print_common_options(FILE *out);
/* "  HEAD  HELP", wrapped, with the help from that column on. */
void fulg_cli_print_row(FILE *out, const char *head, const char *help,
                        int column);

/* ---- architectures ---------------------------------------------------- */

/* What the options say of an architecture; all NULL or 0 at first.  text and
   flag go by the rows of fulg_arch_fields; name holds the options' names. */
typedef struct
{
    const char *file, *widths, *layers, *width, *family;
    const char *text[FULG_ARCH_NUM_FIELDS];
    int flag[FULG_ARCH_NUM_FIELDS];
    char name[FULG_ARCH_NUM_FIELDS][24];
} fulg_cli_arch_t;

/* What "fulgurite help architecture" says: the table, a line a field; and the
   names of its options in a row. */
void fulg_cli_print_architecture_help(FILE *out);
void fulg_cli_print_architecture_summary(FILE *out);
/* The table for programs. */
json_t *fulg_cli_architecture_json(void);

/* An option and where its value goes. */
typedef struct
{
    const char *name;
    fulg_option_kind_t kind;
    void *target;
} fulg_cli_target_t;

/* The options of fulg_cli_arch_t, which becomes empty: the first places of an
   array of size FULG_CLI_ARCH_OPTIONS or more; returns the number used. */
#define FULG_CLI_ARCH_OPTIONS (5 + FULG_ARCH_NUM_FIELDS)
int fulg_cli_arch_options(fulg_cli_target_t *targets, fulg_cli_arch_t *said);
/* 1 when any of them was given. */
int fulg_cli_arch_given(const fulg_cli_arch_t *said);
/* What was said of the field of that key, or NULL, and from then on nothing. */
const char *fulg_cli_arch_take(fulg_cli_arch_t *said, const char *key);
/* Initialises arch when FULG_EXIT_OK is returned; otherwise says why. */
int fulg_cli_arch_init(fulg_arch_t arch, const fulg_cli_arch_t *said);

/* One positive size; FULG_EXIT_OK, or an exit code after a message. */
int fulg_cli_size(slong *n, const char *option, const char *text);

/* Where parameters - dimension goes, for a network that is no stack; nothing for a
   stack (NULL). */
void fulg_cli_print_redundancy(FILE *out, const fulg_cert_t cert);
json_t *fulg_cli_json_redundancy(const fulg_cert_t cert);

/* ---- published configurations ------------------------------------------ */

/* The config.json in file, with other tokens unless NULL; initialised when
   FULG_EXIT_OK is returned. */
int fulg_cli_config_init(fulg_config_t config, const char *file,
                         const char *tokens);
/* Says what is not covered and what is known; the exit code. */
int fulg_cli_config_refuse(const fulg_config_t config, const char *file);
/* The lines below an answer about its blocks, and the same for programs. */
void fulg_cli_config_print(FILE *out, const fulg_config_t config);
void fulg_cli_config_json(json_t *answer, const fulg_config_t config);

/* ---- files ------------------------------------------------------------ */

/* As messages say it: "-" is standard input. */
const char *fulg_cli_name(const char *file);
/* 1 when the name says that tensors are in the file, not JSON. */
int fulg_cli_has_tensors(const char *file);
/* Loads a JSON value; FULG_EXIT_OK or an exit code after a message. */
int fulg_cli_load_json(json_t **value, const char *file);
/* A weights file; W is initialised when FULG_EXIT_OK is returned. */
int fulg_cli_load_weights(fulg_weights_t W, const char *file);
/* The same, where a JSON real stands for the nearest double, exactly. */
int fulg_cli_load_weights_float(fulg_weights_t W, const char *file);
/* Inputs for a network: a "fulgurite-input/1" file, or a matrix or a list of
   matrices of shape rows x cols written out on the command line.  *inputs is an
   array of *num rational matrices, freed by fulg_cli_clear_inputs. */
int fulg_cli_load_inputs(fmpq_mat_struct **inputs, slong *num, const char *text,
                         slong rows, slong cols);
void fulg_cli_clear_inputs(fmpq_mat_struct *inputs, slong num);

/* A file that appears whole, under its name, or not at all: it is written
   beside and renamed, and the unfinished one is removed however the program
   ends.  "-" is standard output (cli->out); a device or a pipe is written as it
   is.  An existing regular file is replaced only with --force. */
typedef struct fulg_cli_output_struct
{
    const char *file;
    char *beside;    /* the name until it is whole; NULL: written as it is */
    FILE *stream;    /* cli->out; NULL: fd */
    int fd, failure; /* failure: the errno of the first one, or 0 */
    size_t used;
    struct fulg_cli_output_struct *below; /* for the program's end */
    char buffer[1 << 16];
} fulg_cli_output_t;

/* FULG_EXIT_OK, or an exit code after a message.  Open it before long work: a
   name that cannot be written is known at once. */
int fulg_cli_output_open(fulg_cli_t *cli, fulg_cli_output_t *output,
                         const char *file);
/* 0, or -1 when a write failed: going on is harmless, close will say why.
   output is a fulg_cli_output_t *. */
int fulg_cli_output_put(void *output, const char *bytes, size_t length);
/* As printf does, of any length. */
void fulg_cli_output_format(fulg_cli_output_t *output, const char *format, ...)
    FULG_PRINTF(2, 3);
/* The bytes in base 64. */
void fulg_cli_put_base64(fulg_cli_output_t *out, const void *data,
                         size_t length);
/* Puts the file in its place when code is that of an answer (0 or 1), or else
   drops it.  Returns code, or that of a failure to write, after a message. */
int fulg_cli_output_close(fulg_cli_output_t *output, int code);
/* One value and a newline. */
int fulg_cli_write_json(fulg_cli_t *cli, const char *file, const json_t *value);

/* ---- how the work ends -------------------------------------------------- */

/* Asks the work to stop; may be called by a handler of signals. */
void fulg_cli_stop(void);
/* From now on (NULL: no more) this progress is asked, too.  Nobody has asked the
   work to stop yet. */
void fulg_cli_watch(const fulg_progress_t *progress);
/* The work is asked to stop. */
int fulg_cli_interrupted(void);
/* Files to be removed when the work ends early; for output.c. */
void fulg_cli_unfinished_push(fulg_cli_output_t *output);
void fulg_cli_unfinished_pop(fulg_cli_output_t *output);
/* Removes them; may be called by a handler of signals. */
void fulg_cli_unfinished_remove(void);
/* Their owners are gone. */
void fulg_cli_unfinished_forget(void);

/* ---- how the program ends (not in the library) --------------------------- */

/* Handlers of signals and of a lack of memory: once, first of all. */
void fulg_cli_prepare_endings(void);
/* Ends the program by the signal that has asked for it, if any. */
void fulg_cli_end_by_signal(void);

/* For work that saves what it has when it is asked to end: while wait is 1, a
   signal asks, and the work takes its time; a second one ends it. */
void fulg_cli_wait_for_work(const fulg_cli_t *cli, int wait);
int fulg_cli_is_waiting(void);
/* After a signal other work has so many microseconds to end by itself. */
#define FULG_CLI_GRACE 500000

/* ---- progress ----------------------------------------------------------- */

/* On a terminal, a few times a second: "WHAT: DONE of TOTAL, 5 min left"; left
   is in seconds, negative when unknown. */
void fulg_cli_show(const fulg_cli_t *cli, const char *what, slong done,
                   slong total, double left);
/* That line is taken away. */
void fulg_cli_clear_progress(void);

/* ---- saying things ---------------------------------------------------- */

/* Messages go to this stream, without "fulgurite: " before them; NULL: to standard
   error, with it. */
void fulg_cli_set_messages(FILE *stream);
/* The stream that they go to. */
FILE *fulg_cli_messages(void);
/* A line, "fulgurite: ..." on standard error. */
void fulg_cli_message(const char *format, ...) FULG_PRINTF(1, 2);
/* The exit code that belongs to a status. */
int fulg_cli_exit_code(fulg_status_t status);
/* The message of a diagnostic (with "where: " before it unless where is NULL)
   and the exit code that belongs to the status. */
int fulg_cli_fail(fulg_status_t status, const fulg_diag_t diag,
                  const char *where);
/* The JSON object on one line to cli->out; steals the reference. */
void fulg_cli_print_json(fulg_cli_t *cli, json_t *value);
/* {"command":..,"version":..}, to which a command adds its answer. */
json_t *fulg_cli_json_head(const fulg_cli_t *cli);
/* A number up to 2^64 - 1: JSON's are smaller, the rest is text. */
json_t *fulg_cli_json_seed(ulong seed);
/* The text as a JSON string, where it is no UTF-8 (the name of a file may be
   anything) with U+FFFD for every byte beyond ASCII. */
json_t *fulg_cli_json_text(const char *text);
/* The enclosure ["lo", "hi"], decimal, rounded outward; and the ball itself, without
   loss, in the format of arb_dump_str. */
json_t *fulg_cli_json_ball(const arb_t x, slong digits);
json_t *fulg_cli_json_arb(const arb_t x);
/* The same as members KEY and KEY_arb of an object. */
void fulg_cli_json_set_ball(json_t *object, const char *key, const arb_t x,
                            slong digits);
/* The enclosures of all entries as a list of rows; digits 0: the balls without
   loss. */
json_t *fulg_cli_json_balls(const arb_mat_t A, slong digits);
/* Digits that show two disjoint balls, or all disjoint entries, to be so; at least
   digits. */
slong fulg_cli_digits_apart(const arb_t a, const arb_t b, slong digits);
slong fulg_cli_digits_all_apart(const arb_mat_t A, const arb_mat_t B,
                                slong digits);
/* The enclosures as a table. */
void fulg_cli_print_balls(FILE *out, const arb_mat_t A, slong digits,
                          const char *indent);
/* Entries row by row, as a matrix, or an entry a line when rows get long. */
void fulg_cli_print_table(FILE *out, char **text, slong rows, slong cols,
                          const char *indent);
void fulg_cli_print_matrix(FILE *out, const fmpq_mat_t A, const char *indent);
void fulg_cli_print_fmpz(FILE *out, const fmpz_t n);

/* ---- one layer --------------------------------------------------------- */

/* Refuses (FULG_EXIT_USAGE) a --head-dim beyond 2^30. */
int fulg_cli_check_head_dim(slong head_dim);
/* A weights or a function file, by its "format": W or F is initialised when
   FULG_EXIT_OK is returned. */
int fulg_cli_load_function(fulg_function_t F, fulg_weights_t W, int *is_weights,
                           const char *file);
/* The same for a command whose only word is that file; head_dim is the target
   of --head-dim in said. */
int fulg_cli_parse_function(fulg_function_t F, fulg_weights_t W,
                            int *is_weights, fulg_cli_t *cli, void *said,
                            const slong *head_dim);
/* Family n of a recovery; with K and Q on request. */
json_t *fulg_cli_json_family(const fulg_single_recovery_t *R, slong n,
                             int key_query);
void fulg_cli_print_family(FILE *out, const fulg_single_recovery_t *R, slong n,
                           int key_query);

/* A bound with its terms, and why it holds; the whole answer of "dim", which
   names the certificate when there is one. */
/* What a theorem says of its number in cert: sentences and rows. */
void fulg_cli_print_reasons(FILE *out, const fulg_theorem_t *theorem,
                            const fulg_cert_t cert);
/* "    label  text        number", the number in a line of its own when the
   text is too long. */
void fulg_cli_print_number(FILE *out, const char *label, const char *text,
                           const fmpz_t value);
void fulg_cli_print_dim(FILE *out, const fulg_dim_t dim,
                        const char *certificate);

/* The value of --method of dim and survey; USAGE after a message. */
int fulg_cli_dim_method(fulg_dim_method_t *method, const char *text);
/* "dim --plot OUT": the architectures that ranges in said mean (2-6), drawn, and
   printed as a table; against is the axis, or NULL. */
int fulg_cli_dim_plot(fulg_cli_t *cli, fulg_cli_arch_t *said,
                      const fulg_dim_options_t *options, const char *out,
                      const char *against);
/* "dim --batch FILE": an architecture a line, and for each its answer as json makes
   it, or a line that says why there is none.  Returns the exit code of the first
   line without an answer. */
typedef json_t *(*fulg_cli_json_dim_t)(const fulg_cli_t *cli,
                                       const fulg_dim_t dim, double seconds);
int fulg_cli_dim_batch(fulg_cli_t *cli, const char *file,
                       const fulg_dim_options_t *options,
                       fulg_cli_json_dim_t json);

/* The options of "rank --ball", and that command. */
typedef struct
{
    const char *radius;
    slong inputs, max_bits;
    ulong max_bytes;
    int singular; /* singular values of a Jacobian of any width */
} fulg_rank_ball_t;
int fulg_cli_rank_ball(fulg_cli_t *cli, const fulg_rank_ball_t *said,
                       const char *file);
/* The rank at exact weights of what is no rational function, by free residues. */
int fulg_cli_rank_residues(fulg_cli_t *cli, const fulg_weights_t W,
                           ulong max_bytes);

/* Seconds since the first call of either, or since the last restart. */
double fulg_cli_seconds(void);
void fulg_cli_restart_clock(void);

#endif
