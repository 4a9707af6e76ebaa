/*
 * The l1 distances between long lists of integers: most of the time of the
 * questionnaire.  The integers are stored as two's complements of equally many
 * limbs, so that the inner loop neither branches on their size nor allocates.
 */
#include <string.h>

#include "impl.h"

typedef struct
{
    fulg_distances_struct *D;
    void (*fill)(fmpz *list, const void *data, slong x);
    const void *data;
    slong size, limbs;
    ulong cut; /* bits that rounding leaves out */
    mp_limb_t *list;
} lists_t;

static void
set_limbs(mp_limb_t *limb, slong limbs, const fmpz_t x)
{
    fmpz_t a;
    fmpz_init(a);
    fmpz_abs(a, x);
    fmpz_get_ui_array(limb, limbs, a);
    if (fmpz_sgn(x) < 0)
        mpn_neg(limb, limb, limbs);
    fmpz_clear(a);
}

static void
fill_list(void *data, slong x)
{
    const lists_t *L = data;
    fmpz *list = _fmpz_vec_init(L->size);
    L->fill(list, L->data, x);
    for (slong n = 0; n < L->size && L->cut > 0; n++)
        fmpz_fdiv_q_2exp(list + n, list + n, L->cut);
    for (slong n = 0; n < L->size; n++)
        set_limbs(L->list + (x * L->size + n) * L->limbs, L->limbs, list + n);
    _fmpz_vec_clear(list, L->size);
}

static void
distance_1(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b, slong size)
{
    mp_limb_t s = 0;
    for (slong n = 0; n < size; n++)
    {
        const mp_limb_t d = a[n] - b[n], sign = -(d >> (FLINT_BITS - 1));
        s += (d ^ sign) - sign;
    }
    *sum = s;
}

static void
distance_2(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b, slong size)
{
    mp_limb_t s0 = 0, s1 = 0;
    for (slong n = 0; n < size; n++)
    {
        mp_limb_t d0, d1, sign;
        sub_ddmmss(d1, d0, a[2 * n + 1], a[2 * n], b[2 * n + 1], b[2 * n]);
        sign = -(d1 >> (FLINT_BITS - 1));
        sub_ddmmss(d1, d0, d1 ^ sign, d0 ^ sign, sign, sign);
        add_ssaaaa(s1, s0, s1, s0, d1, d0);
    }
    sum[0] = s0;
    sum[1] = s1;
}

static void
distance_any(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b,
             slong size, slong limbs)
{
    mp_limb_t *d = sum + limbs;
    memset(sum, 0, (size_t) limbs * sizeof(mp_limb_t));
    for (slong n = 0; n < size; n++, a += limbs, b += limbs)
    {
        mpn_sub_n(d, a, b, limbs);
        if (d[limbs - 1] >> (FLINT_BITS - 1))
            mpn_sub_n(sum, sum, d, limbs);
        else
            mpn_add_n(sum, sum, d, limbs);
    }
}

/* Element x against all later ones. */
static void
do_element(void *data, slong x)
{
    const lists_t *L = data;
    const slong num = L->D->n, length = L->size * L->limbs;
    const mp_limb_t *a = L->list + x * length;
    mp_limb_t *sum = flint_malloc((size_t) (2 * L->limbs) * sizeof(mp_limb_t));
    for (slong y = x + 1; y < num; y++)
    {
        const mp_limb_t *b = L->list + y * length;
        fmpz *d = L->D->d + x * num + y;
        if (L->limbs == 1)
            distance_1(sum, a, b, L->size);
        else if (L->limbs == 2)
            distance_2(sum, a, b, L->size);
        else
            distance_any(sum, a, b, L->size, L->limbs);
        fmpz_set_ui_array(d, sum, L->limbs);
        fmpz_set(L->D->d + y * num + x, d);
    }
    flint_free(sum);
}

int
fulg_organize_distances(fulg_distances_t D, slong size, slong bits,
                        void (*fill)(fmpz *list, const void *data, slong x),
                        const void *data, int rounded,
                        const fulg_organize_options_t *options)
{
    lists_t L = {.D = D, .fill = fill, .data = data, .size = size};
    const slong most = FLINT_BITS - 2 - (slong) FLINT_BIT_COUNT((ulong) size);
    int good;
    /* One bit for the sign of the difference of two entries; cut entries may be
       larger by one each. */
    if (rounded && bits > most)
    {
        L.cut = (ulong) (bits - most);
        fmpz_cdiv_q_2exp(D->error, D->error, L.cut);
        /* The difference of two cut numbers is off by less than one. */
        fmpz_add_si(D->error, D->error, size);
        bits = FLINT_BITS - 1;
    }
    L.limbs = (bits + 1 + FLINT_BITS - 1) / FLINT_BITS;
    L.list = flint_malloc((size_t) (D->n * size * L.limbs) * sizeof(mp_limb_t));
    good = fulg_organize_parallel(fill_list, &L, D->n, options->threads,
                                  options->progress, "folders") &&
           fulg_organize_parallel(do_element, &L, D->n, options->threads,
                                  options->progress, "distances");
    flint_free(L.list);
    return good;
}
