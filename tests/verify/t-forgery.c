/*
 * Every certificate is altered everywhere.  As it is, no alteration may be
 * accepted, for the digest tells; with digests made anew, only those may be that
 * leave a proof: a minor that the library's own engine finds invertible, or a
 * true certificate of another architecture (the same minor, but more tokens).
 */
#include "forgery.h"

/* What stands under a key or index of parent, inside a copy of the
   certificate. */
typedef struct
{
    json_t *root, *parent;
    const char *key;
    size_t index;
} spot_t;

static json_t *
at(const spot_t *spot)
{
    return spot->key ? json_object_get(spot->parent, spot->key)
                     : json_array_get(spot->parent, spot->index);
}

/* Follows the names and indices of F->place in a deep copy. */
static void
copy_and_find(spot_t *spot, const forgery_t *F, const char *key, size_t index)
{
    const char *text = F->place;
    json_t *value = spot->root = json_deep_copy(F->original);
    while (*text != '\0')
    {
        char name[64];
        const size_t length = strcspn(text + 1, ".[");
        memcpy(name, text + 1, length);
        name[length] = '\0';
        value = *text == '.' ? json_object_get(value, name)
                             : json_array_get(value, (size_t) atol(name));
        text += length + 1;
    }
    spot->parent = value;
    spot->key = key;
    spot->index = index;
}

/* Takes the reference to value. */
static void
replace(forgery_t *F, const char *key, size_t index, const char *what,
        json_t *value)
{
    spot_t spot;
    copy_and_find(&spot, F, key, index);
    F->what = what;
    if (key != NULL)
        json_object_set_new(spot.parent, key, value);
    else
        json_array_set_new(spot.parent, index, value);
    forgery_try(F, spot.root);
    json_decref(spot.root);
}

static void
alter_integer(forgery_t *F, const char *key, size_t index, json_int_t n)
{
    const json_int_t huge[] = {INT64_MAX, INT64_MIN, INT64_C(1) << 31,
                               INT64_C(1) << 61};
    char text[32];
    if (n < INT64_MAX)
        replace(F, key, index, "plus 1", json_integer(n + 1));
    if (n > INT64_MIN)
        replace(F, key, index, "minus 1", json_integer(n - 1));
    replace(F, key, index, "zero", json_integer(0));
    replace(F, key, index, "one", json_integer(1));
    replace(F, key, index, "double", json_integer(n / 2 * 4));
    if (n > INT64_MIN)
        replace(F, key, index, "negated", json_integer(-n));
    for (size_t i = 0; i < 4; i++)
        replace(F, key, index, "huge", json_integer(huge[i]));
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, n);
    replace(F, key, index, "a string", json_string(text));
    replace(F, key, index, "a real", json_real((double) n));
}

static void
alter_string(forgery_t *F, const char *key, size_t index, const char *old)
{
    char text[256];
    const size_t length = strlen(old);
    assert_true(length >= 1 && length < sizeof text - 2);
    strcpy(text, old);
    for (size_t i = 0; i < length; i++)
    {
        text[i] = (char) (old[i] == '9' ? '8' : old[i] + 1);
        replace(F, key, index, "another letter", json_string(text));
        text[i] = old[i];
    }
    replace(F, key, index, "one letter more", json_sprintf("%s0", old));
    replace(F, key, index, "a zero byte more", json_stringn(text, length + 1));
    text[length - 1] = '\0';
    replace(F, key, index, "one letter less", json_string(text));
    replace(F, key, index, "zeros in front", json_sprintf("0%s", old));
    replace(F, key, index, "no text", json_string(""));
}

static void
alter_any(forgery_t *F, const char *key, size_t index, const json_t *old)
{
    replace(F, key, index, "null", json_null());
    replace(F, key, index, "true", json_true());
    replace(F, key, index, "false", json_false());
    replace(F, key, index, "7", json_integer(7));
    replace(F, key, index, "an empty list", json_array());
    replace(F, key, index, "an empty object", json_object());
    replace(F, key, index, "a list of it",
            json_pack("[o]", json_deep_copy(old)));
}

/* Removal, duplication, exchange with the neighbour. */
static void
alter_element(forgery_t *F, size_t index)
{
    spot_t spot;
    json_t *old;
    F->what = "removed";
    copy_and_find(&spot, F, NULL, index);
    json_array_remove(spot.parent, index);
    forgery_try(F, spot.root);
    json_decref(spot.root);
    F->what = "doubled";
    copy_and_find(&spot, F, NULL, index);
    json_array_insert_new(spot.parent, index, json_deep_copy(at(&spot)));
    forgery_try(F, spot.root);
    json_decref(spot.root);
    if (index == 0)
        return;
    F->what = "exchanged";
    copy_and_find(&spot, F, NULL, index);
    old = json_deep_copy(at(&spot));
    json_array_set(spot.parent, index, json_array_get(spot.parent, index - 1));
    json_array_set_new(spot.parent, index - 1, old);
    forgery_try(F, spot.root);
    json_decref(spot.root);
    F->what = "a copy of its neighbour";
    copy_and_find(&spot, F, NULL, index);
    json_array_set(spot.parent, index, json_array_get(spot.parent, index - 1));
    forgery_try(F, spot.root);
    json_decref(spot.root);
}

