#include <stdlib.h>
#include <string.h>

#include "organize.h"

static int
prune(organize_t *o)
{
    fulg_diag_t diag;
    fmpq_t error;
    fmpq_init(error);
    /* Read before. */
    if (fulg_exact_set_text(error, o->said.prune, diag) == FULG_OK)
        fulg_organize_pruning_init(o->pruning, o->M.C, o->M.E, o->X, error,
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
    if (fulg_cli_organize_wants_diffusion(o))
        code = fulg_cli_organize_diffusion_part(o);
    if (code == FULG_EXIT_OK && s->prune != NULL)
        code = prune(o);
    if (code == FULG_EXIT_OK && s->regularity != NULL)
        code = fulg_cli_organize_regularity_part(o);
    if (code == FULG_EXIT_OK && s->softmax != NULL)
        code = fulg_cli_organize_softmax_part(o);
    if (code == FULG_EXIT_OK && s->paraproduct != NULL)
        code = fulg_cli_organize_paraproduct_part(o);
    if (code == FULG_EXIT_OK && s->compare != NULL)
        code = fulg_cli_organize_other_part(o);
    return code;
}

/* 1: softmax has another tree; 4: no fixed point or cycle within the default
   number of iterations, or the trees of softmax are open. */
static int
verdict(const organize_t *o)
{
    int code = FULG_EXIT_OK;
    if (o->R->state == FULG_ORGANIZE_STOPPED && o->said.iterations == NULL)
        code = FULG_EXIT_UNABLE;
    if (!o->has_softmax)
        return code;
    for (int a = 0; a < 3; a++)
        switch (fulg_cli_organize_softmax_keeps(o, a))
        {
            case -1:
                return FULG_EXIT_UNABLE;
            case 0:
                return FULG_EXIT_NO;
        }
    return code;
}

static int
answer(organize_t *o)
{
    int code = work(o);
    if (code == FULG_EXIT_OK && o->said.certificate != NULL)
    {
        json_t *certificate = fulg_cli_organize_certificate(o);
        code = fulg_cli_write_json(o->cli, o->said.certificate, certificate);
        json_decref(certificate);
    }
    if (code == FULG_EXIT_OK && o->said.plot != NULL)
        code = fulg_cli_organize_plot(o);
    if (code == FULG_EXIT_OK)
    {
        if (o->cli->json)
            fulg_cli_organize_print_json(o);
        else
            fulg_cli_organize_print(o);
        code = verdict(o);
        o->cli->keep_output = 1;
    }
    fulg_cli_organize_clear(o);
    return code;
}

/* The mask of --mask, or that of the model; and the root that the model divides
   by. */
static void
set_softmax(organize_t *o)
{
    const char *mask = o->said.mask;
    const int causal = mask != NULL ? strcmp(mask, "causal") == 0
                                    : o->source.causal;
    o->softmax.mask = causal ? FULG_MASK_CAUSAL : FULG_MASK_NONE;
    fmpz_mul_si(o->softmax.scale->root, o->softmax.scale->root, o->source.root);
    fulg_cube_scale_reduce(o->softmax.scale);
}

/* Both tensors, which together tell what the options are for. */
static int
load(organize_t *o)
{
    int code = o->said.tokens != NULL
                   ? fulg_cli_organize_load_tokens(o->X, o)
                   : fulg_cli_organize_load(o->X, &o->source, o, o->said.file);
    if (code != FULG_EXIT_OK || o->said.compare == NULL)
        return code;
    code = fulg_cli_organize_load(o->other.X, &o->other.source, o,
                                  o->said.compare);
    if (code != FULG_EXIT_OK)
        fulg_cube_clear(o->X);
    return code;
}

static int
organize(organize_t *o)
{
    int code = load(o);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_cli_organize_check_needs(o);
    if (code == FULG_EXIT_OK)
    {
        set_softmax(o);
        code = fulg_cli_organize_trees_part(o);
    }
    if (code == FULG_EXIT_OK)
    {
        code = answer(o);
        fulg_cli_organize_measure_clear(&o->M);
        fulg_cli_organize_measure_clear(&o->N);
        fulg_organize_surds_clear(o->top);
        arb_clear(o->top_sum);
        fulg_organize_organization_clear(o->R);
        fulg_organize_organization_clear(o->dyadic);
    }
    fulg_cube_clear(o->X);
    if (o->said.compare != NULL)
        fulg_cube_clear(o->other.X);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    organize_t o = {.cli = cli, .source.root = 1, .other.source.root = 1};
    organize_said_t *s = &o.said;
    int num_words, code;
    fulg_organize_options_init(&o.options);
    s->top = 10;
    code = fulg_cli_parse(cli, s, &s->file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    fmpq_init(o.part);
    fmpq_init(o.exponent);
    fulg_cube_scale_init(o.softmax.scale);
    fmpq_set_si(o.exponent, 1, 2);
    code = fulg_cli_organize_check_options(&o, num_words);
    o.options.threads = cli->threads;
    o.options.progress = &cli->progress;
    o.name = s->file != NULL ? fulg_cli_name(s->file) : "the scores";
    if (code == FULG_EXIT_OK)
        code = organize(&o);
    fmpq_clear(o.part);
    fmpq_clear(o.exponent);
    fulg_cube_scale_clear(o.softmax.scale);
    return code;
}

#define AT(member) offsetof(organize_said_t, member)
static const fulg_option_t options[] = {
    {"--array", "NAME", FULG_OPTION_TEXT, AT(array), NULL},
    {"--axes", "hqk", FULG_OPTION_TEXT, AT(axes),
     "of .npy and .npz: which member; the order of its axes (default qkh)"},
    {"--input", "FILE", FULG_OPTION_TEXT, AT(input), "of weights: the tokens"},
    {"--layer", "l", FULG_OPTION_SIZE, AT(layer), "of weights: the layer (1)"},
    {"--map", "NAME|FILE", FULG_OPTION_TEXT, AT(map),
     "of .safetensors: which tensor is which matrix, as in check"},
    {"--head-dim", "N", FULG_OPTION_SIZE, AT(head_dim),
     "what the map leaves open; or --heads N"},
    {"--tokens", "FILE|ROWS", FULG_OPTION_TEXT, AT(tokens), NULL},
    {"--heads", "FILE|LIST", FULG_OPTION_TEXT, AT(heads),
     "in place of FILE: the scores x^T A_h y of these tokens and matrices"},
    {"--alpha", "a", FULG_OPTION_TEXT, AT(alpha), NULL},
    {"--beta", "b", FULG_OPTION_TEXT, AT(beta),
     "a folder I weighs (|I|/n)^b 2^(-a level); integers from 0 to 64 (0, 1)"},
    {"--iters", "N", FULG_OPTION_TEXT, AT(iterations),
     "at most so many iterations, from 0 to 10000 (64)"},
    {"--trees", "FILE", FULG_OPTION_TEXT, AT(trees), "use these trees"},
    {"--softmax", "tau", FULG_OPTION_TEXT, AT(softmax),
     "the same for softmax(tau X), tau such as 1/4 or 1/sqrt(128): are the "
     "trees equal?  Exit 0: yes; 1: no; 4: open at --max-bits"},
    {"--mask", "causal|none", FULG_OPTION_TEXT, AT(mask),
     "the keys of its softmax: up to the query, or all (as the model)"},
    {"--max-bits", "N", FULG_OPTION_TEXT, AT(max_bits),
     "the highest precision to try, up to 1000000 (1024)"},
    {"--energy", "p", FULG_OPTION_TEXT, AT(energy),
     "how many coefficients carry this part of the energy"},
    {"--top", "N", FULG_OPTION_SIZE, AT(top),
     "the N largest coefficients (10)"},
    {"--prune", "e", FULG_OPTION_TEXT, AT(prune),
     "drop the coefficients that keep the l2 error below e |X|"},
    {"--diffusion", "axis,t,m", FULG_OPTION_TEXT, AT(diffusion),
     "diffusion map (head,1,2)"},
    {"--regularity", "a", FULG_OPTION_TEXT, AT(regularity),
     "Hoelder constants for the exponent a (1/2)"},
    {"--paraproduct", "A", FULG_OPTION_TEXT, AT(paraproduct),
     "of A = exp, or a polynomial c0,c1,.."},
    {"--compare", "FILE", FULG_OPTION_TEXT, AT(compare),
     "a second tensor to compare with"},
    {"--compare-layer", "l", FULG_OPTION_SIZE, AT(compare_layer),
     "of it, when it is weights: the layer (that of --layer)"},
    {"--plot", "DIR", FULG_OPTION_TEXT, AT(plot),
     "pictures on one page, organize.html (gnuplot)"},
    {"--certificate", "FILE", FULG_OPTION_TEXT, AT(certificate),
     "write the proof, for \"fulgurite verify FILE\""},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_organize = {
    "organize", "trees, Haar coefficients and entropy of attention", run,
    options,
    "usage: fulgurite organize FILE [OPTION...] [--json]\n"
    "       fulgurite organize --tokens FILE|ROWS --heads FILE|LIST\n\n"
    "Builds a tree on each axis of a tensor query x key x head (by a questionnaire),\n"
    "a Haar basis from the trees, and the l1 entropy of the coefficients, exactly.\n"
    "FILE is fulgurite-tensor/1, .npy, .npz, or weights, whose scores at --input are\n"
    "taken.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite organize --tokens '[[1,0],[0,1],[1,1]]' --heads '[[[1,0],[0,1]]]'\n"};
