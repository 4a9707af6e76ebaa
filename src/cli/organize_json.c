/* The answer for programs. */
#include "organize.h"

json_t *
fulg_cli_organize_json_trees(const fulg_organize_organization_t R)
{
    json_t *object = json_object();
    for (int a = 0; a < 3; a++)
        json_object_set_new(object, fulg_cube_axis_name(a),
                            fulg_tree_json(&R->tree[a]));
    return object;
}

/* A count, or its bounds where balls leave it open. */
static json_t *
json_count(const fulg_organize_entropy_t E, slong p, slong q)
{
    slong lower, upper;
    fmpq_t part;
    fmpq_init(part);
    fmpq_set_si(part, p, (ulong) q);
    fulg_organize_entropy_count(&lower, &upper, E, part);
    fmpq_clear(part);
    return lower == upper
               ? json_integer(lower)
               : json_pack("[I, I]", (json_int_t) lower, (json_int_t) upper);
}

static json_t *
json_l1(const fulg_organize_surds_t S, const arb_t value, int exact)
{
    json_t *object = json_object();
    if (exact)
        json_object_set_new(object, "surds", fulg_cli_organize_json_surds(S));
    json_object_set_new(object, "value", fulg_cli_organize_json_ball(value));
    return object;
}

static json_t *
json_ratio(const fulg_organize_entropy_t E)
{
    return arb_is_finite(E->ratio) ? fulg_cli_organize_json_ball(E->ratio)
                                   : json_null();
}

/* What every tensor in every set of trees gets; scale (may be NULL) multiplies the
   value. */
static json_t *
json_measure(const fulg_organize_entropy_t E, const arb_struct *scale)
{
    json_t *object = json_object();
    arb_t value;
    arb_init(value);
    arb_set(value, E->l1);
    if (scale != NULL)
        arb_mul(value, value, scale, ORGANIZE_BITS);
    json_object_set_new(object, "l1_entropy",
                        json_l1(E->surds, value, E->exact));
    json_object_set_new(object, "ratio", json_ratio(E));
    json_object_set_new(object, "n99", json_count(E, 99, 100));
    if (E->exact)
        json_object_set_new(object, "nonzero", json_integer(E->nonzero));
    arb_clear(value);
    return object;
}

static void
set_state(json_t *object, const fulg_organize_organization_t R)
{
    json_object_set_new(object, "iterations", json_integer(R->iterations));
    json_object_set_new(object, "state",
                        json_string(fulg_cli_organize_state_name(R->state)));
    if (R->state == FULG_ORGANIZE_CYCLE)
        json_object_set_new(object, "period", json_integer(R->period));
}

static json_t *
json_counts(const fulg_organize_entropy_t E)
{
    static const slong parts[][2] = {{1, 2},    {9, 10},     {19, 20},
                                     {99, 100}, {999, 1000}, {1, 1}};
    json_t *list = json_array();
    for (size_t n = 0; n < sizeof parts / sizeof parts[0]; n++)
    {
        fmpq_t x;
        fmpq_init(x);
        fmpq_set_si(x, parts[n][0], (ulong) parts[n][1]);
        json_array_append_new(
            list,
            json_pack("{s:o, s:o}", "energy", fulg_cli_organize_json_fmpq(x),
                      "n", json_count(E, parts[n][0], parts[n][1])));
        fmpq_clear(x);
    }
    return list;
}

static json_t *
json_heads(const fulg_organize_entropy_t E)
{
    json_t *list = json_array();
    for (slong t = 0; t < E->heads; t++)
        json_array_append_new(list,
                              json_l1(&E->head[t], E->head_l1 + t, E->exact));
    return list;
}

