#include <string.h>

#include "check.h"

/* What was not looked at, in few words: kinds by parts of their names, the first one
   that fits; what fits none is named. */
static const struct
{
    const char *part, *kind;
} kinds[] = {{"layernorm", "norm"},
             {"norm", "norm"},
             {"ln_", "norm"},
             {"mlp", "feed-forward tensor"},
             {"fc", "feed-forward tensor"},
             {"ffn", "feed-forward tensor"},
             {"intermediate", "feed-forward tensor"},
             {"emb", "embedding"},
             {"wte", "embedding"},
             {"wpe", "embedding"},
             {"lm_head", "embedding"},
             {"bias", "bias"},
             {"_b", "bias"}};
#define NUM ((int) (sizeof kinds / sizeof kinds[0]))
/* Of names that are written out. */
#define MAX_NAMES 6

static const char *
kind_of(const char *name)
{
    for (int k = 0; k < NUM; k++)
        if (strstr(name, kinds[k].part) != NULL)
            return kinds[k].kind;
    return NULL;
}

/* "12 biases, " */
static void
print_kinds(FILE *out, const char **name, slong num, const char **comma)
{
    for (int k = 0; k < NUM; k++)
    {
        const char *kind = kinds[k].kind;
        slong count = 0;
        if (k > 0 && strcmp(kind, kinds[k - 1].kind) == 0)
            continue;
        for (slong n = 0; n < num; n++)
        {
            const char *other = kind_of(name[n]);
            count += other != NULL && strcmp(other, kind) == 0;
        }
        if (count == 0)
            continue;
        fprintf(out, "%s%ld %s%s", *comma, (long) count, kind,
                count == 1                      ? ""
                : kind[strlen(kind) - 1] == 's' ? "es"
                                                : "s");
        *comma = ", ";
    }
}

void
fulg_cli_check_print_left(FILE *out, const fulg_judge_subject_struct *S)
{
    const slong num = fulg_judge_not_looked_at(NULL, S);
    const char **name = flint_malloc((size_t) (num + 1) * sizeof(char *));
    const char *comma = "not looked at: ";
    slong others = 0;
    fulg_judge_not_looked_at(name, S);
    if (S->is_network && S->network->by_blocks && !S->network->by_map)
    {
        /* Vectors, which are read and said by name. */
        flint_free(name);
        return;
    }
    print_kinds(out, name, num, &comma);
    for (slong n = 0; n < num; n++)
    {
        if (kind_of(name[n]) != NULL)
            continue;
        if (others++ < MAX_NAMES)
            fprintf(out, "%s%s", comma, name[n]);
        comma = ", ";
    }
    if (others > MAX_NAMES)
        fprintf(out, " and %ld more", (long) (others - MAX_NAMES));
    if (num > 0)
        fputc('\n', out);
    flint_free(name);
}

json_t *
fulg_cli_check_json_left(const fulg_judge_subject_struct *S)
{
    const slong num = fulg_judge_not_looked_at(NULL, S);
    const char **name = flint_malloc((size_t) (num + 1) * sizeof(char *));
    json_t *list = json_array();
    fulg_judge_not_looked_at(name, S);
    for (slong n = 0; n < num; n++)
        json_array_append_new(list, fulg_cli_json_text(name[n]));
    flint_free(name);
    return list;
}
