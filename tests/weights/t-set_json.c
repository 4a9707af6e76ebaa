#include "nets.h"

#define HEAD                                                            \
    "{\"format\":\"fulgurite-weights/1\",\"architecture\":{\"format\":" \
    "\"fulgurite-architecture/1\","
#define ONE_LAYER "\"widths\":[2,3],\"head_dim\":1},\"layers\":"
#define SPLIT "\"widths\":[2,3],\"head_dim\":1,\"value_dim\":1},\"layers\":"
#define GOOD_V "\"V\":[[1,2],[3,4],[5,6]]"

static fulg_status_t
read_weights(fulg_weights_t W, const char *text, fulg_diag_t diag)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    fulg_status_t status;
    if (value == NULL)
        fail_msg("the test itself is no JSON: %s", text);
    status = fulg_weights_init_json(W, value, diag);
    json_decref(value);
    return status;
}

static void
refuse(const char *text, const char *reason)
{
    fulg_weights_t W;
    fulg_diag_t diag;
    fulg_diag_init(diag);
    if (read_weights(W, text, diag) != FULG_PARSE)
        fail_msg("not refused: %s", text);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%s: expected \"%s\", found \"%s\"", text, reason, diag->text);
}

/* Layer, head, matrix, expected and found shape are named. */
static void
test_shapes(void **state)
{
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"Q\":[[1,2,3]],\"K\":[[1,2]]," GOOD_V
                          "}]}]}",
           "layer 1, head 1, Q: expected a 1 x 2 matrix, found 1 x 3");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"Q\":[[1,2]],\"K\":[[1],[2]]," GOOD_V
                          "}]}]}",
           "layer 1, head 1, K: expected a 1 x 2 matrix, found 2 x 1");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"Q\":[[1,2]],\"K\":[[1,2]],"
                          "\"V\":[[1,2],[3,4]]}]}]}",
           "layer 1, head 1, V: expected a 3 x 2 matrix, found 2 x 2");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"A\":[[1,2]]," GOOD_V "}]}]}",
           "layer 1, head 1, A: expected a 2 x 2 matrix, found 1 x 2");
    refuse(HEAD SPLIT "[{\"heads\":[{\"Q\":[[1,2]],\"K\":[[1,2]],"
                      "\"O\":[[1,2]],\"U\":[[1,2]]}]}]}",
           "layer 1, head 1, O: expected a 3 x 1 matrix, found 1 x 2");
    refuse(HEAD SPLIT "[{\"heads\":[{\"Q\":[[1,2]],\"K\":[[1,2]],"
                      "\"O\":[[1],[2],[3]],\"U\":[[1]]}]}]}",
           "layer 1, head 1, U: expected a 1 x 2 matrix, found 1 x 1");
    refuse(HEAD "\"widths\":[1,1,2],\"head_dim\":1,\"heads\":2},\"layers\":["
                "{\"heads\":[{\"A\":[[1]],\"V\":[[1]]},"
                "{\"A\":[[1]],\"V\":[[1]]}]},"
                "{\"heads\":[{\"A\":[[1]],\"V\":[[1],[2]]},"
                "{\"A\":[[1]],\"V\":[[1,2]]}]}]}",
           "layer 2, head 2, V: expected a 2 x 1 matrix, found 1 x 2");
    refuse(HEAD "\"family\":\"pnn\",\"widths\":[2,3,1]},\"layers\":["
                "{\"W\":[[1,2],[3,4],[5,6]]},{\"W\":[[1,2]]}]}",
           "layer 2, W: expected a 1 x 3 matrix, found 1 x 2");
}

