#include <stdarg.h>
#include <stdio.h>

#include "impl.h"

const fulg_block_t *
fulg_symmetry_find(const fulg_symmetry_algebra_struct *S, slong layer,
                   char kind, slong head)
{
    for (slong n = 0; n < S->num_blocks; n++)
        if (S->block[n].layer == layer && S->block[n].kind == kind &&
            S->block[n].head == head)
            return &S->block[n];
    return NULL;
}

void
fulg_symmetry_begin_family(fulg_symmetry_algebra_struct *S, const char *reason,
                           slong layer, slong head, const char *algebra, ...)
{
    fulg_symmetry_family_t *F;
    va_list args;
    if (S->num_families == S->room_families)
    {
        S->room_families = 2 * S->room_families + 16;
        S->family = flint_realloc(S->family, (size_t) S->room_families *
                                                 sizeof *S->family);
    }
    F = &S->family[S->num_families++];
    F->reason = reason;
    F->layer = layer;
    F->head = head;
    F->found = 0;
    F->first = S->num_fields;
    F->num = 0;
    va_start(args, algebra);
    vsnprintf(F->algebra, sizeof F->algebra, algebra, args);
    va_end(args);
}

void
fulg_symmetry_end_family(fulg_symmetry_algebra_struct *S)
{
    fulg_symmetry_family_t *F = &S->family[S->num_families - 1];
    F->num = S->num_fields - F->first;
    if (F->num == 0)
        S->num_families--;
}

void
fulg_symmetry_begin(fulg_symmetry_algebra_struct *S)
{
    if (S->num_fields + 1 >= S->room_fields)
    {
        S->room_fields = 2 * S->room_fields + 64;
        S->start = flint_realloc(S->start,
                                 (size_t) S->room_fields * sizeof *S->start);
        S->start[0] = 0;
    }
    S->num_fields++;
    S->start[S->num_fields] = S->start[S->num_fields - 1];
}

void
fulg_symmetry_drop(fulg_symmetry_algebra_struct *S)
{
    S->num_fields--;
}

void
fulg_symmetry_push(fulg_symmetry_algebra_struct *S, slong to, slong from,
                   slong num)
{
    slong *end = &S->start[S->num_fields];
    if (*end == S->room_entries)
    {
        S->room_entries = 2 * S->room_entries + 256;
        S->entry = flint_realloc(S->entry,
                                 (size_t) S->room_entries * sizeof *S->entry);
    }
    S->entry[(*end)++] = (fulg_symmetry_entry_t){to, from, num};
}

static slong
place(const fulg_block_t *M, slong i, slong j)
{
    return M->offset + i * M->cols + j;
}

void
fulg_symmetry_left(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                   slong i, slong j, slong c)
{
    for (slong k = 0; M != NULL && k < M->cols; k++)
        fulg_symmetry_push(S, place(M, i, k), place(M, j, k), c);
}

void
fulg_symmetry_right(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                    slong i, slong j, slong c)
{
    for (slong k = 0; M != NULL && k < M->rows; k++)
        fulg_symmetry_push(S, place(M, k, j), place(M, k, i), c);
}

void
fulg_symmetry_copy(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                   const fulg_block_t *other, slong c)
{
    for (slong k = 0; M != NULL && k < M->rows * M->cols; k++)
        fulg_symmetry_push(S, M->offset + k, other->offset + k, c);
}

void
fulg_symmetry_constant(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                       slong i, slong j, slong c)
{
    if (M != NULL)
        fulg_symmetry_push(S, place(M, i, j), -1, c);
}

void
fulg_symmetry_entry(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                    slong i, slong j, const fulg_block_t *other, slong k,
                    slong l, slong c)
{
    if (M != NULL)
        fulg_symmetry_push(S, place(M, i, j), place(other, k, l), c);
}

int
fulg_symmetry_has_free(const fulg_symmetry_algebra_t S)
{
    const fulg_arch_struct *arch = S->arch;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        if (sub->kind == FULG_KIND_FEED_FORWARD ||
            sub->pre_norm != FULG_PRE_NORM_NONE ||
            fulg_arch_sublayer_is_softmax(sub) ||
            (sub->kind == FULG_KIND_ATTENTION && sub->rotary))
            return 1;
    }
    return 0;
}

int
fulg_symmetry_in_forms(const fulg_symmetry_algebra_t S, slong layer)
{
    return S->forms >> FLINT_MIN(layer, 63) & 1;
}
