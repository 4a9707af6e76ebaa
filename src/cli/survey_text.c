/* Texts that grow in memory. */
#include <stdlib.h>

#include "survey_columns.h"

FILE *
fulg_survey_text_open(fulg_survey_text_t *text)
{
    *text = (fulg_survey_text_t){NULL, 0, NULL};
    text->stream = open_memstream(&text->text, &text->size);
    if (text->stream == NULL)
        flint_throw(FLINT_ERROR, "no memory for a text\n");
    return text->stream;
}

char *
fulg_survey_text_close(fulg_survey_text_t *text)
{
    const int bad = ferror(text->stream);
    if (fclose(text->stream) != 0 || bad || text->text == NULL)
        flint_throw(FLINT_ERROR, "no memory for a text\n");
    return text->text;
}
