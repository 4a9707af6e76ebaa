/* Lists: repetitions, groups, shards; representatives have the dimension of what
   they stand for, computed without them; reading; order. */
#include "testing.h"

static void
draw(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong depth = 1 + (slong) fulg_rand_below(rand, 2);
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = 1 + (slong) fulg_rand_below(rand, 3);
    arch->tokens = 1 + (slong) fulg_rand_below(rand, 2);
    if (fulg_rand_below(rand, 5) == 0)
    {
        fulg_arch_make_pnn(arch);
        fulg_arch_set_all(arch, "power", 1 + (slong) fulg_rand_below(rand, 3));
        return;
    }
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 4);
        arch->sub[i].heads = 1 + (slong) fulg_rand_below(rand, 2);
    }
    if (fulg_rand_below(rand, 2))
        for (slong i = 0; i < depth; i++)
            arch->sub[i].value_dim = 1 + (slong) fulg_rand_below(rand, 4);
    if (fulg_rand_below(rand, 3) == 0)
        fulg_arch_set_all(arch, "mask", 1);
    if (arch->tokens == 1 && fulg_rand_below(rand, 2))
        fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
}

/* By the direct route, or by theorem for softmax. */
static void
dimension(fmpz_t n, const fulg_arch_t arch)
{
    fulg_dim_options_t options;
    fulg_diag_t diag;
    fulg_dim_t dim;
    fulg_dim_options_init(&options);
    if (!fulg_arch_is_softmax(arch))
        options.method = FULG_DIM_DIRECT;
    fulg_dim_init(dim, arch);
    assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_OK);
    fmpz_set(n, dim->cert->lower);
    fulg_dim_clear(dim);
}

static void
test_canonical(void **state)
{
    slong changed = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "canonical");
    for (slong n = 0; n < fulg_test_rounds(200); n++)
    {
        fulg_arch_t arch, canonical, twice;
        fmpz_t a, b;
        draw(arch, rand);
        fulg_arch_init(canonical, 1);
        fulg_arch_init(twice, 1);
        fulg_survey_canonical(canonical, arch);
        fulg_survey_canonical(twice, canonical);
        assert_true(fulg_arch_equal(canonical, twice));
        if (!fulg_arch_equal(arch, canonical))
        {
            fmpz_init(a);
            fmpz_init(b);
            dimension(a, arch);
            dimension(b, canonical);
            assert_true(fmpz_equal(a, b));
            fmpz_clear(a);
            fmpz_clear(b);
            changed++;
        }
        fulg_arch_clear(arch);
        fulg_arch_clear(canonical);
        fulg_arch_clear(twice);
    }
    assert_true(changed > 0);
}

static void
fill(fulg_survey_list_t list, ulong seed, slong num)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, seed);
    fulg_survey_list_init(list);
    for (slong n = 0; n < num; n++)
    {
        fulg_arch_t arch;
        draw(arch, rand);
        fulg_survey_list_push(list, arch, n % 2 ? "odd" : NULL);
        fulg_arch_clear(arch);
    }
}

static void
test_list(void **state)
{
    fulg_survey_list_t whole, part;
    slong sum = 0, groups = 0;
    fill(whole, 3, 400);
    fulg_survey_list_close(whole, 0, 1, 1);
    assert_true(whole->num < 400);
    assert_true(whole->num_groups < whole->num);
    for (slong n = 0; n < whole->num; n++)
    {
        const fulg_survey_item_t *item = &whole->item[n];
        assert_int_equal(fulg_survey_list_find(whole, item->text), n);
        for (slong m = 0; m < n; m++)
            assert_int_equal(item->group == whole->item[m].group,
                             strcmp(item->key, whole->item[m].key) == 0);
    }
    assert_int_equal(whole->start[whole->num_groups], whole->num);
    assert_int_equal(fulg_survey_list_find(whole, "{}"), -1);
    for (slong k = 1; k <= 3; k++)
    {
        fill(part, 3, 400);
        fulg_survey_list_close(part, 0, k, 3);
        for (slong n = 0; n < part->num; n++)
            assert_true(fulg_survey_list_find(whole, part->item[n].text) >= 0);
        sum += part->num;
        groups += part->num_groups;
        assert_true(part->num > 0);
        fulg_survey_list_clear(part);
    }
    assert_int_equal(sum, whole->num);
    assert_int_equal(groups, whole->num_groups);
    fill(part, 3, 400);
    fulg_survey_list_close(part, 1, 1, 1);
    assert_int_equal(part->num, whole->num_groups);
    fulg_survey_list_clear(part);
    fulg_survey_list_clear(whole);
}

/* ---- reading ---------------------------------------------------------------- */

#define HEADER "{\"format\":\"fulgurite-survey/1\",\"seed\":1}\n"
#define ROW \
    "{\"architecture\":{\"format\":\"fulgurite-architecture/1\",\"widths\":[2,2],\"head_dim\":1},\"status\":\"proved\"}\n"

static int
take(void *data, const json_t *row, const char *text, const char *line,
     size_t length)
{
    slong *seen = data;
    assert_non_null(strstr(text, "\"head_dim\":[1]"));
    assert_int_equal(length, strlen(ROW) - 1);
    return ++*seen == 5;
}

static fulg_status_t
read_text(slong *seen, size_t *whole, const char *text)
{
    json_t *header;
    fulg_diag_t diag;
    const fulg_status_t status = fulg_survey_read(
        &header, whole, text, strlen(text), "file", take, seen, diag);
    json_decref(header);
    if (status != FULG_OK)
        assert_non_null(strstr(diag->text, "file: line "));
    return status;
}

static void
test_read(void **state)
{
    const char *const text = HEADER ROW ROW;
    char *copy = strdup(text);
    slong seen = 0;
    size_t whole;
    /* Cut anywhere: whole rows, and what is torn is told. */
    for (size_t n = strlen(text); n > 0; n--)
    {
        const size_t head = strlen(HEADER), one = strlen(ROW);
        const slong rows = n < head ? 0 : (slong) ((n - head) / one);
        copy[n] = '\0';
        seen = 0;
        assert_int_equal(read_text(&seen, &whole, copy), FULG_OK);
        assert_int_equal(seen, rows);
        assert_int_equal(whole, n < head ? 0 : head + (size_t) rows * one);
    }
    free(copy);
    assert_int_equal(read_text(&seen, &whole, ROW), FULG_PARSE);
    assert_int_equal(read_text(&seen, &whole, HEADER HEADER), FULG_PARSE);
    assert_int_equal(read_text(&seen, &whole, HEADER "{\n" ROW), FULG_PARSE);
    assert_int_equal(read_text(&seen, &whole, HEADER "\n" ROW), FULG_PARSE);
}

static void
test_compare(void **state)
{
    const char *const order[] = {
        "{\"family\":\"attention\",\"heads\":[1],\"widths\":[2,3]}",
        "{\"family\":\"attention\",\"heads\":[2],\"widths\":[2,3]}",
        "{\"family\":\"attention\",\"heads\":[10],\"widths\":[2,3]}",
        "{\"family\":\"attention\",\"heads\":[1],\"widths\":[2,10]}",
        "{\"family\":\"attention\",\"heads\":[1],\"widths\":[10,2]}",
        "{\"family\":\"attention\",\"heads\":[1],\"widths\":[1,1,1]}",
        "{\"family\":\"pnn\",\"widths\":[1,1]}"};
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 7; j++)
        {
            const int c = fulg_survey_compare(order[i], order[j]);
            assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical), cmocka_unit_test(test_list),
        cmocka_unit_test(test_read), cmocka_unit_test(test_compare)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
