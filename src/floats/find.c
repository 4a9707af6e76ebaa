#include <stdlib.h>
#include <string.h>

#include "impl.h"

const fulg_tensor_struct *
fulg_floats_tensors_find(const fulg_floats_tensors_t T, const char *name)
{
    for (slong n = 0; n < T->num; n++)
        if (strcmp(T->tensor[n].name, name) == 0)
            return &T->tensor[n];
    return NULL;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

fulg_status_t
fulg_floats_check_names(const fulg_floats_tensors_t T, const char *file,
                        fulg_diag_t diag)
{
    const size_t num = (size_t) T->num;
    const char **name = flint_malloc((num + 1) * sizeof(char *));
    fulg_status_t status = FULG_OK;
    for (size_t n = 0; n < num; n++)
        name[n] = T->tensor[n].name;
    qsort(name, num, sizeof(char *), compare);
    for (size_t n = 0; n + 1 < num && status == FULG_OK; n++)
        if (strcmp(name[n], name[n + 1]) == 0)
            status = fulg_diag_set(diag, FULG_PARSE,
                                   "%s: two tensors are named \"%.200s\"", file,
                                   name[n]);
    flint_free(name);
    return status;
}