static void
test_lists(void **state)
{
    refuse(HEAD ONE_LAYER "[]}", "\"layers\" must be a list of 1 layer");
    refuse(HEAD ONE_LAYER "{}}", "\"layers\" must be a list of 1 layer");
    refuse(HEAD ONE_LAYER "[7]}", "layer 1: expected an object");
    refuse(HEAD ONE_LAYER "[{}]}", "layer 1: \"heads\" must be a list of 1");
    refuse(HEAD ONE_LAYER "[{\"heads\":[]}]}", "must be a list of 1 head");
    refuse(HEAD ONE_LAYER "[{\"heads\":[1]}]}",
           "layer 1, head 1: expected an object");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{},{}]}]}", "list of 1 head");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{}]}]}",
           "layer 1, head 1, Q is missing");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"Q\":[[1,2]]," GOOD_V "}]}]}",
           "layer 1, head 1, K is missing");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"A\":[[1,2],[2,4]]}]}]}",
           "layer 1, head 1, V is missing");
    refuse(HEAD SPLIT "[{\"heads\":[{\"A\":[[1,2],[2,4]],\"O\":[[1],[2],[3]]"
                      "}]}]}",
           "layer 1, head 1, U is missing");
    refuse(HEAD "\"family\":\"pnn\",\"widths\":[2,3]},\"layers\":[{}]}",
           "layer 1, W is missing");
}

/* A short file that asks for much memory is refused before it gets any. */
static void
test_too_few(void **state)
{
    refuse(HEAD "\"widths\":[9999,9999],\"head_dim\":1},\"layers\":[]}",
           "\"layers\" holds 0 numbers, far too few for the 99999999 weights");
    refuse(HEAD "\"widths\":[99999999999,99999999999],\"head_dim\":1},"
                "\"layers\":[{\"heads\":[{\"A\":[[1]],\"V\":[[1]]}]}]}",
           "\"layers\" holds 2 numbers, far too few");
    refuse(HEAD "\"widths\":[1,1],\"head_dim\":1,\"heads\":100000000000},"
                "\"layers\":[{\"heads\":[{\"A\":[[1]],\"V\":[[1]]}]}]}",
           "\"layers\" holds 2 numbers, far too few");
}

static void
test_keys(void **state)
{
    refuse("[]", "a weights file holds a JSON object");
    refuse("{\"layers\":[]}", "\"format\" must be");
    refuse("{\"format\":\"fulgurite-weights/1\",\"layers\":[]}",
           "\"architecture\" is missing");
    refuse("{\"format\":\"fulgurite-weights/1\",\"architecture\":1}",
           "architecture: an architecture must be a JSON object");
    refuse("{\"format\":\"fulgurite-weights/1\",\"layer\":[]}",
           "unknown key \"layer\" (did you mean \"layers\"?)");
    refuse("{\"format\":\"fulgurite-architecture/1\",\"widths\":[2,2]}",
           "\"format\" must be \"fulgurite-weights/1\"");
    refuse(HEAD "\"widths\":[2,0],\"head_dim\":1},\"layers\":[]}",
           "architecture: width_1 is 0");
    refuse(HEAD ONE_LAYER "[{\"head\":[]}]}",
           "layer 1: unknown key \"head\" (did you mean \"heads\"?)");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"q\":[[1,2]]}]}]}",
           "layer 1, head 1: unknown key \"q\"");
    refuse(HEAD "\"family\":\"pnn\",\"widths\":[2,3]},\"layers\":[{\"heads\":1"
                "}]}",
           "layer 1: unknown key \"heads\"");
}

static void
test_both_forms(void **state)
{
    refuse(HEAD ONE_LAYER
           "[{\"heads\":[{\"A\":[[1,0],[0,0]],\"Q\":[[1,2]]," GOOD_V "}]}]}",
           "A cannot be combined with Q or K");
    refuse(HEAD ONE_LAYER
           "[{\"heads\":[{\"A\":[[1,0],[0,0]],\"K\":[[1,2]]," GOOD_V "}]}]}",
           "A cannot be combined with Q or K");
    refuse(HEAD SPLIT "[{\"heads\":[{\"A\":[[1,0],[0,0]],\"U\":[[1,2]]," GOOD_V
                      "}]}]}",
           "V cannot be combined with O or U");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"A\":[[1,0],[0,0]],\"U\":[[1,2]],"
                          "\"O\":[[1],[2],[3]]}]}]}",
           "O and U need an architecture with \"value_dim\"");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"A\":[[1,0],[0,1]]," GOOD_V "}]}]}",
           "layer 1, head 1, A has rank 2, but head_dim is 1");
    refuse(HEAD SPLIT "[{\"heads\":[{\"A\":[[1,0],[0,0]]," GOOD_V "}]}]}",
           "layer 1, head 1, V has rank 2, but value_dim is 1");
}

