/* The answer for people. */
#include "organize.h"

/* Levels that people want to read, and folders of one. */
#define MAX_TEXT 16

static void
print_level(FILE *out, const fulg_tree_struct *T, slong l)
{
    for (slong f = 0; f < T->count[l]; f++)
    {
        int first = 1;
        fputs(f ? " {" : "{", out);
        for (slong x = 0; x < T->n; x++)
            if (T->label[l * T->n + x] == f)
            {
                fprintf(out, "%s%ld", first ? "" : ",", (long) x);
                first = 0;
            }
        fputc('}', out);
    }
}

/* A small tree in full; of a large one the halves, or its sizes. */
static void
print_tree(FILE *out, const fulg_tree_struct *T, const char *name)
{
    fprintf(out, "  %-6s", name);
    if (T->n > MAX_TEXT)
        fprintf(out, "%ld elements, %ld levels", (long) T->n,
                (long) T->levels);
    else if (T->levels < 3)
        print_level(out, T, T->levels - 1);
    for (slong l = 1; T->n <= MAX_TEXT && l + 1 < T->levels; l++)
    {
        fputs(l > 1 ? "  /  " : "", out);
        print_level(out, T, l);
    }
    fputc('\n', out);
}

static void
print_trees(FILE *out, const organize_t *o)
{
    const fulg_organization_struct *R = o->R;
    fprintf(out, "%ld queries x %ld keys x %ld heads, exact\n",
            (long) o->X->shape[0], (long) o->X->shape[1],
            (long) o->X->shape[2]);
    fulg_organize_print_source(out, &o->source);
    switch (R->state)
    {
        case FULG_ORGANIZE_FIXED:
            fprintf(out, "trees: a fixed point after %ld iterations",
                    (long) R->iterations);
            break;
        case FULG_ORGANIZE_CYCLE:
            fprintf(out, "trees: a cycle of %ld, reached after %ld iterations "
                    "(its last)", (long) R->period, (long) R->iterations);
            break;
        case FULG_ORGANIZE_STOPPED:
            fprintf(out, "trees: stopped after %ld iterations, not fixed",
                    (long) R->iterations);
            break;
        case FULG_ORGANIZE_GIVEN:
            fprintf(out, "trees: from %s", fulg_cli_name(o->said.trees));
            break;
    }
    if (R->state != FULG_ORGANIZE_GIVEN)
        fprintf(out, " (alpha %lu, beta %lu)", o->said.alpha, o->said.beta);
    fputc('\n', out);
    for (int a = 0; a < 3; a++)
        print_tree(out, &R->tree[a], fulg_axis_name(a));
}

static void
print_count(FILE *out, const fulg_entropy_t E)
{
    slong lower, upper;
    fmpq_t part;
    fmpq_init(part);
    fmpq_set_si(part, 99, 100);
    fulg_entropy_count(&lower, &upper, E, part);
    if (lower == upper)
        fprintf(out, "%ld", (long) lower);
    else
        fprintf(out, "%ld to %ld", (long) lower, (long) upper);
    fmpq_clear(part);
}

static void
print_fmpq(FILE *out, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    fputs(text, out);
    flint_free(text);
}

/* A rational number in full when it is short, or its bounds. */
static void
print_rational(FILE *out, const fmpq_t x)
{
    arb_t y;
    if (fmpz_bits(fmpq_numref(x)) + fmpz_bits(fmpq_denref(x)) < 128)
    {
        print_fmpq(out, x);
        return;
    }
    arb_init(y);
    arb_set_fmpq(y, x, ORGANIZE_BITS);
    fulg_organize_print_ball(out, y);
    arb_clear(y);
}

/* Few roots with short factors: what somebody may want to read. */
static int
is_short(const fulg_surds_t S)
{
    for (slong n = 0; n < S->num; n++)
        if (fmpz_bits(fmpq_numref(S->value + n)) +
                fmpz_bits(fmpq_denref(S->value + n)) > 64)
            return 0;
    return S->num <= 4;
}

static void
print_l1(FILE *out, const fulg_surds_t S, const arb_t value)
{
    if (is_short(S))
    {
        fulg_organize_print_surds(out, S);
        fputs(" = ", out);
    }
    fulg_organize_print_ball(out, value);
    if (!is_short(S))
        fprintf(out, " (a sum of %ld square roots; --json has it)",
                (long) S->num);
}

static void
print_ratio(FILE *out, const fulg_entropy_t E)
{
    if (arb_is_finite(E->ratio))
    {
        fulg_organize_print_ball(out, E->ratio);
        fputs(" |X|", out);
    }
    else
        fputs("undefined times |X| = 0", out);
}

