/*
 * Every certificate is altered everywhere.  As it is, no alteration may be
 * accepted, for the digest tells; with digests made anew, only those may be that
 * leave a proof: a minor that the library's own engine finds invertible, or a
 * true certificate of another architecture (the same minor, but more tokens).
 */
#include "samples.h"
#include "still_proves.h"

typedef struct
{
    const char *name;
    char place[128]; /* such as .lower_bound.minor.rows[2[0 */
    const char *what;
    const json_t *original;
    slong total, accepted, others;
} forgery_t;

static fulg_verdict_t
judge(const json_t *certificate, fulg_diag_t diag)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_verify_claim_init(&claim);
    fulg_verify_certificate(&verdict, &claim, certificate, diag);
    if (verdict == FULG_ACCEPTED)
        assert_int_not_equal(claim.known, FULG_UNKNOWN);
    else
        assert_true(claim.known == FULG_UNKNOWN && diag->text[0] != '\0');
    fulg_verify_claim_clear(&claim);
    return verdict;
}

static size_t
minor_size(const json_t *certificate)
{
    return json_array_size(json_object_get(
        json_object_get(json_object_get(certificate, "lower_bound"), "minor"),
        "rows"));
}

/* Judges the altered certificate, as it is and signed anew. */
static void
try(forgery_t *F, json_t *altered)
{
    /* the place names what holds the alteration */
    const int inside = strncmp(F->place, ".lower_bound.minor", 18) == 0;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    int proof;
    if (json_equal(altered, F->original))
        return;
    F->total++;
    if (judge(altered, diag) == FULG_ACCEPTED)
        fail_msg("%s%s: %s: accepted without a new digest", F->name, F->place,
                 F->what);
    sign(altered);
    if (json_equal(altered, F->original))
        return;
    F->total++;
    verdict = judge(altered, diag);
    proof = inside ? still_proves(altered, (long) minor_size(F->original))
                   : strncmp(F->place, ".architecture", 13) == 0 &&
                         proves_another(altered);
    if (verdict == FULG_ACCEPTED && !proof)
        fail_msg("%s%s: %s: accepted", F->name, F->place, F->what);
    if (verdict != FULG_ACCEPTED && proof)
        fail_msg("%s%s: %s: refused, though it is a proof: %s", F->name,
                 F->place, F->what, diag->text);
    F->accepted += verdict == FULG_ACCEPTED;
    F->others += verdict == FULG_ACCEPTED && !inside;
}

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
    try(F, spot.root);
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
    try(F, spot.root);
    json_decref(spot.root);
    F->what = "doubled";
    copy_and_find(&spot, F, NULL, index);
    json_array_insert_new(spot.parent, index, json_deep_copy(at(&spot)));
    try(F, spot.root);
    json_decref(spot.root);
    if (index == 0)
        return;
    F->what = "exchanged";
    copy_and_find(&spot, F, NULL, index);
    old = json_deep_copy(at(&spot));
    json_array_set(spot.parent, index, json_array_get(spot.parent, index - 1));
    json_array_set_new(spot.parent, index - 1, old);
    try(F, spot.root);
    json_decref(spot.root);
    F->what = "a copy of its neighbour";
    copy_and_find(&spot, F, NULL, index);
    json_array_set(spot.parent, index, json_array_get(spot.parent, index - 1));
    try(F, spot.root);
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
    try(F, spot.root);
    json_decref(spot.root);
    F->what = "a second key";
    copy_and_find(&spot, F, key, 0);
    snprintf(other, sizeof other, "%s_", key);
    json_object_set_new(spot.parent, other, json_deep_copy(at(&spot)));
    try(F, spot.root);
    json_decref(spot.root);
    F->what = "renamed";
    copy_and_find(&spot, F, key, 0);
    json_object_set_new(spot.parent, other, json_deep_copy(at(&spot)));
    json_object_del(spot.parent, key);
    try(F, spot.root);
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
forgery_init(forgery_t *F, size_t i, const json_t *original)
{
    memset(F, 0, sizeof *F);
    F->name = samples[i].name;
    F->original = original;
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
        assert_true(minor_size(value) > 0 || F.accepted == F.others);
        assert_true(100 * F.others < F.total);
        json_decref(value);
    }
    print_message("# %ld alterations, %ld refused, %ld confirmed\n",
                  (long) total, (long) (total - accepted), (long) accepted);
    assert_true(total > 40000 && accepted > 0 && 10 * accepted < total);
}

