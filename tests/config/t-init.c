#include "testing.h"

#include <fulgurite/config.h>

static fulg_status_t
read_config(fulg_config_t config, const char *text, fulg_diag_t diag)
{
    json_t *value;
    fulg_status_t status;
    assert_int_equal(
        fulg_exact_json_parse(&value, text, strlen(text), NULL, diag), FULG_OK);
    status = fulg_config_init(config, value, diag);
    json_decref(value);
    return status;
}

static void
expect_fmpz(const fmpz_t n, const char *text)
{
    char *found = fmpz_get_str(NULL, 10, n);
    assert_string_equal(found, text);
    flint_free(found);
}

#define LLAMA(more)                                                            \
    "{\"model_type\":\"llama\",\"hidden_size\":4096,\"num_hidden_layers\":32," \
    "\"num_attention_heads\":32,\"intermediate_size\":14336" more "}"
#define GPT2(more)                                                         \
    "{\"model_type\":\"gpt2\",\"n_embd\":768,\"n_layer\":12,\"n_head\":12" \
    ",\"vocab_size\":50257" more "}"
#define FALCON(more)                                                            \
    "{\"model_type\":\"falcon\",\"hidden_size\":4544,\"num_hidden_layers\":32," \
    "\"num_attention_heads\":71" more "}"

/* Numbers of parameters as published: of whole models, or of the blocks. */
static void
test_parameters(void **state)
{
    static const struct
    {
        const char *text, *blocks, *model, *symmetries;
    } table[] = {
        {GPT2(""), "85054464", "124439808", "1347352"},
        {LLAMA(",\"num_key_value_heads\":8,\"vocab_size\":128256"),
         "6979584000", "8030261248", "13342720"},
        {LLAMA(",\"num_key_value_heads\":8,\"vocab_size\":128256,"
               "\"tie_word_embeddings\":true"),
         "6979584000", "7504924672", "4947968"},
        {FALCON(""), "6626242560", NULL, NULL},
        {"{\"model_type\":\"gptj\",\"n_embd\":4096,\"n_layer\":28,\"n_head\":16}",
         "5637947392", NULL, NULL},
        {"{\"model_type\":\"phi\",\"hidden_size\":2560,\"num_hidden_layers\":32,"
         "\"num_attention_heads\":32,\"intermediate_size\":10240,"
         "\"partial_rotary_factor\":0.4}",
         "2517483520", NULL, NULL},
        {"{\"model_type\":\"gemma\",\"hidden_size\":2048,\"head_dim\":256,"
         "\"num_hidden_layers\":18,\"num_attention_heads\":8,"
         "\"num_key_value_heads\":1,\"intermediate_size\":16384}",
         "1981882368", NULL, NULL}};
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_config_t config;
        fulg_diag_t diag;
        assert_int_equal(read_config(config, table[n].text, diag), FULG_OK);
        assert_null(config->why_not);
        expect_fmpz(config->parameters, table[n].blocks);
        assert_int_equal(config->has_model, table[n].model != NULL);
        if (table[n].model != NULL)
        {
            expect_fmpz(config->model_parameters, table[n].model);
            expect_fmpz(config->model_symmetries, table[n].symmetries);
        }
        fulg_config_clear(config);
    }
}

/* What the blocks are. */
static void
test_shapes(void **state)
{
    const fulg_sublayer_struct *sub;
    fulg_config_t config;
    fulg_diag_t diag;
    assert_int_equal(read_config(config, FALCON(""), diag), FULG_OK);
    sub = config->arch->sub;
    assert_int_equal(config->arch->depth, 64);
    assert_int_equal(config->arch->tokens, 2048);
    assert_int_equal(sub[0].kv_heads, 1);
    assert_int_equal(sub[0].rotary, 64);
    assert_int_equal(sub[0].causal, 1);
    assert_int_equal(sub[1].parallel, 1);
    assert_int_equal(sub[1].shared_norm, 1);
    assert_int_equal(sub[1].hidden, 4 * 4544);
    fulg_config_clear(config);
    assert_int_equal(read_config(config,
                                 FALCON(",\"new_decoder_architecture\":true,"
                                        "\"num_kv_heads\":71"),
                                 diag),
                     FULG_OK);
    assert_int_equal(fulg_arch_sublayer_groups(&config->arch->sub[0]), 71);
    assert_int_equal(config->arch->sub[1].shared_norm, 0);
    fulg_config_clear(config);
    assert_int_equal(
        read_config(config,
                    "{\"model_type\":\"vit\",\"hidden_size\":768,"
                    "\"num_hidden_layers\":12,\"intermediate_size\":3072,"
                    "\"num_attention_heads\":12}",
                    diag),
        FULG_OK);
    assert_int_equal(config->arch->tokens, 197);
    assert_int_equal(config->arch->sub[0].causal, 0);
    fulg_config_clear(config);
}

static void
refuse(const char *text, const char *reason)
{
    fulg_config_t config;
    fulg_diag_t diag;
    assert_int_equal(read_config(config, text, diag), FULG_PARSE);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("expected \"%s\", found \"%s\"", reason, diag->text);
}

