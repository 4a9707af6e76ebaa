/*
 * A mutator for libFuzzer that keeps a message of protobuf one: a field somewhere
 * in the tree is dropped, doubled, or gets other contents, and the lengths around
 * it follow.  Some inputs go to libFuzzer's own mutator.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FIELDS 512
#define MAX_DEPTH 6

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

/* Of one field: where it begins and ends, and where its contents begin. */
typedef struct
{
    size_t start, inner, end;
    int has_length;
} field_t;

typedef struct
{
    uint8_t *bytes;
    size_t length, room;
} buffer_t;

static size_t
below(uint64_t *state, size_t n)
{
    *state = *state * UINT64_C(6364136223846793005) +
             UINT64_C(1442695040888963407);
    return (size_t) ((*state >> 33) % n);
}

static int
read_varint(uint64_t *n, const uint8_t *data, size_t size, size_t *at)
{
    *n = 0;
    for (int shift = 0; shift < 64 && *at < size; shift += 7)
    {
        const uint8_t byte = data[(*at)++];
        *n |= (uint64_t) (byte & 127) << shift;
        if (byte < 128)
            return 1;
    }
    return 0;
}

static int
read_field(field_t *field, const uint8_t *data, size_t size, size_t at)
{
    uint64_t key, n = 0;
    field->start = at;
    if (!read_varint(&key, data, size, &at) || key >> 3 == 0)
        return 0;
    field->has_length = (key & 7) == 2;
    if (field->has_length && !read_varint(&n, data, size, &at))
        return 0;
    field->inner = at;
    if ((key & 7) == 0 && !read_varint(&n, data, size, &at))
        return 0;
    if ((key & 7) == 0)
        n = 0;
    else if ((key & 7) == 1 || (key & 7) == 5)
        n = (key & 7) == 1 ? 8 : 4;
    else if (!field->has_length)
        return 0;
    if (n > size - at)
        return 0;
    field->end = at + (size_t) n;
    return 1;
}

/* How many fields the message has; 0 when it is none. */
static size_t
read_fields(field_t *fields, const uint8_t *data, size_t size)
{
    size_t num = 0;
    for (size_t at = 0; at < size; at = fields[num++].end)
        if (num == MAX_FIELDS || !read_field(&fields[num], data, size, at))
            return 0;
    return num;
}

static int
put(buffer_t *out, const uint8_t *data, size_t size)
{
    if (size > out->room - out->length)
        return 0;
    if (size > 0)
        memcpy(out->bytes + out->length, data, size);
    out->length += size;
    return 1;
}

static int
put_varint(buffer_t *out, uint64_t n)
{
    uint8_t byte;
    for (; n > 127; n >>= 7)
    {
        byte = (uint8_t) (n | 128);
        if (!put(out, &byte, 1))
            return 0;
    }
    byte = (uint8_t) n;
    return put(out, &byte, 1);
}

static int change_message(buffer_t *out, const uint8_t *data, size_t size,
                          uint64_t *state, int depth);

/* The field with other contents: changed as a message, or as bytes. */
static int
put_changed(buffer_t *out, const uint8_t *data, const field_t *field,
            uint64_t *state, int depth)
{
    const size_t size = field->end - field->inner;
    const size_t key = field->inner - field->start;
    buffer_t inner = {malloc(out->room + 1), 0, out->room};
    size_t at = field->start;
    uint64_t n;
    int good = inner.bytes != NULL;
    if (good &&
        (depth == MAX_DEPTH || !field->has_length || below(state, 8) == 0 ||
         !change_message(&inner, data + field->inner, size, state, depth + 1)))
    {
        inner.length = 0;
        good = put(&inner, data + field->inner, size);
        if (good)
            inner.length = LLVMFuzzerMutate(
                inner.bytes, inner.length,
                size + 16 < inner.room ? size + 16 : inner.room);
    }
    if (good && field->has_length)
        good = read_varint(&n, data, field->inner, &at) &&
               put(out, data + field->start, at - field->start) &&
               put_varint(out, inner.length);
    else if (good)
        good = put(out, data + field->start, key);
    good = good && put(out, inner.bytes, inner.length);
    free(inner.bytes);
    return good;
}

static int
change_message(buffer_t *out, const uint8_t *data, size_t size, uint64_t *state,
               int depth)
{
    field_t *fields = malloc(MAX_FIELDS * sizeof(field_t));
    const size_t num = fields != NULL ? read_fields(fields, data, size) : 0;
    const size_t chosen = num > 0 ? below(state, num) : 0;
    const size_t other = num > 0 ? below(state, num) : 0;
    const size_t what = below(state, 10);
    int good = num > 0;
    for (size_t k = 0; k < num && good; k++)
    {
        const uint8_t *bytes = data + fields[k].start;
        const size_t length = fields[k].end - fields[k].start;
        if (k == chosen && what == 0)
            continue;
        if (k == chosen && what > 2)
            good = put_changed(out, data, &fields[k], state, depth);
        else
            good = put(out, bytes, length);
        if (good && k == chosen && what <= 2)
            good = put(out, data + fields[other].start,
                       fields[other].end - fields[other].start);
    }
    free(fields);
    return good;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                        unsigned int seed)
{
    uint64_t state = seed;
    buffer_t out = {malloc(max_size + 1), 0, max_size};
    size_t length = 0;
    if (out.bytes != NULL && below(&state, 8) != 0 &&
        change_message(&out, data, size, &state, 0))
    {
        length = out.length;
        memcpy(data, out.bytes, length);
    }
    free(out.bytes);
    return length ? length : LLVMFuzzerMutate(data, size, max_size);
}
