#include <stdlib.h>
#include <string.h>

#include "optimize.h"

static const optimize_task_t tasks[] = {
    {"margin", fulg_cli_optimize_margin,
     " --data --labels --init --heads --exact --ball --max-bits --certificate "
     "--witness --length "},
    {"realize", fulg_cli_optimize_realize,
     " --data --labels --init --heads --theta --eps --max-bits "},
    {"bound", fulg_cli_optimize_bound,
     " --data --labels --init --heads --star --K --eta --find-H --max-bits "},
    {"descend", fulg_cli_optimize_descend,
     " --data --labels --init --heads --star --eta --steps --every --bits "
     "--max-bits --certificate --resume --plot --csv "},
    {"mixture", fulg_cli_optimize_mixture,
     " --T --d --zeta --n --shuffle --output "},
};
#define NUM_TASKS ((slong) (sizeof tasks / sizeof *tasks))

static const optimize_task_t *
find_task(const char *name)
{
    for (slong k = 0; k < NUM_TASKS; k++)
        if (strcmp(tasks[k].name, name) == 0)
            return &tasks[k];
    return NULL;
}

static int
unknown_task(const char *word)
{
    const char *names[NUM_TASKS + 1], *near;
    for (slong k = 0; k < NUM_TASKS; k++)
        names[k] = tasks[k].name;
    names[NUM_TASKS] = NULL;
    near = word ? fulg_exact_nearest(word, names) : NULL;
    if (word == NULL || word[0] == '-')
        fulg_cli_message("optimize needs a task first: margin, realize, "
                         "bound, descend or mixture");
    else
        fulg_cli_message("optimize has no task \"%.40s\"%s%s%s", word,
                         near ? "; did you mean \"" : "", near ? near : "",
                         near ? "\"?" : "");
    return FULG_EXIT_USAGE;
}

/* An option of another task, and which these are. */
static void
not_taken(const fulg_cli_t *cli, const char *name)
{
    char word[40], owners[80] = "";
    const char *task = "";
    snprintf(word, sizeof word, " %s ", name);
    for (slong k = 0; k < NUM_TASKS; k++)
    {
        if (tasks[k].options == cli->only)
            task = tasks[k].name;
        if (strstr(tasks[k].options, word) == NULL)
            continue;
        strcat(owners, *owners ? ", " : "");
        strcat(owners, tasks[k].name);
    }
    fulg_cli_message("optimize %s takes no %s, which belongs to %s", task, name,
                     owners);
}

/* Options that do nothing without another one, or with one. */
static int
check_pairs(const fulg_cli_t *cli)
{
    static const struct
    {
        const char *name, *other;
        int together; /* 1: only with the other, 0: not with it */
        const char *why;
    } pairs[] = {
        {"--length", "--witness", 1,
         "is the length of the step to --witness FILE"},
        {"--labels", "--data", 1, "needs --data FILE.npy"},
        {"--ball", "--exact", 0, "and --exact contradict each other"},
        {"--max-bits", "--exact", 0,
         "has no effect with --exact, which has no precision"},
        {"--bits", "--resume", 0,
         "and --resume contradict each other: the certificate fixes "
         "the grid"},
    };
    for (size_t n = 0; n < sizeof pairs / sizeof *pairs; n++)
        if (fulg_cli_is_given(cli, pairs[n].name) &&
            fulg_cli_is_given(cli, pairs[n].other) != pairs[n].together)
        {
            fulg_cli_message("%s %s", pairs[n].name, pairs[n].why);
            return FULG_EXIT_USAGE;
        }
    return FULG_EXIT_OK;
}

/* Zero is a number, and one that data cannot have: it is the value that is wrong,
   not the usage. */
static int
read_counts(optimize_said_t *said, const optimize_task_t *task)
{
    const char *steps = strstr(task->options, " --K ") ? "--K" : "--steps";
    int code = fulg_cli_optimize_count(&said->steps, steps, said->num_steps);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_count(&said->tokens, "--T", said->num_tokens);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_count(&said->dim, "--d", said->num_dim);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_count(&said->samples, "--n",
                                       said->num_samples);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    optimize_said_t said;
    const char *word = cli->argc > 0 ? cli->argv[0] : NULL;
    const optimize_task_t *task = word ? find_task(word) : NULL;
    int code, num;
    if (task == NULL)
        return unknown_task(word);
    memset(&said, 0, sizeof said);
    said.max_bits = 1024;
    said.grid = 64;
    cli->argc--;
    cli->argv++;
    cli->only = task->options;
    cli->not_taken = not_taken;
    code = fulg_cli_parse(cli, &said, &word, 0, &num);
    if (code == FULG_EXIT_OK)
        code = check_pairs(cli);
    if (code == FULG_EXIT_OK && (said.max_bits > 1000000 || said.grid > 100000))
    {
        fulg_cli_message("at most 1000000 for --max-bits, 100000 for --bits");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK)
        code = read_counts(&said, task);
    return code == FULG_EXIT_OK ? task->run(cli, &said) : code;
}

