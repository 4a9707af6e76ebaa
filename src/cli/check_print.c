#include <string.h>

#include "check.h"

#define DIGITS 5
#define JSON_DIGITS 17

/* ---- text -------------------------------------------------------------------- */

static void
print_rank(FILE *out, const fulg_check_matrix_struct *M)
{
    char text[64];
    if (M->rank_lower == M->rank_upper)
        snprintf(text, sizeof text, "%ld", (long) M->rank_lower);
    else
        snprintf(text, sizeof text, "%ld..%ld", (long) M->rank_lower,
                 (long) M->rank_upper);
    fprintf(out, "%-9s", text);
}

static void
print_ball(FILE *out, const arb_t x, int width, slong digits)
{
    char *text = fulg_ball_text(x, digits);
    fprintf(out, " %-*s", width, text);
    flint_free(text);
}

static void
print_relative(FILE *out, const fulg_check_matrix_struct *M, int width)
{
    char *low = fulg_ball_arf_text(M->relative_lower, 0, DIGITS);
    char *high = fulg_ball_arf_text(M->relative_upper, 1, DIGITS);
    char text[128];
    if (strcmp(low, high) == 0)
        snprintf(text, sizeof text, "%s", low);
    else
        snprintf(text, sizeof text, "[%s, %s]", low, high);
    fprintf(out, " %-*s", width, text);
    flint_free(low);
    flint_free(high);
}

static void
print_float_rank(FILE *out, slong rank)
{
    if (rank < 0)
        fprintf(out, " %7s", "-");
    else
        fprintf(out, " %7ld", (long) rank);
}

static void
print_part(FILE *out, const check_t *check, const fulg_judge_item_t *item, int n)
{
    const fulg_check_matrix_struct *M = &item->head->part[n];
    char shape[64];
    snprintf(shape, sizeof shape, "%ld x %ld", (long) M->rows, (long) M->cols);
    if (item->head->kind[n] == 'M')
        fprintf(out, "  %-20s %-11s ", item->name, shape);
    else
        fprintf(out, "%5ld %4ld  %c  %-11s ", (long) item->head->layer + 1,
                (long) item->head->head + 1, item->head->kind[n], shape);
    print_rank(out, M);
    print_ball(out, M->sigma_min, 25, DIGITS);
    print_relative(out, M, 25);
    if (!check->no_float)
    {
        print_float_rank(out, item->rank32[n]);
        print_float_rank(out, item->rank64[n]);
    }
    fputc('\n', out);
    if (item->neighbours != NULL)
        fprintf(out, "    read by %s\n", item->neighbours);
}

static void
print_table(FILE *out, const check_t *check, const fulg_judge_subject_struct *s)
{
    if (s->is_network)
        fprintf(out, "layer head     %-11s ", "shape");
    else
        fprintf(out, "  %-20s %-11s ", "matrix", "shape");
    fprintf(out, "%-9s %-25s %-25s", "rank", "smallest singular value",
            "relative to the largest");
    fputs(check->no_float ? "\n" : " float32 float64\n", out);
    for (slong i = 0; i < s->num; i++)
        for (int n = 0; n < s->item[i].head->num; n++)
            print_part(out, check, &s->item[i], n);
}

static void
print_network(FILE *out, const fulg_judge_subject_struct *s)
{
    static const char *const truth[] = {
        "singular, exactly at these weights\n",
        "regular: a smooth point of the neuromanifold\n",
        "regular or not: a singular point is not excluded\n"};
    if (s->has_point)
        fputs(truth[s->regular], out);
    if (s->jacobian_lower >= 0 && s->jacobian_lower == s->jacobian_upper)
        fprintf(out, "rank of the Jacobian %ld; proved (%s)\n",
                (long) s->jacobian_lower, s->jacobian_theorem);
    else if (s->jacobian_lower >= 0)
        fprintf(out, "rank of the Jacobian at least %ld (%s), at most %ld\n",
                (long) s->jacobian_lower, s->jacobian_theorem,
                (long) s->jacobian_upper);
}

