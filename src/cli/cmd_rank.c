#include "cli.h"

/* Long kernels are for programs. */
#define MAX_SHOWN 12

static const char *
proof_name(fulg_kernel_proof_t proof)
{
    switch (proof)
    {
        case FULG_KERNEL_PROBABLE:
            return "probable";
        case FULG_KERNEL_VIRTUAL:
            return "virtual weights";
        case FULG_KERNEL_LAYERS:
            return "layers";
        case FULG_KERNEL_INPUTS:
            return "inputs";
    }
    return "";
}

static void
weight_name(char *name, const fulg_weights_t W, slong index)
{
    slong b = 0;
    while (b + 1 < W->num && W->block[b + 1].offset <= index)
        b++;
    index -= W->block[b].offset;
    fulg_arch_weight_name(name, &W->block[b], index / W->block[b].cols,
                          index % W->block[b].cols);
}

/* {"direction":{"q1_1_1_1":1,..},"proof":".."} */
static json_t *
json_direction(const fulg_jacobian_rank_t R, const fulg_weights_t W, slong k)
{
    json_t *entries = json_object();
    for (slong i = 0; i < W->parameters; i++)
    {
        const fmpz *x = fmpz_mat_entry(R->kernel, i, k);
        char name[FULG_ARCH_NAME_SIZE];
        if (fmpz_is_zero(x))
            continue;
        weight_name(name, W, i);
        json_object_set_new(entries, name, fulg_exact_json_fmpz(x));
    }
    return json_pack("{s:o, s:s}", "direction", entries, "proof",
                     proof_name(R->proof[k]));
}

static void
print_json(fulg_cli_t *cli, const fulg_jacobian_rank_t R,
           const fulg_weights_t W)
{
    json_t *answer = fulg_cli_json_head(cli), *kernel = json_array();
    for (slong k = 0; k < R->nullity; k++)
        json_array_append_new(kernel, json_direction(R, W, k));
    json_object_set_new(answer, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(answer, "parameters", json_integer(W->parameters));
    json_object_set_new(answer, "rank", json_integer(R->rank));
    json_object_set_new(answer, "status",
                        json_string(R->exact ? "proved" : "probable"));
    if (!R->exact)
        json_object_set_new(answer, "error_log2",
                            json_integer(R->error_log2));
    json_object_set_new(answer, "prime", json_integer((json_int_t) R->prime));
    json_object_set_new(answer, "kernel_dimension", json_integer(R->nullity));
    json_object_set_new(answer, "kernel", kernel);
    fulg_cli_print_json(cli, answer);
}

static void
print_direction(FILE *out, const fulg_jacobian_rank_t R,
                const fulg_weights_t W, slong k)
{
    const char *separator = "";
    fputs("    ", out);
    for (slong i = 0; i < W->parameters; i++)
    {
        const fmpz *x = fmpz_mat_entry(R->kernel, i, k);
        char name[FULG_ARCH_NAME_SIZE];
        fmpz_t size;
        if (fmpz_is_zero(x))
            continue;
        fmpz_init(size);
        fmpz_abs(size, x);
        fputs(fmpz_sgn(x) < 0 ? (*separator ? " - " : "-") : separator, out);
        if (!fmpz_is_one(size))
        {
            fulg_cli_print_fmpz(out, size);
            fputc(' ', out);
        }
        weight_name(name, W, i);
        fprintf(out, "d/d%s", name);
        separator = " + ";
        fmpz_clear(size);
    }
    fputs(R->proof[k] == FULG_KERNEL_PROBABLE ? "   (probable)\n" : "\n", out);
}

static const char *
why_proved(const fulg_jacobian_rank_t R)
{
    int used[4] = {0};
    for (slong k = 0; k < R->nullity; k++)
        used[R->proof[k]] = 1;
    if (used[FULG_KERNEL_INPUTS])
        return "exact evaluation at enough inputs for the degree";
    if (used[FULG_KERNEL_LAYERS] && used[FULG_KERNEL_VIRTUAL])
        return "exact change of the virtual weights or of the layers' "
               "coefficients";
    if (used[FULG_KERNEL_LAYERS])
        return "exact change of the layers' coefficients, which is zero";
    return "exact change of the virtual weights, which is a scaling or zero";
}

static void
print_words(fulg_cli_t *cli, const fulg_jacobian_rank_t R,
            const fulg_weights_t W)
{
    FILE *out = cli->out;
    if (R->exact)
        fprintf(out, "rank %ld = %ld parameters - %ld kernel directions; "
                     "proved\n\n",
                (long) R->rank, (long) W->parameters, (long) R->nullity);
    else
        fprintf(out, "rank %ld; at least that proved, equality probable (wrong "
                     "with probability below 2^%ld)\n\n",
                (long) R->rank, (long) R->error_log2);
    fprintf(out, "  at least: a minor of size %ld is nonzero mod the prime %lu\n",
            (long) R->rank, R->prime);
    if (R->exact && R->nullity > 0)
        fprintf(out, "  at most: every kernel direction is proved, by\n"
                     "            %s\n",
                why_proved(R));
    if (R->nullity > 0)
        fputs("\nkernel, to first order nothing changes along\n", out);
    for (slong k = 0; k < FLINT_MIN(R->nullity, MAX_SHOWN); k++)
        print_direction(out, R, W, k);
    if (R->nullity > MAX_SHOWN)
        fprintf(out, "    and %ld more directions (--json lists all)\n",
                (long) (R->nullity - MAX_SHOWN));
}

int
fulg_cmd_rank(fulg_cli_t *cli)
{
    const char *file = NULL;
    slong megabytes = 8192;
    const fulg_option_t options[] = {
        {"--max-memory", FULG_OPTION_SIZE, &megabytes},
        {NULL, FULG_OPTION_FLAG, NULL}};
    fulg_jacobian_rank_t R;
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    int num_words, code;

    code = fulg_cli_parse(cli, options, &file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (file == NULL)
    {
        fulg_cli_message("rank needs a weights file (\"-\" is standard input)");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_weights(W, file);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_rand_init(rand, cli->seed);
    status = fulg_jacobian_rank(R, W, rand,
                                (ulong) FLINT_MIN(megabytes, WORD(1) << 40)
                                    << 20,
                                &cli->progress, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else
    {
        if (cli->json)
            print_json(cli, R, W);
        else
            print_words(cli, R, W);
        fulg_jacobian_rank_clear(R);
    }
    fulg_weights_clear(W);
    return code;
}
