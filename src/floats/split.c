#include "impl.h"

/* What is no finite number: the largest exponent (IEEE 754), its largest fraction
   alone (8-bit formats without infinities), or minus zero alone. */
typedef enum
{
    IEEE,
    LAST,
    MINUS_ZERO
} special_t;

/* Bits of the significand behind the point and of the exponent, and what the
   exponent is too large by. */
static const struct
{
    const char *name;
    int size, fraction, exponent, bias;
    special_t special;
} formats[] = {{"float64", 8, 52, 11, 1023, IEEE},
               {"float32", 4, 23, 8, 127, IEEE},
               {"float16", 2, 10, 5, 15, IEEE},
               {"bfloat16", 2, 7, 8, 127, IEEE},
               {"float8_e4m3", 1, 3, 4, 7, LAST},
               {"float8_e5m2", 1, 2, 5, 15, IEEE},
               {"float8_e4m3fnuz", 1, 3, 4, 8, MINUS_ZERO},
               {"float8_e5m2fnuz", 1, 2, 5, 16, MINUS_ZERO},
               {"other", 0, 0, 0, 0, IEEE}};

int
fulg_floats_format_size(fulg_floats_format_t format)
{
    return formats[format].size;
}

const char *
fulg_floats_format_name(fulg_floats_format_t format)
{
    return formats[format].name;
}

void
fulg_floats_format_half_ulp(slong *relative, slong *absolute,
                            fulg_floats_format_t format)
{
    *relative = -(slong) formats[format].fraction - 1;
    *absolute = *relative + 1 - formats[format].bias;
}

int
fulg_floats_format_is_infinite(ulong bits, fulg_floats_format_t format)
{
    const int f = formats[format].fraction, e = formats[format].exponent;
    const ulong top = (UWORD(1) << e) - 1;
    return format != FULG_FLOAT_OTHER && formats[format].special == IEEE &&
           ((bits >> f) & top) == top && (bits & ((UWORD(1) << f) - 1)) == 0;
}

int
fulg_floats_format_split(slong *mantissa, slong *exponent, ulong bits,
                         fulg_floats_format_t format)
{
    const int f = formats[format].fraction, e = formats[format].exponent;
    const slong top = (WORD(1) << e) - 1, bias = formats[format].bias;
    const slong field = (slong) (bits >> f) & top;
    const slong last = (WORD(1) << f) - 1;
    slong m = (slong) bits & last;
    if (format == FULG_FLOAT_OTHER)
        return 0;
    switch (formats[format].special)
    {
        case IEEE:
            if (field == top)
                return 0;
            break;
        case LAST:
            if (field == top && m == last)
                return 0;
            break;
        case MINUS_ZERO:
            if (bits >> (f + e) == 1 && field == 0 && m == 0)
                return 0;
            break;
    }
    /* field 0: subnormal, the last place of the smallest normal numbers */
    if (field != 0)
        m |= WORD(1) << f;
    *exponent = (field != 0 ? field : 1) - bias - f;
    *mantissa = (bits >> (f + e)) & 1 ? -m : m;
    return 1;
}
