#include <stdio.h>

#include "impl.h"

void
fulg_verify_terms_init(fulg_verify_terms_t *T)
{
    T->num = T->room = 0;
    T->term = NULL;
}

void
fulg_verify_terms_clear(fulg_verify_terms_t *T)
{
    for (slong i = 0; i < T->num; i++)
        fmpz_clear(T->term[i].value);
    flint_free(T->term);
}

void
fulg_verify_terms_swap(fulg_verify_terms_t *T, fulg_verify_terms_t *other)
{
    const fulg_verify_terms_t kept = *T;
    *T = *other;
    *other = kept;
}

fmpz *
fulg_verify_term(fulg_verify_terms_t *T, const char *name, slong index)
{
    fulg_verify_term_t *term;
    if (T->num == T->room)
    {
        T->room = 2 * T->room + 16;
        T->term = flint_realloc(T->term, (size_t) T->room * sizeof *T->term);
    }
    term = &T->term[T->num++];
    if (index < 0)
        snprintf(term->name, sizeof term->name, "%s", name);
    else
        snprintf(term->name, sizeof term->name, "%s_%ld", name, (long) index);
    fmpz_init(term->value);
    return term->value;
}

fmpz *
fulg_verify_last_term(const fulg_verify_terms_t *T)
{
    return T->term[T->num - 1].value;
}

void
fulg_verify_low_rank(fmpz_t z, slong r, slong m, slong n)
{
    fmpz_set_si(z, m);
    fmpz_add_si(z, z, n);
    fmpz_sub_si(z, z, r);
    fmpz_mul_si(z, z, r);
}

void
fulg_verify_key_query(fmpz_t z, slong alpha, slong r, int symmetric)
{
    if (!symmetric)
    {
        fulg_verify_low_rank(z, alpha, r, r);
        return;
    }
    /* symmetric matrices of rank s = min(2 alpha, r): s (2r - s + 1) / 2 */
    {
        const slong s = alpha > r / 2 ? r : 2 * alpha;
        fmpz_set_si(z, r);
        fmpz_mul_ui(z, z, 2);
        fmpz_sub_si(z, z, s);
        fmpz_add_ui(z, z, 1);
        fmpz_mul_si(z, z, s);
        fmpz_fdiv_q_2exp(z, z, 1);
    }
}

void
fulg_verify_min_fmpz(fmpz_t z, const fmpz_t x)
{
    if (fmpz_cmp(x, z) < 0)
        fmpz_set(z, x);
}
