#include <fulgurite/dataset.h>

/* Where the number lies in memory, whichever index moves fastest. */
static slong
stored_place(const fulg_tensor_struct *tensor, slong place)
{
    slong stored = 0, step = tensor->count, rest = place;
    if (!tensor->fortran)
        return place;
    for (int k = tensor->rank - 1; k >= 0; k--)
    {
        step /= tensor->shape[k];
        stored += rest % tensor->shape[k] * step;
        rest /= tensor->shape[k];
    }
    return stored;
}

/* Bytes of an integer of numpy's types i1 .. i8, u1 .. u8, which labels often are; 0
   for what is none. */
static int
integer_size(const fulg_tensor_struct *tensor)
{
    const char *dtype = tensor->dtype;
    const int size = dtype[0] && (dtype[1] == 'i' || dtype[1] == 'u')
                         ? dtype[2] - '0'
                         : 0;
    if (tensor->format != FULG_FLOAT_OTHER || tensor->odd != NULL ||
        !(size == 1 || size == 2 || size == 4 || size == 8) ||
        dtype[3] != '\0' ||
        tensor->length != (size_t) tensor->count * (size_t) size)
        return 0;
    return size;
}

int
fulg_dataset_tensor_is_numeric(const fulg_tensor_struct *tensor)
{
    return tensor->format != FULG_FLOAT_OTHER || integer_size(tensor) > 0;
}

/* u: not signed */
static void
set_integer(fmpq_t x, ulong bits, int size, int u)
{
    if (!u && size < 8 && (bits >> (8 * size - 1)) & 1)
        bits |= ~UWORD(0) << (8 * size);
    if (u)
        fmpq_set_ui(x, bits, 1);
    else
        fmpq_set_si(x, (slong) bits, 1);
}

int
fulg_dataset_tensor_entry(fmpq_t x, const fulg_tensor_struct *tensor,
                          slong place)
{
    const int integer = integer_size(tensor);
    const int size = integer ? integer
                             : fulg_floats_format_size(tensor->format);
    const unsigned char *bytes = tensor->data +
                                 stored_place(tensor, place) * size;
    const int big = integer ? tensor->dtype[0] == '>' : tensor->big_endian;
    ulong bits = 0;
    slong m, e;
    for (int k = 0; k < size; k++)
        bits = bits << 8 | bytes[big ? k : size - 1 - k];
    if (integer)
    {
        set_integer(x, bits, size, tensor->dtype[1] == 'u');
        return 1;
    }
    if (!fulg_floats_format_split(&m, &e, bits, tensor->format))
        return 0;
    fmpq_set_si(x, m, 1);
    if (e >= 0)
        fmpq_mul_2exp(x, x, (flint_bitcnt_t) e);
    else
        fmpq_div_2exp(x, x, (flint_bitcnt_t) -e);
    return 1;
}
