#include "check.h"

#define DIGITS 17

const char *const fulg_check_verdicts[] = {"proved", "refuted", "undecided"};

/* Two more than the computation was asked for. */
static slong
digits_of(const check_t *check)
{
    return FLINT_MAX(DIGITS, check->digits + 2);
}

static json_t *
json_relative(const fulg_check_matrix_struct *M, slong digits)
{
    char *low = fulg_ball_arf_text(M->relative_lower, 0, digits);
    char *high = fulg_ball_arf_text(M->relative_upper, 1, digits);
    json_t *value = json_pack("[s, s]", low, high);
    flint_free(low);
    flint_free(high);
    return value;
}

static json_t *
json_bounds(slong lower, slong upper)
{
    return json_pack("{s:I,s:I}", "lower", (json_int_t) lower, "upper",
                     (json_int_t) upper);
}

static json_t *
json_count(slong n)
{
    return n < 0 ? json_null() : json_integer(n);
}

static json_t *
json_truth(fulg_truth_t truth)
{
    return truth == FULG_UNKNOWN ? json_null() : json_boolean(truth);
}

static json_t *
json_part(const check_t *check, const fulg_judge_item_t *item, int n)
{
    const fulg_check_matrix_struct *M = &item->head->part[n];
    json_t *value = json_object();
    json_object_set_new(value, "rows", json_integer(M->rows));
    json_object_set_new(value, "columns", json_integer(M->cols));
    json_object_set_new(value, "rank",
                        json_bounds(M->rank_lower, M->rank_upper));
    fulg_cli_json_set_ball(value, "sigma_max", M->sigma_max, digits_of(check));
    fulg_cli_json_set_ball(value, "sigma_min", M->sigma_min, digits_of(check));
    json_object_set_new(value, "relative", json_relative(M, digits_of(check)));
    if (!check->no_float)
    {
        json_object_set_new(value, "float32", json_count(item->rank32[n]));
        json_object_set_new(value, "float64", json_count(item->rank64[n]));
    }
    return value;
}

/* 1 for a head that shares keys and values with others. */
static int
is_grouped(const fulg_check_head_struct *H, const fulg_judge_subject_struct *s)
{
    const fulg_floats_layout_t *layout = &s->network->layout;
    return H->head >= 0 && layout->kv_heads[H->layer] < layout->heads[H->layer];
}

static slong
group_of(const fulg_check_head_struct *H, const fulg_judge_subject_struct *s)
{
    const fulg_floats_layout_t *layout = &s->network->layout;
    return H->head / (layout->heads[H->layer] / layout->kv_heads[H->layer]) + 1;
}

static json_t *
json_item(const check_t *check, const fulg_judge_item_t *item,
          const fulg_judge_subject_struct *s)
{
    json_t *value, *parts;
    if (item->name != NULL)
    {
        value = json_part(check, item, 0);
        json_object_set_new(value, "name", fulg_cli_json_text(item->name));
        if (item->neighbours != NULL)
            json_object_set_new(value, "read_by",
                                fulg_cli_json_text(item->neighbours));
        return value;
    }
    value = json_object();
    parts = json_object();
    json_object_set_new(value, "layer", json_integer(item->head->number));
    if (item->head->head >= 0)
        json_object_set_new(value, "head", json_integer(item->head->head + 1));
    if (is_grouped(item->head, s))
        json_object_set_new(value, "group",
                            json_integer(group_of(item->head, s)));
    for (int n = 0; n < item->head->num; n++)
        json_object_set_new(parts, fulg_check_part_name(item->head->kind[n]),
                            json_part(check, item, n));
    json_object_set_new(value, "matrices", parts);
    return value;
}

static json_t *
json_radius(const fulg_judge_subject_struct *s)
{
    if (s->network->radius->kind == FULG_RADIUS_HALF_ULP)
        return json_string("half-ulp");
    return fulg_exact_json_fmpq(s->network->radius->given);
}

static json_t *
json_layout(const fulg_judge_subject_struct *s)
{
    const fulg_floats_layout_t *layout = &s->network->layout;
    json_t *layers = json_array();
    for (slong i = 0; i < layout->layers; i++)
        if (layout->heads[i] > 0)
            json_array_append_new(
                layers, json_pack("{s:I, s:I, s:o}", "heads",
                                  (json_int_t) layout->heads[i], "kv_heads",
                                  (json_int_t) layout->kv_heads[i], "head_dim",
                                  layout->head_dim[i] > 0
                                      ? json_integer(layout->head_dim[i])
                                      : json_null()));
    return json_pack("{s:o, s:o, s:o}", "map", fulg_cli_json_text(s->map_name),
                     "layers", layers, "not_modelled",
                     s->network->unmodelled
                         ? fulg_cli_json_text(s->network->unmodelled)
                         : json_null());
}

/* The exponents e of the slopes 2^-e of the heads of a sublayer. */
static json_t *
json_slopes(const fulg_arch_struct *arch)
{
    json_t *list = json_array();
    fmpq_t e;
    fmpq_init(e);
    for (slong h = 0; h < arch->sub[0].heads; h++)
    {
        fulg_arch_slope_exponent(e, &arch->slopes, h, arch->sub[0].heads);
        json_array_append_new(list, fulg_exact_json_fmpq(e));
    }
    fmpq_clear(e);
    return json_pack("{s:o,s:b}", "exponents", list, "over_sqrt_head_dim",
                     arch->slopes.kind == FULG_SLOPES_DOWN_OVER_SQRT);
}