/* Row r or column r becomes value: never a minor. */
static void
never(forgery_t *F, const char *list, size_t index, json_t *value,
      const char *reason)
{
    json_t *copy = json_deep_copy(F->original);
    json_t *minor = json_object_get(json_object_get(copy, "lower_bound"),
                                    "minor");
    fulg_diag_t diag;
    json_array_set_new(json_object_get(minor, list), index, value);
    sign(copy);
    if (judge(copy, diag) != FULG_REFUSED || !strstr(diag->text, reason))
        fail_msg("%s: %s: %s", F->name, list, diag->text);
    json_decref(copy);
}

static void
test_rows_and_columns(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        json_t *minor = json_object_get(json_object_get(value, "lower_bound"),
                                        "minor");
        json_t *rows = json_object_get(minor, "rows");
        json_t *columns = json_object_get(minor, "columns");
        json_t *row;
        size_t r;
        forgery_t F;
        forgery_init(&F, i, value);
        json_array_foreach(rows, r, row)
        {
            const size_t next = (r + 1) % json_array_size(rows);
            json_t *column = json_array_get(columns, r);
            for (size_t k = 0; k < 3; k++)
            {
                json_t *low = json_deep_copy(row), *high = json_deep_copy(row);
                json_array_set_new(low, k, json_integer(0));
                json_array_set_new(high, k, json_integer(1000000));
                never(&F, "rows", r, low, "not one of");
                never(&F, "rows", r, high, "not one of");
            }
            never(&F, "columns", r, json_string("q1_1_1_1000000"),
                  "not a weight");
            never(&F, "columns", r, json_string("z1_1_1_1"), "not a weight");
            never(&F, "columns", r,
                  json_sprintf("%c0%s", *json_string_value(column),
                               json_string_value(column) + 1),
                  "not a weight");
            never(&F, "columns", r,
                  json_sprintf("%s_1", json_string_value(column)),
                  "not a weight");
            if (next == r)
                continue;
            never(&F, "rows", next, json_deep_copy(row), "twice");
            never(&F, "columns", next, json_deep_copy(column), "twice");
        }
        json_decref(value);
    }
}

/* A smaller minor, invertible or not, proves less than is claimed. */
static void
test_smaller_minors(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        const size_t size = minor_size(value);
        slong invertible = 0;
        for (size_t k = 0; k < size * size; k++)
        {
            json_t *copy = json_deep_copy(value);
            json_t *minor = json_object_get(
                json_object_get(copy, "lower_bound"), "minor");
            fulg_diag_t diag;
            json_array_remove(json_object_get(minor, "rows"), k / size);
            json_array_remove(json_object_get(minor, "columns"), k % size);
            sign(copy);
            if (judge(copy, diag) != FULG_REFUSED)
                fail_msg("%s: row %zu, column %zu removed: accepted",
                         samples[i].name, k / size, k % size);
            invertible += strstr(diag->text, "bound of the model") ||
                          strstr(diag->text, "value of the lower bound");
            json_decref(copy);
        }
        assert_true(size < 2 || invertible > 0);
        json_decref(value);
    }
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
        try(F, copy);
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
    slong total = 0, accepted = 0;
    for (size_t i = 0; i < NUM_SAMPLES; i++)
        for (size_t j = 0; j < NUM_SAMPLES; j++)
        {
            json_t *value = sample_json(&samples[i]);
            json_t *other = sample_json(&samples[j]);
            forgery_t F;
            forgery_init(&F, i, value);
            for (size_t k = 0; k < 6 && i != j; k++)
            {
                exchange(&F, other, NULL, keys[k]);
                exchange(&F, other, "lower_bound", inner[k]);
                exchange(&F, other, "upper_bound", inner[k]);
            }
            total += F.total;
            accepted += F.accepted;
            json_decref(value);
            json_decref(other);
        }
    print_message("# %ld exchanges, %ld of them still a proof\n", (long) total,
                  (long) accepted);
    assert_true(total > 1000);
}

