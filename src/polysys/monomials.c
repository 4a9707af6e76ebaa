#include <stdlib.h>
#include <string.h>

#include "impl.h"

void
fulg_polysys_monomials_init(fulg_polysys_monomials_t *T, slong nvars)
{
    T->nvars = nvars;
    T->num = T->alloc = 0;
    T->exp = NULL;
    T->slots = 64;
    T->slot = flint_malloc(64 * sizeof(slong));
    for (slong i = 0; i < 64; i++)
        T->slot[i] = -1;
}

void
fulg_polysys_monomials_clear(fulg_polysys_monomials_t *T)
{
    flint_free(T->exp);
    flint_free(T->slot);
}

/* The slot where exp is, or where it belongs; slots is a power of two. */
static slong
slot_of(const fulg_polysys_monomials_t *T, const ulong *exp)
{
    const size_t size = (size_t) T->nvars * sizeof(ulong);
    ulong hash = 0;
    slong s;
    for (slong v = 0; v < T->nvars; v++)
        hash = (hash ^ exp[v]) * UWORD(0x9E3779B97F4A7C15);
    s = (slong) ((hash >> 20) & (ulong) (T->slots - 1));
    while (T->slot[s] >= 0 &&
           memcmp(T->exp + T->slot[s] * T->nvars, exp, size) != 0)
        s = (s + 1) & (T->slots - 1);
    return s;
}

slong
fulg_polysys_monomials_find(const fulg_polysys_monomials_t *T, const ulong *exp)
{
    return T->slot[slot_of(T, exp)];
}

static void
double_slots(fulg_polysys_monomials_t *T)
{
    T->slots *= 2;
    T->slot = flint_realloc(T->slot, (size_t) T->slots * sizeof(slong));
    for (slong i = 0; i < T->slots; i++)
        T->slot[i] = -1;
    for (slong n = 0; n < T->num; n++)
        T->slot[slot_of(T, T->exp + n * T->nvars)] = n;
}

slong
fulg_polysys_monomials_add(fulg_polysys_monomials_t *T, const ulong *exp)
{
    const size_t size = (size_t) T->nvars * sizeof(ulong);
    slong s = slot_of(T, exp);
    if (T->slot[s] >= 0)
        return T->slot[s];
    if (2 * T->num >= T->slots)
    {
        double_slots(T);
        s = slot_of(T, exp);
    }
    T->exp = fulg_polysys_grow(T->exp, T->num, &T->alloc, size);
    memcpy(T->exp + T->num * T->nvars, exp, size);
    T->slot[s] = T->num;
    return T->num++;
}

/* A monomial that carries what a comparison needs. */
typedef struct
{
    const ulong *exp;
    slong nvars, number;
    ulong degree;
} carried_t;

/* The larger first: of larger degree, or with less of the last variable that
   differs. */
static int
by_degrevlex(const void *a, const void *b)
{
    const carried_t *f = a, *g = b;
    if (f->degree != g->degree)
        return f->degree > g->degree ? -1 : 1;
    for (slong v = f->nvars - 1; v >= 0; v--)
        if (f->exp[v] != g->exp[v])
            return f->exp[v] < g->exp[v] ? -1 : 1;
    return 0;
}

slong *
fulg_polysys_monomials_order(const fulg_polysys_monomials_t *T)
{
    carried_t *list = flint_malloc(((size_t) T->num + 1) * sizeof(carried_t));
    slong *order = flint_malloc(((size_t) T->num + 1) * sizeof(slong));
    for (slong n = 0; n < T->num; n++)
    {
        list[n].exp = T->exp + n * T->nvars;
        list[n].nvars = T->nvars;
        list[n].number = n;
        list[n].degree = 0;
        for (slong v = 0; v < T->nvars; v++)
            list[n].degree += list[n].exp[v];
    }
    qsort(list, (size_t) T->num, sizeof(carried_t), by_degrevlex);
    for (slong n = 0; n < T->num; n++)
        order[n] = list[n].number;
    flint_free(list);
    return order;
}
