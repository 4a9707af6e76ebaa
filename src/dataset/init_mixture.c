#include <fulgurite/dataset.h>

#define SCALE 1024

/* The least s with s * s >= n >= 0. */
static slong
root_up(slong n)
{
    slong s = (slong) n_sqrt((ulong) n);
    return s * s < n ? s + 1 : s;
}

/* Which tokens are relevant: the first ones, or drawn without replacement. */
static void
choose(char *chosen, slong tokens, slong relevant, int shuffle,
       fulg_rand_t rand)
{
    slong left = relevant;
    for (slong t = 0; t < tokens; t++)
    {
        chosen[t] = shuffle
                        ? (slong) fulg_rand_below(rand, (ulong) (tokens - t)) <
                              left
                        : t < relevant;
        left -= chosen[t];
    }
}

fulg_status_t
fulg_dataset_init_mixture(fulg_dataset_t D, slong num, slong tokens, slong dim,
                          slong relevant, int shuffle, fulg_rand_t rand,
                          fulg_diag_t diag)
{
    const slong bound = dim > 2 ? SCALE / root_up(dim - 2) : 0;
    fulg_status_t status;
    char *chosen;
    if (dim < 2 || relevant < 0 || relevant > tokens)
        return fulg_diag_set(diag, FULG_PARSE,
                             dim < 2 ? "the mixture needs dimension 2 or more"
                                     : "zeta must be in [0, 1]");
    status = fulg_dataset_init(D, num, tokens, dim, diag);
    if (status != FULG_OK)
        return status;
    chosen = flint_malloc((size_t) tokens);
    for (slong i = 0; i < num; i++)
    {
        D->label[i] = fulg_rand_below(rand, 2) ? -1 : 1;
        choose(chosen, tokens, relevant, shuffle, rand);
        for (slong t = 0; t < tokens; t++)
            if (chosen[t])
                fmpq_one(fmpq_mat_entry(&D->X[i], t, D->label[i] < 0));
            else
                for (slong j = 2; j < dim; j++)
                    fmpq_set_si(fmpq_mat_entry(&D->X[i], t, j),
                                fulg_rand_signed(rand, bound), SCALE);
    }
    flint_free(chosen);
    return FULG_OK;
}
