#include <stdio.h>
#include <string.h>

#include "impl.h"

static int
has_tensor(const fulg_tensors_t T, const char *const *names)
{
    for (; *names != NULL; names++)
        if (fulg_tensors_find(T, *names) != NULL)
            return 1;
    return 0;
}

void
fulg_judge_choose_map(const char **text, const char **name,
                      const fulg_tensors_t T,
                      const fulg_judge_options_t *options)
{
    static const char *const plain[] = {"q1_1", "k1_1", "v1_1", "o1_1", "u1_1",
                                        "a1_1", NULL};
    static const char *const single[] = {"Q", "K", "V", "O", "U", "A", NULL};
    *text = options->map;
    *name = options->map_name;
    if (*text != NULL)
        return;
    *name = has_tensor(T, plain)    ? "plain"
            : has_tensor(T, single) ? "single"
                                    : NULL;
    *text = *name ? fulg_map_builtin(*name) : NULL;
}

fulg_status_t
fulg_judge_check_names(const fulg_tensors_t T, const char *map,
                       fulg_diag_t diag)
{
    const int plain = strcmp(map, "plain") == 0;
    for (slong n = 0; n < T->num; n++)
    {
        const char *name = T->tensor[n].name;
        long layer, head;
        int length = 0;
        if (plain
                ? sscanf(name, "%*1[qkvoua]%ld_%ld%n", &layer, &head, &length) ==
                      2 && name[length] == '\0'
                : strlen(name) == 1 && strchr("QKVOUA", name[0]) != NULL)
            continue;
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s.npy: no matrix of a network is called \"%s\" beside "
            "the others (%s); --map FILE says which tensor is "
            "which matrix", name, name,
            plain ? "q1_1, k1_1, v1_1 or o1_1, u1_1" : "Q, K, V or O, U");
    }
    return FULG_OK;
}
