#include "network.h"

/* Entry number e of an input, as the minor wants it. */
static int
read_entry(uint64_t *residues, arb_ptr balls, slong e, const json_t *value,
           const char *where, const fulg_verify_minor_t *S,
           fulg_verify_why_t *why)
{
    slong n;
    fmpq_t x;
    int good;
    if (residues != NULL)
    {
        good = fulg_verify_integer(&n, value, where, why);
        if (good)
            residues[e] = fulg_verify_set(n, &S->weights.mod);
        return good;
    }
    fmpq_init(x);
    good = fulg_verify_rational(x, value, where, why);
    arb_set_fmpq(balls + e, x, S->weights.bits);
    fmpq_clear(x);
    return good;
}

int
fulg_verify_minor_input(uint64_t *residues, arb_ptr balls,
                        const fulg_verify_minor_t *S, slong n,
                        fulg_verify_why_t *why)
{
    const fulg_verify_net_t *net = S->weights.net;
    const json_t *value = json_array_get(S->inputs, (size_t) n - 1);
    const slong t = net->tokens;
    char where[80];
    snprintf(where, sizeof where, "input %ld", (long) n);
    if (!fulg_verify_list(value, net->width[0], where, why))
        return 0;
    for (slong i = 0; i < net->width[0]; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        snprintf(where, sizeof where, "row %ld of input %ld", (long) i + 1,
                 (long) n);
        if (!fulg_verify_list(row, t, where, why))
            return 0;
        for (slong j = 0; j < t; j++)
            if (!read_entry(residues, balls, i * t + j,
                            json_array_get(row, (size_t) j), where, S, why))
                return 0;
    }
    return 1;
}