static void
test_refusals(void **state)
{
    refuse("[]", "object");
    refuse("{}", "\"model_type\" is missing");
    refuse("{\"model_type\":\"lama\"}", "known are gpt2, gptj, gpt_neox");
    refuse("{\"model_type\":\"gpt2\"}", "\"n_embd\" is missing");
    refuse(GPT2(",\"hidden_size\":769"), "contradicts");
    refuse(GPT2(",\"n_inner\":-1"), "\"n_inner\" must be a positive integer");
    refuse(GPT2(",\"activation_function\":\"mish\""), "unknown activation");
    refuse(LLAMA(",\"num_key_value_heads\":5"), "num_key_value_heads");
    refuse(LLAMA(",\"head_dim\":3"), "must be even");
    refuse(LLAMA(",\"attention_bias\":\"no\""), "true or false");
    refuse(
        "{\"model_type\":\"gpt2\",\"n_embd\":770,\"n_layer\":1,\"n_head\":12}",
        "does not divide");
    refuse("{\"model_type\":\"gptj\",\"n_embd\":64,\"n_layer\":1,\"n_head\":4}",
           "rotates 64 of the 16");
}

/* Every row of the table gives an architecture; those that are not covered say
   why, and know a bound. */
static void
test_every_type(void **state)
{
    const char *type;
    int covered;
    for (slong n = 0; (type = fulg_config_type(n, &covered)) != NULL; n++)
    {
        char text[1024];
        fulg_config_t config;
        fulg_diag_t diag;
        snprintf(
            text, sizeof text,
            "{\"model_type\":\"%s\",\"hidden_size\":64,\"n_embd\":64,"
            "\"d_model\":64,\"dim\":64,\"num_hidden_layers\":2,\"n_layer\":2,"
            "\"n_layers\":2,\"num_attention_heads\":4,\"n_head\":4,"
            "\"n_heads\":4,\"intermediate_size\":96,\"ffn_dim\":96,"
            "\"hidden_dim\":96,\"rotary_dim\":8}",
            type);
        assert_int_equal(read_config(config, text, diag), FULG_OK);
        assert_string_equal(config->type, type);
        assert_int_equal(config->why_not == NULL, covered);
        assert_true(fmpz_sgn(config->upper) > 0 &&
                    fmpz_cmp(config->upper, config->parameters) < 0);
        fulg_config_clear(config);
    }
}

/* A key of a covered family takes it out. */
static void
test_limits(void **state)
{
    fulg_config_t config;
    fulg_diag_t diag;
    assert_int_equal(
        read_config(config,
                    "{\"model_type\":\"opt\",\"hidden_size\":64,"
                    "\"num_hidden_layers\":2,\"num_attention_heads\":4,"
                    "\"ffn_dim\":96,\"do_layer_norm_before\":false}",
                    diag),
        FULG_OK);
    assert_non_null(strstr(config->why_not, "post-norm"));
    fulg_config_clear(config);
}

/* Heads alone, of files that say nothing else. */
static void
test_heads(void **state)
{
    static const struct
    {
        const char *text;
        slong heads, kv_heads, head_dim; /* heads 0: refused */
    } cases[] = {
        {"{\"model_type\":\"gpt2\",\"n_head\":12}", 12, 12, 0},
        {GPT2(""), 12, 12, 64},
        {LLAMA(",\"num_key_value_heads\":8"), 32, 8, 128},
        {LLAMA(",\"head_dim\":64"), 32, 32, 64},
        {FALCON(""), 71, 1, 64},
        {FALCON(",\"multi_query\":false"), 71, 71, 64},
        {FALCON(",\"new_decoder_architecture\":true,\"num_kv_heads\":71"), 71,
         71, 64},
        {"{\"model_type\":\"deit\",\"num_attention_heads\":3}", 3, 3, 0},
        {"{\"model_type\":\"deit\"}", 0, 0, 0},
        {LLAMA(",\"num_key_value_heads\":5"), 0, 0, 0},
        {"{\"model_type\":\"none\",\"num_attention_heads\":3}", 0, 0, 0}};
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
    {
        fulg_config_heads_t found;
        fulg_diag_t diag;
        json_t *value;
        assert_int_equal(fulg_exact_json_parse(&value, cases[n].text,
                                               strlen(cases[n].text), NULL,
                                               diag),
                         FULG_OK);
        assert_int_equal(fulg_config_heads(&found, value, diag),
                         cases[n].heads ? FULG_OK : FULG_PARSE);
        if (cases[n].heads)
        {
            assert_int_equal(found.heads, cases[n].heads);
            assert_int_equal(found.kv_heads, cases[n].kv_heads);
            assert_int_equal(found.head_dim, cases[n].head_dim);
        }
        json_decref(value);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_parameters), cmocka_unit_test(test_shapes),
    cmocka_unit_test(test_refusals),   cmocka_unit_test(test_every_type),
    cmocka_unit_test(test_limits),     cmocka_unit_test(test_heads),
};

FULG_TEST_MAIN(tests)
