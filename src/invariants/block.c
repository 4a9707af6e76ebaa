#include <string.h>

#include "discover_impl.h"

/* The substitution matrix of a block, row by row: monomials in the coordinates
   against monomials in the parameters. */
typedef struct
{
    const fulg_invariants_struct *model;
    const fulg_invariants_map_t *map;
    slong degree;
    slong *left;              /* the weight that remains */
    slong *var;               /* the monomial under construction */
    fmpz_mpoly_struct *power; /* image of its first n variables */
    ulong *exponent;
    fulg_invariants_table_t columns;
    slong num, alloc; /* monomials */
    slong *list;      /* num x degree */
    slong *start;     /* num + 1 places in col, entry */
    slong used, room;
    slong *col;
    fmpz *entry;
    slong *own; /* weights of the coordinates */
} matrix_t;

/* Entries of a dense block: 256 MiB. */
#define MAX_ENTRIES (WORD(1) << 25)
#define MAX_ROWS 5700

static void
append_row(matrix_t *M)
{
    const fmpz_mpoly_struct *f = &M->power[M->degree];
    const slong terms = fmpz_mpoly_length(f, M->map->ctx);
    if (M->num == M->alloc)
    {
        M->alloc = 2 * M->alloc + 64;
        M->list = flint_realloc(M->list, sizeof(slong) *
                                             (size_t) (M->alloc * M->degree));
        M->start = flint_realloc(M->start,
                                 sizeof(slong) * (size_t) (M->alloc + 1));
    }
    if (M->used + terms > M->room)
    {
        const slong room = 2 * M->room + terms;
        M->col = flint_realloc(M->col, sizeof(slong) * (size_t) room);
        M->entry = flint_realloc(M->entry, sizeof(fmpz) * (size_t) room);
        for (slong n = M->room; n < room; n++)
            fmpz_init(M->entry + n);
        M->room = room;
    }
    memcpy(M->list + M->num * M->degree, M->var,
           sizeof(slong) * (size_t) M->degree);
    M->start[M->num++] = M->used;
    for (slong n = 0; n < terms; n++, M->used++)
    {
        fmpz_mpoly_get_term_exp_ui(M->exponent, f, n, M->map->ctx);
        M->col[M->used] = fulg_invariants_table_find(&M->columns, M->exponent,
                                                     1);
        fmpz_mpoly_get_term_coeff_fmpz(M->entry + M->used, f, n, M->map->ctx);
    }
    M->start[M->num] = M->used;
}

/* left -= weight of var, or += ; returns 0 when something becomes negative. */
static int
take(matrix_t *M, slong var, slong sign)
{
    const slong length = fulg_invariants_weight_length(M->model);
    const slong *own = M->own + var * length;
    int ok = 1;
    for (slong n = 0; n < length; n++)
        if (own[n] != 0)
        {
            M->left[n] -= sign * own[n];
            ok = ok && M->left[n] >= 0;
        }
    return ok;
}

static void
list_monomials(matrix_t *M, slong n, slong from)
{
    if (n == M->degree)
    {
        append_row(M);
        return;
    }
    for (slong v = from; v < M->model->num && M->num <= MAX_ROWS; v++)
    {
        if (take(M, v, 1))
        {
            M->var[n] = v;
            fmpz_mpoly_mul(&M->power[n + 1], &M->power[n], &M->map->image[v],
                           M->map->ctx);
            list_monomials(M, n + 1, v);
        }
        take(M, v, -1);
    }
}

static void
matrix_init(matrix_t *M, const fulg_invariants_t model,
            const fulg_invariants_map_t *map, slong degree, const slong *weight)
{
    const slong length = fulg_invariants_weight_length(model);
    memset(M, 0, sizeof *M);
    M->model = model;
    M->map = map;
    M->degree = degree;
    M->left = flint_malloc(sizeof(slong) * (size_t) length);
    memcpy(M->left, weight, sizeof(slong) * (size_t) length);
    M->var = flint_malloc(sizeof(slong) * (size_t) degree);
    M->exponent = flint_malloc(
        sizeof(ulong) * (size_t) FLINT_MAX(model->num, map->num_parameters));
    M->power = flint_malloc(sizeof *M->power * (size_t) (degree + 1));
    for (slong n = 0; n <= degree; n++)
        fmpz_mpoly_init(&M->power[n], map->ctx);
    fmpz_mpoly_one(&M->power[0], map->ctx);
    fulg_invariants_table_init(&M->columns, map->num_parameters);
    M->own = flint_calloc((size_t) (model->num * length), sizeof(slong));
    for (slong v = 0; v < model->num; v++)
        fulg_invariants_add_weight(M->own + v * length, model, v);
    list_monomials(M, 0, 0);
}