static void
set_main(json_t *answer, const organize_t *o)
{
    const fulg_organize_entropy_struct *E = o->M.E;
    json_object_set_new(answer, "shape",
                        json_pack("[I, I, I]", (json_int_t) o->X->shape[0],
                                  (json_int_t) o->X->shape[1],
                                  (json_int_t) o->X->shape[2]));
    json_object_set_new(answer, "alpha",
                        json_integer((json_int_t) o->options.alpha));
    json_object_set_new(answer, "beta",
                        json_integer((json_int_t) o->options.beta));
    json_object_set_new(answer, "trees", fulg_cli_organize_json_trees(o->R));
    set_state(answer, o->R);
    json_object_set_new(answer, "energy",
                        fulg_cli_organize_json_fmpq(E->energy));
    json_object_set_new(answer, "parseval_residual", json_string("0"));
    json_object_set_new(answer, "nonzero", json_integer(E->nonzero));
    json_object_set_new(answer, "coefficients", json_integer(E->size));
    json_object_set_new(answer, "l1_entropy", json_l1(E->surds, E->l1, 1));
    json_object_set_new(answer, "ratio", json_ratio(E));
    json_object_set_new(answer, "n99", json_count(E, 99, 100));
    json_object_set_new(answer, "counts", json_counts(E));
    if (o->said.energy != NULL)
    {
        slong lower, upper;
        fulg_organize_entropy_count(&lower, &upper, E, o->part);
        json_object_set_new(answer, "n_energy",
                            json_pack("{s:o, s:I}", "energy",
                                      fulg_cli_organize_json_fmpq(o->part), "n",
                                      (json_int_t) upper));
    }
    json_object_set_new(
        answer, "top",
        json_pack("{s:I, s:o, s:o}", "n", (json_int_t) o->said.top,
                  "l1_entropy", json_l1(o->top, o->top_sum, 1), "coefficients",
                  fulg_cli_organize_json_largest(&o->M, o->said.top)));
    json_object_set_new(answer, "per_head", json_heads(E));
    json_object_set_new(answer, "dyadic", json_measure(o->N.E, NULL));
}

static json_t *
json_regularity(const fulg_organize_regularity_t R, const arb_struct *scale)
{
    json_t *object = json_object();
    const char *const names[] = {"sup", "query", "key", "head", "mixed"};
    const arb_struct *const values[] = {R->sup, &R->one[0], &R->one[1],
                                        &R->one[2], R->mixed};
    arb_t x;
    arb_init(x);
    for (int n = 0; n < 5; n++)
    {
        arb_set(x, values[n]);
        if (scale != NULL)
            arb_mul(x, x, scale, ORGANIZE_BITS);
        json_object_set_new(object, names[n], fulg_cli_organize_json_ball(x));
    }
    arb_clear(x);
    return object;
}

/* true, false, or null for -1. */
static json_t *
json_truth(int x)
{
    return x < 0 ? json_null() : json_boolean(x);
}

static json_t *
json_invariant(const organize_t *o)
{
    json_t *object = json_object();
    for (int a = 0; a < 3; a++)
        json_object_set_new(object, fulg_cube_axis_name(a),
                            json_truth(fulg_cli_organize_softmax_keeps(o, a)));
    return object;
}

static void
set_scale(json_t *object, const fulg_cube_scale_t scale)
{
    json_object_set_new(object, "tau", fulg_cli_organize_json_fmpq(scale->tau));
    json_object_set_new(object, "root", fulg_exact_json_fmpz(scale->root));
}

static json_t *
json_softmax(const organize_t *o)
{
    static const char *const names[] = {"scores", "exp", "softmax"};
    const organize_softmax_t *s = &o->softmax;
    json_t *object = json_object(), *constants = json_object();
    arb_t scale;
    arb_init(scale);
    fulg_cli_organize_exp_scale(scale, o, s->shift);
    set_scale(object, s->scale);
    json_object_set_new(object, "mask",
                        json_string(fulg_cli_organize_mask_name(s->mask)));
    json_object_set_new(object, "tree_invariant", json_invariant(o));
    if (s->decided)
    {
        json_object_set_new(object, "trees",
                            fulg_cli_organize_json_trees(s->R));
        set_state(object, s->R);
    }
    if (fulg_cli_organize_softmax_keeps(o, 0) < 0)
        json_object_set_new(object, "reason",
                            json_string(fulg_cli_organize_softmax_reason(o)));
    json_object_set_new(object, "bits", json_integer(s->bits));
    json_object_set_new(constants, "exponent",
                        fulg_cli_organize_json_fmpq(o->exponent));
    for (int n = 0; n < 3; n++)
    {
        const arb_struct *factor = n == 1 ? scale : NULL;
        json_object_set_new(object, names[n],
                            json_pack("{s:o, s:o}", "organized",
                                      json_measure(&s->in[n][0], factor),
                                      "dyadic",
                                      json_measure(&s->in[n][1], factor)));
        json_object_set_new(constants, names[n],
                            json_regularity(&s->regularity[n], factor));
    }
    json_object_set_new(constants, "bound",
                        s->mask == FULG_MASK_NONE
                            ? fulg_cli_organize_json_ball(s->bound)
                            : json_null());
    json_object_set_new(object, "regularity", constants);
    arb_clear(scale);
    return object;
}

