#include <stdlib.h>
#include <string.h>

#include "organize.h"

static int
usage(const char *format, const char *text)
{
    char message[256];
    snprintf(message, sizeof message, format, text);
    fulg_cli_message("%s (try: fulgurite help organize)", message);
    return FULG_EXIT_USAGE;
}

/* A rational number in a range; low NULL: above 0. */
static int
read_number(fmpq_t x, const char *text, const char *option, int zero, int one)
{
    fulg_diag_t diag;
    if (fulg_exact_set_text(x, text, diag) != FULG_OK)
    {
        fulg_cli_message("%s: %s", option, diag->text);
        return FULG_EXIT_USAGE;
    }
    if (fmpq_sgn(x) < 0 || (!zero && fmpq_is_zero(x)) ||
        (one && fmpq_cmp_si(x, 1) > 0))
    {
        fulg_cli_message("%s: expected a number %s 0%s, not %.40s", option,
                         zero ? ">=" : ">", one ? " and <= 1" : "", text);
        return FULG_EXIT_USAGE;
    }
    return FULG_EXIT_OK;
}

/* AXIS,TIME,COORDINATES; the last two may be left out. */
static int
read_diffusion(organize_t *o)
{
    const char *text = o->said.diffusion;
    char name[8] = "head", rest = 0;
    unsigned long time = 1;
    long num = 2;
    if (text != NULL &&
        (sscanf(text, "%7[a-z],%6lu,%6ld%c", name, &time, &num, &rest) < 1 ||
         rest != 0 || num < 1))
        return usage("--diffusion is AXIS,TIME,COORDINATES such as head,1,2, "
                     "not \"%.60s\"", text);
    o->axis = 0;
    while (o->axis < 3 && strcmp(name, fulg_axis_name(o->axis)) != 0)
        o->axis++;
    if (o->axis == 3)
        return usage("--diffusion: the axes are query, key and head, not "
                     "\"%.8s\"", name);
    o->time = time;
    o->coordinates = num;
    return FULG_EXIT_OK;
}

/* A permutation of qkh, or of qk. */
static int
check_axes(const char *axes)
{
    int seen[3] = {0, 0, 0};
    if (axes == NULL)
        return FULG_EXIT_OK;
    for (const char *a = axes; *a != '\0'; a++)
    {
        const char *letter = strchr("qkh", *a);
        if (letter == NULL || seen[letter - "qkh"]++)
            return usage("--axes is an order of q, k and h, such as hqk, not "
                         "\"%.20s\"", axes);
    }
    if (!seen[0] || !seen[1] || strlen(axes) > 3)
        return usage("--axes names q and k, and h when there are three "
                     "indices, not \"%.20s\"", axes);
    return FULG_EXIT_OK;
}

/* All options before any work. */
static int
check_options(organize_t *o, int num_words)
{
    const organize_said_t *s = &o->said;
    fmpq_t x;
    int code;
    if ((s->tokens == NULL) != (s->heads == NULL))
        return usage("--tokens and --heads go together%s", "");
    if ((num_words == 1) == (s->tokens != NULL))
        return usage("one tensor: a file, or --tokens and --heads%s", "");
    if (s->alpha > FULG_ORGANIZE_MAX_WEIGHT || s->beta > FULG_ORGANIZE_MAX_WEIGHT)
        return usage("--alpha and --beta go up to 64%s", "");
    if (s->iterations > 10000)
        return usage("--iters goes up to 10000%s", "");
    if (s->max_bits > 1000000)
        return usage("--max-bits goes up to 1000000%s", "");
    code = check_axes(s->axes);
    if (code == FULG_EXIT_OK)
        code = read_diffusion(o);
    if (code == FULG_EXIT_OK && s->energy != NULL)
        code = read_number(o->part, s->energy, "--energy", 1, 1);
    if (code == FULG_EXIT_OK && s->softmax != NULL)
        code = read_number(o->softmax.tau, s->softmax, "--softmax", 0, 0);
    if (code == FULG_EXIT_OK && s->regularity != NULL)
        code = read_number(o->exponent, s->regularity, "--regularity", 1, 0);
    if (code == FULG_EXIT_OK && s->prune != NULL)
    {
        fmpq_init(x);
        code = read_number(x, s->prune, "--prune", 1, 1);
        fmpq_clear(x);
    }
    return code;
}

