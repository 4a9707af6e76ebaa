/* The diffusion map, pruning and constants of regularity, for people. */
#include "organize.h"

/* Slices that people want to read of. */
#define MAX_TEXT 16

void
fulg_cli_organize_print_diffusion(FILE *out, const organize_t *o)
{
    const fulg_organize_diffusion_struct *S = o->diffusion;
    fprintf(out,
            "diffusion map of the %s axis: ", fulg_cube_axis_name(o->axis));
    if (!S->defined)
    {
        fputs(S->n == 1 ? "undefined, there is one slice\n"
                        : "undefined, the median distance of two slices is 0\n",
              out);
        return;
    }
    fputs("median distance ", out);
    fulg_cli_organize_print_rational(out, S->median);
    fputs("\n  eigenvalues 1", out);
    for (slong i = 1; i < S->n && i < 5; i++)
    {
        fputs(", ", out);
        fulg_cli_organize_print_ball(out, S->eigenvalue + i);
    }
    fputs(S->n > 5 ? ", ..\n" : "\n", out);
    for (slong x = 0; x < S->n && x < MAX_TEXT; x++)
    {
        fprintf(out, "  %-3ld", (long) x);
        for (slong i = 0; i < S->num && i < 3; i++)
        {
            fputs(i ? "  " : "", out);
            if (S->known[i])
                fulg_cli_organize_print_ball(
                    out, arb_mat_entry(S->coordinate, x, i));
            else
                fputs("undefined (a multiple eigenvalue)", out);
        }
        fputc('\n', out);
    }
}

void
fulg_cli_organize_print_pruning(FILE *out, const organize_t *o)
{
    const fulg_organize_pruning_struct *P = o->pruning;
    fprintf(out, "pruned to %ld of %ld coefficient%s: squared error ",
            (long) P->kept, (long) o->M.E->size,
            fulg_cli_organize_plural(o->M.E->size));
    fulg_cli_organize_print_rational(out, P->error2);
    fputs(" (", out);
    fulg_cli_organize_print_rational(out, P->relative2);
    fputs(" of the energy)\n  largest error of an entry ", out);
    fulg_cli_organize_print_rational(out, P->sup);
    fputs(", mean ", out);
    fulg_cli_organize_print_rational(out, P->mean);
    fputs(" <= ", out);
    fulg_cli_organize_print_ball(out, P->mean_bound);
    fputc('\n', out);
}

void
fulg_cli_organize_print_exponent(FILE *out, const char *what,
                                 const fmpq_t exponent)
{
    fprintf(out, "%s, exponent ", what);
    fulg_cli_organize_print_fmpq(out, exponent);
    fprintf(out, "\n  %-10s  %-17s  %-17s  %-17s  %-17s\n", "", "sup", "query",
            "key", "mixed");
}

void
fulg_cli_organize_print_constants(FILE *out, const char *name,
                                  const fulg_organize_regularity_t R,
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

void
fulg_cli_organize_print_paraproduct(FILE *out, const organize_t *o)
{
    static const char *const names[] = {"first", "second", "residual"};
    arb_t scale;
    fmpq_t exponent;
    arb_init(scale);
    fmpq_init(exponent);
    fulg_cli_organize_exp_scale(scale, o, o->paraproduct->shift);
    fprintf(out, "paraproduct of A = %s at f = ", o->said.paraproduct);
    fulg_cli_organize_print_function(out, o);
    fputs(", tau = ", out);
    fulg_cli_organize_print_fmpq(out, o->softmax.scale->tau);
    fputs(": A(f) = boundary + first + second + residual, measured (no theorem "
          "bounds it at 2a)\n",
          out);
    for (int e = 0; e < 2; e++)
    {
        fmpq_mul_2exp(exponent, o->exponent, (ulong) e);
        fulg_cli_organize_print_exponent(out, e ? "  at 2a" : "  at a",
                                         exponent);
        for (int n = 0; n < 3; n++)
            fulg_cli_organize_print_constants(out, names[n], &o->parts[e][n],
                                              scale);
    }
    fmpq_clear(exponent);
    arb_clear(scale);
}

void
fulg_cli_organize_print_function(FILE *out, const organize_t *o)
{
    const fmpz *root = o->softmax.scale->root;
    fputs("tau X", out);
    if (!fmpz_is_one(root))
    {
        fputs(" / sqrt(", out);
        fmpz_fprint(out, root);
        fputc(')', out);
    }
}