static void
test_numbers(void **state)
{
    refuse(HEAD ONE_LAYER
           "[{\"heads\":[{\"Q\":[[1,\"1/0\"]],\"K\":[[1,2]]," GOOD_V "}]}]}",
           "layer 1, head 1, Q: entry (1,2): \"1/0\" divides by zero");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"Q\":[[1,0.25]],\"K\":[[1,2]]," GOOD_V
                          "}]}]}",
           "must be quoted to be exact: write \"0.25\"");
    refuse(HEAD ONE_LAYER
           "[{\"heads\":[{\"Q\":[[1,\"NaN\"]],\"K\":[[1,2]]," GOOD_V "}]}]}",
           "\"NaN\" is not a number");
    refuse(HEAD ONE_LAYER "[{\"heads\":[{\"A\":[[1,2],[2,\"4/0\"]]," GOOD_V
                          "}]}]}",
           "layer 1, head 1, A: entry (2,2): \"4/0\" divides by zero");
}

/* A = K^T Q and V = O U come back from their factors. */
static void
test_products(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_products");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t W, F;
        fulg_diag_t diag;
        json_t *value, *head;
        fmpq_mat_t A, V, B, Kt;
        slong in, out;
        fulg_test_arch(arch, rand, 2, 1, 5);
        in = arch->width[0];
        out = arch->width[1];
        fulg_test_weights(W, arch, rand);
        fmpq_mat_init(A, in, in);
        fmpq_mat_init(B, in, in);
        fmpq_mat_init(V, out, in);
        fmpq_mat_init(Kt, in, arch->sub[0].head_dim);
        fmpq_mat_transpose(Kt, fulg_weights_mat(W, 0, 0, 'k')->fmpq);
        fmpq_mat_mul(A, Kt, fulg_weights_mat(W, 0, 0, 'q')->fmpq);
        fmpq_mat_mul(V, fulg_weights_mat(W, 0, 0, 'o')->fmpq,
                     fulg_weights_mat(W, 0, 0, 'u')->fmpq);
        value = fulg_weights_json(W);
        head = json_array_get(
            json_object_get(json_array_get(json_object_get(value, "layers"), 0),
                            "heads"),
            0);
        json_object_clear(head);
        json_object_set_new(head, "A", fulg_weights_mat_json(A));
        json_object_set_new(head, "V", fulg_weights_mat_json(V));
        assert_int_equal(fulg_weights_init_json(F, value, diag), FULG_OK);
        fmpq_mat_transpose(Kt, fulg_weights_mat(F, 0, 0, 'k')->fmpq);
        fmpq_mat_mul(B, Kt, fulg_weights_mat(F, 0, 0, 'q')->fmpq);
        assert_true(fmpq_mat_equal(A, B));
        fmpq_mat_clear(B);
        fmpq_mat_init(B, out, in);
        fmpq_mat_mul(B, fulg_weights_mat(F, 0, 0, 'o')->fmpq,
                     fulg_weights_mat(F, 0, 0, 'u')->fmpq);
        assert_true(fmpq_mat_equal(V, B));
        json_decref(value);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
        fmpq_mat_clear(B);
        fmpq_mat_clear(Kt);
        fulg_weights_clear(W);
        fulg_weights_clear(F);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_shapes),   cmocka_unit_test(test_lists),
    cmocka_unit_test(test_keys),     cmocka_unit_test(test_both_forms),
    cmocka_unit_test(test_numbers),  cmocka_unit_test(test_too_few),
    cmocka_unit_test(test_products),
};

FULG_TEST_MAIN(tests)
