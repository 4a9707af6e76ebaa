#include <stdio.h>
#include <string.h>

#include "impl.h"

/* ---- doc: thm-symmetries ------------------------------------------------- */

/* Beyond these nothing is looked at. */
#define MOST_WEIGHTS 256
#define MOST_COORDINATES 512
#define MOST_DEPTH 16
/* Up to this many layers any of them may be in forms; beyond, all or none. */
#define FEW_LAYERS 3

/* Plain lightning attention, where heads may share keys. */
static int
applies(const fulg_arch_t arch)
{
    fmpz_t n;
    int small;
    if (fulg_arch_is_pnn(arch) || fulg_arch_has_readout(arch) ||
        arch->depth > MOST_DEPTH)
        return 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        if (sub->kind != FULG_KIND_ATTENTION ||
            fulg_arch_sublayer_is_normalised(sub) || sub->bias ||
            sub->bias_out || sub->rotary || sub->kv_latent || sub->parallel ||
            sub->pre_norm != FULG_PRE_NORM_NONE)
            return 0;
    }
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    small = fmpz_cmp_si(n, MOST_WEIGHTS) <= 0;
    fmpz_clear(n);
    return small;
}

ulong
fulg_dim_symmetry_choices(const fulg_arch_t arch)
{
    if (!fulg_symmetry_has_forms(arch))
        return 1;
    return arch->depth <= FEW_LAYERS ? UWORD(1) << arch->depth : 2;
}

ulong
fulg_dim_symmetry_mask(const fulg_arch_t arch, ulong n)
{
    return n > 0 && arch->depth > FEW_LAYERS ? (UWORD(1) << arch->depth) - 1
                                             : n;
}

int
fulg_dim_symmetry_init(fulg_symmetry_algebra_t S, const fulg_arch_t arch,
                       ulong n)
{
    fulg_diag_t diag;
    if (fulg_symmetry_algebra_init(S, arch, fulg_dim_symmetry_mask(arch, n),
                                   diag) != FULG_OK)
        return 0;
    if (S->moving <= MOST_COORDINATES)
        return 1;
    fulg_symmetry_algebra_clear(S);
    return 0;
}

/* ---- counting ---------------------------------------------------------------- */

/* The coordinates less the fields of layer i: no more than what its fields leave. */
static slong
left_in_layer(const fulg_arch_struct *arch, slong i, int forms)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const slong d = arch->width[i], e = arch->width[i + 1], H = sub->heads;
    const slong G = fulg_arch_sublayer_groups(sub), share = H / G;
    const slong a = sub->head_dim, v = sub->value_dim;
    const int one = arch->tokens == 1;
    if (forms)
        return H * d * (d + e) - H * H - (one ? H * (d * (d - 1) / 2) : 0) -
               (e == 1 ? H * (H - 1) / 2 * d : 0);
    return (G + H) * a * d + (v ? v * (G * d + H * e) : H * d * e) -
           G * (a * a + v * v + share * share) -
           (one ? (H + (share == 1 ? G : 0)) * (a * (a - 1) / 2) : 0);
}

/* A bound below which the one of choice n is not: its fields may depend on each
   other.  Counting them spares making them. */
static slong
least(const fulg_arch_struct *arch, ulong n)
{
    slong left = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        left += left_in_layer(arch, i,
                              fulg_dim_symmetry_mask(arch, n) >> i & 1);
        if (i > 0 && !arch->sub[i].residual && !arch->sub[i - 1].residual)
            left -= arch->width[i] * arch->width[i];
    }
    return left;
}

int
fulg_dim_symmetries_may_be_less(const fulg_arch_t arch, const fmpz_t bound)
{
    for (ulong n = 0; n < fulg_dim_symmetry_choices(arch); n++)
        if (fmpz_cmp_si(bound, least(arch, n)) > 0)
            return 1;
    return 0;
}

void
fulg_dim_symmetry_terms(fulg_cert_bound_t bound, const fulg_arch_t arch,
                        ulong n, slong coordinates, slong orbit)
{
    for (slong i = 0; i < arch->depth; i++)
        fulg_cert_bound_push_si(
            bound, "forms", i + 1,
            (slong) (fulg_dim_symmetry_mask(arch, n) >> i & 1));
    fulg_cert_bound_push_si(bound, "coordinates", -1, coordinates);
    fulg_cert_bound_push_si(bound, "orbit", -1, orbit);
    fulg_cert_bound_push_si(bound, "total", -1, coordinates - orbit);
}

/* The first of the least bounds; choice 0 is always possible. */
static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    ulong best = 0;
    slong coordinates = -1, orbit = 0;
    for (ulong n = 0; n < fulg_dim_symmetry_choices(arch); n++)
    {
        fulg_symmetry_algebra_t S;
        slong r;
        if ((coordinates >= 0 && least(arch, n) >= coordinates - orbit) ||
            !fulg_dim_symmetry_init(S, arch, n))
            continue;
        r = fulg_symmetry_orbit(S, 0, S->num_fields);
        if (coordinates < 0 || S->moving - r < coordinates - orbit)
        {
            best = n;
            coordinates = S->moving;
            orbit = r;
        }
        fulg_symmetry_algebra_clear(S);
    }
    fulg_dim_symmetry_terms(bound, arch, best, coordinates, orbit);
}

/* ---- words ------------------------------------------------------------------ */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    char layers[8 * MOST_DEPTH] = "";
    const int listed = fulg_cert_bound_get(bound, "forms", 1) == NULL;
    fmpz_t minus;
    for (slong i = 1; !listed && i <= cert->arch->depth; i++)
        if (fulg_dim_term_si(cert, "forms", i))
            snprintf(layers + strlen(layers), sizeof layers - strlen(layers),
                     "%s%ld", *layers ? ", " : "", (long) i);
    fulg_cert_reasons_say(
        reasons, "the function does not change along fields that are "
                 "affine in these\ncoordinates (fulgurite symmetries)");
    fulg_cert_reasons_row(
        reasons, "W", fulg_cert_bound_get(bound, "coordinates", -1), "%s%s",
        *layers ? "A = K^T Q and V of the heads of layer " : "the weights",
        layers);
    fmpz_init(minus);
    fmpz_neg(minus, fulg_cert_bound_get(bound, "orbit", -1));
    fulg_cert_reasons_row(reasons, "orbit", minus,
                          "dimension of their span at a generic point");
    if (listed)
        fulg_cert_reasons_say(
            reasons,
            "the certificate lists %ld fields, each proved by "
            "substitution",
            (long) json_array_size(bound->fields));
    else if (bound->fields != NULL)
        fulg_cert_reasons_say(
            reasons,
            "%ld of the fields were found by linear algebra and "
            "proved by substitution",
            (long) json_array_size(bound->fields));
    fmpz_clear(minus);
}

const fulg_dim_upper_t fulg_dim_upper_symmetries = {
    {"symmetries", 0, say, NULL}, applies, set_terms};
