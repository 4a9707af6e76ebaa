#include "impl.h"

/* State entry (i, j). */
static const fmpq_mpoly_struct *
state_entry(const fulg_polysys_expansion_t *E, slong i, slong j)
{
    return fulg_domain_mpoly_mat_entry(E->state->mpoly, i, j);
}

/* G_pq = the sum of X_pn X_qn over the keys n that query j sees. */
static void
set_gram(fmpq_mpoly_t G, const fulg_polysys_expansion_t *E, slong p, slong q,
         slong j)
{
    const fulg_arch_struct *arch = E->model.model;
    const fmpq_mpoly_ctx_struct *ctx = E->work->ctx;
    const slong keys = fulg_arch_is_causal(arch) ? j + 1 : arch->tokens;
    fmpq_mpoly_t product;
    fmpq_mpoly_init(product, ctx);
    fmpq_mpoly_zero(G, ctx);
    for (slong n = 0; n < keys; n++)
    {
        fmpq_mpoly_mul(product, state_entry(E, p, n), state_entry(E, q, n),
                       ctx);
        fmpq_mpoly_add(G, G, product, ctx);
    }
    fmpq_mpoly_clear(product, ctx);
}

/* Attention: (p <= q, r), then the state itself when residual; otherwise the
   state's entries. */
void
fulg_polysys_expansion_forms(fulg_polysys_polylist_t *L,
                             const fulg_polysys_expansion_t *E, slong c)
{
    const fulg_arch_struct *arch = E->model.model;
    const fmpq_mpoly_ctx_struct *ctx = E->work->ctx;
    const slong d = arch->width[arch->depth - 1], j = E->column[c];
    const int pnn = fulg_arch_is_pnn(arch);
    fmpq_mpoly_t G;
    fmpq_mpoly_init(G, ctx);
    for (slong p = 0; p < d && !pnn; p++)
        for (slong q = p; q < d; q++)
        {
            set_gram(G, E, p, q, j);
            for (slong r = 0; r < d; r++)
                fmpq_mpoly_mul(fulg_polysys_polylist_push(L), G,
                               state_entry(E, r, j), ctx);
        }
    fmpq_mpoly_clear(G, ctx);
    for (slong p = 0;
         p < d && (pnn || (fulg_arch_is_residual(arch) && !E->single)); p++)
        fmpq_mpoly_set(fulg_polysys_polylist_push(L), state_entry(E, p, j),
                       ctx);
}

/* With exchangeable tokens 2 .. t a monomial stands for its orbit: the columns
   of its exponents decrease. */
int
fulg_polysys_expansion_keeps(const fulg_polysys_expansion_t *E,
                             const ulong *exp)
{
    const fulg_arch_struct *arch = E->model.model;
    const slong d = arch->width[0], t = arch->tokens;
    if (E->single && t > 1)
    {
        ulong first = 0;
        for (slong i = 0; i < d; i++)
            first += exp[i * t];
        return first == 2;
    }
    for (slong j = 2; j < t && !fulg_arch_is_causal(arch); j++)
        for (slong i = 0; i < d; i++)
        {
            const ulong left = exp[i * t + j - 1], right = exp[i * t + j];
            if (left < right)
                return 0;
            if (left > right)
                break;
        }
    return 1;
}
