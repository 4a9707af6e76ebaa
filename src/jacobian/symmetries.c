/*
 * Symmetries of the architecture at the weights (doc: thm-given-symmetries): fields that
 * are known for every weight give directions of the kernel at these ones.
 */
#include <fulgurite/symmetry.h>

#include "impl.h"

/* ---- the fields mod a prime -------------------------------------------------- */

/* The entries of W, in the order of the blocks. */
static ulong *
flat_residues(const fulg_weights_t W)
{
    ulong *w = flint_malloc((size_t) (W->parameters + 1) * sizeof(ulong));
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                w[W->block[b].offset + i * W->block[b].cols + j] =
                    nmod_mat_entry(W->mat[b].nmod, i, j);
    return w;
}

/* The coefficient of an entry of a field at w. */
static ulong
coefficient(const fulg_jacobian_echelon_t *E, fulg_symmetry_entry_t e,
            const ulong *w)
{
    const ulong size = (ulong) FLINT_ABS(e.num) % E->mod.n;
    const ulong c = e.num < 0 ? nmod_neg(size, E->mod) : size;
    return e.from < 0 ? c : nmod_mul(c, w[e.from], E->mod);
}

/* Whether field f at w is a combination of the rows, as far as the dual shows: of the
   fields of a wide head few are independent.  One that is taken for a combination by
   mistake is a direction less that is known. */
static int
is_combination(const fulg_jacobian_echelon_t *E,
               const fulg_symmetry_algebra_t S, slong f, const ulong *w)
{
    ulong sum = 0;
    if (!E->has_dual)
        return 0;
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const ulong c = coefficient(E, S->entry[n], w);
        const ulong y = E->dual[S->entry[n].to];
        sum = nmod_add(sum, nmod_mul(c, y, E->mod), E->mod);
    }
    return sum == 0;
}

/* work = field f at w */
static void
set_work(fulg_jacobian_echelon_t *E, const fulg_symmetry_algebra_t S, slong f,
         const ulong *w)
{
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        ulong *to = &E->work[S->entry[n].to];
        *to = nmod_add(*to, coefficient(E, S->entry[n], w), E->mod);
    }
}

/* ---- the same over Z ----------------------------------------------------------- */

static const fmpq **
flat_rationals(const fulg_weights_t W)
{
    const fmpq **w = flint_malloc((size_t) (W->parameters + 1) * sizeof *w);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                w[W->block[b].offset + i * W->block[b].cols + j] =
                    fmpq_mat_entry(W->mat[b].fmpq, i, j);
    return w;
}

/* v = field f at w; v is zero outside the weights that the field moves. */
static void
set_field(fmpq *v, const fulg_symmetry_algebra_t S, slong f, const fmpq **w)
{
    fmpq_t term;
    fmpq_init(term);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const fulg_symmetry_entry_t e = S->entry[n];
        fmpq_set_si(term, e.num, 1);
        if (e.from >= 0)
            fmpq_mul(term, term, w[e.from]);
        fmpq_add(v + e.to, v + e.to, term);
    }
    fmpq_clear(term);
}

/* Field f at w; v is zero before and after. */
static void
set_direction(fulg_jacobian_direction_t *direction, fmpq *v,
              const fulg_symmetry_algebra_t S, slong f, const fmpq **w)
{
    fmpz_t den;
    fmpz_init_set_ui(den, 1);
    set_field(v, S, f, w);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
        fmpz_lcm(den, den, fmpq_denref(v + S->entry[n].to));
    fulg_jacobian_direction_init(direction, S->start[f + 1] - S->start[f],
                                 FULG_KERNEL_SYMMETRY);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        fmpq *x = v + S->entry[n].to;
        fmpz *entry = direction->entry + direction->num;
        if (fmpq_is_zero(x))
            continue;
        fmpz_divexact(entry, den, fmpq_denref(x));
        fmpz_mul(entry, entry, fmpq_numref(x));
        direction->place[direction->num++] = S->entry[n].to;
        fmpq_zero(x);
    }
    fulg_jacobian_make_primitive(direction);
    fmpz_clear(den);
}

/* ---- all of them ---------------------------------------------------------------- */

/* Fields that are independent mod a prime are so over Q.  B = W mod that prime. */
static void
add_fields(fulg_jacobian_known_t *known, const fulg_symmetry_algebra_t S,
           const fulg_weights_t W, const fulg_weights_t B)
{
    const fmpq **w = flat_rationals(W);
    fmpq *v = _fmpq_vec_init(W->parameters);
    ulong *residues = flat_residues(B);
    for (slong f = 0; f < S->num_fields; f++)
    {
        fulg_jacobian_direction_t direction;
        if (is_combination(&known->echelon, S, f, residues))
            continue;
        set_work(&known->echelon, S, f, residues);
        if (!fulg_jacobian_echelon_append(&known->echelon))
            continue;
        set_direction(&direction, v, S, f, w);
        fulg_jacobian_known_push(known, &direction);
    }
    _fmpq_vec_clear(v, W->parameters);
    flint_free(residues);
    flint_free(w);
}

fulg_status_t
fulg_jacobian_known_add_symmetries(fulg_jacobian_known_t *known,
                                   const fulg_weights_t W, fulg_diag_t diag)
{
    fulg_symmetry_algebra_t S;
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    /* Where symmetries are not known, or too many, there is nothing to start from. */
    if (fulg_symmetry_algebra_init_large(S, W->arch, NULL) != FULG_OK)
        return FULG_OK;
    fulg_domain_init_nmod(D, known->echelon.mod.n);
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status == FULG_OK)
    {
        status = fulg_weights_set_fmpq(B, W, diag);
        if (status == FULG_OK)
            add_fields(known, S, W, B);
        fulg_weights_clear(B);
    }
    fulg_symmetry_algebra_clear(S);
    return status;
}
