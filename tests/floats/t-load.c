#include "floats/files.h"

#define NPY "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"

/* ---- .npy ------------------------------------------------------------------- */

static void
npy(file_t *f, const char *header, int count)
{
    f->length = 0;
    put_npy(f, 1, header, count);
}

static void
test_npy(void **state)
{
    static file_t f;
    for (int version = 1; version <= 3; version++)
    {
        f.length = 0;
        put_npy(&f, version, NPY, 6);
        accept_matrix(&f, "file", 2, 3, 0);
    }
    npy(&f, "{\"shape\":(2L,3),'descr':'=f4','fortran_order':True}", 6);
    accept_matrix(&f, "file", 2, 3, 1);
    npy(&f, "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", 4);
    accept_matrix(&f, "file", 4, 1, 0);
    npy(&f, "{'descr': '>f4', 'fortran_order': False, 'shape': (4,), }", 4);
    for (size_t i = f.length - 16; i < f.length; i += 4)
    {
        const unsigned char x[4] = {f.bytes[i + 3], f.bytes[i + 2],
                                    f.bytes[i + 1], f.bytes[i]};
        memcpy(f.bytes + i, x, 4);
    }
    accept_matrix(&f, "file", 4, 1, 0);
    npy(&f, NPY, 6);
    mutilate(&f);
}

static void
test_npy_refused(void **state)
{
    static const struct
    {
        const char *header, *words;
    } cases[] = {
        {"{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3)}", "<i4"},
        {"{'descr': '|f4', 'fortran_order': False, 'shape': (2, 3)}", "|f4"},
        {"{'descr': [('a','<f4')], 'fortran_order': False, 'shape': (2, 3)}",
         "a structured type"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}",
         "negative"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}",
         "truncated"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}",
         "trailing bytes"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': "
         "(4611686018427387904, 4611686018427387904)}",
         "huge"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': "
         "(99999999999999999999999, 1)}",
         "too large"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': "
         "(1,1,1,1,1,1,1,1,6)}",
         "more than 8"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (6)}", "tuple"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': 6}", "tuple"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 3)}",
         "tuple"},
        {"{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
         "neither True nor False"},
        {"{'descr': '<f4', 'shape': (2, 3)}", "missing"},
        {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, "
         "'shape': (2, 3)}",
         "twice"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}",
         "unknown key"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
         "after \"}\""},
        {"{'descr': '<f4' 'fortran_order': False, 'shape': (2, 3)}",
         "expected"},
        {"{'descr' '<f4', 'fortran_order': False, 'shape': (2, 3)}",
         "expected \":\""},
        {"(2, 3)", "expected \"{\""},
    };
    static file_t f;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        npy(&f, cases[i].header, 6);
        refuse(&f, cases[i].words);
    }
    npy(&f, NPY, 6);
    f.bytes[6] = 4;
    refuse(&f, "version 4.0");
    npy(&f, NPY, 6);
    f.bytes[8] = f.bytes[9] = 0xff;
    refuse(&f, "beyond the end");
    f.length = 0;
    put_npy(&f, 2, NPY, 6);
    memset(f.bytes + 8, 0xff, 4);
    refuse(&f, "65536");
    f.length = 0;
    refuse(&f, "empty");
    put(&f, "hello", 5);
    refuse(&f, "neither");
}

/* ---- .npz ------------------------------------------------------------------- */

static void
npz(file_t *f, int method)
{
    static file_t a, b;
    entry_t e[2];
    npy(&a, NPY, 6);
    npy(&b, "{'descr': '<f4', 'fortran_order': True, 'shape': (20, 20), }",
        400);
    f->length = 0;
    e[0] = put_member(f, "a.npy", &a, method);
    e[1] = put_member(f, "b.npy", &b, method);
    put_directory(f, e, 2);
}

static void
test_npz(void **state)
{
    static file_t f;
    for (int method = 0; method <= 8; method += 8)
    {
        npz(&f, method);
        accept_matrix(&f, "a", 2, 3, 0);
        accept_matrix(&f, "b", 20, 20, 1);
        mutilate(&f);
    }
    /* other types are there, but no matrices */
    {
        static file_t a;
        entry_t e;
        fulg_floats_tensors_t T;
        fulg_floats_view_t view;
        fulg_diag_t diag;
        npy(&a, "{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", 6);
        f.length = 0;
        e = put_member(&f, "n.npy", &a, 0);
        put_directory(&f, &e, 1);
        assert_int_equal(load(T, &f, diag), FULG_OK);
        fulg_floats_view_init(view);
        assert_int_equal(
            fulg_floats_view_set(view, fulg_floats_tensors_find(T, "n"), diag),
            FULG_PARSE);
        fulg_floats_view_clear(view);
        fulg_floats_tensors_clear(T);
    }
}

