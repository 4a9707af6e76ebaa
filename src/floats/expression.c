#include <string.h>

#include "impl.h"

/* sum: product (+|- product)*; product: unit (*|/|//|% unit)*; unit: number, letter,
   -unit or (sum).  a // b is rounded down and a % b = a - (a // b) b.  Numbers, also those of letters, stay below 2^31 and depth below 32, so that nothing
   overflows. */
#define LIMIT (WORD(1) << 31)

typedef struct
{
    const char *at;
    const fulg_floats_scope_t *scope;
    const char *why;
    int depth;
} parser_t;

static slong parse_sum(parser_t *p);

static slong
give_up(parser_t *p, const char *why)
{
    if (p->why == NULL)
        p->why = why;
    return 1;
}

static slong
in_range(parser_t *p, slong n)
{
    return n < LIMIT && n > -LIMIT ? n : give_up(p, "a number beyond 2^31");
}

static slong
parse_number(parser_t *p)
{
    slong n = 0;
    while (*p->at >= '0' && *p->at <= '9')
        n = in_range(p, 10 * n + (*p->at++ - '0'));
    return n;
}

static slong
parse_unit(parser_t *p)
{
    const char c = *p->at;
    const char *letter;
    slong n;
    if (c >= '0' && c <= '9')
        return parse_number(p);
    if (c == '-' || c == '(')
    {
        if (p->depth++ > 32)
            return give_up(p, "nested too deeply");
        p->at++;
        n = c == '-' ? -parse_unit(p) : parse_sum(p);
        if (c == '(' && *p->at++ != ')')
        {
            p->at--;
            return give_up(p, "a \")\" is missing");
        }
        p->depth--;
        return n;
    }
    letter = c ? strchr(p->scope->letters, c) : NULL;
    if (letter == NULL)
        return give_up(p, c ? "a letter or sign that means nothing here"
                            : "it ends too soon");
    p->at++;
    n = p->scope->value[letter - p->scope->letters];
    return n < 0
               ? give_up(
                     p,
                     "a letter whose value is not known here: give heads N or "
                     "head_dim N (--heads, --head-dim)")
               : in_range(p, n);
}

/* The quotient rounded down, or the remainder. */
static slong
divide(slong n, slong m, int remainder)
{
    const slong r = n % m;
    const int away = r != 0 && (r < 0) != (m < 0);
    return remainder ? r + (away ? m : 0) : n / m - away;
}

static slong
parse_product(parser_t *p)
{
    slong n = parse_unit(p);
    while (p->why == NULL && (*p->at == '*' || *p->at == '/' || *p->at == '%'))
    {
        const char c = *p->at++;
        const int floor = c == '/' && *p->at == '/';
        slong m;
        p->at += floor;
        m = parse_unit(p);
        if (c == '*')
            n = in_range(p, n * m);
        else if (m == 0)
            n = give_up(p, "a division by 0");
        else if (c == '/' && !floor && n % m != 0)
            n = give_up(p, "a division leaves a remainder (// rounds down)");
        else
            n = divide(n, m, c == '%');
    }
    return n;
}

static slong
parse_sum(parser_t *p)
{
    slong n = parse_product(p);
    while (p->why == NULL && (*p->at == '+' || *p->at == '-'))
    {
        const char c = *p->at++;
        const slong m = parse_product(p);
        n = in_range(p, c == '+' ? n + m : n - m);
    }
    return n;
}

fulg_status_t
fulg_floats_expression(slong *result, const char *text,
                       const fulg_floats_scope_t *scope, fulg_diag_t diag)
{
    parser_t p = {text, scope, NULL, 0};
    *result = in_range(&p, parse_sum(&p));
    if (p.why == NULL && *p.at != '\0')
        give_up(&p, "a letter or sign that means nothing here");
    if (p.why != NULL)
        return fulg_diag_set(diag, FULG_PARSE, "\"%.100s\": %s", text, p.why);
    return FULG_OK;
}
