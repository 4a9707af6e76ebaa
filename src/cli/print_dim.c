#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_ROWS 4

/* " = virtual 40 - 2 scalings", or " = virtual 40", where that is the reason. */
static void
print_reason(FILE *out, const fulg_cert_t cert)
{
    const fmpz *scalings = fulg_bound_get(cert->upper, "scalings", -1);
    fmpz_t whole;
    if (scalings == NULL)
        return;
    fmpz_init(whole);
    fmpz_add(whole, cert->lower, scalings);
    fputs(" = virtual ", out);
    fulg_cli_print_fmpz(out, whole);
    fmpz_clear(whole);
    if (fmpz_is_zero(scalings))
        return;
    fputs(" - ", out);
    fulg_cli_print_fmpz(out, scalings);
    fputs(fmpz_is_one(scalings) ? " scaling" : " scalings", out);
}

/* The minor is invertible over the reals, not mod a prime. */
static int
in_balls(const fulg_cert_t cert)
{
    return cert->has_minor && cert->minor->prime == 0;
}

static void
print_headline(FILE *out, const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    fputs(dim->strength == FULG_DIM_BOUNDS ? "dimension between "
                                           : "dimension ",
          out);
    fulg_cli_print_fmpz(out, cert->lower);
    if (dim->strength == FULG_DIM_PROVED)
    {
        print_reason(out, cert);
        fputs("; proved", out);
        if (in_balls(cert))
            fprintf(out, " (ball arithmetic, %ld bits)",
                    (long) cert->minor->bits);
        fputc('\n', out);
    }
    else if (dim->strength == FULG_DIM_PROBABLE)
        fprintf(out, "; probable, wrong with probability below 2^%ld\n",
                (long) dim->error_log2);
    else
    {
        fputs(" and ", out);
        fulg_cli_print_fmpz(out, fulg_bound_total(cert->upper));
        fputs("; both bounds proved\n", out);
    }
}

/* ---- hypotheses --------------------------------------------------------- */

/* The length of the name without "_7". */
static size_t
stem(const char *name)
{
    const char *last = strrchr(name, '_');
    return last && last[1] >= '0' && last[1] <= '9' ? (size_t) (last - name)
                                                    : strlen(name);
}

static int
same_stem(const fulg_hypothesis_t *a, const fulg_hypothesis_t *b)
{
    return stem(a->name) == stem(b->name) &&
           strncmp(a->name, b->name, stem(a->name)) == 0;
}

static const char *
meaning(const fulg_hypothesis_t *h, int many_heads)
{
    static const char *const known[][2] = {
        {"alpha", "ranks of the forms"},
        {"nu", "ranks of the values"},
        {"width", "3 x heads, of all layers together"},
        {"key", "(width - alpha)^2, and heads - 1"},
        {"value", "(width - nu)(next width - nu), and heads - 1"},
        {"seen", "what the sublayer sees of a constant, and the width"},
        {"full_key", "forms of full rank"},
        {"full_value", "values of full rank"}};
    const size_t n = stem(h->name);
    if (!many_heads && strcmp(h->name, "width") == 0)
        return "coordinates that the sublayers read";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i][0]) == n && strncmp(known[i][0], h->name, n) == 0)
            return known[i][1];
    return "";
}

static void
print_hypothesis(FILE *out, const fulg_hypothesis_t *first,
                 const fulg_hypothesis_t *last, int many_heads)
{
    char place[2 * FULG_TERM_SIZE + 4];
    char *left = fmpz_get_str(NULL, 10, first->left);
    char *right = fmpz_get_str(NULL, 10, first->right);
    if (first == last)
        snprintf(place, sizeof place, "%s", first->name);
    else
        snprintf(place, sizeof place, "%s..%s", first->name, last->name);
    if (*meaning(first, many_heads))
        fprintf(out, "    %-18s %8s >= %-8s %s\n", place, left, right,
                meaning(first, many_heads));
    else
        fprintf(out, "    %-18s %8s >= %s\n", place, left, right);
    flint_free(left);
    flint_free(right);
}

/* All hypotheses of one stem, which start at h; equal neighbours together. */
static void
print_stem(FILE *out, const fulg_hypothesis_t *h, const fulg_hypothesis_t *end,
           int many_heads)
{
    const fulg_hypothesis_t *first = h, *last = h;
    slong rows = 0;
    while (++h <= end)
    {
        if (h < end && !same_stem(first, h))
            continue;
        if (h < end && fmpz_equal(first->left, h->left) &&
            fmpz_equal(first->right, h->right))
        {
            last = h;
            continue;
        }
        if (rows++ == MAX_ROWS)
        {
            fprintf(out, "    %s and so on (the certificate has all)\n",
                    first->name);
            break;
        }
        print_hypothesis(out, first, last, many_heads);
        first = last = h;
    }
}