/* One member whose entries in the directory are then changed. */
static void
refuse_entry(int method, const char *name, void (*change)(entry_t *),
             const char *words)
{
    static file_t f, a;
    entry_t e;
    npy(&a, NPY, 6);
    f.length = 0;
    e = put_member(&f, name, &a, method);
    change(&e);
    put_directory(&f, &e, 1);
    refuse(&f, words);
}

static void
rename_entry(entry_t *e)
{
    e->name = "b.npy";
}

static void
wrong_sum(entry_t *e)
{
    e->crc ^= 1;
}

static void
longer(entry_t *e)
{
    e->packed += 1000;
}

static void
elsewhere(entry_t *e)
{
    e->local += 3;
}

static void
bomb(entry_t *e)
{
    e->size = UWORD(0xf0000000);
}

static void
larger(entry_t *e)
{
    e->size += 4;
}

static void
smaller(entry_t *e)
{
    e->size -= 4;
}

static void
wide(entry_t *e)
{
    e->size = UWORD(0xffffffff);
}

static void
test_npz_refused(void **state)
{
    static file_t f, a;
    entry_t e[2];
    refuse_entry(0, "a.npy", rename_entry, "differ");
    refuse_entry(0, "a.npy", wrong_sum, "checksum");
    refuse_entry(8, "a.npy", wrong_sum, "checksum");
    refuse_entry(0, "a.npy", longer, "beyond");
    refuse_entry(0, "a.npy", elsewhere, "not where");
    refuse_entry(0, "a.npy", larger, "two sizes");
    refuse_entry(8, "a.npy", bomb, "more than deflate can hold");
    refuse_entry(8, "a.npy", larger, "damaged");
    refuse_entry(8, "a.npy", smaller, "size is not that of its shape");
    refuse_entry(8, "a.npy", wide, "zip64");
    /* two members in the same place */
    npy(&a, NPY, 6);
    f.length = 0;
    e[0] = e[1] = put_member(&f, "a.npy", &a, 0);
    put_directory(&f, e, 2);
    refuse(&f, "overlaps");
    /* one name twice */
    f.length = 0;
    e[0] = put_member(&f, "a.npy", &a, 0);
    e[1] = put_member(&f, "a.npy", &a, 0);
    put_directory(&f, e, 2);
    refuse(&f, "two tensors are named \"a\"");
    /* a shape that asks for more than there is */
    npy(&a, "{'descr': '<f4', 'fortran_order': False, 'shape': (9, 9)}", 6);
    for (int method = 0; method <= 8; method += 8)
    {
        f.length = 0;
        e[0] = put_member(&f, "a.npy", &a, method);
        put_directory(&f, e, 1);
        refuse(&f, "shape");
    }
    put(&f, "x", 1);
    refuse(&f, "no end record");
}

/* ---- .safetensors -------------------------------------------------------------- */

static void
safetensors(file_t *f, const char *header, int count)
{
    f->length = 0;
    put_safetensors(f, header, count);
}

#define TENSOR(name, shape, begin, end)                \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape \
    ",\"data_offsets\":[" #begin "," #end "]}"

static void
test_safetensors(void **state)
{
    static file_t f;
    safetensors(&f,
                "{\"__metadata__\":{\"format\":\"pt\"}," TENSOR(
                    "b", "[1,2]", 24, 32) "," TENSOR("a", "[2,3]", 0,
                                                     24) "," TENSOR("none",
                                                                    "[0,7]", 24,
                                                                    24) "}  ",
                8);
    accept_matrix(&f, "a", 2, 3, 0);
    safetensors(&f, "{" TENSOR("a", "[2,3]", 0, 24) "}", 6);
    mutilate(&f);
}

