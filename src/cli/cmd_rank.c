#include <string.h>
#include <sys/stat.h>

#include "cli.h"

/* Long kernels are for programs. */
#define MAX_LINES 16
#define MAX_LINES_EACH 4
#define LAST_COLUMN 84
/* Of --ball. */
#define DEFAULT_BITS 1024
#define MAX_BITS WORD(1000000)
#define MAX_INPUTS WORD(1000000)

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
        case FULG_KERNEL_SYMMETRY:
            return "symmetry";
        case FULG_KERNEL_STATES:
            return "states";
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
        json_object_set_new(answer, "error_log2", json_integer(R->error_log2));
    json_object_set_new(answer, "prime", json_integer((json_int_t) R->prime));
    json_object_set_new(answer, "kernel_dimension", json_integer(R->nullity));
    json_object_set_new(answer, "kernel", kernel);
    fulg_cli_print_json(cli, answer);
}

/* " + 3 q1_1_2_3", and " - ..."; "3 q1_1_2_3" in the first place. */
static char *
term_text(const fulg_weights_t W, slong index, const fmpz_t x, int first)
{
    char name[FULG_ARCH_NAME_SIZE];
    const char *sign = fmpz_sgn(x) < 0 ? " - " : " + ";
    char *text, *number;
    size_t size;
    fmpz_t absolute;
    fmpz_init(absolute);
    fmpz_abs(absolute, x);
    number = fmpz_get_str(NULL, 10, absolute);
    size = strlen(number) + sizeof name + 8;
    text = flint_malloc(size);
    weight_name(name, W, index);
    if (first)
        sign = fmpz_sgn(x) < 0 ? "-" : "";
    if (fmpz_is_one(absolute))
        snprintf(text, size, "%s%s", sign, name);
    else
        snprintf(text, size, "%s%s %s", sign, number, name);
    flint_free(number);
    fmpz_clear(absolute);
    return text;
}

/* One kernel direction in a few lines; returns how many. */
static slong
print_direction(FILE *out, const fulg_jacobian_rank_t R, const fulg_weights_t W,
                slong k)
{
    slong lines = 1;
    int column = fprintf(out, "    "), first = 1;
    for (slong i = 0; i < W->parameters; i++)
    {
        const fmpz *x = fmpz_mat_entry(R->kernel, i, k);
        char *text;
        if (fmpz_is_zero(x))
            continue;
        text = term_text(W, i, x, first);
        if (!first && column + (int) strlen(text) > LAST_COLUMN)
        {
            if (lines == MAX_LINES_EACH)
            {
                fputs(" + ...", out);
                flint_free(text);
                break;
            }
            column = fprintf(out, "\n     ") - 1;
            lines++;
        }
        column += fprintf(out, "%s", text);
        first = 0;
        flint_free(text);
    }
    fputs(R->proof[k] == FULG_KERNEL_PROBABLE ? "  (probable)\n" : "\n", out);
    return lines;
}

