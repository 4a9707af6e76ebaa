#include "forgery.h"

/* The certificate claims the upper bound of its architecture, whatever that is,
   with every number but those of the lower bound right. */
static void
claim_upper(json_t *certificate)
{
    json_t *lower = json_object_get(certificate, "lower_bound");
    json_t *total, *parameters, *fiber;
    fulg_cert_bound_t bound;
    fulg_arch_t arch;
    fmpz_t n;
    if (fulg_arch_init_json(arch, json_object_get(certificate, "architecture"),
                            NULL) != FULG_OK)
        abort();
    fulg_cert_bound_init(bound);
    fmpz_init(n);
    fulg_dim_upper_shape(bound, arch);
    fulg_arch_parameters(n, arch);
    total = fulg_exact_json_fmpz(fulg_cert_bound_total(bound));
    parameters = fulg_exact_json_fmpz(n);
    fmpz_sub(n, n, fulg_cert_bound_total(bound));
    fiber = fulg_exact_json_fmpz(n);
    json_object_set(lower, "value", total);
    json_object_set_new(
        certificate, "upper_bound",
        json_pack("{s:s, s:o, s:O}", "theorem", bound->theorem->name, "terms",
                  fulg_cert_bound_json_terms(bound), "value", total));
    json_object_set_new(
        certificate, "claim",
        json_pack("{s:o, s:O, s:O, s:o, s:o, s:s}", "parameters", parameters,
                  "lower", total, "upper", total, "dimension", total,
                  "generic_fiber_dimension", fiber, "status", "proved"));
    sign(certificate);
    fmpz_clear(n);
    fulg_cert_bound_clear(bound);
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
        if (forgery_judge(value, diag) != FULG_REFUSED ||
            !strstr(diag->text, reason))
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
    overreach("heads-reduced", "{\"norm\":\"affine\"}", "{}", "lightning");
    overreach("heads-reduced", "{\"residual\":true,\"widths\":[5,5,5]}", "{}",
              "without residual");
    overreach("heads-reduced", "{\"tokens\":1}", "{}", "tokens");
    overreach("heads-reduced", "{\"widths\":[2,4,3]}", "{}", "inputs");
    overreach("heads-reduced", "{\"widths\":[5,4,1]}", "{}", "last width");
    overreach("heads-reduced", "{\"widths\":[5,1,3]}", "{}", "symmetric");
    overreach("heads-reduced", "{\"heads\":[1,2],\"head_dim\":[1,2]}", "{}",
              "symmetric");
    overreach("heads-reduced", "{\"heads\":[5,2]}", "{}", "too few inputs");
    overreach("heads-reduced", "{\"head_dim\":[5,2]}", "{}",
              "combinations of the heads of layer 1");
    overreach("heads-reduced", "{\"head_dim\":[2,4]}", "{}",
              "combinations of the heads of layer 2");
    overreach("heads-reduced", "{\"value_dim\":[4,4]}", "{}", "value_dim");
    overreach("heads-reduced", "{\"head_dim\":[1,2]}", "{}", "head_dim_1");
    overreach("heads-reduced", "{\"mask\":\"causal\"}", "{}", "mask");
    overreach("heads-reduced",
              "{\"widths\":[5,8,3],\"heads\":[4,1],\"head_dim\":[2,1],"
              "\"value_dim\":[2,1]}",
              "{}", "all values");
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
    cmocka_unit_test(test_overreach),
};

FULG_TEST_MAIN(tests)
