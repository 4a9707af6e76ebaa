#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "zip.h"

/* Inflates the first bytes of a member, or all: 1 when exactly size bytes come
   out and, if whole, the stream ends there with every packed byte used. */
static int
inflate_bytes(unsigned char *out, ulong size, const fulg_floats_zip_t *z,
              const fulg_floats_zip_member_t *m, int whole)
{
    z_stream s = {.next_in = (Bytef *) z->source->bytes + m->data};
    ulong in = m->packed, left = size;
    int code = Z_OK;
    if (inflateInit2(&s, -15) != Z_OK)
        return 0;
    s.next_out = out;
    while (code == Z_OK)
    {
        const uInt in_now = (uInt) FLINT_MIN(in, UINT_MAX);
        const uInt out_now = (uInt) FLINT_MIN(left, UINT_MAX);
        s.avail_in = in_now;
        s.avail_out = out_now;
        code = inflate(&s, Z_NO_FLUSH);
        in -= in_now - s.avail_in;
        left -= out_now - s.avail_out;
        if (!whole && left == 0)
            break;
    }
    inflateEnd(&s);
    if (left != 0)
        return 0;
    return !whole || (code == Z_STREAM_END && in == 0);
}

/* The header is looked at before room is made for what it announces. */
static fulg_status_t
inflate_member(fulg_floats_tensors_t T, unsigned char **bytes,
               const fulg_floats_zip_t *z, const fulg_floats_zip_member_t *m,
               const char *where)
{
    unsigned char head[4096];
    const ulong first = FLINT_MIN(m->size, sizeof head);
    fulg_tensor_t probe;
    size_t start, size;
    fulg_status_t status;
    memset(probe, 0, sizeof probe);
    if (!inflate_bytes(head, first, z, m, 0))
        return fulg_floats_zip_bad_member(z, m,
                                          "its deflated data are damaged");
    status = fulg_floats_npy_header(probe, &start, &size, head, first, where,
                                    z->diag);
    if (status != FULG_OK)
        return status;
    flint_free(probe->odd);
    if (probe->item != 0 && start + size != m->size)
        return fulg_floats_zip_bad_member(z, m,
                                          "its size is not that of its shape");
    if (m->size > FULG_TENSORS_MAX_INFLATED - T->inflated)
        return fulg_diag_set(z->diag, FULG_UNABLE,
                             "%s: more than 512 MiB after inflating; store the "
                             "members (numpy.savez) and they are mapped",
                             where);
    T->inflated += m->size;
    *bytes = flint_malloc(m->size + 1);
    fulg_floats_keep(T, *bytes, m->size, 0);
    if (!inflate_bytes(*bytes, m->size, z, m, 1))
        return fulg_floats_zip_bad_member(z, m,
                                          "its deflated data are damaged");
    return FULG_OK;
}

static int
has_crc(const unsigned char *bytes, ulong size, uLong expected)
{
    uLong crc = crc32(0, NULL, 0);
    for (ulong done = 0; done < size;)
    {
        const uInt now = (uInt) FLINT_MIN(size - done, UWORD(1) << 30);
        crc = crc32(crc, bytes + done, now);
        done += now;
    }
    return crc == expected;
}

/* 1 when the member begins as an .npy does; what numpy goes by as well. */
static int
is_npy(const fulg_floats_zip_t *z, const fulg_floats_zip_member_t *m)
{
    unsigned char head[6];
    if (m->odd != NULL || m->size < sizeof head)
        return 0;
    if (m->method == 0)
        memcpy(head, z->source->bytes + m->data, sizeof head);
    else if (!inflate_bytes(head, sizeof head, z, m, 0))
        return 0;
    return memcmp(head, "\x93NUMPY", sizeof head) == 0;
}

/* The name of the tensor in a member: without .npy. */
static size_t
name_length(const fulg_floats_zip_member_t *m)
{
    const size_t n = m->name_length;
    return n > 4 && memcmp(m->name + n - 4, ".npy", 4) == 0 ? n - 4 : n;
}

static fulg_status_t
load_tensor(fulg_floats_tensors_t T, const fulg_floats_zip_t *z,
            const fulg_floats_zip_member_t *m)
{
    fulg_tensor_struct *tensor = fulg_floats_new(T);
    unsigned char *bytes = (unsigned char *) z->source->bytes + m->data;
    char where[512];
    size_t start, size;
    fulg_status_t status = FULG_OK;
    if (!fulg_floats_set_name(tensor, m->name, name_length(m)))
        return fulg_floats_zip_bad_member(z, m,
                                          "not the name of an .npy member");
    if (m->odd != NULL)
    {
        fulg_floats_set_odd(tensor, m->odd);
        return FULG_OK;
    }
    snprintf(where, sizeof where, "%.250s: member \"%.200s\"", z->source->file,
             tensor->name);
    if (m->method == 8)
        status = inflate_member(T, &bytes, z, m, where);
    if (status == FULG_OK)
        status = fulg_floats_npy_header(tensor, &start, &size, bytes, m->size,
                                        where, z->diag);
    if (status != FULG_OK)
        return status;
    if (tensor->item != 0 && start + size != m->size)
        return fulg_floats_zip_bad_member(
            z, m,
            start + size > m->size ? "truncated: fewer numbers than its shape"
                                   : "trailing bytes after its numbers");
    if (!has_crc(bytes, m->size, m->crc))
        return fulg_floats_zip_bad_member(z, m, "its checksum is wrong");
    tensor->data = bytes + start;
    tensor->length = m->size - start;
    return FULG_OK;
}

/* What is called .npy and is none is damaged; what else is no .npy is none of our
   business. */
static fulg_status_t
load_member(fulg_floats_tensors_t T, const fulg_floats_zip_t *z,
            const fulg_floats_zip_member_t *m)
{
    const int called = m->name_length > name_length(m);
    if (!called && !is_npy(z, m))
    {
        fulg_floats_pass(T, m->name, m->name_length);
        return FULG_OK;
    }
    return load_tensor(T, z, m);
}

/* The pickle of torch.save, in a folder of the name of the file. */
static int
is_torch(const fulg_floats_zip_t *z)
{
    static const char name[] = "/data.pkl";
    const size_t n = sizeof name - 1;
    for (ulong i = 0; i < z->num; i++)
    {
        const fulg_floats_zip_member_t *m = &z->member[i];
        if (m->name_length > n &&
            memcmp(m->name + m->name_length - n, name, n) == 0)
            return 1;
    }
    return 0;
}

fulg_status_t
fulg_floats_load_npz(fulg_floats_tensors_t T,
                     const fulg_floats_source_t *source, fulg_diag_t diag)
{
    fulg_floats_zip_t z = {.source = source, .diag = diag};
    const slong first = T->num;
    fulg_status_t status = fulg_floats_zip_read_directory(&z);
    if (status == FULG_OK && is_torch(&z))
        status = fulg_floats_refuse_torch(source->file, diag);
    for (ulong n = 0; n < z.num && status == FULG_OK; n++)
        status = load_member(T, &z, &z.member[n]);
    flint_free(z.member);
    if (status == FULG_OK)
        status = fulg_floats_join_sparse(T, first, source->file, diag);
    return status;
}

fulg_status_t
fulg_floats_refuse_torch(const char *file, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE,
                         "%s: this is a PyTorch file: save it as safetensors "
                         "(safetensors.torch.save_file)",
                         file);
}
