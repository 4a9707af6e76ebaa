#include <stdio.h>
#include <string.h>

#include <fulgurite/arch.h>

void
fulg_arch_block_name(char *name, const fulg_block_t *block)
{
    const fulg_block_kind_t *kind = fulg_arch_block_kind(block->kind);
    const int shared = block->forward &&
                       (kind->used_by & FULG_USED_BY_ATTENTION);
    if (kind->per == FULG_PER_SUBLAYER)
        snprintf(name, FULG_ARCH_NAME_SIZE, "%s%s%ld", shared ? "f" : "",
                 kind->name, (long) block->number);
    else
        snprintf(name, FULG_ARCH_NAME_SIZE, "%s%ld_%ld", kind->name,
                 (long) block->number, (long) block->head + 1);
}

void
fulg_arch_weight_name(char *name, const fulg_block_t *block, slong row,
                      slong col)
{
    size_t n;
    fulg_arch_block_name(name, block);
    n = strlen(name);
    snprintf(name + n, FULG_ARCH_NAME_SIZE - n, "_%ld_%ld", (long) row + 1,
             (long) col + 1);
}
