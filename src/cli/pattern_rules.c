/* Which options of "pattern" go together: what an option would not change is not
   taken in silence. */
#include <string.h>

#include "pattern.h"

#define METHOD(name) (1u << FULG_PATTERN_##name)
#define FRAMES (METHOD(JL) | METHOD(RS) | METHOD(HADAMARD))
#define ANY 0u

enum
{
    MATRIX = 1,
    CLASS = 2,
    SWEEP = 4
};

/* The option does something in these modes, with one of these methods. */
typedef struct
{
    const char *name;
    int modes;
    unsigned methods;
} rule_t;

/* Options without a row (--e1, --e2, --method, --logit-cap and the common ones) do
   something everywhere. */
static const rule_t rules[] = {
    {"--cyc", MATRIX, ANY},
    {"--band", MATRIX, ANY},
    {"--block", MATRIX, ANY},
    {"--strided", MATRIX, ANY},
    {"--bigbird", MATRIX, ANY},
    {"--class", CLASS, ANY},
    {"--length", CLASS, ANY},
    {"--sweep", SWEEP, ANY},
    {"--samples", SWEEP, ANY},
    {"--nonzeros", SWEEP, ANY},
    {"--gamma", SWEEP, ANY},
    {"--plot", SWEEP, ANY},
    {"--certificate", MATRIX | CLASS, ANY},
    {"-o", MATRIX, ANY},
    {"--max-bits", MATRIX | SWEEP, ANY},
    {"--prec", MATRIX | SWEEP, METHOD(MOMENT) | FRAMES},
    {"--nodes", MATRIX, METHOD(MOMENT)},
    {"--rs", MATRIX | CLASS | SWEEP, METHOD(RS)},
    {"--beta", MATRIX | CLASS | SWEEP, FRAMES},
    {"--dmin", MATRIX | CLASS | SWEEP, METHOD(JL)},
    {"--dstep", MATRIX | CLASS | SWEEP, METHOD(JL)},
    {"--seeds", MATRIX | CLASS | SWEEP, METHOD(JL)},
    {"--dmax", MATRIX | CLASS | SWEEP, METHOD(JL) | METHOD(RS)},
};

static int
mode_of(const fulg_cli_pattern_t *A)
{
    return A->sweep != NULL ? SWEEP : A->class_of != NULL ? CLASS : MATRIX;
}

/* "jl, rs" */
static void
list(char *text, unsigned methods)
{
    text[0] = '\0';
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
        if (methods >> m & 1)
        {
            strcat(text, *text ? ", " : "");
            strcat(text, fulg_pattern_method_name((fulg_pattern_method_t) m));
        }
}

static int
wrong_mode(const rule_t *rule, int mode)
{
    if (rule->modes == SWEEP)
        fulg_cli_message("%s needs --sweep L1,L2,..", rule->name);
    else if (rule->modes == CLASS)
        fulg_cli_message("%s needs --class k,gamma", rule->name);
    else
        fulg_cli_message("%s needs one matrix%s and cannot be combined with %s",
                         rule->name,
                         rule->modes & CLASS ? ", or a --class," : ",",
                         mode == SWEEP ? "--sweep" : "--class");
    return FULG_EXIT_USAGE;
}

static int
wrong_method(const rule_t *rule)
{
    char names[64];
    list(names, rule->methods);
    fulg_cli_message("%s applies only to these methods: %s", rule->name, names);
    return FULG_EXIT_USAGE;
}

/* A size that is given twice. */
static int
check_sizes(const fulg_cli_pattern_t *A)
{
    if (A->reed_solomon == NULL || A->methods[FULG_PATTERN_JL] ||
        !fulg_cli_is_given(A->cli, "--dmax"))
        return FULG_EXIT_OK;
    fulg_cli_message("--dmax cannot be combined with --rs q,m, which gives the "
                     "size");
    return FULG_EXIT_USAGE;
}

int
fulg_cli_pattern_rules(const fulg_cli_pattern_t *A)
{
    const int mode = mode_of(A);
    unsigned methods = 0;
    if (A->sweep != NULL && A->class_of != NULL)
    {
        fulg_cli_message("--class and --sweep contradict each other");
        return FULG_EXIT_USAGE;
    }
    if (mode != MATRIX && A->file != NULL)
    {
        fulg_cli_message("%s: %s takes no file", fulg_cli_name(A->file),
                         mode == SWEEP
                             ? "--sweep, which draws its matrices,"
                             : "--class, which is about all matrices,");
        return FULG_EXIT_USAGE;
    }
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
        methods |= A->methods[m] ? 1u << m : 0;
    if (mode == CLASS && A->method != NULL && (methods & ~FRAMES) != 0 &&
        strcmp(A->method, "all") != 0)
    {
        fulg_cli_message("--class needs methods with a frame: jl, rs, "
                         "hadamard");
        return FULG_EXIT_USAGE;
    }
    for (size_t n = 0; n < sizeof rules / sizeof *rules; n++)
    {
        if (!fulg_cli_is_given(A->cli, rules[n].name))
            continue;
        if ((rules[n].modes & mode) == 0)
            return wrong_mode(&rules[n], mode);
        if (rules[n].methods != ANY && (rules[n].methods & methods) == 0)
            return wrong_method(&rules[n]);
    }
    return check_sizes(A);
}