static json_t *
json_paraproduct(const organize_t *o)
{
    static const char *const names[] = {"first", "second", "residual"};
    json_t *object = json_pack("{s:s, s:b, s:o}", "function",
                               o->said.paraproduct, "identity",
                               o->paraproduct->exact, "exponent",
                               fulg_cli_organize_json_fmpq(o->exponent));
    arb_t scale;
    arb_init(scale);
    /* exp was taken of f less its largest entry; a polynomial has shift 0. */
    fulg_cli_organize_exp_scale(scale, o, o->paraproduct->shift);
    set_scale(object, o->softmax.scale);
    for (int n = 0; n < 3; n++)
        json_object_set_new(object, names[n],
                            json_pack("{s:o, s:o}", "a",
                                      json_regularity(&o->parts[0][n], scale),
                                      "2a",
                                      json_regularity(&o->parts[1][n], scale)));
    arb_clear(scale);
    return object;
}

static json_t *
json_other(const organize_t *o)
{
    static const char *const orders[] = {"less", "equal", "greater"};
    const organize_other_t *t = &o->other;
    json_t *object = json_measure(t->M.E, NULL);
    json_object_set_new(object, "file", fulg_cli_json_text(o->said.compare));
    if (t->source.kind == ORGANIZE_LAYER)
        json_object_set_new(object, "scores",
                            fulg_cli_organize_json_source(&t->source));
    json_object_set_new(object, "shape",
                        json_pack("[I, I, I]", (json_int_t) t->X->shape[0],
                                  (json_int_t) t->X->shape[1],
                                  (json_int_t) t->X->shape[2]));
    json_object_set_new(object, "trees", fulg_cli_organize_json_trees(t->R));
    set_state(object, t->R);
    json_object_set_new(object, "energy",
                        fulg_cli_organize_json_fmpq(t->M.E->energy));
    json_object_set_new(object, "coefficients", json_integer(t->M.E->size));
    json_object_set_new(
        object, "top",
        json_pack("{s:I, s:o, s:o}", "n", (json_int_t) o->said.top,
                  "l1_entropy", json_l1(t->top, t->top_sum, 1), "coefficients",
                  fulg_cli_organize_json_largest(&t->M, o->said.top)));
    json_object_set_new(
        object, "same_trees",
        json_pack("{s:o, s:o, s:o}", "query", json_truth(t->equal[0]), "key",
                  json_truth(t->equal[1]), "head", json_truth(t->equal[2])));
    json_object_set_new(object, "in_first_trees",
                        t->same_shape ? json_measure(t->there.E, NULL)
                                      : json_null());
    json_object_set_new(object, "first_ratio_is",
                        t->order == 2 ? json_null()
                                      : json_string(orders[t->order + 1]));
    return object;
}

void
fulg_cli_organize_print_json(const organize_t *o)
{
    json_t *answer = fulg_cli_json_head(o->cli);
    json_object_set_new(answer, "file", fulg_cli_json_text(o->name));
    if (o->source.kind == ORGANIZE_LAYER)
        json_object_set_new(answer, "scores",
                            fulg_cli_organize_json_source(&o->source));
    set_main(answer, o);
    if (o->has_diffusion)
        json_object_set_new(answer, "diffusion",
                            fulg_cli_organize_json_diffusion(o));
    if (o->has_pruning)
        json_object_set_new(answer, "prune", fulg_cli_organize_json_pruning(o));
    if (o->has_regularity)
    {
        json_t *R = json_regularity(o->regularity, NULL);
        json_object_set_new(R, "exponent",
                            fulg_cli_organize_json_fmpq(o->exponent));
        json_object_set_new(answer, "regularity", R);
    }
    if (o->has_softmax)
        json_object_set_new(answer, "softmax", json_softmax(o));
    if (o->has_paraproduct)
        json_object_set_new(answer, "paraproduct", json_paraproduct(o));
    if (o->has_other)
        json_object_set_new(answer, "compare", json_other(o));
    fulg_cli_print_json(o->cli, answer);
}