#define AT(member) offsetof(optimize_said_t, member)
static const fulg_option_t options[] = {
    {"--data", "FILE", FULG_OPTION_TEXT, AT(data),
     "fulgurite-dataset/1, .npz (X, y), or .npy with --labels"},
    {"--labels", "FILE", FULG_OPTION_TEXT, AT(labels),
     "an .npy file with the labels of .npy data"},
    {"--init", "FILE", FULG_OPTION_TEXT, AT(init),
     "fulgurite-weights/1 or .npz (U, W); default: zero"},
    {"--heads", "H", FULG_OPTION_TEXT, AT(heads),
     "repeat these heads to get H heads (1); descend: a list"},
    {"--exact", "", FULG_OPTION_FLAG, AT(exact), NULL},
    {"--ball", "", FULG_OPTION_FLAG, AT(ball),
     "margin: only rational, or only ball arithmetic"},
    {"--witness", "FILE", FULG_OPTION_TEXT, AT(witness), NULL},
    {"--length", "L", FULG_OPTION_TEXT, AT(length),
     "margin: write --init plus L (1) times the direction"},
    {"--theta", "FILE", FULG_OPTION_TEXT, AT(star), NULL},
    {"--eps", "E", FULG_OPTION_TEXT, AT(epsilon),
     "realize: do these parameters reach a loss of at most E?"},
    {"--star", "FILE", FULG_OPTION_TEXT, AT(star),
     "bound, descend: parameters that the run is compared with"},
    {"--find-H", "", FULG_OPTION_FLAG, AT(find_heads),
     "bound: the least number of heads that is enough"},
    {"--eta", "E", FULG_OPTION_TEXT, AT(eta), "the step size"},
    {"--K", "K", FULG_OPTION_TEXT, AT(num_steps), NULL},
    {"--steps", "K", FULG_OPTION_TEXT, AT(num_steps),
     "the number of steps, for bound and for descend"},
    {"--every", "N", FULG_OPTION_SIZE, AT(every),
     "descend: report every N steps"},
    {"--bits", "N", FULG_OPTION_SIZE, AT(grid),
     "descend: points on the grid 2^-N (64)"},
    {"--resume", "FILE", FULG_OPTION_TEXT, AT(resume),
     "descend: go on from the end of this certificate"},
    {"--plot", "FILE", FULG_OPTION_TEXT, AT(plot), NULL},
    {"--csv", "FILE", FULG_OPTION_TEXT, AT(csv),
     "descend: a picture (.svg, .png, .pdf, .gp), a table"},
    {"--certificate", "FILE", FULG_OPTION_TEXT, AT(certificate),
     "margin, descend: write the proof, for \"fulgurite verify FILE\""},
    {"--max-bits", "N", FULG_OPTION_SIZE, AT(max_bits),
     "the highest precision to try (1024)"},
    {"--T", "T", FULG_OPTION_TEXT, AT(num_tokens), NULL},
    {"--d", "d", FULG_OPTION_TEXT, AT(num_dim), NULL},
    {"--n", "n", FULG_OPTION_TEXT, AT(num_samples),
     "mixture: numbers of tokens, coordinates, samples"},
    {"--zeta", "Z", FULG_OPTION_TEXT, AT(zeta),
     "mixture: the share of tokens that show the label"},
    {"--shuffle", "", FULG_OPTION_FLAG, AT(shuffle),
     "mixture: shuffle the tokens"},
    {"--output", "FILE", FULG_OPTION_TEXT, AT(output),
     "mixture: default: standard output"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_optimize = {
    "optimize", "gradient descent on multi-head attention, certified", run,
    options,
    "usage: fulgurite optimize margin  --data FILE [--exact|--ball]\n"
    "       fulgurite optimize realize --data FILE --theta FILE --eps E\n"
    "       fulgurite optimize bound   --data FILE --star FILE --K K --eta E\n"
    "       fulgurite optimize descend --data FILE --eta E --steps K\n"
    "       fulgurite optimize mixture --T T --d d --zeta Z --n n [--shuffle]\n\n"
    "For Phi(X) = H^{-1/2} sum_h <U_h, softmax(X W_h X^T) X> with the logistic loss:\n"
    "the margin of the gradients, the hypotheses and the bound of a theorem on\n"
    "gradient descent, and runs of gradient descent, all proved for the given data.\n\n" FULG_CLI_OPTIONS
    "\n"
    "  fulgurite optimize mixture --T 4 --d 3 --zeta 1/2 --n 8 > data.json\n"
    "  fulgurite optimize margin --data data.json --certificate c.json\n"
    "  fulgurite optimize descend --data data.json --eta 1/2 --steps 100 --heads 1,4\n"};
