/* What the options of organize say, and whether there is something they are for. */
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

/* tau, or tau/sqrt(N). */
static int
read_scale(fulg_cube_scale_t scale, const char *text)
{
    static const char over[] = "/sqrt(";
    const char *root = strstr(text, over);
    const size_t length = root != NULL ? (size_t) (root - text) : strlen(text);
    char *tau = flint_malloc(length + 1);
    int code = FULG_EXIT_OK;
    memcpy(tau, text, length);
    tau[length] = '\0';
    if (root != NULL)
    {
        const char *digits = root + strlen(over);
        const size_t num = strspn(digits, "0123456789");
        if (num == 0 || num > 9 || strcmp(digits + num, ")") != 0 ||
            strtol(digits, NULL, 10) == 0)
            code = usage("--softmax is a number tau > 0 such as 1/4, or "
                         "1/sqrt(128), of at most nine digits below the root, "
                         "not \"%.60s\"",
                         text);
        else
            fmpz_set_si(scale->root, strtol(digits, NULL, 10));
    }
    if (code == FULG_EXIT_OK)
        code = read_number(scale->tau, tau, "--softmax", 0, 0);
    flint_free(tau);
    return code;
}

/* A comma and a count of at most six digits, or the end, which leaves x. */
static int
read_count(long *x, const char **text)
{
    const char *t = *text;
    char *end;
    if (*t == '\0')
        return 1;
    if (t[0] != ',' || t[1] < '0' || t[1] > '9')
        return 0;
    *x = strtol(t + 1, &end, 10);
    *text = end;
    return end - t <= 7;
}

/* AXIS,TIME,COORDINATES; the last, or the last two, may be left out. */
static int
read_diffusion(organize_t *o)
{
    const char *text = o->said.diffusion, *rest;
    char name[8] = "head";
    long time = 1, num = 2;
    int length = 0;
    if (text != NULL)
    {
        sscanf(text, "%7[a-z]%n", name, &length);
        rest = text + length;
        if (length == 0 || !read_count(&time, &rest) ||
            !read_count(&num, &rest) || *rest != '\0' || num < 1)
            return usage("--diffusion is AXIS,TIME,COORDINATES such as "
                         "head,1,2, not \"%.60s\"",
                         text);
    }
    o->axis = 0;
    while (o->axis < 3 && strcmp(name, fulg_cube_axis_name(o->axis)) != 0)
        o->axis++;
    if (o->axis == 3)
        return usage("--diffusion: the axes are query, key and head, not "
                     "\"%.8s\"",
                     name);
    o->time = (ulong) time;
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
                         "\"%.20s\"",
                         axes);
    }
    if (!seen[0] || !seen[1] || strlen(axes) > 3)
        return usage("--axes names q and k, and h when there are three "
                     "indices, not \"%.20s\"",
                     axes);
    return FULG_EXIT_OK;
}

/* An integer from least to most; text NULL: it stays as it is. */
static int
read_integer(ulong *n, const char *text, const char *option, ulong least,
             ulong most)
{
    size_t digits;
    if (text == NULL)
        return FULG_EXIT_OK;
    digits = strspn(text, "0123456789");
    if (digits > 0 && digits < 20 && text[digits] == '\0')
    {
        const ulong x = strtoul(text, NULL, 10);
        if (x >= least && x <= most)
        {
            *n = x;
            return FULG_EXIT_OK;
        }
    }
    fulg_cli_message("%s needs an integer from %lu to %lu, not \"%.60s\" (try: "
                     "fulgurite help organize)",
                     option, least, most, text);
    return FULG_EXIT_USAGE;
}

/* An exponent of the weights of folders: a negative integer is no misuse of the
   option but a datum that contradicts its meaning. */
static int
read_weight(ulong *n, const char *text, const char *option)
{
    if (text != NULL && text[0] == '-' && text[1] != '\0' &&
        text[1 + strspn(text + 1, "0123456789")] == '\0')
    {
        fulg_cli_message("%s is not negative: %.60s", option, text);
        return FULG_EXIT_PARSE;
    }
    return read_integer(n, text, option, 0, FULG_ORGANIZE_MAX_WEIGHT);
}

static int
read_integers(organize_t *o)
{
    organize_said_t *s = &o->said;
    ulong iterations = (ulong) o->options.max_iterations, bits = 1024;
    int code = read_weight(&o->options.alpha, s->alpha, "--alpha");
    if (code == FULG_EXIT_OK)
        code = read_weight(&o->options.beta, s->beta, "--beta");
    if (code == FULG_EXIT_OK)
        code = read_integer(&iterations, s->iterations, "--iters", 0, 10000);
    if (code == FULG_EXIT_OK)
        code = read_integer(&bits, s->max_bits, "--max-bits", 1, 1000000);
    o->options.max_iterations = (slong) iterations;
    o->max_bits = (slong) bits;
    return code;
}

