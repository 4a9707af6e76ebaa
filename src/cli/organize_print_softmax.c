/* softmax beside the scores, and a second tensor, for people. */
#include "organize.h"

static void
print_head(FILE *out, const organize_t *o)
{
    const organize_softmax_t *s = &o->softmax;
    fputs("softmax(", out);
    fulg_cli_organize_print_function(out, o);
    fprintf(out, ") over the keys%s, tau = ",
            s->mask == FULG_MASK_CAUSAL ? " up to the query (causal mask)"
                                        : "");
    fulg_cli_organize_print_fmpq(out, s->scale->tau);
    fputs(fmpz_is_one(s->scale->root) ? "\n" : "; f = tau X over the root\n",
          out);
}

void
fulg_cli_organize_print_softmax(FILE *out, const organize_t *o)
{
    const int has_root = !fmpz_is_one(o->softmax.scale->root);
    const char *const names[] = {has_root ? "f" : "tau X", "exp", "softmax"};
    static const char *const verdicts[] = {
        "undecided", "another than of X, proved", "the same as of X, proved"};
    const organize_softmax_t *s = &o->softmax;
    arb_t scale, x;
    arb_init(scale);
    arb_init(x);
    fulg_cli_organize_exp_scale(scale, o, s->shift);
    print_head(out, o);
    for (int a = 0; a < 3; a++)
        fprintf(out, "  %-6s tree: %s\n", fulg_cube_axis_name(a),
                verdicts[fulg_cli_organize_softmax_keeps(o, a) + 1]);
    if (!s->decided)
        fprintf(out, "  with %ld bits: ", (long) s->bits);
    if (fulg_cli_organize_softmax_keeps(o, 0) < 0)
        fprintf(out, "%s%s\n", s->decided ? "  " : "",
                fulg_cli_organize_softmax_reason(o));
    for (int n = 0; n < 3; n++)
    {
        fprintf(out, "  l1 entropy of %-8s", names[n]);
        for (int d = 0; d < 2; d++)
        {
            const fulg_organize_entropy_struct *E = &s->in[n][d];
            arb_set(x, E->l1);
            if (n == 1)
                arb_mul(x, x, scale, ORGANIZE_BITS);
            fputs(d ? "; in index order " : "", out);
            fulg_cli_organize_print_ball(out, x);
            fputs(", 99% in ", out);
            fulg_cli_organize_print_count(out, E);
        }
        fputc('\n', out);
    }
    fulg_cli_organize_print_exponent(out, "regularity", o->exponent);
    for (int n = 0; n < 3; n++)
        fulg_cli_organize_print_constants(out, names[n], &s->regularity[n],
                                          n == 1 ? scale : NULL);
    if (s->mask == FULG_MASK_NONE)
    {
        fputs("  the theorem bounds the mixed constant of softmax by ", out);
        fulg_cli_organize_print_ball(out, s->bound);
        fputc('\n', out);
    }
    else
        fputs("  measured; the theorem bounds softmax without a mask\n", out);
    arb_clear(scale);
    arb_clear(x);
}

void
fulg_cli_organize_print_other(FILE *out, const organize_t *o)
{
    static const char *const same[] = {
        "undecided: no fixed point or cycle is reached", "another", "the same"};
    static const char *const orders[] = {
        "lower than the second's", "equal to the second's",
        "higher than the second's", "not comparable"};
    const organize_other_t *t = &o->other;
    fprintf(out,
            "compared with %s: %ld x %ld x %ld, %s after %ld iteration%s\n",
            fulg_cli_name(o->said.compare), (long) t->X->shape[0],
            (long) t->X->shape[1], (long) t->X->shape[2],
            fulg_cli_organize_state_name(t->R->state), (long) t->R->iterations,
            fulg_cli_organize_plural(t->R->iterations));
    fulg_cli_organize_print_source(out, &t->source);
    fputs("  l1 entropy  ", out);
    fulg_cli_organize_print_l1(out, t->M.E->surds, t->M.E->l1);
    fputs(" = ", out);
    fulg_cli_organize_print_ratio(out, t->M.E);
    fprintf(out, "\n  top %-8ld", (long) o->said.top);
    fulg_cli_organize_print_l1(out, t->top, t->top_sum);
    fputs("\n  99% of energy  ", out);
    fulg_cli_organize_print_count(out, t->M.E);
    fprintf(out, " of %ld coefficient%s\n", (long) t->M.E->size,
            fulg_cli_organize_plural(t->M.E->size));
    if (t->same_shape)
    {
        fputs("  in the trees of the first: ", out);
        fulg_cli_organize_print_ratio(out, t->there.E);
        fputc('\n', out);
        for (int a = 0; a < 3; a++)
            fprintf(out, "  %-6s tree: %s\n", fulg_cube_axis_name(a),
                    same[t->equal[a] + 1]);
    }
    fprintf(out, "  entropy / |X| of the first tensor is %s\n",
            orders[t->order == 2 ? 3 : t->order + 1]);
}
