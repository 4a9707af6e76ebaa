/* Files in memory, with numbers to order. */
#ifndef FULG_TESTS_FLOATS_FILES_H
#define FULG_TESTS_FLOATS_FILES_H

#include <zlib.h>

#include "testing.h"

typedef struct
{
    unsigned char bytes[1 << 16];
    size_t length;
} file_t;

static inline void
put(file_t *f, const void *bytes, size_t n)
{
    assert_true(f->length + n <= sizeof f->bytes);
    memcpy(f->bytes + f->length, bytes, n);
    f->length += n;
}

static inline void
put_le(file_t *f, ulong value, int size)
{
    for (int i = 0; i < size; i++)
        put(f, (unsigned char[]){(unsigned char) (i < 8 ? value >> 8 * i : 0)},
            1);
}

/* A header of a version, then numbers 0, 1, 2, .. of single precision. */
static inline void
put_npy(file_t *f, int version, const char *header, int count)
{
    put(f, "\x93NUMPY", 6);
    put_le(f, (ulong) version, 2);
    put_le(f, strlen(header), version == 1 ? 2 : 4);
    put(f, header, strlen(header));
    for (int i = 0; i < count; i++)
    {
        const float x = (float) i;
        put(f, &x, 4);
    }
}

/* The length of the header, the header, count numbers. */
static inline void
put_safetensors(file_t *f, const char *header, int count)
{
    put_le(f, strlen(header), 8);
    put(f, header, strlen(header));
    for (int i = 0; i < count; i++)
    {
        const float x = (float) i;
        put(f, &x, 4);
    }
}

typedef struct
{
    const char *name;
    int method;
    uLong crc;
    ulong packed, size, local;
} entry_t;

/* A member of a zip archive; its directory entry is left to put_directory. */
static inline entry_t
put_member(file_t *f, const char *name, const file_t *data, int method)
{
    entry_t e = {
        name,         method,       crc32(0, data->bytes, (uInt) data->length),
        data->length, data->length, f->length};
    unsigned char packed[1 << 16];
    if (method == 8)
    {
        z_stream s = {.next_in = (Bytef *) data->bytes,
                      .avail_in = (uInt) data->length,
                      .next_out = packed,
                      .avail_out = sizeof packed};
        assert_int_equal(deflateInit2(&s, 6, Z_DEFLATED, -15, 8, 0), Z_OK);
        assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
        e.packed = s.total_out;
        deflateEnd(&s);
    }
    put_le(f, 0x04034b50, 4);
    put_le(f, 20, 2);
    put_le(f, 0, 2);
    put_le(f, (ulong) method, 2);
    put_le(f, 0, 4);
    put_le(f, e.crc, 4);
    put_le(f, e.packed, 4);
    put_le(f, e.size, 4);
    put_le(f, strlen(name), 2);
    put_le(f, 0, 2);
    put(f, name, strlen(name));
    put(f, method == 8 ? packed : data->bytes, e.packed);
    return e;
}

static inline void
put_directory(file_t *f, const entry_t *entry, int num)
{
    const ulong start = f->length;
    ulong size;
    for (int i = 0; i < num; i++)
    {
        const entry_t *e = &entry[i];
        put_le(f, 0x02014b50, 4);
        put_le(f, 20, 2);
        put_le(f, 20, 2);
        put_le(f, 0, 2);
        put_le(f, (ulong) e->method, 2);
        put_le(f, 0, 4);
        put_le(f, e->crc, 4);
        put_le(f, e->packed, 4);
        put_le(f, e->size, 4);
        put_le(f, strlen(e->name), 2);
        put_le(f, 0, 12);
        put_le(f, e->local, 4);
        put(f, e->name, strlen(e->name));
    }
    size = f->length - start;
    put_le(f, 0x06054b50, 4);
    put_le(f, 0, 4);
    put_le(f, (ulong) num, 2);
    put_le(f, (ulong) num, 2);
    put_le(f, size, 4);
    put_le(f, start, 4);
    put_le(f, 0, 2);
}

/* Loads from a block of exactly the file's size, for the sanitizers. */
static inline fulg_status_t
load(fulg_floats_tensors_t T, const file_t *f, fulg_diag_t diag)
{
    unsigned char *copy = flint_malloc(f->length + 1);
    fulg_status_t status;
    copy = flint_realloc(copy, FLINT_MAX(f->length, 1));
    memcpy(copy, f->bytes, f->length);
    fulg_floats_tensors_init(T);
    fulg_diag_init(diag);
    status = fulg_floats_tensors_load_bytes(T, "file.npy", copy, f->length,
                                            diag);
    T->bytes = flint_realloc(T->bytes, (size_t) (T->num_bytes + 1) *
                                           sizeof(fulg_tensor_bytes_t));
    T->bytes[T->num_bytes++] = (fulg_tensor_bytes_t){copy, f->length, 0};
    return status;
}

/* Refused with PARSE and a sentence that has these words. */
static inline void
refuse(const file_t *f, const char *words)
{
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    const fulg_status_t status = load(T, f, diag);
    fulg_floats_tensors_clear(T);
    if (status != FULG_PARSE || strstr(diag->text, words) == NULL)
        fail_msg("status %d: \"%s\" lacks \"%s\"", status, diag->text, words);
}

/* Loads; the matrix of a name is rows x cols with 0, 1, 2, .. in this order. */
static inline void
accept_matrix(const file_t *f, const char *name, slong rows, slong cols,
              int fortran)
{
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_diag_t diag;
    fmpq_mat_t A;
    const fulg_status_t status = load(T, f, diag);
    if (status != FULG_OK)
        fail_msg("%s", diag->text);
    assert_non_null(fulg_floats_tensors_find(T, name));
    fulg_floats_view_init(view);
    assert_int_equal(
        fulg_floats_view_set(view, fulg_floats_tensors_find(T, name), diag),
        FULG_OK);
    assert_int_equal(view->rows, rows);
    assert_int_equal(view->cols, cols);
    fmpq_mat_init(A, rows, cols);
    assert_int_equal(fulg_floats_view_get_fmpq_mat(A, view, diag), FULG_OK);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            assert_true(fmpq_equal_si(fmpq_mat_entry(A, i, j),
                                      fortran ? i + j * rows : i * cols + j));
    fmpq_mat_clear(A);
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
}

/* No prefix of the file is accepted, and no changed byte ends in more than a
   refusal. */
static inline void
mutilate(const file_t *f)
{
    file_t *g = malloc(sizeof *g);
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    for (size_t n = 0; n < f->length; n++)
    {
        fulg_status_t status;
        *g = *f;
        g->length = n;
        status = load(T, g, diag);
        fulg_floats_tensors_clear(T);
        assert_int_equal(status, FULG_PARSE);
        assert_true(diag->text[0] != '\0');
    }
    for (size_t n = 0; n < f->length; n++)
        for (int bit = 0; bit < 8; bit++)
        {
            *g = *f;
            g->bytes[n] ^= (unsigned char) (1 << bit);
            if (load(T, g, diag) != FULG_OK)
                assert_true(diag->text[0] != '\0');
            fulg_floats_tensors_clear(T);
        }
    free(g);
}

#endif
