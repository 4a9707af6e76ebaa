#include "impl.h"

/* L <= q^m without overflow. */
static int
reaches(slong length, slong q, slong m)
{
    slong power = 1;
    for (; m > 0 && power < length; m--)
        power = power > WORD_MAX / q ? WORD_MAX : power * q;
    return power >= length;
}

fulg_status_t
fulg_pattern_frame_init_reed_solomon(fulg_pattern_frame_t F, slong length,
                                     slong q, slong m, fulg_diag_t diag)
{
    if (q < 2 || q > 32768 || !n_is_prime((ulong) q))
        return fulg_diag_set(diag, FULG_PARSE,
                             "rs needs a prime q up to 32768, not %ld",
                             (long) q);
    if (m < 1 || m > q)
        return fulg_diag_set(diag, FULG_PARSE,
                             "rs needs 1 <= m <= q, not m = %ld: beyond q "
                             "polynomials have the same values",
                             (long) m);
    if (!reaches(length, q, m))
        return fulg_diag_set(diag, FULG_PARSE,
                             "rs with q = %ld, m = %ld has %ld^%ld rows: row "
                             "%ld (of %ld) and column 1 have no polynomial",
                             (long) q, (long) m, (long) q, (long) m,
                             (long) n_pow((ulong) q, (ulong) m) + 1,
                             (long) length);
    F->kind = FULG_PATTERN_SYMBOLS;
    F->length = length;
    F->size = q * q;
    F->norm = F->blocks = F->alphabet = q;
    F->words = 0;
    F->bits = NULL;
    F->seed = 0;
    F->drawn = NULL;
    F->symbol = flint_malloc((size_t) (length * q) * sizeof(slong));
    for (slong i = 0; i < length; i++)
        for (slong x = 0; x < q; x++)
        {
            /* The digits of i to the base q are the coefficients. */
            slong value = 0, power = 1;
            for (slong rest = i; rest > 0; rest /= q, power = power * x % q)
                value = (value + rest % q * power) % q;
            F->symbol[i * q + x] = value;
        }
    return FULG_OK;
}
