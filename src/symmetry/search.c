#include "search.h"

/*
 * All affine fields, by linear algebra mod a prime: at weights w and an input x the
 * unknown matrix X of a field satisfies J(w; x) X (w, 1) = 0.  A translation times any
 * function is a symmetry again, so that all is done modulo these: rows of X at the
 * pivots of the translations are 0.
 */

/* Points that show nothing new before the search ends. */
#define QUIET 3

static int
moves(const fulg_symmetry_algebra_struct *S, slong n)
{
    const fulg_block_t *block = fulg_symmetry_block(S, n);
    return block->kind != 'k' || !fulg_symmetry_in_forms(S, block->layer);
}

/* ---- translations ----------------------------------------------------------- */

static int
is_translation(const fulg_symmetry_algebra_struct *S, slong f)
{
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
        if (S->entry[n].from >= 0)
            return 0;
    return 1;
}

static ulong
residue(slong c, nmod_t mod)
{
    return c < 0 ? nmod_neg((ulong) -c % mod.n, mod) : (ulong) c % mod.n;
}

static void
set_translations(fulg_symmetry_search_t *s, ulong prime)
{
    const fulg_symmetry_algebra_struct *S = s->S;
    slong rows = 0;
    nmod_mat_init(s->T, S->num_fields, s->moving, prime);
    for (slong f = 0; f < S->num_fields; f++)
    {
        if (!is_translation(S, f))
            continue;
        for (slong n = S->start[f]; n < S->start[f + 1]; n++)
        {
            ulong *to = &nmod_mat_entry(s->T, rows, s->number[S->entry[n].to]);
            *to = nmod_add(*to, residue(S->entry[n].num, s->T->mod), s->T->mod);
        }
        rows++;
    }
    s->translations = nmod_mat_rref(s->T);
    s->row = flint_malloc((size_t) (s->moving + 1) * sizeof(slong));
    rows = 0;
    for (slong i = 0, t = 0; i < s->moving; i++)
    {
        const int pivot = t < s->translations &&
                          nmod_mat_entry(s->T, t, i) == 1;
        s->row[i] = pivot ? -1 - t++ : rows++;
    }
}

void
fulg_symmetry_search_families(nmod_mat_t A, const fulg_symmetry_search_t *s)
{
    const fulg_symmetry_algebra_struct *S = s->S;
    const slong m = s->moving;
    nmod_mat_init(A, S->num_fields, s->unknowns, s->T->mod.n);
    for (slong f = 0; f < S->num_fields; f++)
        for (slong n = S->start[f]; n < S->start[f + 1]; n++)
        {
            const fulg_symmetry_entry_t e = S->entry[n];
            const slong to = s->number[e.to], r = s->row[to];
            const slong from = e.from < 0 ? m : s->number[e.from];
            for (slong i = 0; i < m; i++)
            {
                ulong c = residue(e.num, A->mod), *entry;
                if (r >= 0 ? i != to : s->row[i] < 0)
                    continue;
                if (r < 0)
                    c = nmod_neg(
                        nmod_mul(c, nmod_mat_entry(s->T, -1 - r, i), A->mod),
                        A->mod);
                entry = &nmod_mat_entry(A, f, s->row[i] * (m + 1) + from);
                *entry = nmod_add(*entry, c, A->mod);
            }
        }
}

/* ---- equations -------------------------------------------------------------- */

/* Some equations more. */
static void
keep(fulg_symmetry_search_t *s, const nmod_mat_t B)
{
    if (s->num_kept == s->room_kept)
    {
        s->room_kept = 2 * s->room_kept + 16;
        s->kept = flint_realloc(s->kept,
                                (size_t) s->room_kept * sizeof *s->kept);
    }
    nmod_mat_init_set(&s->kept[s->num_kept++], B);
    s->rows_kept += B->r;
}

/* The equations at one point; how many are new. */
static fulg_status_t
add_point(slong *grown, fulg_symmetry_search_t *s, fulg_rand_t rand,
          fulg_diag_t diag)
{
    const slong m = s->moving;
    ulong *w = flint_malloc((size_t) (s->W->parameters + 1) * sizeof(ulong));
    nmod_mat_t J, B;
    fulg_status_t status = fulg_symmetry_search_point(J, w, s, rand, diag);
    if (status == FULG_OK)
    {
        nmod_mat_init(B, J->r, s->unknowns, J->mod.n);
        for (slong r = 0; r < B->r; r++)
            for (slong i = 0; i < m; i++)
            {
                const ulong a = nmod_mat_entry(J, r, i);
                const slong first = s->row[i] * (m + 1);
                for (slong j = 0; j < m && first >= 0; j++)
                    nmod_mat_entry(B, r, first + j) = nmod_mul(
                        a, w[s->weight[j]], B->mod);
                if (first >= 0)
                    nmod_mat_entry(B, r, first + m) = a;
            }
        if (s->keep)
            keep(s, B);
        *grown = fulg_rank_echelon_append(s->E, B, 0);
        nmod_mat_clear(J);
    }
    flint_free(w);
    return status;
}

fulg_status_t
fulg_symmetry_search_equations(slong *solutions, fulg_symmetry_search_t *s,
                               fulg_rand_t rand,
                               const fulg_progress_t *progress,
                               fulg_diag_t diag)
{
    slong quiet = 0;
    while (quiet < QUIET && s->E->rank < s->unknowns)
    {
        slong grown;
        fulg_status_t status = add_point(&grown, s, rand, diag);
        if (status != FULG_OK)
            return status;
        quiet = grown ? 0 : quiet + 1;
        if (fulg_progress_tick(progress, "equations", s->E->rank, s->unknowns))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    }
    *solutions = s->unknowns - s->E->rank;
    return FULG_OK;
}

