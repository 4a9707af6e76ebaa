#include <stdio.h>
#include <string.h>

#include "transformer.h"

/* doc: thm-transformer */

/* ---- the terms --------------------------------------------------------------------- */

static void
push_heads(fmpz_t total, fulg_cert_bound_t bound, const fulg_dim_shape_t *s,
           slong j)
{
    fulg_dim_heads_t heads;
    fulg_dim_heads_init(&heads, s);
    fulg_cert_bound_push_si(bound, "alpha", j, heads.alpha);
    fulg_cert_bound_push_si(bound, "nu", j, heads.nu);
    fulg_cert_bound_push(bound, "keys", j, heads.keys);
    fulg_cert_bound_push(bound, "values", j, heads.values);
    fmpz_add(total, total, heads.keys);
    fmpz_add(total, total, heads.values);
    if (s->r)
    {
        fulg_cert_bound_push(bound, "latent", j, heads.latent);
        fmpz_add(total, total, heads.latent);
    }
    if (!s->normalised)
    {
        const slong scalings = s->n + s->e > 0 ? s->heads : 0;
        fulg_cert_bound_push_si(bound, "scalings", j, scalings);
        fmpz_sub_ui(total, total, (ulong) scalings);
    }
    fulg_dim_heads_clear(&heads);
}

static void
push_neurons(fmpz_t total, fulg_cert_bound_t bound, const fulg_dim_shape_t *s,
             slong j)
{
    fmpz_t n;
    fmpz_init(n);
    fulg_dim_neurons(n, s);
    fulg_cert_bound_push(bound, "neurons", j, n);
    fmpz_add(total, total, n);
    fmpz_clear(n);
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fmpz_t total, constants;
    fmpz_init(total);
    fmpz_init(constants);
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_dim_shape_t s;
        fulg_dim_shape_set(&s, arch, i);
        fulg_cert_bound_push_si(bound, "width", i + 1, s.n);
        fulg_cert_bound_push_si(bound, "bias", i + 1, s.e);
        if (s.attention)
            push_heads(total, bound, &s, i + 1);
        else
            push_neurons(total, bound, &s, i + 1);
        fulg_cert_bound_push_si(bound, "beta", i + 1, fulg_dim_constants(&s));
    }
    fulg_dim_all_constants(constants, arch);
    fulg_cert_bound_push(bound, "constants", -1, constants);
    fmpz_add(total, total, constants);
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
    fmpz_clear(constants);
}

/* ---- words ------------------------------------------------------------------ */

/* name_(i+1), times so many, with its meaning. */
static void
say_term(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
         const char *place, const char *name, slong i, slong count,
         const char *what)
{
    const fmpz *term = fulg_cert_bound_get(cert->upper, name, i + 1);
    fmpz_t sum;
    if (term == NULL)
        return;
    fmpz_init(sum);
    fmpz_mul_si(sum, term, count);
    fulg_cert_reasons_row(reasons, place, sum, "%s", what);
    fmpz_clear(sum);
}

/* Keys and values of so many sublayers; on one token keys have no effect. */
static void
say_heads(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
          const char *place, slong i, slong count)
{
    const fulg_sublayer_struct *sub = &cert->arch->sub[i];
    const long nu = fulg_dim_term_si(cert, "nu", i + 1);
    char text[160];
    fulg_dim_shape_t s;
    fulg_dim_shape_set(&s, cert->arch, i);
    if (s.alone)
    {
        snprintf(text, sizeof text, "values of all heads together, rank %ld",
                 nu);
        say_term(reasons, cert, place, "values", i, count, text);
        return;
    }
    snprintf(text, sizeof text,
             "keys and queries, %ld heads in %ld group%s, rank %ld%s",
             (long) sub->heads, (long) fulg_arch_sublayer_groups(sub),
             fulg_arch_sublayer_groups(sub) == 1 ? "" : "s",
             fulg_dim_term_si(cert, "alpha", i + 1),
             sub->rotary ? " + rotary" : "");
    say_term(reasons, cert, place, "keys", i, count, text);
    snprintf(text, sizeof text, "values, rank %ld", nu);
    say_term(reasons, cert, "", "values", i, count, text);
}

/* What one sublayer of a kind adds, and equal neighbours of that kind together:
   layers first .. last. */
static void
say_run(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert, slong i,
        slong first, slong last, slong count)
{
    const fulg_sublayer_struct *sub = &cert->arch->sub[i];
    char place[64], text[160];
    if (first == last)
        snprintf(place, sizeof place, "layer %ld", (long) first);
    else
        snprintf(place, sizeof place, "layers %ld..%ld", (long) first,
                 (long) last);
    if (sub->kind != FULG_KIND_ATTENTION)
    {
        snprintf(text, sizeof text, "%ld neurons, %s", (long) sub->hidden,
                 fulg_arch_activation(sub->activation)->name);
        say_term(reasons, cert, place, "neurons", i, count, text);
        return;
    }
    say_heads(reasons, cert, place, i, count);
    say_term(reasons, cert, "", "latent", i, count, "the latent coordinates");
    say_term(reasons, cert, "", "scalings", i, -count,
             "a scaling of each head");
}

/* 1 when the sublayers have the same options and sizes. */
static int
alike(const fulg_arch_struct *arch, slong i, slong j)
{
    fulg_sublayer_struct x = arch->sub[i], y = arch->sub[j];
    y.layer = x.layer;
    return arch->width[i] == arch->width[j] &&
           arch->width[i + 1] == arch->width[j + 1] &&
           memcmp(&x, &y, sizeof x) == 0;
}

/* Runs shown of a kind before the rest is left to --json. */
#define MAX_RUNS 6

/* The sublayers of one kind, in runs of equal ones. */
static void
say_kind(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
         fulg_kind_t kind)
{
    const fulg_arch_struct *arch = cert->arch;
    slong first = -1, last = -1, count = 0, runs = 0;
    for (slong i = 0; i <= arch->depth; i++)
    {
        if (i < arch->depth && arch->sub[i].kind != (slong) kind)
            continue;
        if (i < arch->depth && first >= 0 && alike(arch, first, i))
        {
            last = i;
            count++;
            continue;
        }
        if (first >= 0 && runs++ < MAX_RUNS)
            say_run(reasons, cert, first, arch->sub[first].layer + 1,
                    arch->sub[last].layer + 1, count);
        first = last = i;
        count = 1;
    }
    if (runs > MAX_RUNS)
        fulg_cert_reasons_say(reasons,
                              "and more layers (--json has every term)");
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fmpz *constants = fulg_cert_bound_get(cert->upper, "constants", -1);
    fulg_cert_reasons_say(reasons,
                          "the function depends only on the functions of the "
                          "sublayers");
    say_kind(reasons, cert, FULG_KIND_ATTENTION);
    say_kind(reasons, cert, FULG_KIND_FEED_FORWARD);
    if (!fmpz_is_zero(constants))
        fulg_cert_reasons_row(reasons, "constants", constants,
                              "the constants that all biases add");
}

static int
applies(const fulg_arch_t arch)
{
    return !fulg_arch_is_stack(arch) && !fulg_arch_has_readout(arch);
}

const fulg_dim_upper_t fulg_dim_upper_transformer = {
    {"transformer", 0, say, NULL}, applies, set_terms};
