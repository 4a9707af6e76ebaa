#include <string.h>

#include <fulgurite/judge.h>

void
fulg_judge_options_init(fulg_judge_options_t *options)
{
    memset(options, 0, sizeof *options);
    options->norm = options->causal = -1;
    fulg_check_options_init(&options->check);
    options->max_weights = 1000;
    options->threads = 1;
    options->seed = 1;
}