/* Why the kernel is at least so large: the directions by their proofs. */
static void
print_proofs(FILE *out, const fulg_jacobian_rank_t R)
{
    static const struct
    {
        fulg_kernel_proof_t proof;
        const char *one, *many;
    } kinds[] = {{FULG_KERNEL_SYMMETRY,
                  "direction is a symmetry of the architecture (fulgurite "
                  "symmetries)",
                  "directions are symmetries of the architecture (fulgurite "
                  "symmetries)"},
                 {FULG_KERNEL_STATES,
                  "direction moves what the states at these weights do not see",
                  "directions move what the states at these weights do not "
                  "see"},
                 {FULG_KERNEL_VIRTUAL,
                  "direction only scales the virtual weights, or does not "
                  "change them",
                  "directions only scale the virtual weights, or do not "
                  "change them"},
                 {FULG_KERNEL_LAYERS,
                  "direction changes no layer on the states that it meets",
                  "directions change no layer on the states that it meets"},
                 {FULG_KERNEL_INPUTS,
                  "direction changes no value at enough inputs for the degree",
                  "directions change no value at enough inputs for the degree"},
                 {FULG_KERNEL_PROBABLE,
                  "direction changes no value at random inputs: probable",
                  "directions, combined at random, change no value at random "
                  "inputs: probable"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    {
        slong n = 0;
        for (slong k = 0; k < R->nullity; k++)
            n += R->proof[k] == kinds[i].proof;
        if (n > 0)
            fprintf(out, "    %ld %s\n", (long) n,
                    n == 1 ? kinds[i].one : kinds[i].many);
    }
}

static void
print_kernel(FILE *out, const fulg_jacobian_rank_t R, const fulg_weights_t W)
{
    slong lines = 0, k;
    if (R->nullity == 0)
        return;
    fputs("\nkernel: to first order the function stays the same along\n", out);
    for (k = 0; k < R->nullity && lines < MAX_LINES; k++)
        lines += print_direction(out, R, W, k);
    if (k < R->nullity)
        fprintf(out, "    and %ld more (--json has all)\n",
                (long) (R->nullity - k));
    if (fulg_arch_is_pnn(W->arch))
        fputs("(w1_2_3 is the entry (2,3) of W in layer 1)\n", out);
    else
        fputs("(q1_1_2_3 is the entry (2,3) of Q in layer 1, head 1)\n", out);
}

static void
print_words(fulg_cli_t *cli, const fulg_jacobian_rank_t R,
            const fulg_weights_t W)
{
    FILE *out = cli->out;
    if (R->exact)
        fprintf(out, "rank %ld; proved\n\n", (long) R->rank);
    else if (R->error_log2 >= 0)
        fprintf(out,
                "rank %ld; probable, without a bound for the probability of "
                "error\n\n",
                (long) R->rank);
    else
        fprintf(out,
                "rank %ld; probable, wrong with probability below 2^%ld\n"
                "\n",
                (long) R->rank, (long) R->error_log2);
    if (R->rank > 0)
        fprintf(out,
                "  at least %ld\n    a minor of size %ld of the Jacobian "
                "is nonzero mod the prime %lu\n",
                (long) R->rank, (long) R->rank, R->prime);
    fprintf(out, "  at most %ld = %ld parameters - %ld for the kernel\n",
            (long) R->rank, (long) W->parameters, (long) R->nullity);
    print_proofs(out, R);
    print_kernel(out, R, W);
}

/* The exact rank, and the kernel. */
static int
answer_exactly(fulg_cli_t *cli, const char *file, ulong max_bytes)
{
    fulg_jacobian_rank_t R;
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = fulg_cli_load_weights(W, file);
    if (code != FULG_EXIT_OK)
        return code;
    if (fulg_arch_is_softmax(W->arch) ||
        (!fulg_arch_is_stack(W->arch) && !fulg_arch_has_readout(W->arch)))
    {
        code = fulg_cli_rank_residues(cli, W, max_bytes);
        fulg_weights_clear(W);
        return code;
    }
    fulg_rand_init(rand, cli->seed);
    status = fulg_jacobian_rank(R, W, rand, max_bytes, &cli->progress, diag);
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

/* The first bytes of a regular file; of a pipe none, since they could not be read
   again. */
static size_t
first_bytes(char *bytes, size_t size, const char *file)
{
    struct stat info;
    FILE *in;
    size_t length;
    if (strcmp(file, "-") == 0 || stat(file, &info) != 0 ||
        !S_ISREG(info.st_mode) || (in = fopen(file, "rb")) == NULL)
        return 0;
    length = fread(bytes, 1, size, in);
    fclose(in);
    return length;
}

/* A file of floats has no architecture: check finds one, and the rank. */
static int
is_of_floats(const char *file)
{
    char bytes[9] = "";
    const size_t length = first_bytes(bytes, sizeof bytes, file);
    return (length >= 6 && memcmp(bytes, "\x93NUMPY", 6) == 0) ||
           (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) ||
           /* safetensors: the length of its header, then the header */
           (length == 9 && bytes[8] == '{' && memchr(bytes, 0, 8) != NULL) ||
           (length > 0 && bytes[0] == 8 && fulg_exact_text_ends(file, ".onnx"));
}

typedef struct
{
    int ball;
    slong megabytes;
    fulg_rank_ball_t of_ball;
} said_t;

static int
run(fulg_cli_t *cli)
{
    const char *file = NULL;
    said_t said = {.megabytes = 8192};
    fulg_rank_ball_t *ball = &said.of_ball;
    int num_words, code;

    code = fulg_cli_parse(cli, &said, &file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (file == NULL)
    {
        fulg_cli_message("rank needs a weights file (\"-\" is standard input)");
        return FULG_EXIT_USAGE;
    }
    if (!said.ball && (ball->radius != NULL || ball->inputs > 0 ||
                       ball->max_bits > 0 || ball->singular))
    {
        fulg_cli_message("%s needs --ball", ball->radius != NULL ? "--radius"
                                            : ball->inputs > 0   ? "--inputs"
                                            : ball->max_bits > 0
                                                ? "--max-bits"
                                                : "--singular-values");
        return FULG_EXIT_USAGE;
    }
    if (ball->inputs > MAX_INPUTS || ball->max_bits > MAX_BITS)
    {
        fulg_cli_message("--inputs and --max-bits go up to %ld and %ld",
                         MAX_INPUTS, MAX_BITS);
        return FULG_EXIT_USAGE;
    }
    if (is_of_floats(file))
    {
        fulg_cli_message(
            "%s: rank reads JSON weights; of a file of floats \"fulgurite check "
            "FILE\" gives the rank of the Jacobian in balls (--claim 'rank>=N', "
            "--claim dimension=N)",
            file);
        return FULG_EXIT_PARSE;
    }
    ball->max_bytes = (ulong) FLINT_MIN(said.megabytes, WORD(1) << 40) << 20;
    if (!said.ball)
        return answer_exactly(cli, file, ball->max_bytes);
    if (ball->radius == NULL)
        ball->radius = "0";
    if (ball->max_bits == 0)
        ball->max_bits = DEFAULT_BITS;
    return fulg_cli_rank_ball(cli, ball, file);
}

#define AT(member) offsetof(said_t, member)
static const fulg_option_t options[] = {
    {"--max-memory", "MB", FULG_OPTION_SIZE, AT(megabytes),
     "memory for the Jacobian (default 8192)"},
    {"--ball", "", FULG_OPTION_FLAG, AT(ball),
     "a lower bound at exactly these weights, in ball "
     "arithmetic, for any norm, softmax included; a JSON number "
     "such as 0.1 then stands for the nearest double"},
    {"--radius", "R", FULG_OPTION_TEXT, AT(of_ball.radius),
     "the bound holds for all weights within R of these"},
    {"--inputs", "N", FULG_OPTION_SIZE, AT(of_ball.inputs),
     "how many inputs, drawn from --seed (default: until the rank stops "
     "growing)"},
    {"--max-bits", "N", FULG_OPTION_SIZE, AT(of_ball.max_bits),
     "the precision is doubled until the bound meets the theorem's upper "
     "bound, or up to N bits (default 1024)"},
    {"--singular-values", "", FULG_OPTION_FLAG, AT(of_ball.singular),
     "also for Jacobians with more than 100 columns"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_rank = {
    "rank", "exact rank of the Jacobian at given weights, and its kernel", run,
    options,
    "usage: fulgurite rank WEIGHTS [--max-memory MB] [--json]\n"
    "       fulgurite rank --ball WEIGHTS [--radius R] [--inputs N] [--max-bits N]\n"
    "                      [--singular-values] [--max-memory MB] [--seed N] [--json]\n\n"
    "The rank over Q of the derivative of the map from weights to functions at the\n"
    "given exact weights, and a basis of its kernel: the directions in weight space\n"
    "that do not change the function to first order, each with the reason.  Softmax\n"
    "and transformers: a proved lower bound, by residues mod a prime, and the upper\n"
    "bound of a theorem.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite random --widths 2,2 --head-dim 1 | fulgurite rank -\n"
    "  fulgurite random --widths 4,4 --head-dim 2 --norm softmax |\n"
    "      fulgurite rank --ball -\n"};
