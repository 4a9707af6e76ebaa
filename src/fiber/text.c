#include <stdarg.h>
#include <stdio.h>

#include "impl.h"

char *
fulg_fiber_text(const char *format, ...)
{
    va_list args, again;
    int size;
    char *text;
    va_start(args, format);
    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = flint_malloc((size_t) size + 1);
    vsnprintf(text, (size_t) size + 1, format, again);
    va_end(again);
    return text;
}