static void
print_hypotheses(FILE *out, const fulg_cert_t cert)
{
    const fulg_hypothesis_t *all = cert->hypothesis;
    const slong num = cert->num_hypotheses;
    for (slong i = 0; i < num; i++)
    {
        slong before = 0;
        while (before < i && !same_stem(&all[before], &all[i]))
            before++;
        if (before == i)
            print_stem(out, &all[i], all + num, cert->side != NULL);
    }
}

/* ---- the lower bound ---------------------------------------------------- */

static void
print_minor(FILE *out, const fulg_cert_t cert)
{
    const int direct = strcmp(cert->lower_theorem, "direct") == 0;
    const fulg_arch_struct *model = cert->minor->weights->arch;
    if (!direct)
        fprintf(out,
                "    enough that a stack of width %ld with the same pattern "
                "loses %s\n",
                (long) model->width[0],
                !fulg_arch_is_normalised(model) ? "only its scalings"
                                              : "nothing");
    fprintf(out, "    a minor of size %ld of %s Jacobian is nonzero ",
            (long) cert->minor->size, direct ? "the" : "its");
    if (in_balls(cert))
        fprintf(out, "in balls of %ld bits\n", (long) cert->minor->bits);
    else
        fprintf(out, "mod the prime %lu\n", cert->minor->prime);
}

static void
print_many_heads(FILE *out, const fulg_cert_t cert)
{
    if (cert->arch->depth > 1)
        fputs(
            "    the cubic part of the stack is one layer with all the heads\n",
            out);
    fputs(
        strcmp(cert->side, "mixing") == 0
            ? "    to first order the heads lose only their mixtures, since\n"
            : "    to first order no head loses more than its scaling, since\n",
        out);
}

static void
print_softmax_heads(FILE *out, const fulg_cert_t cert)
{
    fputs("    no two heads have a pole of their attention weights in common: "
          "each is seen\n", out);
}

static void
print_residual_limit(FILE *out, const fulg_cert_t cert)
{
    fputs("    with outputs scaled down all sublayers act side by side, and each "
          "is seen\n", out);
}

/* One row a theorem: why it holds, before its hypotheses. */
static void
print_theorem(FILE *out, const fulg_cert_t cert)
{
    static const struct
    {
        const char *theorem;
        void (*print)(FILE *out, const fulg_cert_t cert);
    } rows[] = {{"many-heads", print_many_heads},
                {"degree-three", print_many_heads},
                {"softmax-heads", print_softmax_heads},
                {"residual-limit", print_residual_limit}};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        if (strcmp(rows[n].theorem, cert->lower_theorem) == 0)
            rows[n].print(out, cert);
    print_hypotheses(out, cert);
}

static void
print_lower(FILE *out, const fulg_cert_t cert)
{
    if (strcmp(cert->lower_theorem, cert->upper->theorem) == 0)
        return;
    fputs("  at least ", out);
    fulg_cli_print_fmpz(out, cert->lower);
    if (strcmp(cert->lower_theorem, "direct") == 0)
        fputs(in_balls(cert) ? " (at a rational point)\n"
                             : " (at an integer point)\n",
              out);
    else
        fprintf(out, " (theorem %s)\n", cert->lower_theorem);
    if (cert->has_minor)
        print_minor(out, cert);
    else
        print_theorem(out, cert);
}

void
fulg_cli_print_dim(FILE *out, const fulg_dim_t dim, const char *certificate)
{
    const fulg_cert_struct *cert = dim->cert;
    print_headline(out, dim);
    fputc('\n', out);
    fulg_cli_print_upper(out, cert);
    print_lower(out, cert);
    if (dim->strength == FULG_DIM_PROBABLE)
        fputs("  probably no more\n    no larger rank at two random points mod "
              "random 61-bit primes\n",
              out);
    fputc('\n', out);
    fulg_cli_print_fmpz(out, cert->parameters);
    fputs(fmpz_is_one(cert->parameters) ? " parameter" : " parameters", out);
    if (dim->strength != FULG_DIM_BOUNDS)
    {
        fmpz_t fiber;
        fmpz_init(fiber);
        fmpz_sub(fiber, cert->parameters, cert->lower);
        fputs(", generic fiber of dimension ", out);
        fulg_cli_print_fmpz(out, fiber);
        fmpz_clear(fiber);
    }
    if (dim->strength == FULG_DIM_PROVED)
        fulg_cli_print_redundancy(out, cert);
    fprintf(out, "\nto check%s: %sfulgurite verify %s\n",
            dim->strength == FULG_DIM_PROVED ? "" : " the bounds",
            certificate ? "" : "--certificate FILE, then ",
            certificate ? certificate : "FILE");
}
