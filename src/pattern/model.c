#include "impl.h"

/* y = the multiple of 2^-bits nearest to log(x), up to less than one of them. */
static void
round_logarithm(fmpq_t y, const fmpq_t x, slong bits)
{
    arb_t log;
    arb_init(log);
    fulg_pattern_log(log, x, bits + 64);
    arb_mul_2exp_si(log, log, bits);
    arf_get_fmpz(fmpq_numref(y), arb_midref(log), ARF_RND_NEAR);
    fmpz_one(fmpq_denref(y));
    fmpz_mul_2exp(fmpq_denref(y), fmpq_denref(y), (ulong) bits);
    fmpq_canonicalise(y);
    arb_clear(log);
}

void
fulg_pattern_logarithms(fmpq *b, const fulg_pattern_t P, slong bits)
{
    fmpq_t ratio;
    fmpq_init(ratio);
    for (slong i = 0; i < P->length; i++)
    {
        const fmpq *least = P->value + P->start[i];
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            if (fmpq_cmp(P->value + n, least) < 0)
                least = P->value + n;
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            fmpq_div(ratio, P->value + n, least);
            if (fmpq_is_one(ratio))
                fmpq_zero(b + n);
            else
                round_logarithm(b + n, ratio, bits);
        }
    }
    fmpq_clear(ratio);
}

void
fulg_pattern_model_init_frame(fulg_pattern_model_t M, fulg_pattern_frame_t F,
                              const fulg_pattern_t P, const fmpq_t beta,
                              slong bits)
{
    M->length = P->length;
    M->size = F->size;
    fmpq_init(M->scale);
    fmpq_set_si(M->scale, 1, (ulong) F->norm);
    M->has_frame = 1;
    M->frame[0] = F[0];
    M->num = P->num;
    M->combination = _fmpq_vec_init(P->num);
    fulg_pattern_logarithms(M->combination, P, bits);
    for (slong n = 0; n < P->num; n++)
        fmpq_add(M->combination + n, M->combination + n, beta);
}

void
fulg_pattern_model_clear(fulg_pattern_model_t M)
{
    fmpq_clear(M->scale);
    if (M->has_frame)
    {
        fulg_pattern_frame_clear(M->frame);
        _fmpq_vec_clear(M->combination, M->num);
        return;
    }
    fmpq_mat_clear(M->query);
    fmpq_mat_clear(M->key);
}

static slong
mat_bits(const fmpq_mat_t A)
{
    slong bits = 1;
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
        {
            const fmpq *x = fmpq_mat_entry(A, i, j);
            bits = FLINT_MAX(bits, (slong) fmpz_bits(fmpq_numref(x)));
            bits = FLINT_MAX(bits, (slong) fmpz_bits(fmpq_denref(x)));
        }
    return bits;
}

/* Key j of a frame, over the common denominator of its combination. */
static void
set_key(fmpz *key, fmpz_t den, const fulg_pattern_model_t M, const slong *entry,
        const slong *row, slong num)
{
    fmpz_t x;
    fmpz_init(x);
    fmpz_one(den);
    for (slong n = 0; n < num; n++)
        fmpz_lcm(den, den, fmpq_denref(M->combination + entry[n]));
    _fmpz_vec_zero(key, M->size);
    for (slong n = 0; n < num; n++)
    {
        const fmpq *b = M->combination + entry[n];
        fmpz_divexact(x, den, fmpq_denref(b));
        fmpz_mul(x, x, fmpq_numref(b));
        for (slong t = 0; t < M->size; t++)
        {
            const int g = fulg_pattern_frame_entry(M->frame, row[n], t);
            if (g > 0)
                fmpz_add(key + t, key + t, x);
            else if (g < 0)
                fmpz_sub(key + t, key + t, x);
        }
    }
    fmpz_clear(x);
}

void
fulg_pattern_columns(slong *start, slong *entry, slong *row,
                     const fulg_pattern_struct *P)
{
    for (slong j = 0; j <= P->length; j++)
        start[j] = 0;
    for (slong n = 0; n < P->num; n++)
        start[P->col[n] + 1]++;
    for (slong j = 0; j < P->length; j++)
        start[j + 1] += start[j];
    for (slong i = 0; i < P->length; i++)
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            const slong place = start[P->col[n]]++;
            entry[place] = n;
            row[place] = i;
        }
    for (slong j = P->length; j > 0; j--)
        start[j] = start[j - 1];
    start[0] = 0;
}

void
fulg_pattern_frame_keys(void (*take)(void *data, slong j, const fmpz *key,
                                     const fmpz_t den),
                        void *data, const fulg_pattern_model_struct *M,
                        const fulg_pattern_struct *P)
{
    slong *start = flint_malloc((size_t) (P->length + 1) * sizeof(slong));
    slong *entry = flint_malloc((size_t) P->num * sizeof(slong));
    slong *row = flint_malloc((size_t) P->num * sizeof(slong));
    fmpz *key = _fmpz_vec_init(M->size);
    fmpz_t den;
    fmpz_init(den);
    fulg_pattern_columns(start, entry, row, P);
    for (slong j = 0; j < P->length; j++)
    {
        set_key(key, den, M, entry + start[j], row + start[j],
                start[j + 1] - start[j]);
        take(data, j, key, den);
    }
    fmpz_clear(den);
    _fmpz_vec_clear(key, M->size);
    flint_free(start);
    flint_free(entry);
    flint_free(row);
}

typedef struct
{
    slong size, bits;
} width_t;

static void
take_bits(void *data, slong j, const fmpz *key, const fmpz_t den)
{
    width_t *width = data;
    fmpz_t g, x;
    fmpz_init(g);
    fmpz_init(x);
    for (slong t = 0; t < width->size; t++)
    {
        fmpz_gcd(g, key + t, den);
        fmpz_divexact(x, key + t, g);
        width->bits = FLINT_MAX(width->bits, (slong) fmpz_bits(x));
        fmpz_divexact(x, den, g);
        width->bits = FLINT_MAX(width->bits, (slong) fmpz_bits(x));
    }
    fmpz_clear(g);
    fmpz_clear(x);
}

slong
fulg_pattern_model_bits(const fulg_pattern_model_t M, const fulg_pattern_t P)
{
    width_t width = {M->size, 1};
    if (!M->has_frame)
        return FLINT_MAX(mat_bits(M->query), mat_bits(M->key));
    fulg_pattern_frame_keys(take_bits, &width, &M[0], &P[0]);
    return width.bits;
}

void
fulg_pattern_log(arb_t y, const fmpq_t x, slong bits)
{
    arb_set_fmpq(y, x, bits + 8);
    arb_log(y, y, bits);
}