/* Beside --map it may be the number of heads. */
static void
take_num_heads(organize_t *o)
{
    const char *text = o->said.heads;
    if (text == NULL || o->said.map == NULL || o->said.tokens != NULL ||
        text[0] == '\0' || strspn(text, "0123456789") != strlen(text) ||
        strlen(text) > 9)
        return;
    o->num_heads = strtol(text, NULL, 10);
    o->said.heads = NULL;
}

int
fulg_cli_organize_check_options(organize_t *o, int num_words)
{
    const organize_said_t *s = &o->said;
    fmpq_t x;
    int code;
    take_num_heads(o);
    if ((s->tokens == NULL) != (s->heads == NULL))
        return usage("--tokens and --heads go together%s", "");
    if ((num_words == 1) == (s->tokens != NULL))
        return usage("one tensor: a file, or --tokens and --heads%s", "");
    if (s->mask != NULL && strcmp(s->mask, "causal") != 0 &&
        strcmp(s->mask, "none") != 0)
        return usage("--mask is causal or none, not \"%.40s\"", s->mask);
    code = check_axes(s->axes);
    if (code == FULG_EXIT_OK)
        code = read_integers(o);
    if (code == FULG_EXIT_OK)
        code = read_diffusion(o);
    if (code == FULG_EXIT_OK && s->energy != NULL)
        code = read_number(o->part, s->energy, "--energy", 1, 1);
    if (code == FULG_EXIT_OK && s->softmax != NULL)
        code = read_scale(o->softmax.scale, s->softmax);
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

/* An option that would be ignored is refused: what it is for is not there. */
int
fulg_cli_organize_check_needs(const organize_t *o)
{
    const organize_said_t *s = &o->said;
    const unsigned used = o->source.used | o->other.source.used;
    const int runs = s->trees == NULL || s->softmax != NULL ||
                     s->compare != NULL;
    const int distances = runs || fulg_cli_organize_wants_diffusion(o);
    const struct
    {
        const char *option, *said;
        int is_used;
        const char *needs;
    } rows[] = {
        {"--array", s->array, (used & ORGANIZE_USED_ARRAY) != 0,
         "a tensor in a file of floats (.npy, .npz, .safetensors) without --map"},
        {"--axes", s->axes, (used & ORGANIZE_USED_ARRAY) != 0,
         "a tensor in a file of floats (.npy, .npz, .safetensors) without --map"},
        {"--map", s->map, (used & ORGANIZE_USED_MAP) != 0,
         "weights in a file of floats (.npz, .safetensors)"},
        {"--input", s->input, (used & ORGANIZE_USED_LAYER) != 0,
         "weights, in place of a tensor"},
        {"--layer", s->layer ? "" : NULL, (used & ORGANIZE_USED_LAYER) != 0,
         "weights, in place of a tensor"},
        {"--compare-layer", s->compare_layer ? "" : NULL,
         (o->other.source.used & ORGANIZE_USED_LAYER) != 0,
         "--compare with a file of weights"},
        {"--head-dim", s->head_dim ? "" : NULL, (used & ORGANIZE_USED_MAP) != 0,
         "--map"},
        {"--heads N", o->num_heads ? "" : NULL, (used & ORGANIZE_USED_MAP) != 0,
         "--map and a file of floats"},
        {"--mask", s->mask, s->softmax != NULL, "--softmax"},
        {"--iters", s->iterations, runs,
         "trees to find: with --trees there are none but those of --softmax and "
         "--compare"},
        {"--alpha", s->alpha, distances,
         "distances: with --trees there are none but those of --softmax, "
         "--compare and --diffusion"},
        {"--beta", s->beta, distances,
         "distances: with --trees there are none but those of --softmax, "
         "--compare and --diffusion"},
        {"--max-bits", s->max_bits,
         s->softmax != NULL || s->compare != NULL ||
             fulg_cli_organize_wants_diffusion(o),
         "--softmax, --compare or --diffusion"}};
    for (size_t n = 0; n < sizeof rows / sizeof rows[0]; n++)
        if (rows[n].said != NULL && !rows[n].is_used)
        {
            fulg_cli_message("%s would be ignored: it needs %s (try: fulgurite "
                             "help organize)",
                             rows[n].option, rows[n].needs);
            return FULG_EXIT_USAGE;
        }
    return FULG_EXIT_OK;
}