static void
test_safetensors_refused(void **state)
{
    static const struct
    {
        const char *header, *words;
    } cases[] = {
        {"{" TENSOR("a", "[2,3]", 0, 28) "}", "beyond the file"},
        {"{" TENSOR("a", "[2,2]", 0, 16) "}", "trailing bytes"},
        {"{" TENSOR("a", "[2,2]", 0, 24) "}", "differ in size"},
        {"{" TENSOR("a", "[2,-3]", 0, 24) "}", "negative size"},
        {"{" TENSOR("a", "[2.5,3]", 0, 24) "}", "not an integer"},
        {"{" TENSOR("a", "6", 0, 24) "}", "not a list"},
        {"{" TENSOR("a", "[4611686018427387904,4611686018427387904]", 0,
                    24) "}",
         "huge"},
        {"{" TENSOR("a", "[2,3]", 24, 0) "}", "decrease"},
        {"{" TENSOR("a", "[2,3]", -24, 0) "}", "negative"},
        {"{" TENSOR("a", "[2,2]", 0, 16) "," TENSOR("b", "[4]", 8, 24) "}",
         "overlaps"},
        {"{" TENSOR("a", "[2]", 0, 8) "," TENSOR("b", "[2]", 16, 24) "}",
         "no tensor"},
        {"{" TENSOR("a", "[2,3]", 0, 24) "," TENSOR("a", "[2,3]", 0, 24) "}",
         "duplicate"},
        {"{" TENSOR("", "[2,3]", 0, 24) "}", "name"},
        {"{\"__metadata__\":{\"x\":1}," TENSOR("a", "[2,3]", 0, 24) "}",
         "strings"},
        {"{\"__metadata__\":7," TENSOR("a", "[2,3]", 0, 24) "}", "strings"},
        {"{\"a\":{\"shape\":[6],\"data_offsets\":[0,24]}}", "dtype"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0]}}",
         "pair"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"offsets\":[0,24]}}",
         "offsets"},
        {"{\"a\":7}", "not an object"},
        {"{\"a\":", "header:"},
    };
    static file_t f;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        safetensors(&f, cases[i].header, 6);
        refuse(&f, cases[i].words);
    }
    safetensors(&f, "{" TENSOR("a", "[2,3]", 0, 24) "}", 6);
    memset(f.bytes, 0xff, 8);
    refuse(&f, "truncated");
    f.bytes[7] = 0x7f;
    refuse(&f, "truncated");
}

/* ---- JSON ------------------------------------------------------------------------ */

#define JSON(q)                                                         \
    "{\"format\":\"fulgurite-weights/1\",\"architecture\":{\"format\":" \
    "\"fulgurite-architecture/1\",\"widths\":[3,3],\"head_dim\":[2]},"  \
    "\"layers\":[{\"heads\":[{\"Q\":" q "}]}]}"

static void
test_json(void **state)
{
    static file_t f;
    static const char *const bad[] = {JSON("[[1,2],[3]]"),
                                      JSON("[[1,2],[3,\"1/3\"]]"),
                                      JSON("[[1e999]]"),
                                      JSON("[]"),
                                      JSON("[[]]"),
                                      JSON("7"),
                                      JSON("[[null]]"),
                                      JSON("[[9007199254740993]]"),
                                      "{\"format\":\"other\"}",
                                      "{",
                                      "{}"};
    f.length = 0;
    put(&f, JSON("[[0,1.0,2],[3e0,\"4\",\"10/2\"]]"),
        strlen(JSON("[[0,1.0,2],[3e0,\"4\",\"10/2\"]]")));
    accept_matrix(&f, "q1_1", 2, 3, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
        f.length = 0;
        put(&f, bad[i], strlen(bad[i]));
        refuse(&f, "file.npy");
    }
}

static void
test_no_file(void **state)
{
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_floats_tensors_init(T);
    assert_int_equal(fulg_floats_tensors_load(T, "/nonexistent/x.npy", diag),
                     FULG_IO);
    assert_int_equal(fulg_floats_tensors_load(T, "/", diag), FULG_IO);
    fulg_floats_tensors_clear(T);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_npy),
    cmocka_unit_test(test_npy_refused),
    cmocka_unit_test(test_npz),
    cmocka_unit_test(test_npz_refused),
    cmocka_unit_test(test_safetensors),
    cmocka_unit_test(test_safetensors_refused),
    cmocka_unit_test(test_json),
    cmocka_unit_test(test_no_file),
};

FULG_TEST_MAIN(tests)
