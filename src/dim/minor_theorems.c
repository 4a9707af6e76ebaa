#include "impl.h"

/* The lower bounds that are the rank of a minor, and their words. */

static void
say_minor(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
          const char *whose)
{
    const fulg_minor_struct *minor = cert->minor;
    if (minor->prime == 0)
        fulg_cert_reasons_say(reasons,
                              "a minor of size %ld of %s Jacobian is nonzero "
                              "in balls of %ld bits",
                              (long) minor->size, whose, (long) minor->bits);
    else
        fulg_cert_reasons_say(reasons,
                              "a minor of size %ld of %s Jacobian is nonzero "
                              "mod the prime %lu",
                              (long) minor->size, whose, minor->prime);
}

static void
say_direct(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    say_minor(reasons, cert, "the");
}

static void
say_free(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    say_minor(reasons, cert, "the");
    fulg_cert_reasons_say(
        reasons, "with a free residue for every exponential and angle, "
                 "and a root for every norm;\nso it is nonzero for the network "
                 "as well, since these are independent:");
}

static const char *const free_hypotheses[][2] = {
    {"exponentials", "independent exponents, and all exponents, at one input"},
    {"roots", "mean squares that are not squares, and all mean squares"},
    {NULL, NULL}};

static void
say_reduction(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *model = cert->minor->weights->arch;
    fulg_cert_reasons_say(
        reasons,
        "it suffices that a width-%ld stack with the same pattern "
        "loses %s",
        (long) model->width[0],
        fulg_arch_is_normalised(model) ? "nothing" : "only its scalings");
    say_minor(reasons, cert, "its");
}

static void
say_heads_reduction(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *model = cert->minor->weights->arch;
    fulg_cert_reasons_say(
        reasons,
        "it suffices that %ld coordinates of the input and %ld of "
        "the output see a stack that loses only\ncombinations of "
        "its heads",
        (long) model->width[0], (long) model->width[model->depth]);
    say_minor(reasons, cert, "its");
}

const fulg_theorem_t fulg_dim_direct = {"direct", 1, say_direct, NULL};
const fulg_theorem_t fulg_dim_free = {"free-exponentials", 1, say_free,
                                      free_hypotheses};
const fulg_theorem_t fulg_dim_reduction = {"reduction", 0, say_reduction, NULL};
const fulg_theorem_t fulg_dim_residual_reduction = {"residual-reduction", 0,
                                                    say_reduction, NULL};
const fulg_theorem_t fulg_dim_heads_reduction = {"heads-reduction", 0,
                                                 say_heads_reduction, NULL};
