#include "check.h"

static int
examine(check_t *check)
{
    int code = FULG_EXIT_OK;
    for (slong i = 0; i < check->num && code == FULG_EXIT_OK; i++)
    {
        check_subject_t *s = &check->subject[i];
        code = fulg_check_items(check, s);
        if (code == FULG_EXIT_OK && s->is_network && s->network->has_values)
            code = fulg_check_network(check, s);
    }
    if (code == FULG_EXIT_OK && check->num == 2 &&
        check->subject[0].is_network && check->subject[1].is_network &&
        check->subject[0].network->has_values &&
        check->subject[1].network->has_values)
        code = fulg_check_same(check);
    return code;
}

/* 1 when a claim is refuted, else 4 when one is open. */
static int
exit_code(const check_claim_t *claims, slong num)
{
    int code = FULG_EXIT_OK;
    for (slong n = 0; n < num; n++)
    {
        if (claims[n].verdict == CLAIM_REFUTED)
            return FULG_EXIT_NO;
        if (claims[n].verdict == CLAIM_UNDECIDED)
            code = FULG_EXIT_UNABLE;
    }
    return code;
}

static int
answer(check_t *check, const char **files, int num_files)
{
    check_claim_t *claims;
    slong num;
    int code = fulg_check_claims(&claims, &num, check, 1);
    fulg_check_claims_clear(claims, num);
    if (code == FULG_EXIT_OK)
        code = fulg_check_load(check, files, num_files);
    if (code == FULG_EXIT_OK)
        code = examine(check);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_check_claims(&claims, &num, check, 0);
    if (code == FULG_EXIT_OK)
    {
        if (check->cli->json)
            fulg_check_print_json(check, claims, num);
        else
            fulg_check_print(check, claims, num);
        code = exit_code(claims, num);
        check->cli->keep_output = 1;
    }
    fulg_check_claims_clear(claims, num);
    return code;
}

#define MAX_FILES 64

static int
run(fulg_cli_t *cli)
{
    check_t check = {.cli = cli, .max_bits = 1024, .max_weights = 1000};
    const fulg_option_t options[] = {
        {"--map", FULG_OPTION_TEXT, &check.map},
        {"--radius", FULG_OPTION_TEXT, &check.radius},
        {"--claim", FULG_OPTION_TEXT, &check.claim},
        {"--tokens", FULG_OPTION_SIZE, &check.tokens},
        {"--norm", FULG_OPTION_TEXT, &check.norm},
        {"--mask", FULG_OPTION_TEXT, &check.mask},
        {"--residual", FULG_OPTION_FLAG, &check.residual},
        {"--no-float", FULG_OPTION_FLAG, &check.no_float},
        {"--max-bits", FULG_OPTION_SIZE, &check.max_bits},
        {"--max-weights", FULG_OPTION_SIZE, &check.max_weights},
        {NULL, FULG_OPTION_FLAG, NULL}};
    const char *files[MAX_FILES];
    int num_files;
    int code = fulg_cli_parse(cli, options, files, MAX_FILES, &num_files);
    if (code != FULG_EXIT_OK)
        return code;
    if (num_files == 0)
    {
        fulg_cli_message("check needs a file of weights (\"-\" is standard "
                         "input)");
        return FULG_EXIT_USAGE;
    }
    code = answer(&check, files, num_files);
    fulg_check_clear(&check);
    return code;
}

const fulg_command_t fulg_command_check = {
    "check", "what is certain about floating-point weights", run,
    "usage: fulgurite check FILE... [--map NAME|FILE] [--radius R] "
    "[--claim C,..]\n"
    "                       [--threads N] [--json]\n\n"
    "FILE is .npy, .npz, .safetensors or JSON weights with floats; several "
    ".npy\n"
    "files are one network, two other files two networks to compare.  Every "
    "number\n"
    "is taken exactly, with a radius; what is said holds for all weights "
    "within it:\n"
    "rank and smallest singular value (the distance from lower rank) of Q, K,\n"
    "A = K^T Q, V (or O, U) of every head; regular, or singular not excluded; "
    "a\n"
    "lower bound of the rank of the Jacobian.  Beside it what floating-point "
    "SVD\n"
    "would say, no proof.\n\n"
    "  --map gpt2|plain|single|FILE   which tensor is which matrix\n"
    "  --radius 0|half-ulp|NUMBER     how far the truth may be (default 0)\n"
    "  --claim rank=N, rank_A=N, sigma_min>=X, regular, dimension=N, same, "
    "different\n"
    "                 proved: exit 0; refuted: exit 1; undecided: exit 4\n"
    "  --tokens t, --norm N, --mask M, --residual   where the file does not "
    "say\n"
    "  --max-weights N    Jacobian in balls up to so many weights (1000)\n"
    "  --max-bits N       precision to go to (1024)\n"
    "  --no-float         without the floating-point comparison\n\n"
    "  fulgurite check model.safetensors --map gpt2 --threads 2\n"
    "  fulgurite check Q.npy K.npy V.npy --radius half-ulp --claim "
    "'rank_A=64'\n"};
