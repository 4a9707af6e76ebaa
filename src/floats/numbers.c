#include <math.h>
#include <stdio.h>
#include <string.h>

#include "impl.h"

/* Entry (i,j) as mantissa 2^exponent. */
static fulg_status_t
entry(slong *mantissa, slong *exponent, const fulg_floats_view_t view, slong i,
      slong j, fulg_diag_t diag)
{
    const fulg_tensor_struct *tensor = view->tensor;
    const int size = fulg_floats_format_size(tensor->format);
    const slong place = view->start + i * view->row_step + j * view->col_step;
    const unsigned char *data = tensor->data + place * size;
    const ulong bits = tensor->big_endian ? fulg_floats_be(data, size)
                                          : fulg_floats_le(data, size);
    slong row = place, col = 0, cols;
    if (fulg_floats_format_split(mantissa, exponent, bits, tensor->format))
        return FULG_OK;
    cols = tensor->rank == 2 ? tensor->shape[1] : 1;
    row = tensor->fortran ? place % tensor->shape[0] : place / cols;
    col = tensor->fortran ? place / tensor->shape[0] : place % cols;
    return fulg_diag_set(
        diag, FULG_PARSE, "tensor \"%.200s\": entry (%ld,%ld) is %s",
        tensor->name, (long) row + 1, (long) col + 1,
        fulg_floats_format_is_infinite(bits, tensor->format) ? "infinite"
                                                             : "NaN");
}

/* The radius of a number whose last place is 2^exponent. */
static void
set_radius(mag_t r, const fulg_floats_radius_t radius, const mag_t given,
           slong exponent)
{
    if (radius->kind == FULG_RADIUS_HALF_ULP)
        mag_set_ui_2exp_si(r, 1, exponent - 1);
    else
        mag_set(r, given);
}

/* An upper bound. */
static void
round_up(mag_t m, const fmpq_t x)
{
    mag_t d;
    mag_init(d);
    mag_set_fmpz(m, fmpq_numref(x));
    mag_set_fmpz_lower(d, fmpq_denref(x));
    mag_div(m, m, d);
    mag_clear(d);
}

fulg_status_t
fulg_floats_view_get_arb_mat(arb_mat_t A, const fulg_floats_view_t view,
                             const fulg_floats_radius_t radius,
                             fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    mag_t given;
    mag_init(given);
    if (radius->kind == FULG_RADIUS_GIVEN)
        round_up(given, radius->given);
    for (slong i = 0; i < view->rows && status == FULG_OK; i++)
        for (slong j = 0; j < view->cols && status == FULG_OK; j++)
        {
            arb_ptr x = arb_mat_entry(A, i, j);
            slong m = 0, e = 0;
            status = entry(&m, &e, view, i, j, diag);
            arf_set_si_2exp_si(arb_midref(x), m, e);
            set_radius(arb_radref(x), radius, given, e);
        }
    mag_clear(given);
    return status;
}

fulg_status_t
fulg_floats_view_get_fmpq_mat(fmpq_mat_t A, const fulg_floats_view_t view,
                              fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < view->rows && status == FULG_OK; i++)
        for (slong j = 0; j < view->cols && status == FULG_OK; j++)
        {
            fmpq *x = fmpq_mat_entry(A, i, j);
            slong m = 0, e = 0;
            status = entry(&m, &e, view, i, j, diag);
            fmpq_set_si(x, m, 1);
            if (e >= 0)
                fmpq_mul_2exp(x, x, (flint_bitcnt_t) e);
            else
                fmpq_div_2exp(x, x, (flint_bitcnt_t) -e);
        }
    return status;
}

/* The number with these bits, infinite or NaN where it is none. */
static double
to_double(ulong bits, fulg_floats_format_t format)
{
    slong m, e;
    double x;
    float y;
    uint32_t word = (uint32_t) bits;
    uint64_t wide = bits;
    switch (format)
    {
        case FULG_FLOAT_F64:
            memcpy(&x, &wide, 8);
            return x;
        case FULG_FLOAT_BF16:
            word <<= 16;
            /* FALLTHROUGH */
        case FULG_FLOAT_F32:
            memcpy(&y, &word, 4);
            return y;
        default:
            return fulg_floats_format_split(&m, &e, bits, format)
                       ? ldexp((double) m, (int) e)
                       : INFINITY;
    }
}

/* Four bytes in one step, which is most of the time of large files. */
static double
plain_float(const unsigned char *data)
{
    const uint32_t word = (uint32_t) data[0] | (uint32_t) data[1] << 8 |
                          (uint32_t) data[2] << 16 | (uint32_t) data[3] << 24;
    float y;
    memcpy(&y, &word, 4);
    return y;
}

fulg_status_t
fulg_floats_view_get_doubles(double *columns, const fulg_floats_view_t view,
                             fulg_diag_t diag)
{
    const fulg_tensor_struct *tensor = view->tensor;
    const fulg_floats_format_t format = tensor->format;
    const int size = fulg_floats_format_size(format);
    const int is_plain = format == FULG_FLOAT_F32 && !tensor->big_endian;
    for (slong j = 0; j < view->cols; j++)
    {
        const unsigned char *data = tensor->data +
                                    (view->start + j * view->col_step) * size;
        const slong step = view->row_step * size;
        for (slong i = 0; i < view->rows; i++, data += step)
        {
            const double x = is_plain
                                 ? plain_float(data)
                                 : to_double(tensor->big_endian
                                                 ? fulg_floats_be(data, size)
                                                 : fulg_floats_le(data, size),
                                             format);
            if (!isfinite(x))
            {
                slong m, e;
                return entry(&m, &e, view, i, j, diag);
            }
            columns[j * view->rows + i] = x;
        }
    }
    return FULG_OK;
}

void
fulg_floats_view_factor(arb_t factor, const fulg_floats_view_t view, slong bits)
{
    arb_t root;
    arb_init(root);
    arb_set_fmpq(factor, view->scale, bits);
    arb_sqrt_fmpz(root, view->root, bits);
    arb_div(factor, factor, root, bits);
    arb_clear(root);
}

void
fulg_floats_radius_init(fulg_floats_radius_t radius)
{
    radius->kind = FULG_RADIUS_ZERO;
    fmpq_init(radius->given);
}

void
fulg_floats_radius_clear(fulg_floats_radius_t radius)
{
    fmpq_clear(radius->given);
}

fulg_status_t
fulg_floats_radius_set_text(fulg_floats_radius_t radius, const char *text,
                            fulg_diag_t diag)
{
    fulg_status_t status;
    if (strcmp(text, "half-ulp") == 0)
    {
        radius->kind = FULG_RADIUS_HALF_ULP;
        return FULG_OK;
    }
    status = fulg_exact_set_text(radius->given, text, diag);
    if (status != FULG_OK)
        return status;
    if (fmpq_sgn(radius->given) < 0)
        return fulg_diag_set(diag, FULG_PARSE, "\"%.60s\" is negative", text);
    radius->kind = fmpq_is_zero(radius->given) ? FULG_RADIUS_ZERO
                                               : FULG_RADIUS_GIVEN;
    return FULG_OK;
}
