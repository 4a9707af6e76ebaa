#include "floats/files.h"

/* Layers of d x 3d and d x d with the numbers 0, 1, .. row by row. */
static void
gpt2(file_t *f, const char *prefix, int layers, int d)
{
    char header[4096] = "{";
    size_t n = 1;
    ulong place = 0;
    for (int l = 0; l < layers; l++)
        for (int part = 0; part < 2; part++)
        {
            const int cols = part ? d : 3 * d;
            const ulong end = place + 4 * (ulong) (d * cols);
            n += (size_t) snprintf(
                header + n, sizeof header - n,
                "%s\"%sh.%d.attn.%s.weight\":{\"dtype\":\"F32\",\"shape\":[%d,"
                "%d],\"data_offsets\":[%lu,%lu]}",
                l + part ? "," : "", prefix, l, part ? "c_proj" : "c_attn", d,
                cols, place, end);
            place = end;
        }
    header[n++] = '}';
    header[n] = '\0';
    f->length = 0;
    put_safetensors(f, header, layers * d * d * 4);
}

static fulg_status_t
get_view(fulg_floats_view_t view, const fulg_floats_map_t map,
         const fulg_floats_layout_t *layout, const fulg_floats_tensors_t T,
         slong layer, slong head, char kind)
{
    fulg_diag_t diag;
    return fulg_floats_map_view(view, map, layout, T, layer, head, kind, diag);
}

static slong
entry(const fulg_floats_view_t view, slong i, slong j)
{
    fmpq_mat_t A;
    fulg_diag_t diag;
    slong n;
    fmpq_mat_init(A, view->rows, view->cols);
    assert_int_equal(fulg_floats_view_get_fmpq_mat(A, view, diag), FULG_OK);
    n = fmpz_get_si(fmpq_numref(fmpq_mat_entry(A, i, j)));
    fmpq_mat_clear(A);
    return n;
}

/* head_dim 4 in place of 64, so that the file stays small. */
static const char *
small_map(void)
{
    static char text[2048];
    const char *whole = fulg_floats_map_builtin("gpt2");
    const char *at = strstr(whole, "head_dim 64");
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*shead_dim 4%s", (int) (at - whole), whole,
             at + strlen("head_dim 64"));
    return text;
}

static void
test_gpt2(void **state)
{
    static file_t f;
    const int d = 8, layers = 2;
    for (int prefixed = 0; prefixed < 2; prefixed++)
    {
        const slong first = layers == 2 ? 4 * d * d : 0;
        fulg_floats_tensors_t T;
        fulg_floats_map_t map;
        fulg_floats_layout_t layout;
        fulg_floats_view_t view;
        fulg_diag_t diag;
        gpt2(&f, prefixed ? "transformer." : "", layers, d);
        assert_int_equal(load(T, &f, diag), FULG_OK);
        assert_int_equal(
            fulg_floats_map_init_text(map, "map", small_map(), diag), FULG_OK);
        if (fulg_floats_map_layout(&layout, map, T, diag) != FULG_OK)
            fail_msg("%s", diag->text);
        assert_int_equal(layout.layers, 2);
        assert_true(layout.heads[0] == 2 && layout.heads[1] == 2);
        assert_string_equal(layout.kinds, "qkuo");
        assert_true(map->norm == FULG_NORM_SOFTMAX && map->causal &&
                    map->residual);
        fulg_floats_view_init(view);
        /* layer 2, head 2: columns 4..7 of c_attn, transposed */
        assert_int_equal(get_view(view, map, &layout, T, 1, 1, 'q'), FULG_OK);
        assert_int_equal(view->rows, 4);
        assert_int_equal(view->cols, d);
        assert_true(fmpz_equal_si(view->root, 4));
        assert_int_equal(entry(view, 1, 2), first + 2 * 3 * d + 4 + 1);
        fulg_floats_view_clear(view);
        fulg_floats_view_init(view);
        assert_int_equal(get_view(view, map, &layout, T, 1, 0, 'k'), FULG_OK);
        assert_int_equal(entry(view, 3, 5), first + 5 * 3 * d + d + 3);
        assert_int_equal(get_view(view, map, &layout, T, 1, 1, 'u'), FULG_OK);
        assert_int_equal(entry(view, 3, 5), first + 5 * 3 * d + 2 * d + 4 + 3);
        assert_int_equal(get_view(view, map, &layout, T, 0, 1, 'o'), FULG_OK);
        assert_int_equal(view->rows, d);
        assert_int_equal(view->cols, 4);
        assert_int_equal(entry(view, 5, 3), 3 * d * d + (4 + 3) * d + 5);
        assert_int_equal(get_view(view, map, &layout, T, 0, 0, 'v'),
                         FULG_PARSE);
        fulg_floats_view_clear(view);
        fulg_floats_layout_clear(&layout);
        fulg_floats_map_clear(map);
        fulg_floats_tensors_clear(T);
    }
}

