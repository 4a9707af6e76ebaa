#include "impl.h"

void
fulg_rank_echelon_room(fulg_rank_echelon_t E, slong extra)
{
    if (E->rank + extra <= E->room)
        return;
    E->room = FLINT_MAX(E->rank + extra, 2 * E->room);
    E->pivot = flint_realloc(E->pivot, (size_t) E->room * sizeof(slong));
    E->source = flint_realloc(E->source, (size_t) E->room * sizeof(slong));
}
