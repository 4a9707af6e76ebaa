#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_ROWS 4

/* " = virtual 40 - 2 scalings", or " = virtual 40", where that is the reason. */
static void
print_reason(FILE *out, const fulg_cert_t cert)
{
    const fmpz *scalings = fulg_cert_bound_get(cert->upper, "scalings", -1);
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
        fulg_cli_print_fmpz(out, fulg_cert_bound_total(cert->upper));
        fputs("; both bounds proved\n", out);
    }
}

/* ---- hypotheses --------------------------------------------------------- */

/* What the two sides are, or "". */
static const char *
meaning(const fulg_hypothesis_t *h, const fulg_theorem_t *theorem)
{
    const char *const(*known)[2] = theorem->hypotheses;
    for (; known != NULL && (*known)[0] != NULL; known++)
        if (strcmp((*known)[0], h->name) == 0)
            return (*known)[1];
    return "";
}

static void
print_hypothesis(FILE *out, const fulg_hypothesis_t *first,
                 const fulg_hypothesis_t *last, const fulg_theorem_t *theorem)
{
    char place[2 * FULG_TERM_SIZE + 4], from[FULG_TERM_SIZE],
        to[FULG_TERM_SIZE];
    char *left = fmpz_get_str(NULL, 10, first->left);
    char *right = fmpz_get_str(NULL, 10, first->right);
    fulg_cert_term_name(from, first->name, first->layer);
    fulg_cert_term_name(to, last->name, last->layer);
    if (first == last)
        snprintf(place, sizeof place, "%s", from);
    else
        snprintf(place, sizeof place, "%s..%s", from, to);
    if (*meaning(first, theorem))
        fprintf(out, "    %-18s %8s >= %-8s %s\n", place, left, right,
                meaning(first, theorem));
    else
        fprintf(out, "    %-18s %8s >= %s\n", place, left, right);
    flint_free(left);
    flint_free(right);
}

/* All hypotheses of one name, which start at h; equal neighbours together. */
static void
print_name(FILE *out, const fulg_hypothesis_t *h, const fulg_hypothesis_t *end,
           const fulg_theorem_t *theorem)
{
    const fulg_hypothesis_t *first = h, *last = h;
    slong rows = 0;
    while (++h <= end)
    {
        if (h < end && strcmp(first->name, h->name) != 0)
            continue;
        if (h < end && fmpz_equal(first->left, h->left) &&
            fmpz_equal(first->right, h->right))
        {
            last = h;
            continue;
        }
        if (rows++ == MAX_ROWS)
        {
            char name[FULG_TERM_SIZE];
            fulg_cert_term_name(name, first->name, first->layer);
            fprintf(out, "    %s and so on (the certificate has all)\n", name);
            break;
        }
        print_hypothesis(out, first, last, theorem);
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
        while (before < i && strcmp(all[before].name, all[i].name) != 0)
            before++;
        if (before == i)
            print_name(out, &all[i], all + num, cert->lower_theorem);
    }
}

/* ---- the bounds ---------------------------------------------------- */

static void
print_upper(FILE *out, const fulg_cert_t cert)
{
    const fulg_theorem_t *theorem = cert->upper->theorem;
    fprintf(out, "  %s ",
            cert->lower_theorem == theorem ? "exactly" : "at most");
    fulg_cli_print_fmpz(out, fulg_cert_bound_total(cert->upper));
    fprintf(out, " (theorem %s)\n", theorem->name);
    fulg_cli_print_reasons(out, theorem, cert);
}

static void
print_lower(FILE *out, const fulg_cert_t cert)
{
    const fulg_theorem_t *theorem = cert->lower_theorem;
    if (theorem == cert->upper->theorem)
        return;
    fputs("  at least ", out);
    fulg_cli_print_fmpz(out, cert->lower);
    if (theorem->at_point)
        fputs(in_balls(cert) ? " (at a rational point)\n"
                             : " (at an integer point)\n",
              out);
    else
        fprintf(out, " (theorem %s)\n", theorem->name);
    fulg_cli_print_reasons(out, theorem, cert);
    print_hypotheses(out, cert);
}

void
fulg_cli_print_dim(FILE *out, const fulg_dim_t dim, const char *certificate)
{
    const fulg_cert_struct *cert = dim->cert;
    print_headline(out, dim);
    fputc('\n', out);
    print_upper(out, cert);
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
