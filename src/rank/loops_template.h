/* The loops in vectors of LANES doubles, for the processors of TARGET; NAME(x) is the
   name of x for them. */

typedef double NAME(vector) __attribute__((vector_size(8 * LANES), aligned(8)));
typedef ulong NAME(bits) __attribute__((vector_size(8 * LANES), aligned(8)));

TARGET static void
NAME(reduce)(double *x, slong n, double p, double inverse)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        NAME(vector) *v = (NAME(vector) *) (x + i);
        const NAME(vector) q = (*v * inverse + ROUND) - ROUND;
        *v = *v - q * p;
    }
    for (; i < n; i++)
        x[i] -= ((x[i] * inverse + ROUND) - ROUND) * p;
}

TARGET static void
NAME(scale)(double *x, double c, slong n, double p, double inverse)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        NAME(vector) *v = (NAME(vector) *) (x + i);
        const NAME(vector) y = *v * c;
        const NAME(vector) q = (y * inverse + ROUND) - ROUND;
        *v = y - q * p;
    }
    for (; i < n; i++)
    {
        const double y = x[i] * c;
        x[i] = y - ((y * inverse + ROUND) - ROUND) * p;
    }
}

/* A whole number below 2^52 in the last bits of 2^52 is that double. */
TARGET static void
NAME(set)(double *x, const ulong *a, slong n, double p, double inverse)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        const NAME(bits)
            bits = *(const NAME(bits) *) (a + i) | UWORD(0x4330000000000000);
        const NAME(vector) y = (NAME(vector)) bits - 4503599627370496.0;
        const NAME(vector) q = (y * inverse + ROUND) - ROUND;
        *(NAME(vector) *) (x + i) = y - q * p;
    }
    for (; i < n; i++)
    {
        const double y = (double) (slong) a[i];
        x[i] = y - ((y * inverse + ROUND) - ROUND) * p;
    }
}

/* A few rows at a few vectors: what is subtracted from them is added up in registers. */
TARGET static inline __attribute__((always_inline)) void
NAME(tile)(double *x, const double *c, slong stride, slong k, const double *y,
           slong next, double p, double inverse, const int rows,
           const int vectors)
{
    NAME(vector) sum[ROWS][2];
    _Pragma("GCC unroll 8") for (int i = 0; i < rows; i++)
        _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)
            sum[i][v] = *((const NAME(vector) *) (x + i * stride) + v);
    for (slong j = 0; j < k; j++, y += next)
        _Pragma("GCC unroll 8") for (int i = 0; i < rows; i++)
            _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)
                sum[i][v] -= c[i * stride + j] *
                             *((const NAME(vector) *) y + v);
    _Pragma("GCC unroll 8") for (int i = 0; i < rows; i++)
        _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)
    {
        const NAME(vector) q = (sum[i][v] * inverse + ROUND) - ROUND;
        *((NAME(vector) *) (x + i * stride) + v) = sum[i][v] - q * p;
    }
}

TARGET static void
NAME(submul)(double *x, slong stride, slong rows, slong k, const double *y,
             slong next, slong n, double p, double inverse)
{
    const double *c = x - k;
    for (slong i = 0; i < rows;)
    {
        const int many = rows - i >= ROWS;
        slong j = 0;
        for (; many && j + 2 * LANES <= n; j += 2 * LANES)
            NAME(tile)(x + j, c, stride, k, y + j, next, p, inverse, ROWS, 2);
        for (; many && j < n; j += LANES)
            NAME(tile)(x + j, c, stride, k, y + j, next, p, inverse, ROWS, 1);
        for (; j + 2 * LANES <= n; j += 2 * LANES)
            NAME(tile)(x + j, c, stride, k, y + j, next, p, inverse, 1, 2);
        for (; j < n; j += LANES)
            NAME(tile)(x + j, c, stride, k, y + j, next, p, inverse, 1, 1);
        i += many ? ROWS : 1;
        x += (many ? ROWS : 1) * stride;
        c += (many ? ROWS : 1) * stride;
    }
}

static const fulg_residue_loops_t NAME(loops) = {NAME(reduce), NAME(scale),
                                                 NAME(submul), NAME(set)};

#undef NAME
#undef TARGET
#undef LANES