/* ---- solutions --------------------------------------------------------------- */

/* N: a basis of the right kernel of A, which is cleared. */
static void
set_kernel(nmod_mat_t N, nmod_mat_t A)
{
    nmod_mat_t X;
    slong num;
    nmod_mat_init(X, A->c, A->c, A->mod.n);
    num = nmod_mat_nullspace(X, A);
    nmod_mat_init(N, A->c, num, A->mod.n);
    for (slong i = 0; i < N->r; i++)
        for (slong j = 0; j < num; j++)
            nmod_mat_entry(N, i, j) = nmod_mat_entry(X, i, j);
    nmod_mat_clear(X);
    nmod_mat_clear(A);
}

void
fulg_symmetry_search_kernel(nmod_mat_t N, const fulg_symmetry_search_t *s)
{
    nmod_mat_t A;
    slong r = 0;
    nmod_mat_init(A, s->rows_kept, s->unknowns, s->W->domain->prime);
    for (slong n = 0; n < s->num_kept; n++)
        for (slong k = 0; k < s->kept[n].r; k++, r++)
            for (slong j = 0; j < s->unknowns; j++)
                nmod_mat_entry(A, r, j) = nmod_mat_entry(&s->kept[n], k, j);
    set_kernel(N, A);
}

fulg_status_t
fulg_symmetry_search_translations(nmod_mat_t N, fulg_symmetry_search_t *s,
                                  fulg_rand_t rand, fulg_diag_t diag)
{
    const slong m = s->moving;
    nmod_mat_t A;
    slong rank = 0, quiet = 0;
    nmod_mat_init(A, 0, m, s->W->domain->prime);
    while (quiet < QUIET && rank < m)
    {
        const slong before = rank;
        nmod_mat_t B, more;
        fulg_status_t status = fulg_symmetry_search_point(more, NULL, s, rand,
                                                          diag);
        if (status != FULG_OK)
        {
            nmod_mat_clear(A);
            return status;
        }
        nmod_mat_init(B, A->r + more->r, m, A->mod.n);
        nmod_mat_concat_vertical(B, A, more);
        rank = nmod_mat_rref(B);
        quiet = rank > before ? 0 : quiet + 1;
        nmod_mat_swap(A, B);
        nmod_mat_clear(B);
        nmod_mat_clear(more);
    }
    set_kernel(N, A);
    return FULG_OK;
}

/* ---- all ----------------------------------------------------------------------- */

/* erf and relu are no functions of residues. */
static fulg_status_t
check(const fulg_symmetry_algebra_struct *S, slong most, fulg_diag_t diag)
{
    if (S->moving > most)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "all fields are looked for with up to %ld coordinates, "
            "not %ld",
            (long) most, (long) S->moving);
    for (slong i = 0; i < S->arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &S->arch->sub[i];
        if (sub->kind == FULG_KIND_FEED_FORWARD &&
            (sub->activation == FULG_ACTIVATION_RELU ||
             !fulg_arch_activation(sub->activation)->exponential))
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "%s cannot be evaluated mod a prime",
                                 fulg_arch_activation(sub->activation)->name);
    }
    return FULG_OK;
}

fulg_status_t
fulg_symmetry_search_init(fulg_symmetry_search_t *s,
                          const fulg_symmetry_algebra_t S, slong most,
                          fulg_rand_t rand, fulg_diag_t diag)
{
    const ulong prime = fulg_exact_prime_small(rand);
    fulg_status_t status = check(S, most, diag);
    fulg_domain_t D;
    if (status != FULG_OK)
        return status;
    *s = (fulg_symmetry_search_t){.S = S};
    if (fulg_symmetry_has_free(S))
        fulg_domain_init_free(D, prime, 1 + (fulg_rand_limb(rand) >> 2));
    else
        fulg_domain_init_nmod(D, prime);
    status = fulg_weights_init(s->W, S->arch, D, diag);
    if (status != FULG_OK)
        return status;
    s->weight = flint_malloc((size_t) (S->parameters + 1) * sizeof(slong));
    s->number = flint_malloc((size_t) (S->parameters + 1) * sizeof(slong));
    for (slong n = 0; n < S->parameters; n++)
    {
        s->number[n] = moves(S, n) ? s->moving : -1;
        if (moves(S, n))
            s->weight[s->moving++] = n;
    }
    set_translations(s, prime);
    s->unknowns = (s->moving - s->translations) * (s->moving + 1);
    fulg_rank_echelon_init(s->E, s->unknowns, prime);
    return FULG_OK;
}

void
fulg_symmetry_search_clear(fulg_symmetry_search_t *s)
{
    for (slong n = 0; n < s->num_kept; n++)
        nmod_mat_clear(&s->kept[n]);
    flint_free(s->kept);
    fulg_rank_echelon_clear(s->E);
    nmod_mat_clear(s->T);
    flint_free(s->row);
    flint_free(s->weight);
    flint_free(s->number);
    fulg_weights_clear(s->W);
}

fulg_status_t
fulg_symmetry_search(slong *others, const fulg_symmetry_algebra_t S, slong most,
                     fulg_rand_t rand, const fulg_progress_t *progress,
                     fulg_diag_t diag)
{
    fulg_symmetry_search_t s;
    fulg_status_t status = fulg_symmetry_search_init(&s, S, most, rand, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_symmetry_search_equations(others, &s, rand, progress, diag);
    if (status == FULG_OK)
    {
        nmod_mat_t A;
        fulg_symmetry_search_families(A, &s);
        *others -= nmod_mat_rank(A);
        nmod_mat_clear(A);
    }
    fulg_symmetry_search_clear(&s);
    return status;
}