/* Heads whose stored matrices all have full rank, and the closest call. */
static void
print_summary(FILE *out, const fulg_judge_subject_struct *s)
{
    const fulg_judge_item_t *worst = NULL;
    int part = 0;
    slong full = 0;
    for (slong i = 0; i < s->num; i++)
    {
        const fulg_check_head_struct *H = s->item[i].head;
        int good = 1;
        for (int n = 0; n < H->num; n++)
        {
            const fulg_check_matrix_struct *M = &H->part[n];
            good = good && M->rank_lower == M->size;
            if (!fulg_judge_is_stored(H, H->kind[n]) ||
                (worst != NULL &&
                 arf_cmp(M->relative_lower,
                         worst->head->part[part].relative_lower) >= 0))
                continue;
            worst = &s->item[i];
            part = n;
        }
        full += good;
    }
    fprintf(out, "%ld of %ld heads: every matrix has full rank, proved\n",
            (long) full, (long) s->num);
    if (worst == NULL)
        return;
    fprintf(out, "closest to lower rank among the stored matrices (A and V, the products, "
            "are not\nlooked at for this), relatively: layer %ld, head %ld, %c,",
            (long) worst->head->layer + 1, (long) worst->head->head + 1,
            worst->head->kind[part]);
    print_relative(out, &worst->head->part[part], 0);
    fputc('\n', out);
}

static void
print_radius(FILE *out, const fulg_judge_subject_struct *s)
{
    switch (s->network->radius->kind)
    {
        case FULG_RADIUS_ZERO:
            fputs("exactly the numbers in the file\n", out);
            break;
        case FULG_RADIUS_HALF_ULP:
            fputs("every number within half an ulp of the one in the file\n",
                  out);
            break;
        case FULG_RADIUS_GIVEN:
        {
            char *text = fmpq_get_str(NULL, 10, s->network->radius->given);
            fprintf(out, "every number within %s of the one in the file\n",
                    text);
            flint_free(text);
            break;
        }
    }
}

/* "12 layers of 12 heads of 64", where layers are alike. */
static void
print_layout(FILE *out, const fulg_judge_subject_struct *s)
{
    const fulg_layout_t *layout = &s->network->layout;
    for (slong i = 0; i < layout->layers;)
    {
        slong end = i + 1;
        while (end < layout->layers && layout->heads[end] == layout->heads[i] &&
               layout->kv_heads[end] == layout->kv_heads[i] &&
               layout->head_dim[end] == layout->head_dim[i])
            end++;
        fprintf(out, "%ld layer%s of %ld head%s of %ld", (long) (end - i),
                end - i == 1 ? "" : "s", (long) layout->heads[i],
                layout->heads[i] == 1 ? "" : "s", (long) layout->head_dim[i]);
        if (layout->kv_heads[i] != layout->heads[i])
            fprintf(out, ", keys and values in %ld group%s",
                    (long) layout->kv_heads[i],
                    layout->kv_heads[i] == 1 ? "" : "s");
        fputc('\n', out);
        i = end;
    }
    if (s->network->map->unmodelled != NULL)
        fprintf(out, "not modelled: %s\n", s->network->map->unmodelled);
}

static void
print_same(FILE *out, const check_t *check)
{
    static const char *const truth[] = {"different", "the same function",
                                        ("not told apart: the same function "
                                         "is not excluded")};
    const fulg_judge_same_struct *same = check->same;
    slong digits;
    fprintf(out, "\n%s and %s: %s\n  %s\n", check->subject[0].name,
            check->subject[1].name, truth[same->same], same->why);
    if (!same->has_input)
        return;
    fprintf(out, "  entry (%ld,%ld):", (long) same->row + 1,
            (long) same->col + 1);
    digits = fulg_cli_digits_apart(same->left, same->right, DIGITS);
    print_ball(out, same->left, 0, digits);
    print_ball(out, same->right, 0, digits);
    if (fmpq_mat_nrows(same->input) > 8)
        fputs("\n  (the input: --json)\n", out);
    else
    {
        fputs("\n  at X =\n", out);
        fulg_cli_print_matrix(out, same->input, "    ");
    }
}

static const char *const verdicts[] = {"proved", "refuted", "undecided"};

void
fulg_check_print(const check_t *check)
{
    FILE *out = check->cli->out;
    for (slong i = 0; i < check->num; i++)
    {
        const fulg_judge_subject_struct *s = &check->subject[i];
        fprintf(out, "%s%s: ", i ? "\n" : "", s->name);
        print_radius(out, s);
        if (s->note != NULL)
            fprintf(out, "%s\n", s->note);
        if (s->is_network && s->network->map->query_rows != NULL)
            print_layout(out, s);
        if (!s->is_network && s->num > 1 && s->note == NULL)
            fputs("no network: --map says which tensor is which matrix of one\n",
                  out);
        print_table(out, check, s);
        if (s->is_network && s->num > 1)
            print_summary(out, s);
        print_network(out, s);
        fulg_check_print_left(out, s);
    }
    if (!check->no_float)
        fputs("float32, float64: ranks by floating-point SVD with numpy's "
              "tolerance, no proof\n", out);
    if (check->compared)
        print_same(out, check);
    if (check->num_claims > 0)
        fputc('\n', out);
    for (slong n = 0; n < check->num_claims; n++)
        fprintf(out, "%s: %s; %s\n", check->claims[n].text,
                verdicts[check->claims[n].verdict], check->claims[n].why);
}