static void
matrix_clear(matrix_t *M)
{
    for (slong n = 0; n <= M->degree; n++)
        fmpz_mpoly_clear(&M->power[n], M->map->ctx);
    flint_free(M->power);
    flint_free(M->left);
    flint_free(M->var);
    flint_free(M->exponent);
    fulg_invariants_table_clear(&M->columns);
    flint_free(M->list);
    flint_free(M->start);
    _fmpz_vec_clear(M->entry, M->room);
    flint_free(M->col);
    flint_free(M->own);
}

/* Is the combination of rows with these coefficients 0 over Z? */
static int
is_relation(const matrix_t *M, const fmpz *coeff)
{
    fmpz *sum = _fmpz_vec_init(FLINT_MAX(1, M->columns.num));
    int zero;
    for (slong n = 0; n < M->num; n++)
        if (!fmpz_is_zero(coeff + n))
            for (slong m = M->start[n]; m < M->start[n + 1]; m++)
                fmpz_addmul(sum + M->col[m], coeff + n, M->entry + m);
    zero = _fmpz_vec_is_zero(sum, M->columns.num);
    _fmpz_vec_clear(sum, FLINT_MAX(1, M->columns.num));
    return zero;
}

/* Column n of the kernel mod m as integers without a common factor; 0 when a
   fraction cannot be told from its residue. */
static int
reconstruct(fmpz *coeff, const fmpz_mat_t kernel, slong n, const fmpz_t m)
{
    const slong rows = fmpz_mat_nrows(kernel);
    fmpq *x = _fmpq_vec_init(rows);
    fmpz_t denominator;
    int ok = 1;
    fmpz_init_set_ui(denominator, 1);
    for (slong k = 0; k < rows && ok; k++)
    {
        ok = fmpq_reconstruct_fmpz(x + k, fmpz_mat_entry(kernel, k, n), m);
        fmpz_lcm(denominator, denominator, fmpq_denref(x + k));
    }
    for (slong k = 0; k < rows && ok; k++)
    {
        fmpz_divexact(coeff + k, denominator, fmpq_denref(x + k));
        fmpz_mul(coeff + k, coeff + k, fmpq_numref(x + k));
    }
    _fmpq_vec_clear(x, rows);
    fmpz_clear(denominator);
    return ok;
}

static void
exponents(ulong *exponent, const matrix_t *M, slong n)
{
    memset(exponent, 0, sizeof(ulong) * (size_t) M->model->num);
    for (slong m = 0; m < M->degree; m++)
        exponent[M->list[n * M->degree + m]]++;
}

/* Relation n from its coefficients.  Its free monomial is the last it has: the
   kernel comes from an echelon form. */
static void
store(fulg_invariants_block_t *block, const matrix_t *M, slong n,
      const fmpz *coeff)
{
    const fmpz_mpoly_ctx_struct *ctx = M->model->ring;
    fmpz_mpoly_struct *f = &block->relation[n];
    fmpz_mpoly_init(f, ctx);
    for (slong m = 0; m < M->num; m++)
        if (!fmpz_is_zero(coeff + m))
        {
            exponents(M->exponent, M, m);
            fmpz_mpoly_push_term_fmpz_ui(f, coeff + m, M->exponent, ctx);
            memcpy(block->free + n * M->model->num, M->exponent,
                   sizeof(ulong) * (size_t) M->model->num);
        }
    fmpz_mpoly_sort_terms(f, ctx);
    if (fmpz_mpoly_length(f, ctx) > 0)
    {
        fmpz_t c;
        fmpz_init(c);
        fmpz_mpoly_get_term_coeff_fmpz(c, f, 0, ctx);
        if (fmpz_sgn(c) < 0)
            fmpz_mpoly_neg(f, f, ctx);
        fmpz_clear(c);
    }
}

/* The reduced kernel mod p. */
static slong
kernel_mod(nmod_mat_t kernel, const matrix_t *M, ulong prime)
{
    nmod_mat_t A;
    slong nullity;
    nmod_mat_init(A, M->columns.num, M->num, prime);
    nmod_mat_init(kernel, M->num, M->num, prime);
    for (slong n = 0; n < M->num; n++)
        for (slong m = M->start[n]; m < M->start[n + 1]; m++)
            nmod_mat_entry(A, M->col[m], n) = fmpz_fdiv_ui(M->entry + m, prime);
    nullity = nmod_mat_nullspace(kernel, A);
    nmod_mat_clear(A);
    return nullity;
}

