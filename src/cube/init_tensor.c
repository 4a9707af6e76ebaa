#include <string.h>

#include <fulgurite/cube.h>

/* Exponents further apart than this would make entries of any length. */
#define MAX_SPREAD 4096

/* Where the indices of a tensor go: step[a] in numbers along our axis a. */
typedef struct
{
    slong shape[3], step[3];
} layout_t;

static fulg_status_t
find_layout(layout_t *L, const fulg_tensor_struct *tensor, const char *axes,
            fulg_diag_t diag)
{
    static const char letters[] = "qkh";
    slong step = 1;
    for (int a = 0; a < 3; a++)
    {
        L->shape[a] = 1;
        L->step[a] = 0;
    }
    for (int n = 0; n < tensor->rank; n++)
    {
        const int place = tensor->fortran ? n : tensor->rank - 1 - n;
        const int a = (int) (strchr(letters, axes[place]) - letters);
        L->shape[a] = tensor->shape[place];
        L->step[a] = step;
        step *= tensor->shape[place];
        if (L->shape[a] < 1)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "tensor \"%.200s\": the %s axis is empty",
                                 tensor->name, fulg_cube_axis_name(a));
        if (L->shape[a] > FULG_CUBE_MAX_SIDE ||
            tensor->count > FULG_CUBE_MAX_ENTRIES)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "tensor \"%.200s\": too "
                                 "large",
                                 tensor->name);
    }
    return FULG_OK;
}

static fulg_status_t
check(const fulg_tensor_struct *tensor, const char *axes, fulg_diag_t diag)
{
    const slong named = (slong) strlen(axes);
    if (tensor->format == FULG_FLOAT_OTHER)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "tensor \"%.200s\": numbers of type %s, not floats", tensor->name,
            tensor->dtype);
    if (tensor->rank != 3 && tensor->rank != 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": %d indices; expected query, "
                             "key, head, or query, key",
                             tensor->name, tensor->rank);
    if (named != tensor->rank)
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": %d indices, but \"%.10s\" "
                             "names %ld",
                             tensor->name, tensor->rank, axes, (long) named);
    return FULG_OK;
}

/* Number n as mantissa 2^exponent; 0 for an infinity or a NaN. */
static int
number(slong *mantissa, slong *exponent, const fulg_tensor_struct *tensor,
       slong n)
{
    const int size = fulg_floats_format_size(tensor->format);
    ulong bits = 0;
    for (int b = size - 1; b >= 0; b--)
        bits = bits << 8 | tensor->data[n * size + b];
    return fulg_floats_format_split(mantissa, exponent, bits, tensor->format);
}

/* The least exponent of all numbers that are not 0, with odd mantissas. */
static fulg_status_t
least_exponent(slong *least, const fulg_tensor_struct *tensor, fulg_diag_t diag)
{
    slong most = WORD_MIN;
    *least = WORD_MAX;
    for (slong n = 0; n < tensor->count; n++)
    {
        slong m, e;
        if (!number(&m, &e, tensor, n))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "tensor \"%.200s\": number %ld (in the order "
                                 "of the file, from 0) is infinite or NaN",
                                 tensor->name, (long) n);
        for (; m != 0 && m % 2 == 0; m /= 2)
            e++;
        if (m == 0)
            continue;
        *least = FLINT_MIN(*least, e);
        most = FLINT_MAX(most, e);
    }
    if (most == WORD_MIN)
        *least = most = 0;
    if (most - *least > MAX_SPREAD)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "tensor \"%.200s\": exponents from %ld to %ld: "
                             "the exact entries would be too long",
                             tensor->name, (long) *least, (long) most);
    return FULG_OK;
}

static void
set_entry(fmpz_t x, const fulg_tensor_struct *tensor, slong n, slong least)
{
    slong m = 0, e = 0;
    (void) number(&m, &e, tensor, n);
    fmpz_set_si(x, m);
    if (m == 0)
        return;
    if (e >= least)
        fmpz_mul_2exp(x, x, (ulong) (e - least));
    else
        fmpz_tdiv_q_2exp(x, x, (ulong) (least - e));
}

fulg_status_t
fulg_cube_init_tensor(fulg_cube_t X, const fulg_tensor_struct *tensor,
                      const char *axes, fulg_diag_t diag)
{
    layout_t L;
    slong least;
    fulg_status_t status = check(tensor, axes, diag);
    if (status == FULG_OK)
        status = find_layout(&L, tensor, axes, diag);
    if (status == FULG_OK)
        status = least_exponent(&least, tensor, diag);
    if (status != FULG_OK)
        return status;
    fulg_cube_init(X, L.shape[0], L.shape[1], L.shape[2]);
    for (slong i = 0, n = 0; i < L.shape[0]; i++)
        for (slong j = 0; j < L.shape[1]; j++)
            for (slong t = 0; t < L.shape[2]; t++)
                set_entry(X->value + n++, tensor,
                          i * L.step[0] + j * L.step[1] + t * L.step[2], least);
    if (least < 0)
        fmpz_mul_2exp(X->den, X->den, (ulong) -least);
    else
        _fmpz_vec_scalar_mul_2exp(X->value, X->value, fulg_cube_size(X),
                                  (ulong) least);
    return FULG_OK;
}