/* ---- JSON -------------------------------------------------------------------- */

static json_t *
json_relative(const fulg_check_matrix_struct *M)
{
    char *low = fulg_ball_arf_text(M->relative_lower, 0, JSON_DIGITS);
    char *high = fulg_ball_arf_text(M->relative_upper, 1, JSON_DIGITS);
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
    fulg_cli_json_set_ball(value, "sigma_max", M->sigma_max, JSON_DIGITS);
    fulg_cli_json_set_ball(value, "sigma_min", M->sigma_min, JSON_DIGITS);
    json_object_set_new(value, "relative", json_relative(M));
    if (!check->no_float)
    {
        json_object_set_new(value, "float32", json_count(item->rank32[n]));
        json_object_set_new(value, "float64", json_count(item->rank64[n]));
    }
    return value;
}

static json_t *
json_item(const check_t *check, const fulg_judge_item_t *item)
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
    json_object_set_new(value, "layer", json_integer(item->head->layer + 1));
    json_object_set_new(value, "head", json_integer(item->head->head + 1));
    for (int n = 0; n < item->head->num; n++)
    {
        const char name[2] = {item->head->kind[n], '\0'};
        json_object_set_new(parts, name, json_part(check, item, n));
    }
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
    const fulg_layout_t *layout = &s->network->layout;
    json_t *layers = json_array();
    for (slong i = 0; i < layout->layers; i++)
        json_array_append_new(
            layers, json_pack("{s:I, s:I, s:o}", "heads",
                              (json_int_t) layout->heads[i], "kv_heads",
                              (json_int_t) layout->kv_heads[i], "head_dim",
                              layout->head_dim[i] > 0
                                  ? json_integer(layout->head_dim[i])
                                  : json_null()));
    return json_pack("{s:o, s:o, s:o}", "map", fulg_cli_json_text(s->map_name),
                     "layers", layers, "not_modelled",
                     s->network->map->unmodelled
                         ? fulg_cli_json_text(s->network->map->unmodelled)
                         : json_null());
}

static json_t *
json_subject(const check_t *check, const fulg_judge_subject_struct *s)
{
    json_t *value = json_object(), *items = json_array();
    json_object_set_new(value, "file", fulg_cli_json_text(s->name));
    json_object_set_new(value, "radius", json_radius(s));
    for (slong i = 0; i < s->num; i++)
        json_array_append_new(items, json_item(check, &s->item[i]));
    json_object_set_new(value, s->is_network ? "heads" : "matrices", items);
    json_object_set_new(value, "not_looked_at", fulg_check_json_left(s));
    json_object_set_new(value, "note", s->note ? fulg_cli_json_text(s->note)
                                               : json_null());
    if (s->is_network)
        json_object_set_new(value, "layout", json_layout(s));
    if (!s->is_network || !s->network->has_values)
        return value;
    json_object_set_new(value, "architecture",
                        fulg_arch_json(s->network->arch));
    json_object_set_new(value, "regular",
                        s->has_point ? json_truth(s->regular) : json_null());
    json_object_set_new(
        value, "jacobian_rank",
        json_pack("{s:o,s:I,s:o}", "lower", json_count(s->jacobian_lower),
                  "upper", (json_int_t) s->jacobian_upper, "theorem",
                  s->jacobian_theorem ? json_string(s->jacobian_theorem)
                                      : json_null()));
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
        json_object_set_new(value, "input", fulg_mat_json(same->input));
        json_object_set_new(value, "row", json_integer(same->row + 1));
        json_object_set_new(value, "column", json_integer(same->col + 1));
        digits = fulg_cli_digits_apart(same->left, same->right, JSON_DIGITS);
        fulg_cli_json_set_ball(value, "output_a", same->left, digits);
        fulg_cli_json_set_ball(value, "output_b", same->right, digits);
    }
    return value;
}

void
fulg_check_print_json(const check_t *check)
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
            list, json_pack("{s:o,s:s,s:o}", "claim",
                            fulg_cli_json_text(check->claims[n].text), "verdict",
                            verdicts[check->claims[n].verdict], "reason",
                            fulg_cli_json_text(check->claims[n].why)));
    json_object_set_new(answer, "claims", list);
    fulg_cli_print_json(check->cli, answer);
}