static int
prune(organize_t *o)
{
    fulg_diag_t diag;
    fmpq_t error;
    fmpq_init(error);
    /* Read before. */
    if (fulg_exact_set_text(error, o->said.prune, diag) == FULG_OK)
        fulg_pruning_init(o->pruning, o->M.C, o->M.E, o->X, error,
                          ORGANIZE_BITS);
    fmpq_clear(error);
    o->has_pruning = 1;
    return FULG_EXIT_OK;
}

static int
work(organize_t *o)
{
    const organize_said_t *s = &o->said;
    int code = FULG_EXIT_OK;
    /* Distances between many slices only where they are wanted. */
    if (s->diffusion != NULL || o->X->shape[2] <= 64)
        code = fulg_organize_diffusion_part(o);
    if (code == FULG_EXIT_OK && s->prune != NULL)
        code = prune(o);
    if (code == FULG_EXIT_OK && s->regularity != NULL)
        code = fulg_organize_regularity_part(o);
    if (code == FULG_EXIT_OK && s->softmax != NULL)
        code = fulg_organize_softmax_part(o);
    if (code == FULG_EXIT_OK && s->paraproduct != NULL)
        code = fulg_organize_paraproduct_part(o);
    if (code == FULG_EXIT_OK && s->compare != NULL)
        code = fulg_organize_other_part(o);
    return code;
}

/* 1: softmax has another tree; 4: no fixed point or cycle within the default
   number of iterations, or the trees of softmax are open. */
static int
verdict(const organize_t *o)
{
    int code = FULG_EXIT_OK;
    if (o->R->state == FULG_ORGANIZE_STOPPED && !o->said.iterations_given)
        code = FULG_EXIT_UNABLE;
    if (!o->has_softmax)
        return code;
    if (!o->softmax.decided)
        return FULG_EXIT_UNABLE;
    for (int a = 0; a < 3; a++)
        if (!fulg_tree_equal(&o->softmax.R->tree[a], &o->R->tree[a]))
            return FULG_EXIT_NO;
    return code;
}

static int
answer(organize_t *o)
{
    int code = work(o);
    if (code == FULG_EXIT_OK && o->said.certificate != NULL)
    {
        json_t *certificate = fulg_organize_certificate(o);
        code = fulg_cli_write_json(o->cli, o->said.certificate, certificate);
        json_decref(certificate);
    }
    if (code == FULG_EXIT_OK && o->said.plot != NULL)
        code = fulg_organize_plot(o);
    if (code == FULG_EXIT_OK)
    {
        if (o->cli->json)
            fulg_organize_print_json(o);
        else
            fulg_organize_print(o);
        code = verdict(o);
        o->cli->keep_output = 1;
    }
    fulg_organize_clear(o);
    return code;
}

