/*
 * Symmetries of the architecture at the weights (doc: thm-given-symmetries).
 *
 * Fields that are known for every weight give directions of the kernel at these ones:
 * nothing has to be found or proved, and their entries are those of the weights.  In as
 * many weights as they span they take all values, so that the columns of the Jacobian
 * there are combinations of the others.
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

/* A row that begins with 1 in its first place. */
typedef struct
{
    slong num, *place;
    ulong *entry;
} row_t;

/* Echelon rows: those of fields move few weights, and stay so where a field's first
   weights are those of its family. */
typedef struct
{
    nmod_t mod;
    slong cols, rank;
    row_t *row;
    slong *row_at; /* the row that begins in a column, or -1 */
    slong *field;  /* behind a row */
    ulong *work;
} echelon_t;

static void
echelon_init(echelon_t *E, slong cols, slong rows, ulong prime)
{
    nmod_init(&E->mod, prime);
    E->cols = cols;
    E->rank = 0;
    E->row = flint_malloc((size_t) (rows + 1) * sizeof(row_t));
    E->field = flint_malloc((size_t) (rows + 1) * sizeof(slong));
    E->row_at = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    E->work = flint_calloc((size_t) cols + 1, sizeof(ulong));
    for (slong j = 0; j < cols; j++)
        E->row_at[j] = -1;
}

static void
echelon_clear(echelon_t *E)
{
    for (slong i = 0; i < E->rank; i++)
    {
        flint_free(E->row[i].place);
        flint_free(E->row[i].entry);
    }
    flint_free(E->row);
    flint_free(E->field);
    flint_free(E->row_at);
    flint_free(E->work);
}

/* work += c row; below 2^23 more sums of products fit a word than there are fields. */
static void
add_multiple(echelon_t *E, const row_t *row, ulong c)
{
    if (E->mod.n < UWORD(1) << 23)
        for (slong i = 0; i < row->num; i++)
            E->work[row->place[i]] += c * row->entry[i];
    else
        for (slong i = 0; i < row->num; i++)
        {
            ulong *to = &E->work[row->place[i]];
            *to = nmod_add(*to, nmod_mul(c, row->entry[i], E->mod), E->mod);
        }
}

/* What is left in work, from column j on, becomes a row. */
static void
push_row(echelon_t *E, slong j, slong field)
{
    row_t *row = &E->row[E->rank];
    const ulong unit = n_invmod(E->work[j], E->mod.n);
    row->num = 0;
    for (slong k = j; k < E->cols; k++)
        row->num += E->work[k] != 0;
    row->place = flint_malloc((size_t) row->num * sizeof(slong));
    row->entry = flint_malloc((size_t) row->num * sizeof(ulong));
    row->num = 0;
    for (slong k = j; k < E->cols; k++)
    {
        ulong x = E->work[k];
        E->work[k] = 0;
        if (x == 0)
            continue;
        NMOD_RED2(x, UWORD(0), x, E->mod);
        row->place[row->num] = k;
        row->entry[row->num] = nmod_mul(x, unit, E->mod);
        row->num += x != 0;
    }
    E->field[E->rank] = field;
    E->row_at[j] = E->rank++;
}

/* The field in work, which is left zero. */
static void
append(echelon_t *E, slong field)
{
    for (slong j = 0; j < E->cols; j++)
    {
        ulong x = E->work[j];
        if (x == 0)
            continue;
        NMOD_RED2(x, UWORD(0), x, E->mod);
        E->work[j] = x;
        if (x != 0 && E->row_at[j] < 0)
        {
            push_row(E, j, field);
            return;
        }
        if (x != 0)
            add_multiple(E, &E->row[E->row_at[j]], E->mod.n - x);
        E->work[j] = 0;
    }
}

/* work = field f at w */
static void
set_work(echelon_t *E, const fulg_symmetry_algebra_t S, slong f, const ulong *w)
{
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const fulg_symmetry_entry_t e = S->entry[n];
        const ulong size = (ulong) FLINT_ABS(e.num) % E->mod.n;
        const ulong c = e.num < 0 ? nmod_neg(size, E->mod) : size;
        ulong *to = &E->work[e.to];
        *to = nmod_add(*to, e.from < 0 ? c : nmod_mul(c, w[e.from], E->mod),
                       E->mod);
    }
}

