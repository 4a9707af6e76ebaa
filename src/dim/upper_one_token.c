#include <stdio.h>

#include "transformer.h"

/* ---- doc: thm-one-token, the upper bound ------------------------------------------
   Without norms all attention of a token that sees itself alone is one linear map. */

/* The constants of a piece: all vectors, those in the image of Z, or none. */
static void
add_piece(fmpz_t constants, int piece, slong d, slong rank)
{
    if (piece > 0)
        fmpz_add_ui(constants, constants, (ulong) (piece == 2 ? d : rank));
}

/* A piece ends where neurons without biases read a constant. */
static void
add_pieces(fmpz_t constants, const fulg_arch_struct *arch, slong rank)
{
    fulg_dim_place_t place;
    int piece = 0;
    for (slong i = 0; i < arch->depth; i = place.to)
    {
        fulg_dim_place_set(&place, arch, i);
        if (place.cuts)
        {
            add_piece(constants, piece, arch->width[0], rank);
            piece = 0;
        }
        piece = FLINT_MAX(piece, place.constants);
    }
    add_piece(constants, piece, arch->width[0], rank);
}

/* What sublayer i adds to the rank of all attention, or to total. */
static void
push_sublayer(fulg_cert_bound_t bound, fmpz_t total, slong *rank,
              const fulg_arch_struct *arch, slong i)
{
    const slong d = arch->width[0];
    fulg_dim_shape_t s;
    fulg_dim_shape_set(&s, arch, i);
    if (s.attention)
    {
        fulg_dim_heads_t heads;
        fulg_dim_heads_init(&heads, &s);
        fulg_cert_bound_push_si(bound, "nu", i + 1, heads.nu);
        *rank = heads.nu > d - *rank ? d : *rank + heads.nu;
        fulg_dim_heads_clear(&heads);
    }
    else
    {
        fmpz_t n;
        fmpz_init(n);
        fulg_dim_neurons(n, &s);
        fulg_cert_bound_push(bound, "neurons", i + 1, n);
        fmpz_add(total, total, n);
        fmpz_clear(n);
    }
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    slong rank = 0;
    fmpz_t total, n;
    fmpz_init(total);
    fmpz_init(n);
    for (slong i = 0; i < arch->depth; i++)
        push_sublayer(bound, total, &rank, arch, i);
    fulg_cert_bound_push_si(bound, "K", -1, rank);
    fulg_dim_square_rank(n, arch->width[0], rank);
    fulg_cert_bound_push(bound, "linear", -1, n);
    fmpz_add(total, total, n);
    fmpz_zero(n);
    add_pieces(n, arch, rank);
    fulg_cert_bound_push(bound, "constants", -1, n);
    fmpz_add(total, total, n);
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
    fmpz_clear(n);
}

/* ---- words ------------------------------------------------------------------ */

static void
say_row(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
        const char *name, const char *what)
{
    const fmpz *term = fulg_cert_bound_get(cert->upper, name, -1);
    if (!fmpz_is_zero(term))
        fulg_cert_reasons_row(reasons, name, term, "%s", what);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    fmpz_t neurons;
    fmpz_init(neurons);
    for (slong i = 0; i < cert->arch->depth; i++)
    {
        const fmpz *n = fulg_cert_bound_get(cert->upper, "neurons", i + 1);
        if (n != NULL)
            fmpz_add(neurons, neurons, n);
    }
    fulg_cert_reasons_say(reasons,
                          "a single token attends to itself with weight 1, and "
                          "without norms\nlinear maps can be moved past "
                          "neurons: all attention is one 1 + Z");
    fulg_cert_reasons_row(
        reasons, "linear", fulg_cert_bound_get(cert->upper, "linear", -1),
        "matrices Z of rank at most %ld", fulg_dim_term_si(cert, "K", -1));
    if (!fmpz_is_zero(neurons))
        fulg_cert_reasons_row(reasons, "neurons", neurons, "%s",
                              "the neurons of all layers");
    say_row(reasons, cert, "constants", "the constants that all biases add");
    fmpz_clear(neurons);
}

const fulg_dim_upper_t fulg_dim_upper_one_token = {
    {"one-token", 0, say, NULL}, fulg_dim_merges, set_terms};
