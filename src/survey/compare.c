#include <string.h>

#include <fulgurite/survey.h>

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Runs of digits go by their value. */
static int
natural(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0')
    {
        if (is_digit(*a) && is_digit(*b))
        {
            const size_t m = strspn(a, "0123456789"),
                         n = strspn(b, "0123456789");
            const int order = m != n ? (m > n) - (m < n) : strncmp(a, b, m);
            if (order != 0)
                return order;
            a += m;
            b += n;
            continue;
        }
        if (*a != *b)
            return (unsigned char) *a < (unsigned char) *b ? -1 : 1;
        a++;
        b++;
    }
    return (*a != '\0') - (*b != '\0');
}

static const char *
after(const char *text, const char *key)
{
    const char *place = strstr(text, key);
    return place == NULL ? "" : place + strlen(key);
}

/* The commas of the list that begins here. */
static slong
length(const char *list)
{
    slong n = 0;
    for (; *list != '\0' && *list != ']'; list++)
        n += *list == ',';
    return n;
}

int
fulg_survey_compare(const char *a, const char *b)
{
    const char *p = after(a, "\"widths\":["), *q = after(b, "\"widths\":[");
    const slong m = length(p), n = length(q);
    /* "attention" or "pnn" */
    int order = *after(a, "\"family\":\"") - *after(b, "\"family\":\"");
    if (order == 0)
        order = (m > n) - (m < n);
    if (order == 0)
        order = natural(p, q);
    return order ? order : natural(a, b);
}
