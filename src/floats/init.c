#include <string.h>
#include <sys/mman.h>

#include "impl.h"

void
fulg_floats_tensors_init(fulg_floats_tensors_t T)
{
    memset(T, 0, sizeof(fulg_floats_tensors_struct));
}

void
fulg_floats_tensors_clear(fulg_floats_tensors_t T)
{
    for (slong n = 0; n < T->num; n++)
    {
        flint_free(T->tensor[n].name);
        flint_free(T->tensor[n].odd);
        flint_free(T->tensor[n].neighbours);
    }
    for (slong n = 0; n < T->num_passed; n++)
        flint_free(T->passed[n]);
    flint_free(T->passed);
    for (slong n = 0; n < T->num_bytes; n++)
    {
        if (T->bytes[n].mapped)
            munmap(T->bytes[n].bytes, T->bytes[n].length);
        else
            flint_free(T->bytes[n].bytes);
    }
    if (T->has_arch)
        fulg_arch_clear(T->arch);
    flint_free(T->tensor);
    flint_free(T->bytes);
}

ulong
fulg_floats_le(const unsigned char *bytes, int size)
{
    ulong value = 0;
    while (size-- > 0)
        value = value << 8 | bytes[size];
    return value;
}

ulong
fulg_floats_be(const unsigned char *bytes, int size)
{
    ulong value = 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

void
fulg_floats_set_odd(fulg_tensor_struct *tensor, const char *why)
{
    /* Its numbers are not to be had. */
    tensor->item = 0;
    flint_free(tensor->odd);
    tensor->odd = fulg_floats_copy(why, strlen(why));
    tensor->format = FULG_FLOAT_OTHER;
    tensor->rank = 0;
    tensor->count = 0;
}

void
fulg_floats_pass(fulg_floats_tensors_t T, const char *name, size_t length)
{
    const size_t size = (size_t) (T->num_passed + 1) * sizeof(char *);
    char *copy = fulg_floats_copy(name, FLINT_MIN(length, 200));
    for (char *c = copy; *c != '\0'; c++)
        if ((unsigned char) *c < 32 || *c == 127)
            *c = '?';
    T->passed = flint_realloc(T->passed, size);
    T->passed[T->num_passed++] = copy;
}

char *
fulg_floats_copy(const char *text, size_t n)
{
    char *copy = flint_malloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

void
fulg_floats_keep(fulg_floats_tensors_t T, unsigned char *bytes, size_t length,
                 int mapped)
{
    const size_t size = (size_t) (T->num_bytes + 1) *
                        sizeof(fulg_tensor_bytes_t);
    T->bytes = flint_realloc(T->bytes, size);
    T->bytes[T->num_bytes++] = (fulg_tensor_bytes_t){bytes, length, mapped};
}

fulg_tensor_struct *
fulg_floats_new(fulg_floats_tensors_t T)
{
    /* Room grows by doubling: num is a power of two when it is full. */
    if ((T->num & (T->num - 1)) == 0)
    {
        const slong room = FLINT_MAX(1, 2 * T->num);
        T->tensor = flint_realloc(T->tensor,
                                  (size_t) room * sizeof(fulg_tensor_struct));
    }
    memset(&T->tensor[T->num], 0, sizeof(fulg_tensor_struct));
    return &T->tensor[T->num++];
}

int
fulg_floats_set_name(fulg_tensor_struct *tensor, const char *name,
                     size_t length)
{
    if (length == 0 || length > 1024)
        return 0;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char) name[i] < 32 || name[i] == 127)
            return 0;
    tensor->name = fulg_floats_copy(name, length);
    return 1;
}

int
fulg_floats_count(fulg_tensor_struct *tensor, int size)
{
    ulong limit = (UWORD(1) << 62) / (ulong) FLINT_MAX(size, 1);
    ulong count = 1;
    int empty = 0;
    for (int i = 0; i < tensor->rank; i++)
    {
        const ulong n = (ulong) tensor->shape[i];
        empty = empty || n == 0;
        if (n != 0 && count > limit / n)
            return 0;
        if (n != 0)
            count *= n;
    }
    tensor->count = empty ? 0 : (slong) count;
    return 1;
}
