#include <string.h>

#include "impl.h"

void
fulg_invariants_table_init(fulg_invariants_table_t *table, slong vars)
{
    table->vars = vars;
    table->num = table->alloc = 0;
    table->slots = 64;
    table->exponent = NULL;
    table->slot = flint_calloc(64, sizeof(slong));
}

void
fulg_invariants_table_clear(fulg_invariants_table_t *table)
{
    flint_free(table->exponent);
    flint_free(table->slot);
}

static slong
place(const fulg_invariants_table_t *table, const ulong *exponent)
{
    uint64_t h = 1469598103934665603u;
    slong at;
    for (slong v = 0; v < table->vars; v++)
        h = (h ^ exponent[v]) * 1099511628211u;
    h ^= h >> 29;
    at = (slong) (h % (uint64_t) table->slots);
    while (table->slot[at] != 0 &&
           memcmp(table->exponent + (table->slot[at] - 1) * table->vars,
                  exponent, sizeof(ulong) * (size_t) table->vars) != 0)
        at = at + 1 == table->slots ? 0 : at + 1;
    return at;
}

static void
grow(fulg_invariants_table_t *table)
{
    flint_free(table->slot);
    table->slots *= 4;
    table->slot = flint_calloc((size_t) table->slots, sizeof(slong));
    for (slong n = 0; n < table->num; n++)
        table->slot[place(table, table->exponent + n * table->vars)] = n + 1;
}

slong
fulg_invariants_table_find(fulg_invariants_table_t *table,
                           const ulong *exponent, int add)
{
    const slong vars = table->vars;
    slong at = place(table, exponent);
    if (table->slot[at] != 0 || !add)
        return table->slot[at] - 1;
    if (table->num == table->alloc)
    {
        table->alloc = 2 * table->alloc + 64;
        table->exponent = flint_realloc(
            table->exponent, sizeof(ulong) * (size_t) (table->alloc * vars));
    }
    memcpy(table->exponent + table->num * vars, exponent,
           sizeof(ulong) * (size_t) vars);
    table->slot[at] = ++table->num;
    if (2 * table->num > table->slots)
        grow(table);
    return table->num - 1;
}
