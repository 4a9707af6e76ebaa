#include <stdlib.h>
#include <string.h>

#include "optimize.h"

static const optimize_task_t tasks[] = {
    {"margin", fulg_optimize_cli_margin,
     " --data --labels --init --heads --exact --ball --max-bits --certificate "
     "--witness --length "},
    {"realize", fulg_optimize_cli_realize,
     " --data --labels --init --heads --theta --eps --max-bits "},
    {"bound", fulg_optimize_cli_bound,
     " --data --labels --init --heads --star --K --eta --find-H --max-bits "},
    {"descend", fulg_optimize_cli_descend,
     " --data --labels --init --heads --star --eta --steps --every --bits "
     "--max-bits --certificate --resume --plot --csv "},
    {"mixture", fulg_optimize_cli_mixture,
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

/* The options that the task takes, out of all. */
static void
select_options(fulg_option_t *chosen, const fulg_option_t *all,
               const optimize_task_t *task)
{
    char name[32];
    for (; all->name != NULL; all++)
    {
        snprintf(name, sizeof name, " %s ", all->name);
        if (strstr(task->options, name) != NULL)
            *chosen++ = *all;
    }
    *chosen = *all;
}

static int
parse(fulg_cli_t *cli, optimize_said_t *said, const optimize_task_t *task)
{
    const fulg_option_t all[] = {
        {"--data", FULG_OPTION_TEXT, &said->data},
        {"--labels", FULG_OPTION_TEXT, &said->labels},
        {"--init", FULG_OPTION_TEXT, &said->init},
        {"--theta", FULG_OPTION_TEXT, &said->star},
        {"--star", FULG_OPTION_TEXT, &said->star},
        {"--heads", FULG_OPTION_TEXT, &said->heads},
        {"--eps", FULG_OPTION_TEXT, &said->epsilon},
        {"--eta", FULG_OPTION_TEXT, &said->eta},
        {"--K", FULG_OPTION_SIZE, &said->steps},
        {"--steps", FULG_OPTION_SIZE, &said->steps},
        {"--every", FULG_OPTION_SIZE, &said->every},
        {"--bits", FULG_OPTION_SIZE, &said->grid},
        {"--max-bits", FULG_OPTION_SIZE, &said->max_bits},
        {"--find-H", FULG_OPTION_FLAG, &said->find_heads},
        {"--exact", FULG_OPTION_FLAG, &said->exact},
        {"--ball", FULG_OPTION_FLAG, &said->ball},
        {"--certificate", FULG_OPTION_TEXT, &said->certificate},
        {"--witness", FULG_OPTION_TEXT, &said->witness},
        {"--length", FULG_OPTION_TEXT, &said->length},
        {"--plot", FULG_OPTION_TEXT, &said->plot},
        {"--csv", FULG_OPTION_TEXT, &said->csv},
        {"--resume", FULG_OPTION_TEXT, &said->resume},
        {"--T", FULG_OPTION_SIZE, &said->tokens},
        {"--d", FULG_OPTION_SIZE, &said->dim},
        {"--n", FULG_OPTION_SIZE, &said->samples},
        {"--zeta", FULG_OPTION_TEXT, &said->zeta},
        {"--shuffle", FULG_OPTION_FLAG, &said->shuffle},
        {"--output", FULG_OPTION_TEXT, &said->output},
        {NULL, FULG_OPTION_FLAG, NULL}};
    fulg_option_t chosen[sizeof all / sizeof *all];
    const char *words[1];
    int num;
    select_options(chosen, all, task);
    return fulg_cli_parse(cli, chosen, words, 0, &num);
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

static int
run(fulg_cli_t *cli)
{
    optimize_said_t said;
    const char *word = cli->argc > 0 ? cli->argv[0] : NULL;
    const optimize_task_t *task = word ? find_task(word) : NULL;
    int code;
    if (task == NULL)
        return unknown_task(word);
    memset(&said, 0, sizeof said);
    said.max_bits = 1024;
    said.grid = 64;
    cli->argc--;
    cli->argv++;
    code = parse(cli, &said, task);
    if (code == FULG_EXIT_OK &&
        (said.max_bits > 1000000 || said.grid > 100000))
    {
        fulg_cli_message("at most 1000000 for --max-bits, 100000 for --bits");
        code = FULG_EXIT_USAGE;
    }
    return code == FULG_EXIT_OK ? task->run(cli, &said) : code;
}

const fulg_command_t fulg_command_optimize = {
    "optimize", "gradient descent on multi-head attention, certified", run,
    "usage: fulgurite optimize margin  --data FILE [--exact|--ball]\n"
    "       fulgurite optimize realize --data FILE --theta FILE --eps E\n"
    "       fulgurite optimize bound   --data FILE --star FILE --K K --eta E\n"
    "       fulgurite optimize descend --data FILE --eta E --steps K\n"
    "       fulgurite optimize mixture --T T --d d --zeta Z --n n [--shuffle]\n\n"
    "Phi(X) = H^{-1/2} sum_h <U_h, softmax(X W_h X^T) X>, logistic loss: the\n"
    "margin of its gradients, a theorem on descent, runs: proved for the data.\n"
    "\n"
    "  --data FILE         fulgurite-dataset/1, .npz (X, y), .npy with --labels\n"
    "  --init FILE         fulgurite-weights/1 or .npz (U, W); default: zero\n"
    "  --heads H           repeats them to H heads (1); descend takes a list\n"
    "  --star FILE         parameters that the run is compared with; bound\n"
    "                      --find-H: the least number of heads that will do\n"
    "  --certificate FILE  margin, descend: for \"verify\"; descend --resume FILE\n"
    "  --witness FILE      margin: --init plus --length (1) times the direction\n"
    "  --plot FILE         descend: .svg, .png, .pdf, .gp; --csv FILE; --every N\n"
    "  --bits N            descend: points on the grid 2^-N (64)\n"
    "  --max-bits N        precision to go to (1024)\n"
    "  --output FILE       mixture: instead of standard output\n\n"
    "  fulgurite optimize mixture --T 4 --d 3 --zeta 1/2 --n 8 > data.json\n"
    "  fulgurite optimize margin --data data.json --certificate c.json\n"
    "  fulgurite optimize descend --data data.json --eta 1/2 --steps 100 "
    "--heads 1,4\n"};
