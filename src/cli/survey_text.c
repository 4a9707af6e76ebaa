/* Texts that grow in memory. */
#include <stdlib.h>

#include "survey_columns.h"

FILE *
fulg_cli_survey_text_open(fulg_cli_survey_text_t *text)
{
    *text = (fulg_cli_survey_text_t){NULL, 0, NULL};
    text->stream = open_memstream(&text->text, &text->size);
    if (text->stream == NULL)
        flint_throw(FLINT_ERROR, "no memory for a text\n");
    return text->stream;
}

char *
fulg_cli_survey_text_close(fulg_cli_survey_text_t *text)
{
    const int bad = ferror(text->stream);
    if (fclose(text->stream) != 0 || bad || text->text == NULL)
        flint_throw(FLINT_ERROR, "no memory for a text\n");
    return text->text;
}