/* Lifts all relations from residues mod m; 0 when one does not lift. */
static int
lift(fulg_invariants_block_t *block, const matrix_t *M, slong nullity,
     const fmpz_mat_t residue, const fmpz_t m)
{
    fmpz *coeff = _fmpz_vec_init(M->num);
    for (block->num = 0; block->num < nullity; block->num++)
    {
        if (!reconstruct(coeff, residue, block->num, m) ||
            !is_relation(M, coeff))
            break;
        store(block, M, block->num, coeff);
    }
    _fmpz_vec_clear(coeff, M->num);
    return block->num == nullity;
}

/* The kernel over Q has at most the dimension of that mod a prime; every vector
   found is verified over Z, and the free monomials show that they are
   independent.  Further primes come in while coefficients are too large. */
#define MAX_PRIMES 16
static fulg_status_t
solve(fulg_invariants_block_t *block, const matrix_t *M, ulong prime,
      fulg_diag_t diag)
{
    fmpz_mat_t residue;
    nmod_mat_t kernel;
    fmpz_t m;
    slong nullity = -1, found;
    int good = 0;
    fmpz_init_set_ui(m, 1);
    fmpz_mat_init(residue, M->num, M->num);
    for (slong n = 0; n < MAX_PRIMES && !good; n++)
    {
        found = kernel_mod(kernel, M, prime);
        if (nullity < 0 || found < nullity)
        {
            nullity = found;
            fmpz_mat_zero(residue);
            fmpz_one(m);
            flint_free(block->relation);
            flint_free(block->free);
            block->relation = flint_malloc(sizeof *block->relation *
                                           (size_t) (nullity + 1));
            block->free = flint_malloc(
                sizeof(ulong) * (size_t) ((nullity + 1) * M->model->num));
        }
        if (found == nullity)
        {
            fmpz_mat_CRT_ui(residue, residue, m, kernel, 0);
            fmpz_mul_ui(m, m, prime);
            good = lift(block, M, nullity, residue, m);
            for (; !good && block->num > 0; block->num--)
                fmpz_mpoly_clear(&block->relation[block->num - 1],
                                 M->model->ring);
        }
        nmod_mat_clear(kernel);
        prime = n_nextprime(prime, 1);
    }
    fmpz_mat_clear(residue);
    fmpz_clear(m);
    if (!good)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the coefficients of a relation could not be reconstructed "
            "from %d primes of 61 bits",
            MAX_PRIMES);
    return FULG_OK;
}

fulg_status_t
fulg_invariants_block_init(fulg_invariants_block_t *block,
                           const fulg_invariants_t model,
                           const fulg_invariants_map_t *map, slong degree,
                           const slong *weight, ulong prime, fulg_diag_t diag)
{
    const slong length = fulg_invariants_weight_length(model);
    fulg_status_t status = FULG_OK;
    matrix_t M;
    matrix_init(&M, model, map, degree, weight);
    memset(block, 0, sizeof *block);
    block->monomials = M.num;
    block->weight = flint_malloc(sizeof(slong) * (size_t) length);
    memcpy(block->weight, weight, sizeof(slong) * (size_t) length);
    if (M.num > MAX_ROWS)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "a block of degree %ld has more than %d "
                               "monomials",
                               (long) degree, MAX_ROWS);
    else if (M.num > 0 && M.columns.num > MAX_ENTRIES / M.num)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "a block of degree %ld has %ld monomials in the "
                               "coefficients and %ld in the weights",
                               (long) degree, (long) M.num,
                               (long) M.columns.num);
    else if (M.num > 0)
        status = solve(block, &M, prime, diag);
    matrix_clear(&M);
    if (status != FULG_OK)
        fulg_invariants_block_clear(block, model);
    return status;
}

void
fulg_invariants_block_clear(fulg_invariants_block_t *block,
                            const fulg_invariants_t model)
{
    for (slong n = 0; n < block->num; n++)
        fmpz_mpoly_clear(&block->relation[n], model->ring);
    flint_free(block->relation);
    flint_free(block->free);
    flint_free(block->weight);
}

const fulg_invariants_block_t *
fulg_invariants_block_find(const fulg_invariants_blocks_t *blocks,
                           const slong *weight, slong length)
{
    for (slong n = 0; n < blocks->num; n++)
        if (memcmp(blocks->block[n].weight, weight,
                   sizeof(slong) * (size_t) length) == 0)
            return &blocks->block[n];
    return NULL;
}
