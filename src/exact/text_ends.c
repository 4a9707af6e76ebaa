#include <string.h>

#include <fulgurite/exact.h>

int
fulg_exact_text_ends(const char *text, const char *end)
{
    const size_t length = strlen(text), n = strlen(end);
    return length >= n && strcmp(text + length - n, end) == 0;
}