static void
alter_member(forgery_t *F, const char *key)
{
    char other[80];
    spot_t spot;
    F->what = "removed";
    copy_and_find(&spot, F, key, 0);
    json_object_del(spot.parent, key);
    forgery_try(F, spot.root);
    json_decref(spot.root);
    F->what = "a second key";
    copy_and_find(&spot, F, key, 0);
    snprintf(other, sizeof other, "%s_", key);
    json_object_set_new(spot.parent, other, json_deep_copy(at(&spot)));
    forgery_try(F, spot.root);
    json_decref(spot.root);
    F->what = "renamed";
    copy_and_find(&spot, F, key, 0);
    json_object_set_new(spot.parent, other, json_deep_copy(at(&spot)));
    json_object_del(spot.parent, key);
    forgery_try(F, spot.root);
    json_decref(spot.root);
}

static void alter_all(forgery_t *F, const json_t *value);

/* F->place is that of the parent of value. */
static void
alter(forgery_t *F, const char *key, size_t index, const json_t *value)
{
    const size_t length = strlen(F->place);
    if (json_is_integer(value))
        alter_integer(F, key, index, json_integer_value(value));
    if (json_is_string(value))
        alter_string(F, key, index, json_string_value(value));
    alter_any(F, key, index, value);
    if (key != NULL)
        alter_member(F, key);
    else
        alter_element(F, index);
    if (key != NULL)
        snprintf(F->place + length, sizeof F->place - length, ".%s", key);
    else
        snprintf(F->place + length, sizeof F->place - length, "[%zu", index);
    alter_all(F, value);
    F->place[length] = '\0';
}

static void
alter_all(forgery_t *F, const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_object(value))
        json_object_foreach((json_t *) value, key, item) alter(F, key, 0, item);
    json_array_foreach(value, i, item) alter(F, NULL, i, item);
}

static void
test_every_place(void **state)
{
    slong total = 0, accepted = 0;
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        forgery_t F;
        forgery_init(&F, i, value);
        alter_all(&F, value);
        print_message("# %s: %ld alterations, %ld of them still a proof (%ld "
                      "for another architecture)\n",
                      F.name, (long) F.total, (long) F.accepted,
                      (long) F.others);
        total += F.total;
        accepted += F.accepted;
        assert_true(forgery_minor_size(value) > 0 || F.accepted == F.others);
        assert_true(forgery_stride() > 1 || 100 * F.others < F.total);
        json_decref(value);
    }
    print_message("# %ld alterations, %ld refused, %ld confirmed\n",
                  (long) total, (long) (total - accepted), (long) accepted);
    assert_true(total > 40000 / (slong) forgery_stride() && accepted > 0 &&
                10 * accepted < total);
}

/* A part of one certificate put into another. */
static void
exchange(forgery_t *F, const json_t *other, const char *part, const char *key)
{
    json_t *copy = json_deep_copy(F->original);
    json_t *own = part ? json_object_get(copy, part) : copy;
    json_t *value = json_object_get(part ? json_object_get(other, part) : other,
                                    key);
    snprintf(F->place, sizeof F->place, "%s%s%s%s", part ? "." : "",
             part ? part : "", strcmp(key, "minor") == 0 ? "." : "",
             strcmp(key, "minor") == 0 ? key : "");
    F->what = key;
    if (value != NULL)
    {
        json_object_set_new(own, key, json_deep_copy(value));
        forgery_try(F, copy);
    }
    json_decref(copy);
}

static void
test_exchanges(void **state)
{
    static const char *const keys[] = {"architecture", "claim",
                                       "upper_bound",  "lower_bound",
                                       "digest",       "architecture_digest"};
    static const char *const inner[] = {"model", "minor",      "side",
                                        "value", "hypotheses", "theorem"};
    slong total = 0, accepted = 0, seen = 0;
    for (size_t i = 0; i < NUM_SAMPLES; i++)
        for (size_t j = 0; j < NUM_SAMPLES; j++)
        {
            json_t *value = sample_json(&samples[i]);
            json_t *other = sample_json(&samples[j]);
            forgery_t F;
            forgery_init(&F, i, value);
            /* A short run tries other parts in every pair. */
            F.seen = seen;
            for (size_t k = 0; k < 6 && i != j; k++)
            {
                exchange(&F, other, NULL, keys[k]);
                exchange(&F, other, "lower_bound", inner[k]);
                exchange(&F, other, "upper_bound", inner[k]);
            }
            seen = F.seen;
            total += F.total;
            accepted += F.accepted;
            json_decref(value);
            json_decref(other);
        }
    print_message("# %ld exchanges, %ld of them still a proof\n", (long) total,
                  (long) accepted);
    assert_true(total > 1000 / (slong) forgery_stride());
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_place),
    cmocka_unit_test(test_exchanges),
};

FULG_TEST_MAIN(tests)