static json_t *
json_constants(const fulg_arch_struct *arch)
{
    const fulg_angles_t *angles = &arch->angles;
    json_t *value = json_pack("{s:f,s:f}", "norm_epsilon", arch->norm_epsilon,
                              "rotary_base", angles->base);
    if (angles->factor > 1)
        json_object_set_new(value, "rotary_factor", json_real(angles->factor));
    if (angles->original > 0)
        json_object_set_new(
            value, "rotary_llama3",
            json_pack("[f,f,f]", angles->low, angles->high, angles->original));
    if (fulg_arch_has_slopes(arch))
        json_object_set_new(value, "slopes", json_slopes(arch));
    return value;
}

/* The matrices of a file, by heads where it is a network. */
static void
json_set_items(json_t *value, const check_t *check,
               const fulg_judge_subject_struct *s)
{
    json_t *items = json_array(), *once = json_array();
    for (slong i = 0; i < s->num; i++)
        json_array_append_new(
            s->is_network && s->item[i].head->head < 0 ? once : items,
            json_item(check, &s->item[i], s));
    json_object_set_new(value, s->is_network ? "heads" : "matrices", items);
    if (json_array_size(once) > 0)
        json_object_set(value, "sublayers", once);
    json_decref(once);
}

/* What a network is by itself, beside its matrices. */
static void
json_set_findings(json_t *value, const check_t *check,
                  const fulg_judge_subject_struct *s)
{
    if (s->network->by_blocks)
        json_object_set_new(value, "vectors",
                            fulg_cli_check_json_vectors(s, digits_of(check)));
    json_object_set_new(value, "regular",
                        s->has_point ? json_truth(s->regular) : json_null());
    json_object_set_new(
        value, "jacobian_rank",
        json_pack("{s:o,s:I,s:o,s:o}", "lower", json_count(s->jacobian_lower),
                  "upper", (json_int_t) s->jacobian_upper, "theorem",
                  s->jacobian_theorem ? json_string(s->jacobian_theorem)
                                      : json_null(),
                  "without",
                  s->jacobian_lower >= 0 && s->network->unmodelled
                      ? fulg_cli_json_text(s->network->unmodelled)
                      : json_null()));
}

static json_t *
json_subject(const check_t *check, const fulg_judge_subject_struct *s)
{
    json_t *value = json_object();
    json_object_set_new(value, "file", fulg_cli_json_text(s->name));
    json_object_set_new(value, "radius", json_radius(s));
    if (check->only_compare)
        json_object_set_new(value, "only_compared", json_true());
    else
        json_set_items(value, check, s);
    json_object_set_new(value, "not_looked_at", fulg_cli_check_json_left(s));
    json_object_set_new(value, "note",
                        s->note ? fulg_cli_json_text(s->note) : json_null());
    if (s->is_network)
        json_object_set_new(value, "layout", json_layout(s));
    if (!s->is_network || !s->network->has_values)
        return value;
    json_object_set_new(value, "architecture",
                        fulg_arch_json(s->network->arch));
    if (s->network->by_map)
        json_object_set_new(value, "constants",
                            json_constants(s->network->arch));
    if (!check->only_compare)
        json_set_findings(value, check, s);
    return value;
}

static json_t *
json_same(const fulg_judge_same_struct *same)
{
    json_t *value = json_object();
    slong digits;
    json_object_set_new(value, "same", json_truth(same->same));
    json_object_set_new(value, "reason", fulg_cli_json_text(same->why));
    if (same->has_input)
    {
        json_object_set_new(value, "input", fulg_weights_mat_json(same->input));
        json_object_set_new(value, "row", json_integer(same->row + 1));
        json_object_set_new(value, "column", json_integer(same->col + 1));
        digits = fulg_cli_digits_apart(same->left, same->right, DIGITS);
        fulg_cli_json_set_ball(value, "output_a", same->left, digits);
        fulg_cli_json_set_ball(value, "output_b", same->right, digits);
    }
    return value;
}

void
fulg_cli_check_print_json(const check_t *check)
{
    json_t *answer = fulg_cli_json_head(check->cli), *list = json_array();
    for (slong i = 0; i < check->num; i++)
        json_array_append_new(list, json_subject(check, &check->subject[i]));
    json_object_set_new(answer, "files", list);
    if (check->compared)
        json_object_set_new(answer, "comparison", json_same(check->same));
    list = json_array();
    for (slong n = 0; n < check->num_claims; n++)
        json_array_append_new(
            list,
            json_pack("{s:o,s:s,s:o}", "claim",
                      fulg_cli_json_text(check->claims[n].text), "verdict",
                      fulg_check_verdicts[check->claims[n].verdict], "reason",
                      fulg_cli_json_text(check->claims[n].why)));
    json_object_set_new(answer, "claims", list);
    fulg_cli_print_json(check->cli, answer);
}
