#include <stdio.h>
#include <string.h>

#include "impl.h"

char *
fulg_judge_copy(const char *text)
{
    char *copy = flint_malloc(strlen(text) + 1);
    strcpy(copy, text);
    return copy;
}

void
fulg_judge_set_note(fulg_judge_subject_t S, const char *format,
                    const char *name, const char *why)
{
    char note[2048];
    snprintf(note, sizeof note, format, name, why);
    S->note = fulg_judge_copy(note);
}
