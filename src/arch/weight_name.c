#include <stdio.h>

#include <fulgurite/arch.h>

void
fulg_arch_weight_name(char *name, const fulg_block_t *block, slong row,
                      slong col)
{
    if (block->kind == 'w')
        snprintf(name, FULG_ARCH_NAME_SIZE, "w%ld_%ld_%ld",
                 (long) block->layer + 1, (long) row + 1, (long) col + 1);
    else
        snprintf(name, FULG_ARCH_NAME_SIZE, "%c%ld_%ld_%ld_%ld", block->kind,
                 (long) block->layer + 1, (long) block->head + 1,
                 (long) row + 1, (long) col + 1);
}
