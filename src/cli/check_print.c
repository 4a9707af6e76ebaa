#include <string.h>

#include "check.h"

#define DIGITS 5
#define WIDTH 25

/* What the computation was asked for, and two more. */
static slong
digits_of(const check_t *check)
{
    return FLINT_MAX(DIGITS, check->digits + 2);
}

/* Of a column of enclosures. */
static int
width_of(const check_t *check)
{
    return WIDTH + 2 * (int) (digits_of(check) - DIGITS);
}

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
print_relative(FILE *out, const fulg_check_matrix_struct *M, int width,
               slong digits)
{
    char *low = fulg_ball_arf_text(M->relative_lower, 0, digits);
    char *high = fulg_ball_arf_text(M->relative_upper, 1, digits);
    int length;
    if (strcmp(low, high) == 0)
        length = fprintf(out, " %s", low);
    else
        length = fprintf(out, " [%s, %s]", low, high);
    if (length <= width)
        fprintf(out, "%*s", width + 1 - length, "");
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

/* Of the longest name of a part. */
static int
name_width(const fulg_judge_subject_struct *s)
{
    size_t width = 1;
    for (slong i = 0; i < s->num; i++)
        for (int n = 0; n < s->item[i].head->num; n++)
            width = FLINT_MAX(
                width, strlen(fulg_check_part_name(s->item[i].head->kind[n])));
    return (int) width;
}

/* Layer, heads and name: "    1  1-2  K ". */
static void
print_place(FILE *out, const fulg_judge_item_t *item, char kind, int width,
            const fulg_judge_subject_struct *s)
{
    const fulg_check_head_struct *H = item->head;
    const fulg_floats_layout_t *layout = &s->network->layout;
    char heads[64] = "";
    if (H->head >= 0)
        snprintf(heads, sizeof heads, "%ld", (long) H->head + 1);
    if (H->head >= 0 && (kind == 'K' || kind == 'U') &&
        layout->kv_heads[H->layer] < layout->heads[H->layer])
        snprintf(heads, sizeof heads, "%ld-%ld", (long) H->head + 1,
                 (long) (H->head +
                         layout->heads[H->layer] / layout->kv_heads[H->layer]));
    fprintf(out, "%5ld %4s  %-*s  ", (long) H->number, heads, width,
            fulg_check_part_name(kind));
}

static void
print_part(FILE *out, const check_t *check, const fulg_judge_item_t *item,
           int n, int width, const fulg_judge_subject_struct *s)
{
    const fulg_check_matrix_struct *M = &item->head->part[n];
    const char kind = item->head->kind[n];
    char shape[64];
    if (kind != 'M' && fulg_check_is_repeated(item->head, kind))
        return;
    snprintf(shape, sizeof shape, "%ld x %ld", (long) M->rows, (long) M->cols);
    if (kind == 'M')
        fprintf(out, "  %-20s ", item->name);
    else
        print_place(out, item, kind, width, s);
    fprintf(out, "%-11s ", shape);
    print_rank(out, M);
    print_ball(out, M->sigma_min, width_of(check), digits_of(check));
    print_relative(out, M, width_of(check), digits_of(check));
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
    const int width = s->is_network ? name_width(s) : 0;
    if (s->is_network)
        fprintf(out, "layer head  %*s  %-11s ", width, "", "shape");
    else
        fprintf(out, "  %-20s %-11s ", "matrix", "shape");
    fprintf(out, "%-9s %-*s %-*s", "rank", width_of(check),
            "smallest singular value", width_of(check),
            "relative to the largest");
    fputs(check->no_float ? "\n" : " float32 float64\n", out);
    for (slong i = 0; i < s->num; i++)
        for (int n = 0; n < s->item[i].head->num; n++)
            print_part(out, check, &s->item[i], n, width, s);
}

/* Why there is no rank of the Jacobian, and what it would take: entries of a square
   matrix in balls, twice. */
static void
print_no_rank(FILE *out, const check_t *check,
              const fulg_judge_subject_struct *s)
{
    const slong n = fulg_arch_num_parameters(s->network->arch);
    const double bytes = 2.0 * sizeof(arb_struct) * (double) n * (double) n;
    if (s->network->unmodelled != NULL && !check->ignore)
        fputs(
            "rank of the Jacobian: not computed, the function is not modelled "
            "(--ignore: that of the model)\n",
            out);
    else if (n > check->max_weights)
        fprintf(out,
                "rank of the Jacobian: not computed for %ld weights "
                "(--max-weights allows it): in balls about %.2g GB\n",
                (long) n, bytes / 1e9);
}

static void
print_network(FILE *out, const check_t *check,
              const fulg_judge_subject_struct *s)
{
    static const char *const truth[] = {
        "singular, exactly at these weights\n",
        "regular: a smooth point of the neuromanifold\n",
        "not decided whether regular: a singular point is not "
        "excluded\n"};
    if (s->has_point)
        fputs(truth[s->regular], out);
    if (s->jacobian_lower < 0 &&
        (s->network->by_blocks || s->network->unmodelled != NULL))
        print_no_rank(out, check, s);
    else if (s->jacobian_lower >= 0)
    {
        if (s->jacobian_lower == s->jacobian_upper)
            fprintf(out, "rank of the Jacobian %ld; proved (%s)",
                    (long) s->jacobian_lower, s->jacobian_theorem);
        else
            fprintf(out, "rank of the Jacobian at least %ld (%s), at most %ld",
                    (long) s->jacobian_lower, s->jacobian_theorem,
                    (long) s->jacobian_upper);
        if (s->network->unmodelled != NULL)
            fprintf(out, ", of the model without %s", s->network->unmodelled);
        fputc('\n', out);
    }
}

/* Heads whose stored matrices all have full rank, and the closest call. */
static void
print_summary(FILE *out, const check_t *check,
              const fulg_judge_subject_struct *s)
{
    const fulg_judge_item_t *worst = NULL;
    int part = 0;
    slong full = 0, heads = 0;
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
        heads += H->head >= 0;
        full += good && H->head >= 0;
    }
    fprintf(out, "%ld of %ld heads: every matrix has full rank, proved\n",
            (long) full, (long) heads);
    if (worst == NULL)
        return;
    fprintf(
        out,
        "relatively closest to lower rank among the stored matrices (without the products\n"
        "A and V): layer %ld, ",
        (long) worst->head->number);
    if (worst->head->head >= 0)
        fprintf(out, "head %ld, ", (long) worst->head->head + 1);
    fprintf(out, "%s,", fulg_check_part_name(worst->head->kind[part]));
    print_relative(out, &worst->head->part[part], 0, digits_of(check));
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

/* 1 for a layer with the numbers of layer i, or a sublayer without heads. */
static int
is_like(const fulg_floats_layout_t *layout, slong n, slong i)
{
    return layout->heads[n] == 0 ||
           (layout->heads[n] == layout->heads[i] &&
            layout->kv_heads[n] == layout->kv_heads[i] &&
            layout->head_dim[n] == layout->head_dim[i]);
}

static void
print_layers(FILE *out, const fulg_floats_layout_t *layout, slong i, slong num)
{
    fprintf(out, "%ld layer%s of %ld head%s of %ld", (long) num,
            num == 1 ? "" : "s", (long) layout->heads[i],
            layout->heads[i] == 1 ? "" : "s", (long) layout->head_dim[i]);
    if (layout->kv_heads[i] != layout->heads[i])
        fprintf(out, ", keys and values in %ld group%s",
                (long) layout->kv_heads[i],
                layout->kv_heads[i] == 1 ? "" : "s");
    fputc('\n', out);
}

/* "12 layers of 12 heads of 64", where layers are alike. */
static void
print_layout(FILE *out, const fulg_judge_subject_struct *s)
{
    const fulg_floats_layout_t *layout = &s->network->layout;
    for (slong i = 0; i < layout->layers;)
    {
        slong end = i, num = 0;
        for (; end < layout->layers && is_like(layout, end, i); end++)
            num += layout->heads[end] > 0;
        if (num > 0)
            print_layers(out, layout, i, num);
        i = FLINT_MAX(end, i + 1);
    }
    if (s->network->unmodelled != NULL)
        fprintf(out, "not modelled: %s\n", s->network->unmodelled);
}

static void
print_same(FILE *out, const check_t *check)
{
    static const char *const truth[] = {
        "different", "the same function",
        ("not told apart: they may be the same function")};
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

/* What a file is read as. */
static void
print_subject(FILE *out, const fulg_judge_subject_struct *s)
{
    fprintf(out, "%s: ", s->name);
    print_radius(out, s);
    if (s->note != NULL)
        fprintf(out, "%s\n", s->note);
    if (s->is_network &&
        (s->network->by_blocks || s->network->map->query_rows != NULL))
        print_layout(out, s);
    if (!s->is_network && s->num > 1 && s->note == NULL)
        fputs("not read as a network: --map says which tensor is which "
              "matrix\n",
              out);
}

/* What a network is by itself. */
static void
print_findings(FILE *out, const check_t *check,
               const fulg_judge_subject_struct *s)
{
    print_table(out, check, s);
    if (s->is_network && s->num > 1)
        print_summary(out, check, s);
    if (s->is_network)
        print_network(out, check, s);
    fulg_cli_check_print_vectors(out, s);
}

void
fulg_cli_check_print(const check_t *check)
{
    FILE *out = check->cli->out;
    for (slong i = 0; i < check->num; i++)
    {
        const fulg_judge_subject_struct *s = &check->subject[i];
        if (i > 0 && !check->only_compare)
            fputc('\n', out);
        print_subject(out, s);
        if (!check->only_compare)
            print_findings(out, check, s);
        fulg_cli_check_print_left(out, s);
    }
    if (check->only_compare)
        fputs("ranks and singular values: not computed, no claim is about "
              "them\n",
              out);
    else if (!check->no_float)
        fputs("float32, float64: ranks by floating-point SVD with "
              "numpy's tolerance, not proved\n",
              out);
    if (check->compared)
        print_same(out, check);
    if (check->num_claims > 0)
        fputc('\n', out);
    for (slong n = 0; n < check->num_claims; n++)
        fprintf(out, "%s: %s; %s\n", check->claims[n].text,
                fulg_check_verdicts[check->claims[n].verdict],
                check->claims[n].why);
}
