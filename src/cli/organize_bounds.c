/* Enclosures as numbers for people and programs. */
#include "organize.h"

json_t *
fulg_organize_json_ball(const arb_t x)
{
    return fulg_cli_json_ball(x, ORGANIZE_DIGITS);
}

void
fulg_organize_print_ball(FILE *out, const arb_t x)
{
    char *text = fulg_ball_text(x, 12);
    fputs(text, out);
    flint_free(text);
}

json_t *
fulg_organize_json_fmpq(const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

/* "469/2 + 735/4 sqrt(2)" */
void
fulg_organize_print_surds(FILE *out, const fulg_surds_t S)
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
fulg_organize_json_surds(const fulg_surds_t S)
{
    json_t *object = json_object();
    for (slong n = 0; n < S->num; n++)
    {
        char *root = fmpz_get_str(NULL, 10, S->root + n);
        json_object_set_new(object, root,
                            fulg_organize_json_fmpq(S->value + n));
        flint_free(root);
    }
    return object;
}
