/*
 * The l1 distances between long lists of integers: most of the time of the
 * questionnaire.  The integers are stored as two's complements of equally many
 * limbs, so that the inner loop neither branches on their size nor allocates.
 */
#include <pthread.h>

#include "impl.h"

typedef struct
{
    fulg_tree_distances_struct *D;
    void (*fill)(fmpz *list, const void *data, slong x);
    const void *data;
    slong size, limbs;
    ulong cut; /* bits that rounding leaves out */
    mp_limb_t *list;
    slong part, pairs; /* entries of a part of all lists; pairs of lists */
    mp_limb_t *sum;    /* of every pair */
    pthread_mutex_t lock;
} lists_t;

/* Words of one part of all lists. */
#define CACHE (WORD(1) << 15)

static void
set_limbs(mp_limb_t *limb, slong limbs, const fmpz_t x)
{
    fmpz_t a;
    if (limbs == 1)
    {
        *limb = (mp_limb_t) fmpz_get_si(x);
        return;
    }
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

/* sum += the distance of two parts of lists. */
static void
add_1(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b, slong size)
{
    mp_limb_t s = 0, t = 0;
    slong n = 0;
    for (; n + 1 < size; n += 2)
    {
        const mp_limb_t d = a[n] - b[n], e = a[n + 1] - b[n + 1];
        const mp_limb_t f = -(d >> (FLINT_BITS - 1));
        const mp_limb_t g = -(e >> (FLINT_BITS - 1));
        s += (d ^ f) - f;
        t += (e ^ g) - g;
    }
    if (n < size)
    {
        const mp_limb_t d = a[n] - b[n], f = -(d >> (FLINT_BITS - 1));
        s += (d ^ f) - f;
    }
    *sum += s + t;
}

static void
add_2(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b, slong size)
{
    mp_limb_t s0 = sum[0], s1 = sum[1];
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
add_any(mp_limb_t *sum, const mp_limb_t *a, const mp_limb_t *b, slong size,
        slong limbs, mp_limb_t *d)
{
    for (slong n = 0; n < size; n++, a += limbs, b += limbs)
    {
        mpn_sub_n(d, a, b, limbs);
        if (d[limbs - 1] >> (FLINT_BITS - 1))
            mpn_sub_n(sum, sum, d, limbs);
        else
            mpn_add_n(sum, sum, d, limbs);
    }
}

/* One part of all lists, for all pairs: it is short enough to stay in the cache
   while the pairs go by, and there are many parts for the threads whatever the
   number of lists.  Adding to the sums of all costs little beside it. */
static void
do_part(void *data, slong part)
{
    lists_t *L = data;
    const slong n = L->D->n, limbs = L->limbs;
    const slong first = part * L->part, length = L->size * limbs;
    const slong size = FLINT_MIN(L->part, L->size - first);
    mp_limb_t *sums = flint_calloc((size_t) (L->pairs * limbs),
                                   sizeof(mp_limb_t));
    mp_limb_t *sum = sums, *d = flint_malloc((size_t) limbs * sizeof *d);
    for (slong x = 0; x < n; x++)
        for (slong y = x + 1; y < n; y++, sum += limbs)
        {
            const mp_limb_t *a = L->list + x * length + first * limbs;
            const mp_limb_t *b = L->list + y * length + first * limbs;
            if (limbs == 1)
                add_1(sum, a, b, size);
            else if (limbs == 2)
                add_2(sum, a, b, size);
            else
                add_any(sum, a, b, size, limbs, d);
        }
    pthread_mutex_lock(&L->lock);
    for (slong p = 0; p < L->pairs; p++)
        mpn_add_n(L->sum + p * limbs, L->sum + p * limbs, sums + p * limbs,
                  limbs);
    pthread_mutex_unlock(&L->lock);
    flint_free(sums);
    flint_free(d);
}

static int
add_parts(lists_t *L, const fulg_organize_options_t *options)
{
    const slong n = L->D->n;
    const mp_limb_t *sum;
    int good;
    L->pairs = n * (n - 1) / 2;
    L->part = FLINT_MAX(64, CACHE / (L->limbs * n));
    L->sum = flint_calloc((size_t) FLINT_MAX(L->pairs * L->limbs, 1),
                          sizeof(mp_limb_t));
    sum = L->sum;
    pthread_mutex_init(&L->lock, NULL);
    good = fulg_organize_parallel(do_part, L, (L->size + L->part - 1) / L->part,
                                  options->threads, options->progress,
                                  "distances");
    pthread_mutex_destroy(&L->lock);
    for (slong x = 0; x < n; x++)
        for (slong y = x + 1; y < n; y++, sum += L->limbs)
        {
            fmpz_set_ui_array(L->D->d + x * n + y, sum, L->limbs);
            fmpz_set(L->D->d + y * n + x, L->D->d + x * n + y);
        }
    flint_free(L->sum);
    return good;
}

int
fulg_organize_distances(fulg_tree_distances_t D, slong size, slong bits,
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
           add_parts(&L, options);
    flint_free(L.list);
    return good;
}
