/*
 * A mutator for libFuzzer that keeps JSON JSON: a value somewhere in the tree
 * becomes another one, of its kind or from elsewhere in the tree.  Bytes that
 * are no JSON, and some that are, go to libFuzzer's own mutator.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

static size_t
below(uint64_t *state, size_t n)
{
    *state = *state * UINT64_C(6364136223846793005) +
             UINT64_C(1442695040888963407);
    return (size_t) ((*state >> 33) % n);
}

static size_t
count(const json_t *value)
{
    size_t n = 1, i;
    const char *key;
    json_t *entry;
    if (json_is_array(value))
        json_array_foreach(value, i, entry) n += count(entry);
    else
        json_object_foreach((json_t *) value, key, entry) n += count(entry);
    return n;
}

/* The value number *n of the tree in preorder; *n counts down. */
static json_t *
find(json_t *value, size_t *n)
{
    const char *key;
    json_t *entry, *found;
    size_t i;
    if ((*n)-- == 0)
        return value;
    if (json_is_array(value))
    {
        json_array_foreach(value, i, entry) if ((found = find(entry, n)) !=
                                                NULL) return found;
    }
    else
        json_object_foreach(value, key, entry) if ((found = find(entry, n)) !=
                                                   NULL) return found;
    return NULL;
}

static json_t *
any_copy(json_t *root, uint64_t *state)
{
    size_t n = below(state, count(root));
    return json_deep_copy(find(root, &n));
}

static json_t *
other_integer(json_int_t n, uint64_t *state)
{
    const json_int_t values[] = {0,
                                 1,
                                 -1,
                                 2,
                                 3,
                                 n < INT64_MAX ? n + 1 : n,
                                 n > INT64_MIN ? n - 1 : n,
                                 n / 2,
                                 INT64_MAX,
                                 (json_int_t) below(state, 1000)};
    return json_integer(values[below(state, sizeof values / sizeof *values)]);
}

static json_t *
other_value(json_t *old, json_t *root, uint64_t *state)
{
    static const char *const texts[] = {"0",    "1",      "-1",  "1/2",
                                        "-7/3", "1/0",    "1e3", "0.5",
                                        "",     "direct", "none"};
    if (below(state, 4) == 0)
        return any_copy(root, state);
    switch (json_typeof(old))
    {
        case JSON_INTEGER:
            return other_integer(json_integer_value(old), state);
        case JSON_STRING:
            return json_string(texts[below(state, 11)]);
        case JSON_TRUE:
            return json_false();
        case JSON_FALSE:
            return json_true();
        default:
            return below(state, 2) ? json_null() : any_copy(root, state);
    }
}

static void
change_array(json_t *array, json_t *root, uint64_t *state)
{
    const size_t n = json_array_size(array);
    const size_t i = n ? below(state, n) : 0, j = n ? below(state, n) : 0;
    json_t *entry = json_incref(json_array_get(array, i));
    switch (n ? below(state, 5) : 4)
    {
        case 0:
            json_array_remove(array, i);
            break;
        case 1:
            json_array_insert_new(array, j, json_deep_copy(entry));
            break;
        case 2:
            json_array_set(array, i, json_array_get(array, j));
            json_array_set(array, j, entry);
            break;
        case 3:
            json_array_set_new(array, i, other_value(entry, root, state));
            break;
        default:
            json_array_append_new(array, any_copy(root, state));
    }
    json_decref(entry);
}

static void
change_object(json_t *object, json_t *root, uint64_t *state)
{
    size_t n = json_object_size(object);
    void *iter = json_object_iter(object);
    json_t *entry;
    if (n == 0)
        return;
    for (n = below(state, n); n > 0; n--)
        iter = json_object_iter_next(object, iter);
    entry = json_object_iter_value(iter);
    if (below(state, 6) == 0)
        json_object_del(object, json_object_iter_key(iter));
    else
        json_object_iter_set_new(object, iter, other_value(entry, root, state));
}

static size_t
mutate_tree(json_t *root, uint8_t *data, size_t max_size, uint64_t *state)
{
    char *text;
    size_t length = 0;
    for (size_t times = 1 + below(state, 3); times > 0; times--)
    {
        /* Some node that has entries, mostly deep inside. */
        size_t n = below(state, count(root));
        json_t *node = find(root, &n);
        for (int i = 0; i < 20 && !json_is_array(node) && !json_is_object(node);
             i++)
        {
            n = below(state, count(root));
            node = find(root, &n);
        }
        if (json_is_array(node))
            change_array(node, root, state);
        else if (json_is_object(node))
            change_object(node, root, state);
    }
    text = json_dumps(root, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text != NULL && strlen(text) <= max_size)
    {
        length = strlen(text);
        memcpy(data, text, length);
    }
    free(text);
    return length;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                        unsigned int seed)
{
    uint64_t state = seed;
    json_t *root = NULL;
    size_t length = 0;
    if (below(&state, 4) != 0)
        root = json_loadb((const char *) data, size, JSON_DECODE_ANY, NULL);
    if (root != NULL)
        length = mutate_tree(root, data, max_size, &state);
    json_decref(root);
    return length ? length : LLVMFuzzerMutate(data, size, max_size);
}
