#include <stdarg.h>
#include <stdio.h>

#include "decide.h"

void
fulg_single_say(fulg_single_class_t *answer, const char *format, ...)
{
    va_list args;
    if (answer->num_reasons == FULG_SINGLE_REASONS)
        return;
    va_start(args, format);
    vsnprintf(answer->reason[answer->num_reasons++], FULG_SINGLE_REASON_SIZE,
              format, args);
    va_end(args);
}