static void
print_main(FILE *out, const organize_t *o)
{
    const fulg_entropy_struct *E = o->M.E, *N = o->N.E;
    fputs("energy        ", out);
    print_rational(out, E->energy);
    fputs(", the sum of squares of entries and of Haar coefficients "
          "(Parseval)\nnonzero       ", out);
    fprintf(out, "%ld of %ld coefficients; in index order %ld\n",
            (long) E->nonzero, (long) E->size, (long) N->nonzero);
    fputs("l1 entropy    ", out);
    print_l1(out, E->surds, E->l1);
    fputs("\n              = ", out);
    print_ratio(out, E);
    fputs("; in index order ", out);
    print_ratio(out, N);
    fputs("\n99% of energy ", out);
    print_count(out, E);
    fputs(" coefficients; in index order ", out);
    print_count(out, N);
    fprintf(out, "\ntop %-10ld", (long) o->said.top);
    print_l1(out, o->top, o->top_sum);
    fputc('\n', out);
    if (o->said.energy != NULL)
    {
        slong lower, upper;
        fulg_entropy_count(&lower, &upper, E, o->part);
        print_fmpq(out, o->part);
        fprintf(out, " of energy: %ld coefficients\n", (long) upper);
    }
}

static void
print_diffusion(FILE *out, const organize_t *o)
{
    const fulg_diffusion_struct *S = o->diffusion;
    fprintf(out, "diffusion map of the %s axis: ", fulg_axis_name(o->axis));
    if (!S->defined)
    {
        fputs(S->n == 1 ? "undefined, there is one slice\n"
                        : "undefined, the median distance of two slices is 0\n",
              out);
        return;
    }
    fputs("median distance ", out);
    print_rational(out, S->median);
    fputs("\n  eigenvalues 1", out);
    for (slong i = 1; i < S->n && i < 5; i++)
    {
        fputs(", ", out);
        fulg_organize_print_ball(out, S->eigenvalue + i);
    }
    fputs(S->n > 5 ? ", ..\n" : "\n", out);
    for (slong x = 0; x < S->n && x < MAX_TEXT; x++)
    {
        fprintf(out, "  %-3ld", (long) x);
        for (slong i = 0; i < S->num && i < 3; i++)
        {
            fputs(i ? "  " : "", out);
            if (S->known[i])
                fulg_organize_print_ball(out,
                                         arb_mat_entry(S->coordinate, x, i));
            else
                fputs("undefined (a multiple eigenvalue)", out);
        }
        fputc('\n', out);
    }
}

static void
print_pruning(FILE *out, const organize_t *o)
{
    const fulg_pruning_struct *P = o->pruning;
    fprintf(out, "pruned to %ld of %ld coefficients: squared error ",
            (long) P->kept, (long) o->M.E->size);
    print_rational(out, P->error2);
    fputs(" (", out);
    print_rational(out, P->relative2);
    fputs(" of the energy)\n  largest error of an entry ", out);
    print_rational(out, P->sup);
    fputs(", mean ", out);
    print_rational(out, P->mean);
    fputs(" <= ", out);
    fulg_organize_print_ball(out, P->mean_bound);
    fputc('\n', out);
}

static void
print_constants(FILE *out, const char *name, const fulg_regularity_t R,
                const arb_struct *scale)
{
    const arb_struct *const values[] = {R->sup, &R->one[0], &R->one[1],
                                        R->mixed};
    arb_t x;
    arb_init(x);
    fprintf(out, "  %-10s", name);
    for (int n = 0; n < 4; n++)
    {
        char *text;
        arb_set(x, values[n]);
        if (scale != NULL)
            arb_mul(x, x, scale, ORGANIZE_BITS);
        text = fulg_ball_bound_text(x, 1, 8);
        fprintf(out, "  <= %-14s", text);
        flint_free(text);
    }
    fputc('\n', out);
    arb_clear(x);
}

static void
print_exponent(FILE *out, const char *what, const fmpq_t exponent)
{
    fprintf(out, "%s, exponent ", what);
    print_fmpq(out, exponent);
    fprintf(out, "\n  %-10s  %-17s  %-17s  %-17s  %-17s\n", "", "sup",
            "query", "key", "mixed");
}

