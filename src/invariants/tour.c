#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "impl.h"

void
fulg_invariants_push(fulg_invariants_tour_t *tour, const fmpz_t coeff,
                     const slong *var, slong r)
{
    for (slong n = 0; n < r; n++)
        tour->exponent[var[n]]++;
    fmpz_mpoly_push_term_fmpz_ui(tour->f, coeff, tour->exponent, tour->ctx);
    for (slong n = 0; n < r; n++)
        tour->exponent[var[n]] = 0;
}

void
fulg_invariants_push_si(fulg_invariants_tour_t *tour, slong coeff,
                        const slong *var, slong r)
{
    fmpz_t c;
    fmpz_init_set_si(c, coeff);
    fulg_invariants_push(tour, c, var, r);
    fmpz_clear(c);
}

int
fulg_invariants_emit(fulg_invariants_tour_t *tour)
{
    int ended = 0;
    fmpz_mpoly_sort_terms(tour->f, tour->ctx);
    fmpz_mpoly_combine_like_terms(tour->f, tour->ctx);
    if (!fmpz_mpoly_is_zero(tour->f, tour->ctx))
    {
        fmpz_t content, c;
        fmpz_init(content);
        fmpz_init(c);
        for (slong n = fmpz_mpoly_length(tour->f, tour->ctx) - 1; n >= 0; n--)
        {
            fmpz_mpoly_get_term_coeff_fmpz(c, tour->f, n, tour->ctx);
            fmpz_gcd(content, content, c);
        }
        if (fmpz_sgn(c) < 0)
            fmpz_neg(content, content);
        fmpz_mpoly_scalar_divexact_fmpz(tour->f, tour->f, content, tour->ctx);
        fmpz_clear(content);
        fmpz_clear(c);
        ended = tour->put(tour->data, tour->f, tour->which);
    }
    fmpz_mpoly_zero(tour->f, tour->ctx);
    tour->which[0] = '\0';
    return ended;
}

void
fulg_invariants_say(fulg_invariants_tour_t *tour, const char *format, ...)
{
    const size_t used = strlen(tour->which);
    va_list list;
    va_start(list, format);
    vsnprintf(tour->which + used, FULG_INVARIANTS_WHICH - used, format, list);
    va_end(list);
}

void
fulg_invariants_say_list(fulg_invariants_tour_t *tour, const char *before,
                         const slong *c, slong r)
{
    fulg_invariants_say(tour, "%s", before);
    for (slong n = 0; n < r; n++)
        fulg_invariants_say(tour, "%s%ld", n ? "," : " ", (long) c[n] + 1);
}

void
fulg_invariants_say_pairs(fulg_invariants_tour_t *tour, const char *before,
                          const slong *c, slong r)
{
    fulg_invariants_say(tour, "%s", before);
    for (slong n = 0; n < r; n++)
    {
        slong k, l;
        fulg_invariants_pair(&k, &l, tour->model->d, c[n]);
        fulg_invariants_say(tour, "%s(%ld,%ld)", n ? "," : " ", (long) k + 1,
                            (long) l + 1);
    }
}