static void
not_accepted(const char *name, const char *text, size_t length,
             fulg_verdict_t expected)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    fulg_verify_text(&verdict, &claim, text, length, diag);
    if (verdict != expected)
        fail_msg("%s, %zu bytes: verdict %d, %s", name, length, (int) verdict,
                 diag->text);
    fulg_verify_claim_clear(&claim);
}

static void
test_texts(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        char *text = json_dumps(value, JSON_COMPACT);
        const size_t length = strlen(text);
        for (size_t cut = 0; cut < length; cut += 1 + cut % 50)
            not_accepted(samples[i].name, text, cut, FULG_MALFORMED);
        not_accepted(samples[i].name, text, length - 1, FULG_MALFORMED);
        /* every key once more, right after the bracket that opens its object;
           the value is that of its first occurrence or a number */
        for (char *at = strchr(text, '"'); at; at = strchr(at + 1, '"'))
        {
            char *end = strchr(at + 1, '"'), *whole;
            const size_t before = (size_t) (at - text);
            const size_t size = (size_t) (end - at) + 1;
            if (end[1] == ':' && strncmp(at, "\"format\"", size) != 0)
            {
                whole = malloc(length + size + 4);
                memcpy(whole, text, before + size);
                memcpy(whole + before + size, ":0,", 3);
                strcpy(whole + before + size + 3, at);
                not_accepted(samples[i].name, whole, length + size + 3,
                             FULG_REFUSED);
                free(whole);
            }
            at = end;
        }
        free(text);
        json_decref(value);
    }
}

/* The certificate claims the upper bound of its architecture, whatever that is,
   with every number but those of the lower bound right. */
static void
claim_upper(json_t *certificate)
{
    json_t *lower = json_object_get(certificate, "lower_bound");
    json_t *total, *parameters, *fiber;
    fulg_bound_t bound;
    fulg_arch_t arch;
    fmpz_t n;
    if (fulg_arch_init_json(arch, json_object_get(certificate, "architecture"),
                            NULL) != FULG_OK)
        abort();
    fulg_bound_init(bound);
    fmpz_init(n);
    fulg_dim_upper_shape(bound, arch);
    fulg_arch_parameters(n, arch);
    total = fulg_exact_json_fmpz(fulg_bound_total(bound));
    parameters = fulg_exact_json_fmpz(n);
    fmpz_sub(n, n, fulg_bound_total(bound));
    fiber = fulg_exact_json_fmpz(n);
    json_object_set(lower, "value", total);
    json_object_set_new(
        certificate, "upper_bound",
        json_pack("{s:s, s:o, s:O}", "theorem", bound->theorem->name, "terms",
                  fulg_bound_json_terms(bound), "value", total));
    json_object_set_new(
        certificate, "claim",
        json_pack("{s:o, s:O, s:O, s:o, s:o, s:s}", "parameters", parameters,
                  "lower", total, "upper", total, "dimension", total,
                  "generic_fiber_dimension", fiber, "status", "proved"));
    sign(certificate);
    fmpz_clear(n);
    fulg_bound_clear(bound);
    fulg_arch_clear(arch);
}

