#include <fulgurite/arch.h>

static fulg_status_t
check_positive(const slong *list, slong n, slong first, const char *name,
               fulg_diag_t diag)
{
    for (slong i = 0; i < n; i++)
        if (list[i] < 1)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "%s_%ld is %ld, but must be at least 1", name,
                                 (long) (i + first), (long) list[i]);
    return FULG_OK;
}

/* Values are split in every layer or in none. */
static int
some_value_dim(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->value_dim[i] != 0)
            return 1;
    return 0;
}

fulg_status_t
fulg_arch_check(const fulg_arch_t arch, fulg_diag_t diag)
{
    const slong l = arch->depth;
    fulg_status_t status = check_positive(arch->width, l + 1, 0, "width", diag);
    if (status == FULG_OK && arch->family == FULG_FAMILY_PNN)
        status = check_positive(&arch->power, 1, 1, "power", diag);
    if (status != FULG_OK || arch->family == FULG_FAMILY_PNN)
        return status;

    status = check_positive(arch->head_dim, l, 1, "head_dim", diag);
    if (status == FULG_OK)
        status = check_positive(arch->heads, l, 1, "heads", diag);
    if (status == FULG_OK && some_value_dim(arch))
        status = check_positive(arch->value_dim, l, 1, "value_dim", diag);
    if (status == FULG_OK && arch->tokens < 1)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "tokens is %ld, but must be at least 1",
                               (long) arch->tokens);
    for (slong i = 0; status == FULG_OK && arch->residual && i < l; i++)
        if (arch->width[i] != arch->width[i + 1])
            status = fulg_diag_set(
                diag, FULG_PARSE,
                "residual needs equal widths, but width_%ld is %ld and "
                "width_%ld is %ld",
                (long) i, (long) arch->width[i], (long) i + 1,
                (long) arch->width[i + 1]);
    return status;
}