static void
test_refused_text(void **state)
{
    static const struct
    {
        const char *text, *words;
    } cases[] = {
        {"", "no line"},
        {"Q = a\nQ = b\n", "map:2: Q is given twice"},
        {"X = a\n", "none of Q"},
        {"QQ = a\n", "none of Q"},
        {"Q =\n", "needs the name"},
        {"Q = a rows\n", "needs a value"},
        {"Q = a rows 7\n", "range"},
        {"Q = a turn\n", "unknown word \"turn\""},
        {"\n# nothing\nlayer 3\n", "map:3: unknown word \"layer\""},
        {"layers 3\nlayers 3\n", "twice"},
        {"layers\n", "one word"},
        {"norm hard\n", "norm"},
        {"mask some\n", "mask"},
        {"tokens 0\n", "positive"},
        {"tokens a\n", "positive"},
        {"residual yes\n", "takes no value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        fulg_floats_map_t map;
        fulg_diag_t diag;
        assert_int_equal(
            fulg_floats_map_init_text(map, "map", cases[i].text, diag),
            FULG_PARSE);
        if (strstr(diag->text, cases[i].words) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", diag->text, cases[i].words);
    }
}

/* a is 2 x 3, and there are tensors without entries. */
static void
put_many(file_t *f)
{
    static const char *const empty[] = {"b1",   "b3",   "c1",   "c2", "c4",
                                        "d1_1", "d2_1", "d2_2", "3_1"};
    char header[2048];
    size_t n = (size_t) snprintf(
        header, sizeof header,
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],"
        "\"data_offsets\":[0,24]},\"tall\":{\"dtype\":\"F32\",\"shape\":"
        "[1099511627776,0],\"data_offsets\":[24,24]}");
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        n += (size_t) snprintf(header + n, sizeof header - n,
                               ",\"%s\":{\"dtype\":\"F32\","
                               "\"shape\":[0],\"data_offsets\":[24,24]}",
                               empty[i]);
    snprintf(header + n, sizeof header - n, "}");
    f->length = 0;
    put_safetensors(f, header, 6);
}

/* Maps that parse, but do not fit the file. */
static void
test_refused_use(void **state)
{
    static const struct
    {
        const char *text, *words;
    } cases[] = {
        {"Q = b\n", "map:1: no tensor \"b\""},
        {"Q ?= b\n", "none of its tensors"},
        {"Q = a{x}\n", "means nothing"},
        {"Q = a{l\n", "no \"}\" follows"},
        {"Q = a rows 0:3\n", "rows 0:3 of 2"},
        {"Q = a cols 2:2\n", "cols 2:2 of 3"},
        {"Q = a cols -1:2\n", "cols -1:2 of 3"},
        {"Q = a rows 0:C/2\n", "remainder"},
        {"Q = a rows 0:1/0\n", "division by 0"},
        {"Q = a rows 0:a\n", "head_dim"},
        {"Q = a rows 0:(1\n", "missing"},
        {"Q = a rows 0:\n", "too soon"},
        {"Q = a rows 0:99999999999\n", "2^31"},
        {"Q = a rows 0:1000000*1000000*1000000\n", "2^31"},
        {"layers 3\nQ = a\nK ?= {l}_{h}\n", "first head has no such matrix"},
        {"Q = b{l}\n", "\"b3\" would be left out: a layer"},
        {"Q = c{h}\n", "\"c4\" would be left out: a head"},
        {"Q = tall rows 0:R\n", "length 0"},
        {"heads R*R*R+1\nQ = tall\n", "2^31"},
        {"Q = a rows 0:((((((((((((((((((((((((((((((((((((1\n", "deeply"},
        {"Q = a times x\n", "x"},
        {"Q = a times 0\n", "times 0"},
        {"Q = a over-sqrt 0\n", "over-sqrt 0"},
        {"heads 0\nQ = a\n", "0 heads"},
        {"head_dim 0\nQ = a\n", "head_dim 0"},
        {"heads C-R-R\nQ = a\n", "-1 heads"},
    };
    static file_t f;
    put_many(&f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        fulg_floats_tensors_t T;
        fulg_floats_map_t map;
        fulg_floats_layout_t layout;
        fulg_floats_view_t view;
        fulg_diag_t diag;
        fulg_status_t status;
        assert_int_equal(load(T, &f, diag), FULG_OK);
        assert_int_equal(
            fulg_floats_map_init_text(map, "map", cases[i].text, diag),
            FULG_OK);
        fulg_floats_view_init(view);
        status = fulg_floats_map_layout(&layout, map, T, diag);
        if (status == FULG_OK)
        {
            status = fulg_floats_map_view(view, map, &layout, T, 0, 0, 'q',
                                          diag);
            fulg_floats_layout_clear(&layout);
        }
        if (status != FULG_PARSE)
            fail_msg("accepted: %s", cases[i].text);
        if (strstr(diag->text, cases[i].words) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].text, diag->text,
                     cases[i].words);
        fulg_floats_view_clear(view);
        fulg_floats_map_clear(map);
        fulg_floats_tensors_clear(T);
    }
}