static void
print_softmax(FILE *out, const organize_t *o)
{
    static const char *const names[] = {"tau X", "exp", "softmax"};
    static const char *const verdicts[] = {"undecided",
                                           "another than of X, proved",
                                           "the same as of X, proved"};
    const organize_softmax_t *s = &o->softmax;
    arb_t scale, x;
    arb_init(scale);
    arb_init(x);
    arb_set_fmpq(scale, s->shift, ORGANIZE_BITS);
    arb_exp(scale, scale, ORGANIZE_BITS);
    fprintf(out, "softmax(tau X) over the keys%s, tau = ",
            s->mask == FULG_MASK_CAUSAL ? " up to the query (causal mask)"
                                        : "");
    print_fmpq(out, s->tau);
    fputc('\n', out);
    for (int a = 0; a < 3; a++)
        fprintf(out, "  %-6s tree: %s\n", fulg_axis_name(a),
                verdicts[fulg_organize_softmax_keeps(o, a) + 1]);
    if (!s->decided)
        fprintf(out, "  with %ld bits: ", (long) s->bits);
    if (fulg_organize_softmax_keeps(o, 0) < 0)
        fprintf(out, "%s%s\n", s->decided ? "  " : "",
                fulg_organize_softmax_reason(o));
    for (int n = 0; n < 3; n++)
    {
        fprintf(out, "  l1 entropy of %-8s", names[n]);
        for (int d = 0; d < 2; d++)
        {
            const fulg_entropy_struct *E = s->in[n][d].E;
            arb_set(x, E->l1);
            if (n == 1)
                arb_mul(x, x, scale, ORGANIZE_BITS);
            fputs(d ? "; in index order " : "", out);
            fulg_organize_print_ball(out, x);
            fputs(", 99% in ", out);
            print_count(out, E);
        }
        fputc('\n', out);
    }
    print_exponent(out, "regularity", o->exponent);
    for (int n = 0; n < 3; n++)
        print_constants(out, names[n], &s->regularity[n],
                        n == 1 ? scale : NULL);
    if (s->mask == FULG_MASK_NONE)
    {
        fputs("  the theorem bounds the mixed constant of softmax by ", out);
        fulg_organize_print_ball(out, s->bound);
        fputc('\n', out);
    }
    else
        fputs("  measured; the theorem bounds softmax without a mask\n", out);
    arb_clear(scale);
    arb_clear(x);
}

static void
print_paraproduct(FILE *out, const organize_t *o)
{
    static const char *const names[] = {"first", "second", "residual"};
    arb_t scale;
    fmpq_t exponent;
    arb_init(scale);
    fmpq_init(exponent);
    arb_set_fmpq(scale, o->paraproduct->shift, ORGANIZE_BITS);
    arb_exp(scale, scale, ORGANIZE_BITS);
    fprintf(out, "paraproduct of A = %s: A(f) = boundary + first + second + "
            "residual, measured (no theorem bounds it at 2a)\n",
            o->said.paraproduct);
    for (int e = 0; e < 2; e++)
    {
        fmpq_mul_2exp(exponent, o->exponent, (ulong) e);
        print_exponent(out, e ? "  at 2a" : "  at a", exponent);
        for (int n = 0; n < 3; n++)
            print_constants(out, names[n], &o->parts[e][n], scale);
    }
    fmpq_clear(exponent);
    arb_clear(scale);
}

static void
print_other(FILE *out, const organize_t *o)
{
    static const char *const orders[] = {
        "lower than the second's", "equal to the second's",
        "higher than the second's", "not comparable"};
    const organize_other_t *t = &o->other;
    fprintf(out, "compared with %s: %ld x %ld x %ld, %s after %ld iterations\n",
            fulg_cli_name(o->said.compare), (long) t->X->shape[0],
            (long) t->X->shape[1], (long) t->X->shape[2],
            fulg_organize_state_name(t->R->state), (long) t->R->iterations);
    fulg_organize_print_source(out, &t->source);
    fputs("  l1 entropy  ", out);
    print_l1(out, t->M.E->surds, t->M.E->l1);
    fputs(" = ", out);
    print_ratio(out, t->M.E);
    fprintf(out, "\n  top %-8ld", (long) o->said.top);
    print_l1(out, t->top, t->top_sum);
    fputs("\n  99% of energy  ", out);
    print_count(out, t->M.E);
    fprintf(out, " of %ld coefficients\n", (long) t->M.E->size);
    if (t->same_shape)
    {
        fputs("  in the trees of the first: ", out);
        print_ratio(out, t->there.E);
        fputc('\n', out);
        for (int a = 0; a < 3; a++)
            fprintf(out, "  %-6s tree: %s\n", fulg_axis_name(a),
                    t->equal[a] ? "the same" : "another");
    }
    fprintf(out, "  entropy / |X| of the first tensor is %s\n",
            orders[t->order == 2 ? 3 : t->order + 1]);
}

void
fulg_organize_print(const organize_t *o)
{
    FILE *out = o->cli->out;
    print_trees(out, o);
    print_main(out, o);
    if (o->has_diffusion)
        print_diffusion(out, o);
    if (o->has_pruning)
        print_pruning(out, o);
    if (o->has_regularity)
    {
        print_exponent(out, "regularity", o->exponent);
        print_constants(out, "X", o->regularity, NULL);
    }
    if (o->has_softmax)
        print_softmax(out, o);
    if (o->has_paraproduct)
        print_paraproduct(out, o);
    if (o->has_other)
        print_other(out, o);
    if (o->said.certificate != NULL)
        fprintf(out, "certificate written to %s\n", o->said.certificate);
    if (o->said.plot != NULL)
        fprintf(out, "pictures written to %s/organize.html\n", o->said.plot);
}
