/* Enclosures as numbers for people and programs. */
#include "organize.h"

json_t *
fulg_cli_organize_json_ball(const arb_t x)
{
    return fulg_cli_json_ball(x, ORGANIZE_DIGITS);
}

void
fulg_cli_organize_print_ball(FILE *out, const arb_t x)
{
    char *text = fulg_ball_text(x, 12);
    fputs(text, out);
    flint_free(text);
}

json_t *
fulg_cli_organize_json_fmpq(const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

/* "469/2 + 735/4 sqrt(2)" */
void
fulg_cli_organize_print_surds(FILE *out, const fulg_organize_surds_t S)
{
    if (S->num == 0)
        fputs("0", out);
    for (slong n = 0; n < S->num; n++)
    {
        char *value = fmpq_get_str(NULL, 10, S->value + n);
        char *root = fmpz_get_str(NULL, 10, S->root + n);
        fprintf(out, "%s%s", n ? " + " : "", value);
        if (!fmpz_is_one(S->root + n))
            fprintf(out, " sqrt(%s)", root);
        flint_free(value);
        flint_free(root);
    }
}

json_t *
fulg_cli_organize_json_surds(const fulg_organize_surds_t S)
{
    json_t *object = json_object();
    for (slong n = 0; n < S->num; n++)
    {
        char *root = fmpz_get_str(NULL, 10, S->root + n);
        json_object_set_new(object, root,
                            fulg_cli_organize_json_fmpq(S->value + n));
        flint_free(root);
    }
    return object;
}

slong
fulg_cli_organize_print_count(FILE *out, const fulg_organize_entropy_t E)
{
    slong lower, upper;
    fmpq_t part;
    fmpq_init(part);
    fmpq_set_si(part, 99, 100);
    fulg_organize_entropy_count(&lower, &upper, E, part);
    if (lower == upper)
        fprintf(out, "%ld", (long) lower);
    else
        fprintf(out, "%ld to %ld", (long) lower, (long) upper);
    fmpq_clear(part);
    return upper;
}

void
fulg_cli_organize_print_fmpq(FILE *out, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    fputs(text, out);
    flint_free(text);
}

/* A rational number in full when it is short, or its bounds. */
void
fulg_cli_organize_print_rational(FILE *out, const fmpq_t x)
{
    arb_t y;
    if (fmpz_bits(fmpq_numref(x)) + fmpz_bits(fmpq_denref(x)) < 128)
    {
        fulg_cli_organize_print_fmpq(out, x);
        return;
    }
    arb_init(y);
    arb_set_fmpq(y, x, ORGANIZE_BITS);
    fulg_cli_organize_print_ball(out, y);
    arb_clear(y);
}

/* Few roots with short factors: what somebody may want to read. */
static int
is_short(const fulg_organize_surds_t S)
{
    for (slong n = 0; n < S->num; n++)
        if (fmpz_bits(fmpq_numref(S->value + n)) +
                fmpz_bits(fmpq_denref(S->value + n)) >
            64)
            return 0;
    return S->num <= 4;
}

void
fulg_cli_organize_print_l1(FILE *out, const fulg_organize_surds_t S,
                           const arb_t value)
{
    if (is_short(S))
    {
        fulg_cli_organize_print_surds(out, S);
        fputs(" = ", out);
    }
    fulg_cli_organize_print_ball(out, value);
    if (!is_short(S))
        fprintf(out, " (a sum of %ld square root%s; --json has it)",
                (long) S->num, fulg_cli_organize_plural(S->num));
}

void
fulg_cli_organize_print_ratio(FILE *out, const fulg_organize_entropy_t E)
{
    if (arb_is_finite(E->ratio))
    {
        fulg_cli_organize_print_ball(out, E->ratio);
        fputs(" |X|", out);
    }
    else
        fputs("undefined times |X| = 0", out);
}

const char *
fulg_cli_organize_plural(slong n)
{
    return n == 1 ? "" : "s";
}
