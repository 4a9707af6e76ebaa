#include "impl.h"

static slong
length(const fulg_mat_struct *A, slong i, slong j)
{
    return fulg_domain_mpoly_mat_entry(A->mpoly, i, j)->zpoly->length;
}

/* The number of factors (entry of V)(entry of A), over all output rows, that
   multiply form (p, q, r): V_p A_qr, and V_q A_pr when p < q. */
static void
count_factors(fmpz_t n, const fulg_mat_struct *V, const fulg_mat_struct *A,
              slong p, slong q, slong r)
{
    ulong at_p = 0, at_q = 0;
    for (slong i = 0; i < V->mpoly->num_rows; i++)
    {
        at_p += (ulong) length(V, i, p);
        at_q += (ulong) length(V, i, q);
    }
    fmpz_set_ui(n, at_p);
    fmpz_mul_ui(n, n, (ulong) length(A, q, r));
    if (p == q)
        return;
    {
        fmpz_t other;
        fmpz_init_set_ui(other, at_q);
        fmpz_addmul_ui(n, other, (ulong) length(A, p, r));
        fmpz_clear(other);
    }
}

/* The terms of a form that the list keeps; their monomials join the set. */
static slong
collect_monomials(fulg_polysys_monomials_t *T, const fmpq_mpoly_t form,
                  const fulg_polysys_expansion_t *E, ulong *exp)
{
    slong kept = 0;
    for (slong k = 0; k < form->zpoly->length; k++)
    {
        fmpq_mpoly_get_term_exp_ui(exp, form, k, E->work->ctx);
        if (fulg_polysys_expansion_keeps(E, exp))
        {
            fulg_polysys_monomials_add(T, exp);
            kept++;
        }
    }
    return kept;
}

static void
count_column(fulg_polysys_expansion_t *E, slong c)
{
    const fulg_arch_struct *arch = E->model.model;
    const slong d = arch->width[arch->depth - 1];
    ulong *exp = flint_malloc((size_t) E->work->num * sizeof(ulong));
    fulg_mat_struct *V, *A;
    fulg_polysys_polylist_t forms;
    slong heads, n = 0;
    fmpz_t factors;
    fmpz_init(factors);
    fulg_polysys_expansion_heads(&V, &A, &heads, E->weights);
    fulg_polysys_polylist_init(&forms, E->work->ctx);
    fulg_polysys_expansion_forms(&forms, E, c);
    for (slong p = 0; p < d && heads > 0; p++)
        for (slong q = p; q < d; q++)
            for (slong r = 0; r < d; r++)
            {
                const slong kept = collect_monomials(&E->monomials[c],
                                                     &forms.poly[n++], E, exp);
                for (slong h = 0; h < heads; h++)
                {
                    count_factors(factors, V + h, A + h, p, q, r);
                    fmpz_addmul_ui(E->terms, factors, (ulong) kept);
                }
            }
    for (; n < forms.num; n++)
    {
        const slong kept = collect_monomials(&E->monomials[c], &forms.poly[n],
                                             E, exp);
        fmpz_set_si(factors, kept);
        if (heads == 0)
            fmpz_mul_si(factors, factors, arch->width[arch->depth]);
        fmpz_add(E->terms, E->terms, factors);
    }
    fulg_polysys_polylist_clear(&forms);
    fulg_polysys_expansion_heads_clear(V, A, heads, E->domain);
    fmpz_clear(factors);
    flint_free(exp);
}

/* One lightning layer lists k <= l, then j (or k <= l <= j for one token). */
static slong *
single_order(const fulg_polysys_expansion_t *E)
{
    const slong d = E->model.model->width[0], t = E->model.model->tokens;
    const fulg_polysys_monomials_t *T = &E->monomials[0];
    slong *order = flint_malloc(((size_t) T->num + 1) * sizeof(slong));
    ulong *exp = flint_calloc((size_t) (d * t), sizeof(ulong));
    slong n = 0;
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
            for (slong j = (t == 1) ? l : 0; j < d; j++)
            {
                exp[k * t]++;
                exp[l * t]++;
                exp[j * t + t - 1]++;
                order[n++] = fulg_polysys_monomials_find(T, exp);
                exp[k * t]--;
                exp[l * t]--;
                exp[j * t + t - 1]--;
            }
    flint_free(exp);
    return order;
}

void
fulg_polysys_expansion_count(fulg_polysys_expansion_t *E)
{
    const fulg_arch_struct *arch = E->model.model;
    const size_t n = (size_t) E->num_columns;
    E->monomials = flint_malloc(n * sizeof(fulg_polysys_monomials_t));
    E->order = flint_malloc(n * sizeof(slong *));
    E->start = flint_malloc((n + 1) * sizeof(slong));
    E->start[0] = 0;
    fmpz_init(E->terms);
    for (slong c = 0; c < E->num_columns; c++)
    {
        fulg_polysys_monomials_init(&E->monomials[c], E->num_inputs);
        count_column(E, c);
        E->order[c] = E->single
                          ? single_order(E)
                          : fulg_polysys_monomials_order(&E->monomials[c]);
        E->start[c + 1] = E->start[c] + E->monomials[c].num;
    }
    E->num = E->start[E->num_columns] * arch->width[arch->depth];
}
