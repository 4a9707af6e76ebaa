#include <fulgurite/rank.h>

/* e = e_k (l = k) or e_k + e_l with e^T S e nonzero; 0 when S = 0. */
static int
find_vector(slong *k, slong *l, const fmpz_mat_t S)
{
    const slong d = fmpz_mat_nrows(S);
    for (*k = 0; *k < d; ++*k)
        if (!fmpz_is_zero(fmpz_mat_entry(S, *k, *k)))
        {
            *l = *k;
            return 1;
        }
    for (*k = 0; *k < d; ++*k)
        for (*l = *k + 1; *l < d; ++*l)
            if (!fmpz_is_zero(fmpz_mat_entry(S, *k, *l)))
                return 1;
    return 0;
}

/* y = S e, and e^T y is returned in value. */
static void
set_image(fmpz *y, fmpz_t value, const fmpz_mat_t S, slong k, slong l)
{
    for (slong i = 0; i < fmpz_mat_nrows(S); i++)
    {
        fmpz_set(y + i, fmpz_mat_entry(S, i, k));
        if (l != k)
            fmpz_add(y + i, y + i, fmpz_mat_entry(S, i, l));
    }
    fmpz_set(value, y + k);
    if (l != k)
        fmpz_add(value, value, y + l);
}

/* S = (value S - y y^T) / last, an exact division: the entries are Gram
   determinants (Sylvester's identity). */
static void
eliminate(fmpz_mat_t S, const fmpz *y, const fmpz_t value, const fmpz_t last)
{
    const slong d = fmpz_mat_nrows(S);
    for (slong i = 0; i < d; i++)
        for (slong j = i; j < d; j++)
        {
            fmpz *s = fmpz_mat_entry(S, i, j);
            fmpz_mul(s, s, value);
            fmpz_submul(s, y + i, y + j);
            fmpz_divexact(s, s, last);
            fmpz_set(fmpz_mat_entry(S, j, i), s);
        }
}

slong
fulg_rank_diagonalise(fmpq *coeff, fmpz_mat_t Y, const fmpq_mat_t form)
{
    const slong d = fmpq_mat_nrows(form);
    slong rank = 0, k, l;
    fmpz_mat_t S;
    fmpz_t den, value, last;
    fmpz_mat_init(S, d, d);
    fmpz_init(den);
    fmpz_init(value);
    fmpz_init_set_ui(last, 1);
    fmpq_mat_get_fmpz_mat_matwise(S, den, form);
    while (find_vector(&k, &l, S))
    {
        fmpz *y = fmpz_mat_entry(Y, rank, 0);
        set_image(y, value, S, k, l);
        eliminate(S, y, value, last);
        fmpz_mul(last, last, value);
        fmpz_mul(last, last, den);
        fmpz_one(fmpq_numref(coeff + rank));
        fmpz_set(fmpq_denref(coeff + rank), last);
        fmpq_canonicalise(coeff + rank);
        fmpz_set(last, value);
        rank++;
    }
    fmpz_mat_clear(S);
    fmpz_clear(den);
    fmpz_clear(value);
    fmpz_clear(last);
    return rank;
}

void
fulg_rank_signature(slong *plus, slong *minus, const fmpq_mat_t form)
{
    const slong d = fmpq_mat_nrows(form);
    fmpq *coeff = _fmpq_vec_init(d);
    fmpz_mat_t Y;
    slong rank;
    fmpz_mat_init(Y, d, d);
    rank = fulg_rank_diagonalise(coeff, Y, form);
    *plus = *minus = 0;
    for (slong n = 0; n < rank; n++)
        ++*(fmpq_sgn(coeff + n) > 0 ? plus : minus);
    fmpz_mat_clear(Y);
    _fmpq_vec_clear(coeff, d);
}
