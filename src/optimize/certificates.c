#include <fulgurite/exact.h>
#include <fulgurite/weights.h>

#include "impl.h"

#define FORMAT "fulgurite-certificate/1"
#define DIGITS 20

static json_t *
json_truth(fulg_truth_t truth)
{
    return truth == FULG_UNKNOWN ? json_null()
                                 : json_boolean(truth == FULG_TRUE);
}

/* {"format":..,"kind":..,"samples":..,"heads":..} */
static json_t *
head(const char *kind, const fulg_dataset_t D, const fulg_optimize_heads_t P)
{
    json_t *data = fulg_dataset_json(D);
    json_t *object = json_pack("{s:s, s:s, s:O, s:o}", "format", FORMAT, "kind",
                               kind, "samples",
                               json_object_get(data, "samples"), "heads",
                               fulg_optimize_heads_json_list(P));
    json_decref(data);
    return object;
}

static json_t *
signed_by_digest(json_t *object)
{
    char digest[FULG_EXACT_DIGEST_SIZE];
    fulg_exact_digest(digest, object);
    json_object_set_new(object, "digest", json_string(digest));
    return object;
}

json_t *
fulg_optimize_margin_certificate(const fulg_optimize_margin_t M,
                                 const fulg_dataset_t D,
                                 const fulg_optimize_heads_t P)
{
    json_t *object = head("margin", D, P);
    json_t *lambda = json_array();
    arb_t hull;
    arb_init(hull);
    arb_union(hull, M->lower, M->upper, M->bits);
    for (slong i = 0; i < M->num; i++)
        json_array_append_new(lambda, fulg_exact_json_fmpq(M->lambda + i));
    json_object_set_new(object, "lambda", lambda);
    json_object_set_new(object, "gamma",
                        fulg_optimize_json_enclosure(hull, DIGITS));
    json_object_set_new(object, "gamma_squared",
                        M->exact ? fulg_exact_json_fmpq(M->gamma_squared)
                                 : json_null());
    json_object_set_new(object, "separable", json_truth(M->separable));
    if (M->zero != FULG_ZERO_NONE)
        json_object_set_new(
            object, "zero",
            json_string(M->zero == FULG_ZERO_INSIDE ? "inside" : "opposite"));
    arb_clear(hull);
    return signed_by_digest(object);
}

json_t *
fulg_optimize_descent_certificate(const fulg_optimize_descent_t R,
                                  const fulg_dataset_t D,
                                  const fulg_optimize_heads_t init)
{
    json_t *object = head("descent", D, init);
    json_t *losses = json_array();
    const slong large = fulg_optimize_descent_first_large(R);
    for (slong k = 0; k <= R->steps; k++)
        json_array_append_new(
            losses, k < R->num_earlier
                        ? json_incref(json_array_get(R->earlier, (size_t) k))
                        : fulg_optimize_json_enclosure(R->loss + k, DIGITS));
    json_object_set_new(object, "eta", fulg_exact_json_fmpq(R->eta));
    json_object_set_new(object, "grid", json_integer(R->grid));
    json_object_set_new(object, "steps", json_integer(R->steps));
    json_object_set_new(object, "losses", losses);
    json_object_set_new(object, "monotone",
                        json_truth(fulg_optimize_descent_is_monotone(R)));
    json_object_set_new(object, "small_steps",
                        json_integer(large ? large - 1 : R->steps));
    json_object_set_new(object, "final",
                        fulg_optimize_heads_json_list(R->point));
    return signed_by_digest(object);
}