/* The echelon form of all fields at W mod a prime. */
static fulg_status_t
echelon_of(echelon_t *E, const fulg_symmetry_algebra_t S,
           const fulg_weights_t W, ulong prime, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    fulg_domain_init_nmod(D, prime);
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(B, W, diag);
    if (status == FULG_OK)
    {
        ulong *w = flat_residues(B);
        echelon_init(E, S->parameters, S->num_fields, prime);
        for (slong f = 0; f < S->num_fields; f++)
        {
            set_work(E, S, f, w);
            append(E, f);
        }
        flint_free(w);
    }
    fulg_weights_clear(B);
    return status;
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

/* den/content makes field f primitive, with a positive first entry. */
static void
set_factor(fmpz_t den, fmpz_t content, const fmpq *v,
           const fulg_symmetry_algebra_t S, slong f)
{
    slong first = WORD_MAX;
    fmpz_t x;
    fmpz_init(x);
    fmpz_one(den);
    fmpz_zero(content);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
        fmpz_lcm(den, den, fmpq_denref(v + S->entry[n].to));
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const slong to = S->entry[n].to;
        fmpz_divexact(x, den, fmpq_denref(v + to));
        fmpz_mul(x, x, fmpq_numref(v + to));
        fmpz_gcd(content, content, x);
        if (!fmpq_is_zero(v + to))
            first = FLINT_MIN(first, to);
    }
    if (fmpq_sgn(v + first) < 0)
        fmpz_neg(content, content);
    fmpz_clear(x);
}

/* The column of directions becomes field f at w; v is zero before and after. */
static void
set_direction(fmpz_mat_t directions, slong column, fmpq *v,
              const fulg_symmetry_algebra_t S, slong f, const fmpq **w)
{
    fmpz_t den, content;
    fmpz_init(den);
    fmpz_init(content);
    set_field(v, S, f, w);
    set_factor(den, content, v, S, f);
    for (slong n = S->start[f]; n < S->start[f + 1]; n++)
    {
        const slong to = S->entry[n].to;
        fmpz *x = fmpz_mat_entry(directions, to, column);
        if (fmpq_is_zero(v + to))
            continue;
        fmpz_divexact(x, den, fmpq_denref(v + to));
        fmpz_mul(x, x, fmpq_numref(v + to));
        fmpz_divexact(x, x, content);
        fmpq_zero(v + to);
    }
    fmpz_clear(den);
    fmpz_clear(content);
}

/* ---- what is known -------------------------------------------------------------- */

/* Fields that are independent mod a prime are so over Q. */
static void
set_directions(fulg_jacobian_known_t *known, const fulg_symmetry_algebra_t S,
               const echelon_t *E, const fulg_weights_t W)
{
    const fmpq **w = flat_rationals(W);
    fmpq *v = _fmpq_vec_init(W->parameters);
    fmpz_mat_clear(known->direction);
    fmpz_mat_init(known->direction, W->parameters, E->rank);
    for (slong k = 0; k < E->rank; k++)
        set_direction(known->direction, k, v, S, E->field[k], w);
    _fmpq_vec_clear(v, W->parameters);
    flint_free(w);
}

/* All columns but those in which rows of E begin. */
static void
set_columns(fulg_jacobian_known_t *known, const echelon_t *E)
{
    known->num_cols = 0;
    for (slong j = 0; j < E->cols; j++)
        if (E->row_at[j] < 0)
            known->col[known->num_cols++] = j;
}

fulg_status_t
fulg_jacobian_known_init(fulg_jacobian_known_t *known, const fulg_weights_t W,
                         fulg_rand_t rand, fulg_diag_t diag)
{
    fulg_symmetry_algebra_t S;
    echelon_t E;
    fulg_status_t status = FULG_OK;
    known->num_cols = W->parameters;
    known->col = flint_malloc((size_t) (W->parameters + 1) * sizeof(slong));
    for (slong j = 0; j < W->parameters; j++)
        known->col[j] = j;
    fmpz_mat_init(known->direction, W->parameters, 0);
    /* Where symmetries are not known, or too many, there is nothing to start from. */
    if (fulg_symmetry_algebra_init_large(S, W->arch, NULL) != FULG_OK)
        return FULG_OK;
    status = echelon_of(&E, S, W, fulg_jacobian_prime(W, 1, rand), diag);
    if (status == FULG_OK)
    {
        set_directions(known, S, &E, W);
        set_columns(known, &E);
        echelon_clear(&E);
    }
    else
        fulg_jacobian_known_clear(known);
    fulg_symmetry_algebra_clear(S);
    return status;
}

void
fulg_jacobian_known_clear(fulg_jacobian_known_t *known)
{
    flint_free(known->col);
    fmpz_mat_clear(known->direction);
}