static void
test_factor(void **state)
{
    static file_t f;
    fulg_floats_tensors_t T;
    fulg_floats_map_t map;
    fulg_floats_layout_t layout;
    fulg_floats_view_t view;
    fulg_diag_t diag;
    arb_t x, y;
    f.length = 0;
    put_safetensors(&f,
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],"
                    "\"data_offsets\":[0,24]}}",
                    6);
    assert_int_equal(load(T, &f, diag), FULG_OK);
    assert_int_equal(fulg_floats_map_init_text(map, "map",
                                               "Q = a times 3/2 over-sqrt "
                                               "64\nK = a over-sqrt 5\n",
                                               diag),
                     FULG_OK);
    assert_int_equal(fulg_floats_map_layout(&layout, map, T, diag), FULG_OK);
    arb_init(x);
    arb_init(y);
    fulg_floats_view_init(view);
    assert_int_equal(get_view(view, map, &layout, T, 0, 0, 'q'), FULG_OK);
    fulg_floats_view_factor(x, view, 64);
    arb_set_d(y, 0.1875);
    assert_true(arb_equal(x, y));
    fulg_floats_view_clear(view);
    fulg_floats_view_init(view);
    assert_int_equal(get_view(view, map, &layout, T, 0, 0, 'k'), FULG_OK);
    fulg_floats_view_factor(x, view, 64);
    arb_mul(x, x, x, 64);
    arb_mul_ui(x, x, 5, 64);
    assert_true(!arb_is_exact(x) && arb_contains_si(x, 1));
    fulg_floats_view_clear(view);
    arb_clear(x);
    arb_clear(y);
    fulg_floats_layout_clear(&layout);
    fulg_floats_map_clear(map);
    fulg_floats_tensors_clear(T);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_gpt2),
    cmocka_unit_test(test_refused_text),
    cmocka_unit_test(test_refused_use),
    cmocka_unit_test(test_factor),
};

FULG_TEST_MAIN(tests)
