#include <stdlib.h>

#include "search.h"

/*
 * What satisfies the equations mod primes is read as integers (doc:
 * thm-symmetry-found): first translations, then fields modulo these.  Every one that
 * the others do not span and whose proof succeeds joins the fields of S.
 */

#define MOST_PRIMES 3
/* Numbers in fields. */
#define MOST_NUMBER (WORD(1) << 30)

/* Solutions mod the product of primes so far, one a row. */
typedef struct
{
    fmpz_mat_t residue;
    fmpz_t modulus;
} lift_t;

static void
lift_init(lift_t *lift)
{
    fmpz_mat_init(lift->residue, 0, 0);
    fmpz_init_set_ui(lift->modulus, 1);
}

static void
lift_clear(lift_t *lift)
{
    fmpz_mat_clear(lift->residue);
    fmpz_clear(lift->modulus);
}

/* The columns of N are one prime more, or, where their shape is another one, the
   first.  Columns that are not of the same basis make fractions that no proof
   accepts. */
static void
add_prime(lift_t *lift, const nmod_mat_t N)
{
    nmod_mat_t rows;
    nmod_mat_init(rows, N->c, N->r, N->mod.n);
    nmod_mat_transpose(rows, N);
    if (fmpz_mat_nrows(lift->residue) != N->c ||
        fmpz_mat_ncols(lift->residue) != N->r ||
        fmpz_fdiv_ui(lift->modulus, N->mod.n) == 0)
    {
        fmpz_mat_clear(lift->residue);
        fmpz_mat_init(lift->residue, N->c, N->r);
        fmpz_one(lift->modulus);
    }
    fmpz_mat_CRT_ui(lift->residue, lift->residue, lift->modulus, rows, 0);
    fmpz_mul_ui(lift->modulus, lift->modulus, N->mod.n);
    nmod_mat_clear(rows);
}

/* v = solution n as integers without a common factor; 0 when it is none of
   moderate ones. */
static int
read_integers(fmpz *v, const lift_t *lift, slong n)
{
    const slong num = fmpz_mat_ncols(lift->residue);
    fmpz_t den, r;
    fmpq_t x;
    int good = 1;
    fmpz_init_set_ui(den, 1);
    fmpz_init(r);
    fmpq_init(x);
    for (int pass = 0; pass < 2; pass++)
        for (slong j = 0; j < num && good; j++)
        {
            fmpz_mod(r, fmpz_mat_entry(lift->residue, n, j), lift->modulus);
            good = fmpq_reconstruct_fmpz(x, r, lift->modulus) &&
                   fmpz_cmp_si(den, MOST_NUMBER) < 0;
            if (good && pass == 0)
                fmpz_lcm(den, den, fmpq_denref(x));
            else if (good)
            {
                fmpz_divexact(r, den, fmpq_denref(x));
                fmpz_mul(&v[j], fmpq_numref(x), r);
                good = fmpz_cmpabs(&v[j], den) == 0 ||
                       fmpz_cmp_si(&v[j], MOST_NUMBER) < 0;
                good = good && fmpz_cmp_si(&v[j], -MOST_NUMBER) > 0;
            }
        }
    fmpz_clear(den);
    fmpz_clear(r);
    fmpq_clear(x);
    return good;
}

/* ---- one more field ------------------------------------------------------------- */

/* The derivative of the output, made when there is something to prove. */
typedef struct
{
    int possible, made;
    fulg_symmetry_proof_t proof;
    fulg_diag_t why; /* a proof has too many terms */
} prover_t;

/* What is under way: fields modulo translations or (constants) translations alone. */
typedef struct
{
    fulg_symmetry_algebra_struct *S;
    fulg_symmetry_search_t *s;
    prover_t *prover;
    int constants;
    nmod_mat_t
        span; /* of the fields that S has, echelon rows of the unknowns */
    slong rank;
} join_t;

static void
push_field(const join_t *join, const fmpz *v, slong num)
{
    const fulg_symmetry_search_t *s = join->s;
    const slong m = s->moving;
    fulg_symmetry_begin(join->S);
    for (slong i = 0; i < m; i++)
        for (slong j = join->constants ? m : 0; j <= m; j++)
        {
            const slong place = join->constants ? i : s->row[i] * (m + 1) + j;
            if (place < 0 || place >= num || fmpz_is_zero(&v[place]) ||
                (!join->constants && s->row[i] < 0))
                continue;
            fulg_symmetry_push(join->S, s->weight[i], j < m ? s->weight[j] : -1,
                               fmpz_get_si(&v[place]));
        }
}

