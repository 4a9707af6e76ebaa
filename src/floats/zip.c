#include <stdlib.h>
#include <string.h>

#include "zip.h"

#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR_SIZE 20
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
/* No deflate stream is shorter than its contents by more than this. */
#define MAX_RATIO 1032

static fulg_status_t
bad(const fulg_floats_zip_t *z, const char *what)
{
    return fulg_diag_set(z->diag, FULG_PARSE, "%s: zip: %s", z->source->file,
                         what);
}

fulg_status_t
fulg_floats_zip_bad_member(const fulg_floats_zip_t *z,
                           const fulg_floats_zip_member_t *m, const char *what)
{
    return fulg_diag_set(z->diag, FULG_PARSE, "%s: member \"%.*s\": %s",
                         z->source->file, (int) FLINT_MIN(m->name_length, 200),
                         m->name, what);
}

static ulong
get(const fulg_floats_zip_t *z, ulong place, int size)
{
    return fulg_floats_le(z->source->bytes + place, size);
}

/* ---- the directory ------------------------------------------------------- */

static fulg_status_t
find_end64(fulg_floats_zip_t *z, ulong end)
{
    ulong place;
    if (end < LOCATOR_SIZE + END64_SIZE ||
        get(z, end - LOCATOR_SIZE, 4) != 0x07064b50)
        return bad(z, "the zip64 locator is missing");
    place = get(z, end - LOCATOR_SIZE + 8, 8);
    if (place > end - LOCATOR_SIZE - END64_SIZE ||
        get(z, place, 4) != 0x06064b50)
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
find_end(fulg_floats_zip_t *z)
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
    /* Streams end with a zip64 record that they do not need. */
    if (z->num == 0xffff || z->size == 0xffffffff || z->start == 0xffffffff ||
        (end >= LOCATOR_SIZE + END64_SIZE &&
         get(z, end - LOCATOR_SIZE, 4) == 0x07064b50))
        return find_end64(z, end);
    if (z->start > end || z->size != end - z->start)
        return bad(z, "the directory does not end at the end record");
    return FULG_OK;
}

/* Sizes that did not fit: eight bytes each, in this order, in the extra field
   number 1. */
static fulg_status_t
read_extra(const fulg_floats_zip_t *z, fulg_floats_zip_member_t *m, ulong extra,
           ulong length)
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
            return fulg_floats_zip_bad_member(z, m,
                                              "an extra field is too long");
        extra = place + size;
        if (id != 1)
            continue;
        for (int i = 0; i < 3; i++)
            if (*wide[i] == 0xffffffff)
            {
                if (extra - place < 8)
                    return fulg_floats_zip_bad_member(
                        z, m, "its zip64 field is too short");
                *wide[i] = get(z, place, 8);
                place += 8;
            }
        return FULG_OK;
    }
    return missing == 0 ? FULG_OK
                        : fulg_floats_zip_bad_member(z, m, "no zip64 field");
}

/* Reads the entry at a place and moves on. */
static fulg_status_t
read_entry(fulg_floats_zip_t *z, fulg_floats_zip_member_t *m, ulong *place)
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
        m->odd = "encrypted";
    else if (m->method != 0 && m->method != 8)
        m->odd = "neither stored nor deflated";
    return FULG_OK;
}

/* The member's own header must be there and tell the same name. */
static fulg_status_t
place_member(const fulg_floats_zip_t *z, fulg_floats_zip_member_t *m)
{
    const ulong limit = z->start;
    ulong name_length;
    if (m->local > limit || limit - m->local < LOCAL_SIZE ||
        get(z, m->local, 4) != 0x04034b50)
        return fulg_floats_zip_bad_member(z, m,
                                          "it is not where the directory says");
    name_length = get(z, m->local + 26, 2);
    m->data = m->local + LOCAL_SIZE + name_length + get(z, m->local + 28, 2);
    if (m->data > limit || m->packed > limit - m->data)
        return fulg_floats_zip_bad_member(z, m,
                                          "its length is beyond the directory");
    if (name_length != m->name_length || get(z, m->local + 8, 2) != m->method ||
        memcmp(z->source->bytes + m->local + LOCAL_SIZE, m->name,
               name_length) != 0)
        return fulg_floats_zip_bad_member(
            z, m, "its header and the directory differ");
    m->end = m->data + m->packed;
    if (m->method == 0 && m->odd == NULL && m->packed != m->size)
        return fulg_floats_zip_bad_member(z, m, "stored, but of two sizes");
    if (m->method == 8 && m->odd == NULL && m->size / MAX_RATIO > m->packed)
        return fulg_floats_zip_bad_member(
            z, m, "more than deflate can hold in its bytes");
    return FULG_OK;
}

static int
by_place(const void *a, const void *b)
{
    const fulg_floats_zip_member_t *x = a, *y = b;
    return (x->local > y->local) - (x->local < y->local);
}

static fulg_status_t
read_members(fulg_floats_zip_t *z)
{
    ulong place = z->start;
    fulg_status_t status;
    if (z->num > z->size / ENTRY_SIZE)
        return bad(z, "more members than the directory holds");
    z->member = flint_calloc(z->num + 1, sizeof(fulg_floats_zip_member_t));
    for (ulong n = 0; n < z->num; n++)
        if ((status = read_entry(z, &z->member[n], &place)) != FULG_OK ||
            (status = place_member(z, &z->member[n])) != FULG_OK)
            return status;
    if (place != z->start + z->size)
        return bad(z, "more in the directory than its members");
    qsort(z->member, z->num, sizeof(fulg_floats_zip_member_t), by_place);
    for (ulong n = 0; n + 1 < z->num; n++)
        if (z->member[n].end > z->member[n + 1].local)
            return fulg_floats_zip_bad_member(z, &z->member[n],
                                              "overlaps another member");
    return FULG_OK;
}

fulg_status_t
fulg_floats_zip_read_directory(fulg_floats_zip_t *z)
{
    const fulg_status_t status = find_end(z);
    return status == FULG_OK ? read_members(z) : status;
}
