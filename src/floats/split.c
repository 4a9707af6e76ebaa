#include <fulgurite/floats.h>

/* Bits of the significand behind the point and of the exponent. */
static const struct
{
    const char *name;
    int size, fraction, exponent;
} formats[] = {{"float64", 8, 52, 11},
               {"float32", 4, 23, 8},
               {"float16", 2, 10, 5},
               {"bfloat16", 2, 7, 8},
               {"other", 0, 0, 0}};

int
fulg_float_size(fulg_float_format_t format)
{
    return formats[format].size;
}

const char *
fulg_float_name(fulg_float_format_t format)
{
    return formats[format].name;
}

int
fulg_float_split(slong *mantissa, slong *exponent, ulong bits,
                 fulg_float_format_t format)
{
    const int f = formats[format].fraction, e = formats[format].exponent;
    const slong top = (WORD(1) << e) - 1, bias = top >> 1;
    const slong field = (slong) (bits >> f) & top;
    slong m = (slong) (bits & ((UWORD(1) << f) - 1));
    if (format == FULG_FLOAT_OTHER || field == top)
        return 0;
    /* field 0: subnormal, the last place of the smallest normal numbers */
    if (field != 0)
        m |= WORD(1) << f;
    *exponent = (field != 0 ? field : 1) - bias - f;
    *mantissa = (bits >> (f + e)) & 1 ? -m : m;
    return 1;
}
