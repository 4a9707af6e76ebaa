#include "optimize.h"

void
fulg_cli_optimize_print(FILE *out, const arb_t x)
{
    char *text = fulg_ball_text(x, OPTIMIZE_DIGITS);
    fputs(text, out);
    flint_free(text);
}

json_t *
fulg_cli_optimize_json(const arb_t x)
{
    return fulg_cli_json_ball(x, OPTIMIZE_DIGITS);
}

json_t *
fulg_cli_optimize_json_truth(fulg_truth_t truth)
{
    return truth == FULG_UNKNOWN ? json_null()
                                 : json_boolean(truth == FULG_TRUE);
}

const char *
fulg_cli_optimize_verdict(fulg_truth_t truth)
{
    return truth == FULG_TRUE    ? "proved"
           : truth == FULG_FALSE ? "refuted"
                                 : "undecided";
}

int
fulg_cli_optimize_code(fulg_truth_t truth)
{
    return truth == FULG_TRUE    ? FULG_EXIT_OK
           : truth == FULG_FALSE ? FULG_EXIT_NO
                                 : FULG_EXIT_UNABLE;
}

void
fulg_cli_optimize_print_data(FILE *out, const fulg_dataset_t D)
{
    const int only = fulg_dataset_only_label(D);
    fprintf(out, "%ld sample%s of %ld tokens in dimension %ld", (long) D->num,
            D->num == 1 ? "" : "s", (long) D->tokens, (long) D->dim);
    if (only)
        fprintf(out, "; all labels are %d", only);
    fputc('\n', out);
}

json_t *
fulg_cli_optimize_json_head(const fulg_cli_t *cli, const char *task,
                            const fulg_dataset_t D)
{
    json_t *answer = fulg_cli_json_head(cli);
    json_object_set_new(answer, "task", json_string(task));
    json_object_set_new(answer, "data",
                        json_pack("{s:I, s:I, s:I, s:b}", "samples",
                                  (json_int_t) D->num, "tokens",
                                  (json_int_t) D->tokens, "dimension",
                                  (json_int_t) D->dim, "one_label",
                                  fulg_dataset_only_label(D) != 0));
    return answer;
}