/* Solution v joins the fields of S if it is none of their span and a symmetry. */
static void
join_field(join_t *join, const fmpz *v, slong num)
{
    const ulong p = join->span->mod.n;
    nmod_mat_t more;
    slong rank;
    nmod_mat_init(more, join->rank + 1, num, p);
    for (slong r = 0; r < join->rank; r++)
        for (slong j = 0; j < num; j++)
            nmod_mat_entry(more, r, j) = nmod_mat_entry(join->span, r, j);
    for (slong j = 0; j < num; j++)
        nmod_mat_entry(more, join->rank, j) = fmpz_fdiv_ui(&v[j], p);
    rank = nmod_mat_rref(more);
    if (rank > join->rank)
    {
        push_field(join, v, num);
        if (fulg_symmetry_proof_field(&join->prover->proof, join->S,
                                      join->S->num_fields - 1,
                                      join->prover->why))
        {
            nmod_mat_swap(join->span, more);
            join->rank = rank;
        }
        else
            fulg_symmetry_drop(join->S);
    }
    nmod_mat_clear(more);
}

typedef struct
{
    slong number, nonzero;
} order_t;

static int
compare(const void *a, const void *b)
{
    const order_t *x = a, *y = b;
    if (x->nonzero != y->nonzero)
        return x->nonzero < y->nonzero ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Those with few entries first. */
static order_t *
by_length(const lift_t *lift)
{
    const slong rows = fmpz_mat_nrows(lift->residue);
    order_t *order = flint_malloc((size_t) (rows + 1) * sizeof *order);
    for (slong n = 0; n < rows; n++)
    {
        order[n] = (order_t){n, 0};
        for (slong j = 0; j < fmpz_mat_ncols(lift->residue); j++)
            order[n].nonzero += !fmpz_is_zero(
                fmpz_mat_entry(lift->residue, n, j));
    }
    qsort(order, (size_t) rows, sizeof *order, compare);
    return order;
}

/* 1 when fields f and g commute: [w -> A w + a, w -> B w + b]. */
static int
commute(const fulg_symmetry_algebra_struct *S, slong f, slong g)
{
    const slong m = S->parameters;
    fmpz_mat_t A, B, AB, BA;
    fmpz_mat_struct *of[] = {A, B};
    int equal;
    fmpz_mat_init(A, m + 1, m + 1);
    fmpz_mat_init(B, m + 1, m + 1);
    fmpz_mat_init(AB, m + 1, m + 1);
    fmpz_mat_init(BA, m + 1, m + 1);
    for (int n = 0; n < 2; n++)
        for (slong k = S->start[n ? g : f]; k < S->start[(n ? g : f) + 1]; k++)
        {
            const fulg_symmetry_entry_t e = S->entry[k];
            fmpz *to = fmpz_mat_entry(of[n], e.to, e.from < 0 ? m : e.from);
            fmpz_set_si(to, e.num);
        }
    fmpz_mat_mul(AB, A, B);
    fmpz_mat_mul(BA, B, A);
    equal = fmpz_mat_equal(AB, BA);
    fmpz_mat_clear(A);
    fmpz_mat_clear(B);
    fmpz_mat_clear(AB);
    fmpz_mat_clear(BA);
    return equal;
}

/* The fields from first on become a family. */
static void
end_family(fulg_symmetry_algebra_struct *S, slong first, int constants)
{
    const slong num = S->num_fields - first;
    fulg_symmetry_family_t *F;
    int abelian = 1;
    if (num == 0)
        return;
    for (slong f = first; f < S->num_fields && abelian && !constants; f++)
        for (slong g = first; g < f && abelian; g++)
            abelian = commute(S, f, g);
    fulg_symmetry_begin_family(
        S,
        constants ? "translations, found by linear algebra and proved by "
                    "substitution"
                  : "found by linear algebra, proved by substitution",
        -1, -1, abelian ? "k^%ld" : "dimension %ld", (long) num);
    F = &S->family[S->num_families - 1];
    F->found = 1;
    F->first = first;
    F->num = num;
}

static void
join_all(join_t *join, const lift_t *lift)
{
    const slong first = join->S->num_fields;
    const slong num = fmpz_mat_ncols(lift->residue);
    order_t *order = by_length(lift);
    fmpz *v = _fmpz_vec_init(num);
    for (slong n = 0; n < fmpz_mat_nrows(lift->residue); n++)
        if (read_integers(v, lift, order[n].number))
            join_field(join, v, num);
    _fmpz_vec_clear(v, num);
    flint_free(order);
    end_family(join->S, first, join->constants);
}

/* ---- all --------------------------------------------------------------------------- */

/* 1 when there is a derivative to insert fields into. */
static int
can_prove(const join_t *join)
{
    prover_t *prover = join->prover;
    if (prover->possible && !prover->made)
        prover->possible = prover->made = fulg_symmetry_proof_init(
                                              &prover->proof, join->S,
                                              prover->why) == FULG_OK;
    return prover->possible;
}

/* The solutions mod the prime of s, and the fields of S among them. */
static fulg_status_t
solve(nmod_mat_t N, join_t *join, fulg_rand_t rand,
      const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_symmetry_search_t *s = join->s;
    slong solutions;
    fulg_status_t status;
    if (join->constants)
    {
        status = fulg_symmetry_search_translations(N, s, rand, diag);
        if (status != FULG_OK)
            return status;
        nmod_mat_init_set(join->span, s->T);
        join->rank = s->translations;
        return FULG_OK;
    }
    s->keep = 1;
    status = fulg_symmetry_search_equations(&solutions, s, rand, progress,
                                            diag);
    if (status != FULG_OK)
        return status;
    fulg_symmetry_search_families(join->span, s);
    join->rank = nmod_mat_rref(join->span);
    if (solutions > join->rank)
        fulg_symmetry_search_kernel(N, s);
    else
        nmod_mat_init(N, s->unknowns, join->rank, join->span->mod.n);
    return FULG_OK;
}

/* One prime; *left: what it shows beyond the fields of S, which may grow. */
static fulg_status_t
try_prime(slong *left, lift_t *lift, join_t *join, slong most, fulg_rand_t rand,
          const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_symmetry_search_t s;
    nmod_mat_t N;
    fulg_status_t status = fulg_symmetry_search_init(&s, join->S, most, rand,
                                                     diag);
    if (status != FULG_OK)
        return status;
    join->s = &s;
    status = solve(N, join, rand, progress, diag);
    if (status == FULG_OK)
    {
        if (N->c > join->rank && can_prove(join))
        {
            add_prime(lift, N);
            join_all(join, lift);
        }
        *left = N->c - join->rank;
        nmod_mat_clear(N);
        nmod_mat_clear(join->span);
    }
    fulg_symmetry_search_clear(&s);
    return status;
}

static fulg_status_t
lift_kind(slong *left, fulg_symmetry_algebra_struct *S, prover_t *prover,
          int constants, slong most, fulg_rand_t rand,
          const fulg_progress_t *progress, fulg_diag_t diag)
{
    join_t join = {.S = S, .prover = prover, .constants = constants};
    fulg_status_t status = FULG_OK;
    lift_t lift;
    lift_init(&lift);
    *left = 1;
    for (int n = 0; *left > 0 && n < MOST_PRIMES && status == FULG_OK; n++)
    {
        status = try_prime(left, &lift, &join, most, rand, progress, diag);
        if (!prover->possible)
            break;
    }
    lift_clear(&lift);
    return status;
}

fulg_status_t
fulg_symmetry_lift(slong *others, fulg_symmetry_algebra_t S, slong most,
                   fulg_rand_t rand, const fulg_progress_t *progress,
                   fulg_diag_struct *why_not, fulg_diag_t diag)
{
    prover_t prover = {.made = 0};
    fulg_status_t status = FULG_OK;
    slong left;
    fulg_diag_init(prover.why);
    if (S->moving > most)
        return fulg_symmetry_search(others, S, most, rand, progress, diag);
    prover.possible = fulg_symmetry_proof_fits(S, prover.why) == FULG_OK;
    if (prover.possible)
        status = lift_kind(&left, S, &prover, 1, most, rand, progress, diag);
    if (status == FULG_OK)
        status = lift_kind(others, S, &prover, 0, most, rand, progress, diag);
    if (prover.made)
        fulg_symmetry_proof_clear(&prover.proof);
    if (why_not != NULL)
        *why_not = *prover.why;
    return status;
}
