#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "impl.h"

/* An .npz is a zip archive of .npy members (APPNOTE.TXT of PKWARE; zip64 as
   Python writes it).  Only the central directory is believed, and only after
   every member's place has been checked against it, the file and the others. */
#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR_SIZE 20
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
/* No deflate stream is shorter than its contents by more than this. */
#define MAX_RATIO 1032

typedef struct
{
    const char *name; /* in the file, without end */
    size_t name_length;
    unsigned method;
    uLong crc;
    ulong packed, size, local; /* local: where the member begins */
    ulong data, end;
} member_t;

typedef struct
{
    const fulg_floats_source_t *source;
    ulong num, start, size; /* of the central directory */
    member_t *member;
    fulg_diag_struct *diag;
} zip_t;

static fulg_status_t
bad(const zip_t *z, const char *what)
{
    return fulg_diag_set(z->diag, FULG_PARSE, "%s: zip: %s", z->source->file,
                         what);
}

static fulg_status_t
bad_member(const zip_t *z, const member_t *m, const char *what)
{
    return fulg_diag_set(z->diag, FULG_PARSE, "%s: member \"%.*s\": %s",
                         z->source->file, (int) FLINT_MIN(m->name_length, 200),
                         m->name, what);
}

static ulong
get(const zip_t *z, ulong place, int size)
{
    return fulg_floats_le(z->source->bytes + place, size);
}

/* ---- the directory ------------------------------------------------------- */

static fulg_status_t
find_end64(zip_t *z, ulong end)
{
    ulong place;
    if (end < LOCATOR_SIZE + END64_SIZE ||
        get(z, end - LOCATOR_SIZE, 4) != 0x07064b50)
        return bad(z, "the zip64 locator is missing");
    place = get(z, end - LOCATOR_SIZE + 8, 8);
    if (place > end - LOCATOR_SIZE - END64_SIZE || get(z, place, 4) != 0x06064b50)
        return bad(z, "the zip64 end record is not where it should be");
    z->num = get(z, place + 32, 8);
    z->size = get(z, place + 40, 8);
    z->start = get(z, place + 48, 8);
    if (z->start > place || z->size != place - z->start)
        return bad(z, "the directory does not end at the end record");
    return FULG_OK;
}

/* The end record lies before a comment that reaches the end of the file. */
static fulg_status_t
find_end(zip_t *z)
{
    const ulong length = z->source->length;
    ulong end = length - END_SIZE;
    if (length < END_SIZE)
        return bad(z, "truncated");
    while (get(z, end, 4) != 0x06054b50 ||
           get(z, end + 20, 2) != length - end - END_SIZE)
    {
        if (end == 0 || length - end > END_SIZE + 65535)
            return bad(z, "truncated: no end record");
        end--;
    }
    if (get(z, end + 4, 2) != get(z, end + 6, 2))
        return bad(z, "archives of several parts are not supported");
    z->num = get(z, end + 10, 2);
    z->size = get(z, end + 12, 4);
    z->start = get(z, end + 16, 4);
    if (z->num == 0xffff || z->size == 0xffffffff || z->start == 0xffffffff)
        return find_end64(z, end);
    if (z->start > end || z->size != end - z->start)
        return bad(z, "the directory does not end at the end record");
    return FULG_OK;
}

/* Sizes that did not fit: eight bytes each, in this order, in the extra field
   number 1. */
static fulg_status_t
read_extra(const zip_t *z, member_t *m, ulong extra, ulong length)
{
    ulong *wide[3] = {&m->size, &m->packed, &m->local};
    const ulong end = extra + length;
    int missing = 0;
    for (int i = 0; i < 3; i++)
        missing += *wide[i] == 0xffffffff;
    while (missing > 0 && end - extra >= 4)
    {
        const ulong id = get(z, extra, 2), size = get(z, extra + 2, 2);
        ulong place = extra + 4;
        if (size > end - place)
            return bad_member(z, m, "an extra field is too long");
        extra = place + size;
        if (id != 1)
            continue;
        for (int i = 0; i < 3; i++)
            if (*wide[i] == 0xffffffff)
            {
                if (extra - place < 8)
                    return bad_member(z, m, "its zip64 field is too short");
                *wide[i] = get(z, place, 8);
                place += 8;
            }
        return FULG_OK;
    }
    return missing == 0 ? FULG_OK : bad_member(z, m, "no zip64 field");
}

/* Reads the entry at a place and moves on. */
static fulg_status_t
read_entry(zip_t *z, member_t *m, ulong *place)
{
    const ulong end = z->start + z->size, at = *place;
    ulong flags, extra, comment;
    fulg_status_t status;
    if (end - at < ENTRY_SIZE || get(z, at, 4) != 0x02014b50)
        return bad(z, "truncated directory");
    flags = get(z, at + 8, 2);
    m->method = (unsigned) get(z, at + 10, 2);
    m->crc = get(z, at + 16, 4);
    m->packed = get(z, at + 20, 4);
    m->size = get(z, at + 24, 4);
    m->name_length = get(z, at + 28, 2);
    extra = get(z, at + 30, 2);
    comment = get(z, at + 32, 2);
    m->local = get(z, at + 42, 4);
    m->name = (const char *) z->source->bytes + at + ENTRY_SIZE;
    if (end - at - ENTRY_SIZE < m->name_length + extra + comment)
        return bad(z, "truncated directory");
    *place = at + ENTRY_SIZE + m->name_length + extra + comment;
    if ((status = read_extra(z, m, at + ENTRY_SIZE + m->name_length, extra)) !=
        FULG_OK)
        return status;
    if (flags & 1)
        return bad_member(z, m, "encrypted");
    if (m->method != 0 && m->method != 8)
        return bad_member(z, m, "neither stored nor deflated");
    return FULG_OK;
}

