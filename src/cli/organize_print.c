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
        fprintf(out, "%ld elements, %ld level%s", (long) T->n, (long) T->levels,
                fulg_cli_organize_plural(T->levels));
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
    const fulg_organize_organization_struct *R = o->R;
    const slong *n = o->X->shape;
    fprintf(out, "%ld %s x %ld key%s x %ld head%s, exact\n", (long) n[0],
            n[0] == 1 ? "query" : "queries", (long) n[1],
            fulg_cli_organize_plural(n[1]), (long) n[2],
            fulg_cli_organize_plural(n[2]));
    fulg_cli_organize_print_source(out, &o->source);
    switch (R->state)
    {
        case FULG_ORGANIZE_FIXED:
            fprintf(out, "trees: a fixed point after %ld iteration%s",
                    (long) R->iterations,
                    fulg_cli_organize_plural(R->iterations));
            break;
        case FULG_ORGANIZE_CYCLE:
            fprintf(out,
                    "trees: the last of a cycle of %ld, which closes after %ld "
                    "iterations",
                    (long) R->period, (long) R->iterations);
            break;
        case FULG_ORGANIZE_STOPPED:
            fprintf(out,
                    "trees: stopped after %ld iteration%s, without a "
                    "repetition",
                    (long) R->iterations,
                    fulg_cli_organize_plural(R->iterations));
            break;
        case FULG_ORGANIZE_GIVEN:
            fprintf(out, "trees: from %s", fulg_cli_name(o->said.trees));
            break;
    }
    if (R->state != FULG_ORGANIZE_GIVEN)
        fprintf(out, " (alpha %lu, beta %lu)", o->options.alpha,
                o->options.beta);
    fputc('\n', out);
    for (int a = 0; a < 3; a++)
        print_tree(out, &R->tree[a], fulg_cube_axis_name(a));
}

static void
print_main(FILE *out, const organize_t *o)
{
    const fulg_organize_entropy_struct *E = o->M.E, *N = o->N.E;
    fputs("energy        ", out);
    fulg_cli_organize_print_rational(out, E->energy);
    fputs(", the sum of squares of entries and of Haar coefficients "
          "(Parseval)\nnonzero       ",
          out);
    fprintf(out, "%ld of %ld coefficient%s; in index order %ld\n",
            (long) E->nonzero, (long) E->size,
            fulg_cli_organize_plural(E->size), (long) N->nonzero);
    fputs("l1 entropy    ", out);
    fulg_cli_organize_print_l1(out, E->surds, E->l1);
    fputs("\n              = ", out);
    fulg_cli_organize_print_ratio(out, E);
    fputs("; in index order ", out);
    fulg_cli_organize_print_ratio(out, N);
    fputs("\n99% of energy ", out);
    fprintf(out, " coefficient%s; in index order ",
            fulg_cli_organize_plural(fulg_cli_organize_print_count(out, E)));
    fulg_cli_organize_print_count(out, N);
    fprintf(out, "\ntop %-10ld", (long) o->said.top);
    fulg_cli_organize_print_l1(out, o->top, o->top_sum);
    fputc('\n', out);
    if (o->said.energy != NULL)
    {
        slong lower, upper;
        fulg_organize_entropy_count(&lower, &upper, E, o->part);
        fulg_cli_organize_print_fmpq(out, o->part);
        fprintf(out, " of energy: %ld coefficient%s\n", (long) upper,
                fulg_cli_organize_plural(upper));
    }
}

void
fulg_cli_organize_print(const organize_t *o)
{
    FILE *out = o->cli->out;
    print_trees(out, o);
    print_main(out, o);
    if (o->has_diffusion)
        fulg_cli_organize_print_diffusion(out, o);
    if (o->has_pruning)
        fulg_cli_organize_print_pruning(out, o);
    if (o->has_regularity)
    {
        fulg_cli_organize_print_exponent(out, "regularity", o->exponent);
        fulg_cli_organize_print_constants(out, "X", o->regularity, NULL);
    }
    if (o->has_softmax)
        fulg_cli_organize_print_softmax(out, o);
    if (o->has_paraproduct)
        fulg_cli_organize_print_paraproduct(out, o);
    if (o->has_other)
        fulg_cli_organize_print_other(out, o);
    if (o->said.certificate != NULL)
        fprintf(out, "certificate written to %s\n", o->said.certificate);
    if (o->said.plot != NULL)
        fprintf(out, "pictures written to %s/organize.html\n", o->said.plot);
}