/* A theorem is used where it does not apply. */
static void
overreach(const char *name, const char *changes, const char *hypotheses,
          const char *reason)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value, *item;
        fulg_diag_t diag;
        size_t k;
        if (strcmp(samples[i].name, name) != 0)
            continue;
        value = sample_json(&samples[i]);
        item = json_loads(changes, 0, NULL);
        assert_non_null(item);
        json_object_update(json_object_get(value, "architecture"), item);
        json_decref(item);
        /* {"name": left side} */
        item = json_loads(hypotheses, 0, NULL);
        for (k = 0; k < 20; k++)
        {
            json_t *claim = json_array_get(
                json_object_get(json_object_get(value, "lower_bound"),
                                "hypotheses"),
                k);
            json_t *left = json_object_get(
                item,
                claim ? json_string_value(json_object_get(claim, "name")) : "");
            if (left != NULL)
                json_object_set(claim, "left", left);
        }
        json_decref(item);
        claim_upper(value);
        if (judge(value, diag) != FULG_REFUSED || !strstr(diag->text, reason))
            fail_msg("%s %s: %s", name, changes, diag->text);
        json_decref(value);
        return;
    }
    fail_msg("no sample %s", name);
}

static void
test_overreach(void **state)
{
    overreach("residual", "{\"widths\":[2,2]}", "{}", "width at least 3");
    overreach("residual", "{\"value_dim\":[6]}", "{}", "full rank");
    overreach("residual", "{\"heads\":[2]}", "{}", "one head");
    overreach("residual", "{\"norm\":\"affine\"}", "{}", "norm");
    overreach("residual", "{\"residual\":false}", "{}", "residual stacks");
    overreach("residual", "{\"mask\":\"causal\"}", "{}", "mask");
    overreach("residual", "{\"tokens\":1}", "{}", "tokens");
    overreach("residual", "{\"head_dim\":[1]}", "{}", "head_dim_1");
    overreach("reduction", "{\"heads\":[1,2]}", "{}", "one head");
    overreach("reduction", "{\"residual\":true,\"widths\":[5,5,5]}", "{}",
              "residual");
    overreach("reduction", "{\"norm\":\"affine\",\"tokens\":1}", "{}",
              "not linear");
    overreach("reduction", "{\"widths\":[5,1,4]}", "{}", "width_1");
    overreach("reduction", "{\"head_dim\":[1,2]}", "{}", "head_dim_1");
    overreach("reduction-affine", "{\"tokens\":2}", "{}", "tokens");
    overreach("direct", "{\"widths\":[2,3]}", "{}", "width_1");
    overreach("direct", "{\"tokens\":1}", "{}", "tokens");
    overreach("direct-gap", "{}", "{}", "value of the lower bound is 4");
    overreach("heads-key", "{\"widths\":[11,5]}", "{\"width\":11,\"key_1\":16}",
              "width fails");
    overreach("heads-key", "{\"tokens\":1}", "{\"tokens\":1}", "tokens fails");
    overreach("heads-key", "{\"head_dim\":[1]}",
              "{\"alpha_1\":1,\"key_1\":121}", "alpha_1 fails");
    overreach("heads-key", "{\"widths\":[12,1]}", "{\"nu_1\":1}", "nu_1 fails");
    overreach("heads-key", "{\"head_dim\":[11]}",
              "{\"alpha_1\":11,\"key_1\":1}", "key_1 fails");
    overreach("heads-value", "{\"value_dim\":[8]}",
              "{\"nu_1\":8,\"value_1\":0}", "value_1 fails");
    overreach("heads-mixing", "{\"head_dim\":[5]}",
              "{\"alpha_1\":5,\"full_key\":5}", "full_key fails");
    overreach("heads-key", "{\"norm\":\"affine\"}", "{}",
              "without normalisation");
    overreach("heads-residual", "{\"residual\":false}", "{}",
              "residual stacks");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_place),
    cmocka_unit_test(test_rows_and_columns),
    cmocka_unit_test(test_smaller_minors),
    cmocka_unit_test(test_exchanges),
    cmocka_unit_test(test_texts),
    cmocka_unit_test(test_overreach),
};

FULG_TEST_MAIN(tests)
