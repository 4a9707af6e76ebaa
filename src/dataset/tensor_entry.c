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

int
fulg_dataset_tensor_entry(fmpq_t x, const fulg_tensor_struct *tensor,
                          slong place)
{
    const int size = fulg_float_size(tensor->format);
    const unsigned char *bytes =
        tensor->data + stored_place(tensor, place) * size;
    ulong bits = 0;
    slong m, e;
    for (int k = size - 1; k >= 0; k--)
        bits = bits << 8 | bytes[k];
    if (!fulg_float_split(&m, &e, bits, tensor->format))
        return 0;
    fmpq_set_si(x, m, 1);
    if (e >= 0)
        fmpq_mul_2exp(x, x, (flint_bitcnt_t) e);
    else
        fmpq_div_2exp(x, x, (flint_bitcnt_t) -e);
    return 1;
}