static int
organize(organize_t *o)
{
    int code = o->said.tokens != NULL
                   ? fulg_organize_load_tokens(o->X, o)
                   : fulg_organize_load(o->X, o, o->said.file);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_organize_trees_part(o);
    if (code == FULG_EXIT_OK)
    {
        code = answer(o);
        fulg_organize_measure_clear(&o->M);
        fulg_organize_measure_clear(&o->N);
        fulg_surds_clear(o->top);
        arb_clear(o->top_sum);
        fulg_organization_clear(o->R);
        fulg_organization_clear(o->dyadic);
    }
    fulg_cube_clear(o->X);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    organize_t o = {.cli = cli};
    organize_said_t *s = &o.said;
    const ulong unset = UWORD_MAX;
    const fulg_option_t options[] = {
        {"--array", FULG_OPTION_TEXT, &s->array},
        {"--axes", FULG_OPTION_TEXT, &s->axes},
        {"--map", FULG_OPTION_TEXT, &s->map},
        {"--layer", FULG_OPTION_SIZE, &s->layer},
        {"--input", FULG_OPTION_TEXT, &s->input},
        {"--tokens", FULG_OPTION_TEXT, &s->tokens},
        {"--heads", FULG_OPTION_TEXT, &s->heads},
        {"--alpha", FULG_OPTION_ULONG, &s->alpha},
        {"--beta", FULG_OPTION_ULONG, &s->beta},
        {"--iters", FULG_OPTION_ULONG, &s->iterations},
        {"--trees", FULG_OPTION_TEXT, &s->trees},
        {"--softmax", FULG_OPTION_TEXT, &s->softmax},
        {"--max-bits", FULG_OPTION_SIZE, &s->max_bits},
        {"--prune", FULG_OPTION_TEXT, &s->prune},
        {"--energy", FULG_OPTION_TEXT, &s->energy},
        {"--top", FULG_OPTION_SIZE, &s->top},
        {"--diffusion", FULG_OPTION_TEXT, &s->diffusion},
        {"--regularity", FULG_OPTION_TEXT, &s->regularity},
        {"--paraproduct", FULG_OPTION_TEXT, &s->paraproduct},
        {"--compare", FULG_OPTION_TEXT, &s->compare},
        {"--plot", FULG_OPTION_TEXT, &s->plot},
        {"--certificate", FULG_OPTION_TEXT, &s->certificate},
        {NULL, FULG_OPTION_FLAG, NULL}};
    int num_words, code;
    fulg_organize_options_init(&o.options);
    s->beta = o.options.beta;
    s->iterations = unset;
    s->layer = 1;
    s->top = 10;
    s->max_bits = 1024;
    code = fulg_cli_parse(cli, options, &s->file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    s->iterations_given = s->iterations != unset;
    if (!s->iterations_given)
        s->iterations = (ulong) o.options.max_iterations;
    fmpq_init(o.part);
    fmpq_init(o.exponent);
    fmpq_init(o.softmax.tau);
    fmpq_set_si(o.exponent, 1, 2);
    code = check_options(&o, num_words);
    o.options.alpha = s->alpha;
    o.options.beta = s->beta;
    o.options.max_iterations = (slong) s->iterations;
    o.options.threads = cli->threads;
    o.options.progress = &cli->progress;
    o.name = s->file != NULL ? fulg_cli_name(s->file) : "the scores";
    if (code == FULG_EXIT_OK)
        code = organize(&o);
    fmpq_clear(o.part);
    fmpq_clear(o.exponent);
    fmpq_clear(o.softmax.tau);
    return code;
}

const fulg_command_t fulg_command_organize = {
    "organize", "trees, Haar coefficients and entropy of attention", run,
    "usage: fulgurite organize FILE [OPTIONS] [--json]\n"
    "       fulgurite organize --tokens FILE|ROWS --heads FILE|LIST\n\n"
    "A tensor query x key x head gets a tree on each axis (questionnaire), a "
    "Haar\n"
    "basis from them, and the l1 entropy of its coefficients, exactly.  FILE "
    "is\n"
    "fulgurite-tensor/1, .npy, .npz (--array NAME, --axes hqk), or weights at "
    "tokens\n"
    "(--input; .safetensors: --map), whose scores are taken (--layer 1).\n\n"
    "  --alpha a, --beta b    weights of folders (|I|/n)^b 2^(-a level); 0, 1\n"
    "  --iters N, --trees FILE   so many iterations; these trees\n"
    "  --softmax tau          the same of softmax(tau X): trees equal?  exit "
    "0: yes,\n"
    "                         1: no, 4: open with --max-bits (1024)\n"
    "  --energy p, --top N    coefficients for this energy; the N largest "
    "(10)\n"
    "  --prune e              drop what keeps the l2 error below e |X|\n"
    "  --diffusion axis,t,m   diffusion map (head,1,2)\n"
    "  --regularity a         Hoelder constants, exponent a (1/2)\n"
    "  --paraproduct A        of exp or a polynomial c0,c1,..\n"
    "  --compare FILE         a second tensor beside it\n"
    "  --plot DIR             pictures, in one page organize.html (gnuplot)\n"
    "  --certificate FILE     for fulgurite verify\n\n"
    "  fulgurite organize --tokens '[[1,0],[0,1],[1,1]]' --heads "
    "'[[[1,0],[0,1]]]'\n"};
