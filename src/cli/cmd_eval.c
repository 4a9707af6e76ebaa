#include <string.h>

#include "cli.h"

/* An output of more digits than this is announced. */
#define MANY_DIGITS 1e6

/* Outputs over Q, mod a prime, or in balls for softmax.  Initialised only when evaluation_init
   returns FULG_OK. */
typedef struct
{
    fulg_weights_t W;
    fulg_eval_tape_t T;
    fulg_mat_t X;
    slong bits;
    ulong prime; /* 0: over Q */
} evaluation_t;

static fulg_status_t
evaluation_init(evaluation_t *E, const fulg_weights_t rational, slong bits,
                ulong prime, fulg_diag_t diag)
{
    const int softmax = fulg_arch_is_softmax(rational->arch);
    fulg_domain_t D;
    fulg_status_t status;
    if (prime > 0)
        fulg_domain_init_nmod(D, prime);
    else if (softmax)
        fulg_domain_init_arb(D, bits);
    else
        fulg_domain_init_fmpq(D);
    E->bits = bits;
    E->prime = prime;
    status = fulg_weights_init(E->W, rational->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(E->W, rational, diag);
    if (status != FULG_OK)
    {
        fulg_weights_clear(E->W);
        return status;
    }
    fulg_eval_tape_init(E->T, E->W);
    D->ops->init(E->X, rational->arch->width[0], rational->arch->tokens, D);
    return FULG_OK;
}

static void
evaluation_clear(evaluation_t *E)
{
    E->W->domain->ops->clear(E->X);
    fulg_eval_tape_clear(E->T, E->W);
    fulg_weights_clear(E->W);
}

/* About 3 decimal digits for every 10 bits. */
static slong
digits_of(slong bits)
{
    return FLINT_MAX(1, (slong) ((double) bits * 0.30103));
}

/* The output over Q, or its residues (initialised here). */
static void
init_exact_output(fmpq_mat_t Y, const evaluation_t *E)
{
    const fulg_mat_struct *y = &E->T->state[E->T->depth];
    const fulg_domain_struct *D = E->W->domain;
    fmpq_mat_init(Y, D->ops->rows(y), D->ops->cols(y));
    if (E->prime == 0)
    {
        fmpq_mat_set(Y, y->fmpq);
        return;
    }
    for (slong i = 0; i < fmpq_mat_nrows(Y); i++)
        for (slong j = 0; j < fmpq_mat_ncols(Y); j++)
            fmpz_set_ui(fmpq_mat_entry_num(Y, i, j),
                        nmod_mat_entry(y->nmod, i, j));
}

/* Bits of the largest numerator or denominator. */
static slong
height_of(const fmpq_mat_t A)
{
    slong bits = 1;
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
        {
            bits = FLINT_MAX(bits,
                             (slong) fmpz_bits(fmpq_mat_entry_num(A, i, j)));
            bits = FLINT_MAX(bits,
                             (slong) fmpz_bits(fmpq_mat_entry_den(A, i, j)));
        }
    return bits;
}

/* Decimal digits of all entries together, roughly, from the bits of the weights
   and of the input: a lightning layer cubes its input. */
static double
expected_digits(const fulg_weights_t W, const fmpq_mat_t X)
{
    const fulg_arch_struct *arch = W->arch;
    double bits, w = 1;
    for (slong b = 0; b < W->num; b++)
        w = FLINT_MAX(w, (double) height_of(W->mat[b].fmpq));
    bits = (double) height_of(X);
    for (slong i = 0; i < arch->depth; i++)
    {
        if (fulg_arch_is_pnn(arch))
            bits = (bits + w) *
                   (double) (i + 1 < arch->depth ? arch->sub[i].power : 1);
        else if (fulg_arch_is_normalised(arch))
            bits += (double) arch->tokens * (2 * bits + 2 * w) + w;
        else
            bits = 3 * bits + 3 * w;
    }
    return bits * 0.30103 * (double) arch->width[arch->depth] *
           (double) fulg_arch_output_columns(arch);
}

static void
announce(const fulg_cli_t *cli, const evaluation_t *E, const fulg_weights_t W,
         const fmpq_mat_t X)
{
    double digits;
    if (cli->quiet || E->prime > 0 || fulg_arch_is_softmax(W->arch))
        return;
    digits = expected_digits(W, X);
    if (digits > MANY_DIGITS)
        fulg_cli_message("an output has about %.1e digits, more with every "
                         "layer; --mod P gives it modulo a prime",
                         digits);
}

static void
print_output(fulg_cli_t *cli, const evaluation_t *E)
{
    const fulg_mat_struct *Y = &E->T->state[E->T->depth];
    fmpq_mat_t exact;
    if (fulg_arch_is_softmax(E->W->arch))
        fulg_cli_print_balls(cli->out, Y->arb,
                             FLINT_MIN(digits_of(E->bits), 11), "  ");
    else
    {
        init_exact_output(exact, E);
        fulg_cli_print_matrix(cli->out, exact, "  ");
        fmpq_mat_clear(exact);
    }
}

/* Exact entries; or enclosures, with the balls themselves beside them. */
static void
append_output(json_t *outputs, json_t *balls, const evaluation_t *E)
{
    const fulg_mat_struct *Y = &E->T->state[E->T->depth];
    fmpq_mat_t exact;
    if (!fulg_arch_is_softmax(E->W->arch))
    {
        init_exact_output(exact, E);
        json_array_append_new(outputs, fulg_weights_mat_json(exact));
        fmpq_mat_clear(exact);
        return;
    }
    json_array_append_new(outputs,
                          fulg_cli_json_balls(Y->arb, digits_of(E->bits)));
    json_array_append_new(balls, fulg_cli_json_balls(Y->arb, 0));
}

static int
evaluate_all(fulg_cli_t *cli, evaluation_t *E, const fmpq_mat_struct *inputs,
             slong num, int drawn)
{
    json_t *outputs = json_array(), *asked = json_array();
    json_t *balls = json_array();
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    for (slong n = 0; n < num && status == FULG_OK; n++)
    {
        if (!fulg_domain_set_fmpq_mat(E->X, &inputs[n], E->W->domain))
        {
            status = fulg_diag_set(diag, FULG_DOMAIN,
                                   "a denominator of the input is divisible by "
                                   "the prime");
            break;
        }
        status = fulg_eval_forward(E->T, E->W, E->X, diag);
        if (status != FULG_OK)
            break;
        append_output(outputs, balls, E);
        json_array_append_new(asked, fulg_weights_mat_json(&inputs[n]));
        if (cli->json)
            continue;
        if (drawn)
        {
            fprintf(cli->out, "input (drawn from seed %lu)\n", cli->seed);
            fulg_cli_print_matrix(cli->out, &inputs[n], "  ");
        }
        fprintf(cli->out, num > 1 ? "output %ld" : "output", (long) n + 1);
        fprintf(cli->out, E->prime ? " modulo %lu\n" : "\n", E->prime);
        print_output(cli, E);
    }
    if (status == FULG_OK && cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set(answer, "inputs", asked);
        json_object_set(answer, "outputs", outputs);
        if (E->prime > 0)
            json_object_set_new(answer, "modulo",
                                json_integer((json_int_t) E->prime));
        if (json_array_size(balls) > 0)
            json_object_set(answer, "outputs_arb", balls);
        fulg_cli_print_json(cli, answer);
    }
    json_decref(asked);
    json_decref(outputs);
    json_decref(balls);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static void
draw_input(fmpq_mat_struct **inputs, slong *num, const fulg_arch_t arch,
           ulong seed)
{
    fulg_rand_t rand;
    fulg_domain_t Q;
    fulg_mat_t X;
    fulg_domain_init_fmpq(Q);
    fulg_rand_init(rand, seed);
    *num = 1;
    *inputs = flint_malloc(sizeof(fmpq_mat_struct));
    fmpq_mat_init(X->fmpq, arch->width[0], arch->tokens);
    fulg_weights_mat_random(X, rand, 9, 1, Q);
    **inputs = *X->fmpq;
}

typedef struct
{
    const char *input;
    slong bits, prime;
} said_t;

static int
run(fulg_cli_t *cli)
{
    const char *file = NULL;
    said_t said = {.bits = 128};
    slong num;
    fmpq_mat_struct *inputs;
    fulg_weights_t W;
    evaluation_t E;
    fulg_diag_t diag;
    fulg_status_t status;
    int num_words, code;

    code = fulg_cli_parse(cli, &said, &file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (file == NULL)
    {
        fulg_cli_message("eval needs a weights file (\"-\" is standard input)");
        return FULG_EXIT_USAGE;
    }
    if (said.input != NULL && strcmp(file, "-") == 0 &&
        strcmp(said.input, "-") == 0)
    {
        fulg_cli_message("only one file can come from standard input");
        return FULG_EXIT_USAGE;
    }
    if (said.bits > 1000000)
    {
        fulg_cli_message("--bits must be at most 1000000");
        return FULG_EXIT_USAGE;
    }
    if (said.prime != 0 &&
        (said.prime >= WORD(1) << 62 || !n_is_prime((ulong) said.prime)))
    {
        fulg_cli_message("--mod takes a prime below 2^62");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_weights(W, file);
    if (code != FULG_EXIT_OK)
        return code;
    if (said.input == NULL)
        draw_input(&inputs, &num, W->arch, cli->seed);
    else
        code = fulg_cli_load_inputs(&inputs, &num, said.input,
                                    W->arch->width[0], W->arch->tokens);
    if (code == FULG_EXIT_OK)
    {
        status = evaluation_init(&E, W, said.bits, (ulong) said.prime, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, NULL);
        else
        {
            announce(cli, &E, W, &inputs[0]);
            code = evaluate_all(cli, &E, inputs, num, said.input == NULL);
            evaluation_clear(&E);
        }
        fulg_cli_clear_inputs(inputs, num);
    }
    fulg_weights_clear(W);
    return code;
}

static const fulg_option_t options[] = {
    {"--input", "FILE|MATRIX", FULG_OPTION_TEXT, offsetof(said_t, input),
     "a fulgurite-input/1 file, or a matrix or a list of them: a row for each "
     "of the d_0 coordinates, a column for each token (default: random, from "
     "--seed)"},
    {"--bits", "N", FULG_OPTION_SIZE, offsetof(said_t, bits),
     "the precision of the balls (default 128)"},
    {"--mod", "P", FULG_OPTION_SIZE, offsetof(said_t, prime),
     "the output modulo a prime: exact outputs of deep lightning stacks have "
     "3^depth times the digits"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_eval = {
    "eval", "the exact output of a network", run, options,
    "usage: fulgurite eval WEIGHTS [--input FILE|MATRIX] [--bits N] [--mod P]\n"
    "                 [--json]\n\n"
    "The output of the network is exact.  Softmax has no exact output: its entries\n"
    "are enclosed in balls.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite random --widths 2,2 --head-dim 1 > w.json\n"
    "  fulgurite eval w.json --input '[[1,0,1],[2,\"1/3\",0]]'\n"};
