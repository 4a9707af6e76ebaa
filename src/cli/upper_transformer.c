#include <string.h>

#include "upper.h"

/* What one sublayer of a kind adds, and equal neighbours of that kind together:
   layers from .. to. */
static void
print_run(FILE *out, const fulg_cert_t cert, slong i, slong first, slong last,
          slong count)
{
    const fulg_sublayer_struct *sub = &cert->arch->sub[i];
    char place[64], text[160];
    fmpz_t sum;
    if (first == last)
        snprintf(place, sizeof place, "layer %ld", (long) first);
    else
        snprintf(place, sizeof place, "layers %ld..%ld", (long) first,
                 (long) last);
    fmpz_init(sum);
    if (sub->kind == FULG_KIND_ATTENTION)
    {
        fulg_upper_say(text, "keys and queries, %ld heads in %ld group%s, rank "
                       "%ld%s", (long) sub->heads,
                       (long) fulg_sublayer_groups(sub),
                       fulg_sublayer_groups(sub) == 1 ? "" : "s",
                       fulg_upper_size(cert, "alpha", i + 1),
                       sub->rotary ? " + rotary" : "");
        fmpz_mul_si(sum, fulg_upper_term(cert, "keys", i + 1), count);
        fulg_upper_row(out, place, text, sum);
        fulg_upper_say(text, "values, rank %ld",
                       fulg_upper_size(cert, "nu", i + 1));
        fmpz_mul_si(sum, fulg_upper_term(cert, "values", i + 1), count);
        fulg_upper_row(out, "", text, sum);
        if (fulg_upper_term(cert, "latent", i + 1) != NULL)
        {
            fmpz_mul_si(sum, fulg_upper_term(cert, "latent", i + 1), count);
            fulg_upper_row(out, "", "the latent coordinates", sum);
        }
        if (fulg_upper_term(cert, "scalings", i + 1) != NULL)
        {
            fmpz_mul_si(sum, fulg_upper_term(cert, "scalings", i + 1), -count);
            fulg_upper_row(out, "", "a scaling of each head", sum);
        }
    }
    else
    {
        fulg_upper_say(text, "%ld neurons, %s", (long) sub->hidden,
                       fulg_arch_activation(sub->activation)->name);
        fmpz_mul_si(sum, fulg_upper_term(cert, "neurons", i + 1), count);
        fulg_upper_row(out, place, text, sum);
    }
    fmpz_clear(sum);
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
print_kind(FILE *out, const fulg_cert_t cert, fulg_kind_t kind)
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
            print_run(out, cert, first, arch->sub[first].layer + 1,
                      arch->sub[last].layer + 1, count);
        first = last = i;
        count = 1;
    }
    if (runs > MAX_RUNS)
        fputs("    and more layers (--json has every term)\n", out);
}

void
fulg_upper_transformer(FILE *out, const fulg_cert_t cert)
{
    fputs("    the function depends only on the functions of the sublayers\n",
          out);
    print_kind(out, cert, FULG_KIND_ATTENTION);
    print_kind(out, cert, FULG_KIND_FEED_FORWARD);
    if (!fmpz_is_zero(fulg_upper_term(cert, "constants", -1)))
        fulg_upper_row(out, "constants", "all that the biases add together",
                       fulg_upper_term(cert, "constants", -1));
}

void
fulg_cli_print_redundancy(FILE *out, const fulg_cert_t cert)
{
    fmpz *lost = _fmpz_vec_init(FULG_DIM_SOURCES);
    const int num = fulg_dim_redundancy(lost, cert->arch);
    if (num > 0)
        fputs("\nlost to\n", out);
    for (int n = 0; n < num; n++)
        if (!fmpz_is_zero(&lost[n]))
            fulg_upper_row(out, fulg_dim_redundancy_name(n), "", &lost[n]);
    _fmpz_vec_clear(lost, FULG_DIM_SOURCES);
}

json_t *
fulg_cli_json_redundancy(const fulg_cert_t cert)
{
    fmpz *lost = _fmpz_vec_init(FULG_DIM_SOURCES);
    const int num = fulg_dim_redundancy(lost, cert->arch);
    json_t *list = num > 0 ? json_array() : NULL;
    for (int n = 0; n < num; n++)
        if (!fmpz_is_zero(&lost[n]))
            json_array_append_new(
                list, json_pack("{s:s, s:o}", "source",
                                fulg_dim_redundancy_name(n), "dimension",
                                fulg_exact_json_fmpz(&lost[n])));
    _fmpz_vec_clear(lost, FULG_DIM_SOURCES);
    return list;
}
