/* What "verify" recomputes: the tensor, its trees, and what was said of them. */
#include "organize.h"

static json_t *
json_tensor(const fulg_cube_t X)
{
    json_t *tensor = fulg_cube_json(X);
    json_object_del(tensor, "format");
    return tensor;
}

static json_t *
json_softmax(const organize_t *o)
{
    const organize_softmax_t *s = &o->softmax;
    json_t *object;
    if (!o->has_softmax || !s->decided)
        return json_null();
    object = json_pack(
        "{s:o, s:o, s:s, s:I, s:I, s:s, s:I, s:o}", "tau",
        fulg_exact_json_fmpq(s->scale->tau), "root",
        fulg_exact_json_fmpz(s->scale->root), "mask",
        fulg_cli_organize_mask_name(s->mask), "bits", (json_int_t) s->bits,
        "iterations", (json_int_t) s->R->iterations, "state",
        fulg_cli_organize_state_name(s->R->state), "period",
        (json_int_t) s->R->period, "trees", fulg_cli_organize_json_trees(s->R));
    json_object_set_new(
        object, "tree_invariant",
        json_pack("{s:b, s:b, s:b}", "query",
                  fulg_organize_organization_same(s->R, o->R, 0), "key",
                  fulg_organize_organization_same(s->R, o->R, 1), "head",
                  fulg_organize_organization_same(s->R, o->R, 2)));
    return object;
}

json_t *
fulg_cli_organize_certificate(const organize_t *o)
{
    const fulg_organize_entropy_struct *E = o->M.E;
    char digest[FULG_EXACT_DIGEST_SIZE];
    slong lower, upper;
    json_t *object, *surds = json_array();
    fmpq_t part;
    fmpq_init(part);
    fmpq_set_si(part, 99, 100);
    fulg_organize_entropy_count(&lower, &upper, E, part);
    fmpq_clear(part);
    for (slong n = 0; n < E->surds->num; n++)
        json_array_append_new(
            surds, json_pack("{s:o, s:o}", "root",
                             fulg_exact_json_fmpz(E->surds->root + n), "value",
                             fulg_exact_json_fmpq(E->surds->value + n)));
    object = json_pack("{s:s, s:s, s:I, s:I, s:o, s:o, s:I, s:s, s:I}",
                       "format", FULG_CERT_FORMAT, "kind", "organization",
                       "alpha", (json_int_t) o->options.alpha, "beta",
                       (json_int_t) o->options.beta, "tensor",
                       json_tensor(o->X), "trees",
                       fulg_cli_organize_json_trees(o->R), "iterations",
                       (json_int_t) o->R->iterations, "state",
                       fulg_cli_organize_state_name(o->R->state), "period",
                       (json_int_t) o->R->period);
    json_object_set_new(object, "energy", fulg_exact_json_fmpq(E->energy));
    json_object_set_new(object, "nonzero", json_integer(E->nonzero));
    json_object_set_new(object, "l1_entropy", surds);
    json_object_set_new(object, "n99", json_integer(upper));
    json_object_set_new(object, "softmax", json_softmax(o));
    fulg_exact_digest(digest, object);
    json_object_set_new(object, "digest", json_string(digest));
    return object;
}