/* The member's own header must be there and tell the same name. */
static fulg_status_t
place_member(const zip_t *z, member_t *m)
{
    const ulong limit = z->start;
    ulong name_length;
    if (m->local > limit || limit - m->local < LOCAL_SIZE ||
        get(z, m->local, 4) != 0x04034b50)
        return bad_member(z, m, "it is not where the directory says");
    name_length = get(z, m->local + 26, 2);
    m->data = m->local + LOCAL_SIZE + name_length + get(z, m->local + 28, 2);
    if (m->data > limit || m->packed > limit - m->data)
        return bad_member(z, m, "its length is beyond the directory");
    if (name_length != m->name_length || get(z, m->local + 8, 2) != m->method ||
        memcmp(z->source->bytes + m->local + LOCAL_SIZE, m->name,
               name_length) != 0)
        return bad_member(z, m, "its header and the directory differ");
    m->end = m->data + m->packed;
    if (m->method == 0 && m->packed != m->size)
        return bad_member(z, m, "stored, but of two sizes");
    if (m->method == 8 && m->size / MAX_RATIO > m->packed)
        return bad_member(z, m, "more than deflate can hold in its bytes");
    return FULG_OK;
}

static int
by_place(const void *a, const void *b)
{
    const member_t *x = a, *y = b;
    return (x->local > y->local) - (x->local < y->local);
}

static fulg_status_t
read_directory(zip_t *z)
{
    ulong place = z->start;
    fulg_status_t status;
    if (z->num > z->size / ENTRY_SIZE)
        return bad(z, "more members than the directory holds");
    z->member = flint_calloc(z->num + 1, sizeof(member_t));
    for (ulong n = 0; n < z->num; n++)
        if ((status = read_entry(z, &z->member[n], &place)) != FULG_OK ||
            (status = place_member(z, &z->member[n])) != FULG_OK)
            return status;
    if (place != z->start + z->size)
        return bad(z, "more in the directory than its members");
    qsort(z->member, z->num, sizeof(member_t), by_place);
    for (ulong n = 0; n + 1 < z->num; n++)
        if (z->member[n].end > z->member[n + 1].local)
            return bad_member(z, &z->member[n], "overlaps another member");
    return FULG_OK;
}

/* ---- the members --------------------------------------------------------- */

/* Inflates the first bytes of a member, or all: 1 when exactly size bytes come
   out and, if whole, the stream ends there with every packed byte used. */
static int
inflate_bytes(unsigned char *out, ulong size, const zip_t *z,
              const member_t *m, int whole)
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
inflate_member(fulg_tensors_t T, unsigned char **bytes, const zip_t *z,
               const member_t *m, const char *where)
{
    unsigned char head[4096];
    const ulong first = FLINT_MIN(m->size, sizeof head);
    fulg_tensor_t probe;
    size_t start, size;
    fulg_status_t status;
    memset(probe, 0, sizeof probe);
    if (!inflate_bytes(head, first, z, m, 0))
        return bad_member(z, m, "its deflated data are damaged");
    status = fulg_floats_npy_header(probe, &start, &size, head, first, where,
                                    z->diag);
    if (status != FULG_OK)
        return status;
    if (probe->format != FULG_FLOAT_OTHER && start + size != m->size)
        return bad_member(z, m, "its size is not that of its shape");
    if (m->size > FULG_TENSORS_MAX_INFLATED - T->inflated)
        return fulg_diag_set(z->diag, FULG_UNABLE,
                             "%s: more than 512 MiB after inflating; store the "
                             "members (numpy.savez) and they are mapped", where);
    T->inflated += m->size;
    *bytes = flint_malloc(m->size + 1);
    fulg_floats_keep(T, *bytes, m->size, 0);
    if (!inflate_bytes(*bytes, m->size, z, m, 1))
        return bad_member(z, m, "its deflated data are damaged");
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

static fulg_status_t
load_member(fulg_tensors_t T, const zip_t *z, const member_t *m)
{
    fulg_tensor_struct *tensor = fulg_floats_new(T);
    unsigned char *bytes = (unsigned char *) z->source->bytes + m->data;
    const size_t n = m->name_length;
    char where[512];
    size_t start, size;
    fulg_status_t status;
    if (n < 5 || memcmp(m->name + n - 4, ".npy", 4) != 0 ||
        !fulg_floats_set_name(tensor, m->name, n - 4))
        return bad_member(z, m, "not the name of an .npy member");
    snprintf(where, sizeof where, "%.250s: member \"%.200s\"", z->source->file,
             tensor->name);
    if (m->method == 8)
        status = inflate_member(T, &bytes, z, m, where);
    else
        status = FULG_OK;
    if (status != FULG_OK)
        return status;
    status = fulg_floats_npy_header(tensor, &start, &size, bytes, m->size,
                                    where, z->diag);
    if (status != FULG_OK)
        return status;
    if (tensor->format != FULG_FLOAT_OTHER && start + size != m->size)
        return bad_member(z, m, start + size > m->size
                                    ? "truncated: fewer numbers than its shape"
                                    : "trailing bytes after its numbers");
    if (!has_crc(bytes, m->size, m->crc))
        return bad_member(z, m, "its checksum is wrong");
    tensor->data = bytes + start;
    return FULG_OK;
}

fulg_status_t
fulg_floats_load_npz(fulg_tensors_t T, const fulg_floats_source_t *source,
                     fulg_diag_t diag)
{
    zip_t z = {.source = source, .diag = diag};
    fulg_status_t status = find_end(&z);
    if (status == FULG_OK)
        status = read_directory(&z);
    for (ulong n = 0; n < z.num && status == FULG_OK; n++)
        status = load_member(T, &z, &z.member[n]);
    flint_free(z.member);
    return status;
}
