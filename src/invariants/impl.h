#ifndef FULG_INVARIANTS_IMPL_H
#define FULG_INVARIANTS_IMPL_H

#include <fulgurite/invariants.h>
#include <fulgurite/rank.h>

/* ---- enumeration -------------------------------------------------------- */

/* c, increasing in 0 .. n-1, becomes the next such r-tuple; 0 after the last. */
int fulg_invariants_next_combination(slong *c, slong n, slong r);
/* The same for c nondecreasing. */
int fulg_invariants_next_multiset(slong *c, slong n, slong r);
/* The next distinct arrangement of c in lexicographic order; 0 after the last,
   when c is sorted again. */
int fulg_invariants_next_arrangement(slong *c, slong r);
/* 0, 1, .., r-1 */
void fulg_invariants_first_combination(slong *c, slong r);
/* The number of distinct arrangements of a nondecreasing c. */
void fulg_invariants_arrangements(fmpz_t n, const slong *c, slong r);
/* C(n, r), and the number of r-multisets of n; 0 for n < r etc. */
void fulg_invariants_binomial(fmpz_t x, slong n, slong r);
void fulg_invariants_multisets(fmpz_t x, slong n, slong r);
/* k <= l from the n-th pair; k <= l <= m from the n-th triple. */
void fulg_invariants_pair(slong *k, slong *l, slong d, slong n);
void fulg_invariants_triple(slong *k, slong *l, slong *m, slong d, slong n);

/* ---- coordinates -------------------------------------------------------- */

/* The coordinate of pair (k,l), k <= l, of the quadratic form number line that
   belongs to color: T_ij with i = color, j = line on side 0, and the reverse on
   side 1. */
slong fulg_invariants_var(const fulg_invariants_t model, int side, slong color,
                          slong line, slong pair);
/* The numbers of colors and lines of a side, and the rank of its lines. */
slong fulg_invariants_colors(const fulg_invariants_t model, int side);
slong fulg_invariants_lines(const fulg_invariants_t model, int side);
slong fulg_invariants_line_rank(const fulg_invariants_t model, int side);

/* Places of the coordinates of the output: a list of (i, column, token); the
   first of a row with token != column is the reference. */
typedef struct
{
    slong row, column, token, offset;
} fulg_invariants_place_t;
fulg_invariants_place_t *fulg_invariants_places(slong *num,
                                                const fulg_invariants_t model);

/* The torus weight of a coordinate of ring: the degrees in row, x, column; the
   last part is absent for one token.  length d_out + d (+ d). */
slong fulg_invariants_weight_length(const fulg_invariants_t model);
void fulg_invariants_add_weight(slong *weight, const fulg_invariants_t model,
                                slong var);

/* ---- the sink ----------------------------------------------------------- */

#define FULG_INVARIANTS_WHICH 512

/* What a tour carries: the polynomial under construction, its name, and where
   it goes. */
typedef struct
{
    const fulg_invariants_struct *model;
    const fmpz_mpoly_ctx_struct *ctx;
    const fulg_invariants_part_t *part;
    fulg_invariants_put_t put;
    void *data;
    fmpz_mpoly_t f;
    ulong *exponent; /* all 0 between terms */
    char which[FULG_INVARIANTS_WHICH];
} fulg_invariants_tour_t;

/* f += coeff * product of the variables var[0..r); like terms and order are left
   for fulg_invariants_emit. */
void fulg_invariants_push(fulg_invariants_tour_t *tour, const fmpz_t coeff,
                          const slong *var, slong r);
/* The same for a small coefficient. */
void fulg_invariants_push_si(fulg_invariants_tour_t *tour, slong coeff,
                             const slong *var, slong r);
/* Makes f primitive with a positive leading coefficient, hands it out, and
   begins anew; the return of put. */
int fulg_invariants_emit(fulg_invariants_tour_t *tour);
/* which, by a format. */
void fulg_invariants_say(fulg_invariants_tour_t *tour, const char *format, ...)
    FULG_PRINTF(2, 3);
/* Appends "1,2,2" (from 1 on), or pairs "(1,2),(1,3)". */
void fulg_invariants_say_list(fulg_invariants_tour_t *tour, const char *before,
                              const slong *c, slong r);
void fulg_invariants_say_pairs(fulg_invariants_tour_t *tour, const char *before,
                               const slong *c, slong r);

/* ---- minors of matrices with coordinates as entries ---------------------- */

/* Matrices M(u,w) whose entries are integer multiples of single coordinates;
   sum of b_u c_w M(u,w) has minors whose coefficients are the family. */
typedef struct
{
    slong rows, cols, colors, seconds, size;
    void (*entry)(slong *coeff, slong *var, const fulg_invariants_t model,
                  const fulg_invariants_part_t *part, slong u, slong w,
                  slong row, slong col);
    int symmetric; /* minors (R,C) with R <= C entrywise span all */
} fulg_invariants_pencil_t;

/* 1 when the family is one of minors of such a matrix. */
int fulg_invariants_pencil(fulg_invariants_pencil_t *pencil,
                           const fulg_invariants_t model,
                           fulg_invariants_family_t family,
                           const fulg_invariants_part_t *part);
/* f += scale times the coefficient of b^u c^w in the minor; u, w nondecreasing
   lists of size entries (restored). */
void fulg_invariants_polar_minor(fulg_invariants_tour_t *tour,
                                 const fulg_invariants_pencil_t *pencil,
                                 const fmpz_t scale, const slong *row,
                                 const slong *col, slong *u, slong *w);
/* The number n with det N(v)[R,K] = n times a monomial in v, R a set of r pairs. */
slong fulg_invariants_orientations(const slong *R, const slong *K, slong r,
                                   slong d);
/* All sets of r pairs whose entries add up to the weight, one after the other in
   a list the caller frees; returns their number. */
slong fulg_invariants_pair_sets(slong **list, const slong *weight, slong d,
                                slong r);
/* The sharp rank of sl_d C for generic C = S f with rank S = s. */
slong fulg_invariants_lie_rank(slong d, slong s);

/* The tours of the families.  They return a nonzero value when put ended them. */
int fulg_invariants_tour_minors(fulg_invariants_tour_t *tour,
                                const fulg_invariants_pencil_t *pencil);
int fulg_invariants_tour_copies(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_symmetrise(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_exchange(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_context(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_veronese(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_resultants(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_incidence(fulg_invariants_tour_t *tour);
int fulg_invariants_tour_hessian(fulg_invariants_tour_t *tour);

/* ---- the parametrisation ------------------------------------------------- */

/* images of all coordinates in a ring of parameters, with dense image. */
typedef struct
{
    fmpz_mpoly_ctx_t ctx;
    slong num;
    fmpz_mpoly_struct *image;
    slong num_parameters;
} fulg_invariants_map_t;
void fulg_invariants_map_init(fulg_invariants_map_t *map,
                              const fulg_invariants_t model, int output);
void fulg_invariants_map_clear(fulg_invariants_map_t *map);

/* ---- weights ------------------------------------------------------------- */

/* The weight of a homogeneous polynomial of ring, from its first term. */
void fulg_invariants_weight(slong *weight, const fulg_invariants_t model,
                            const fmpz_mpoly_t f);
/* Every one of its parts nonincreasing? */
int fulg_invariants_is_dominant(const fulg_invariants_t model,
                                const slong *weight);
/* The number of weights in the orbit under permutations of each part. */
void fulg_invariants_orbit(fmpz_t n, const fulg_invariants_t model,
                           const slong *weight);

/* ---- monomials as columns ------------------------------------------------- */

/* Exponent vectors of one ring, numbered in the order they came. */
typedef struct
{
    slong vars, num, alloc, slots;
    ulong *exponent;
    slong *slot; /* number + 1, or 0 */
} fulg_invariants_table_t;
void fulg_invariants_table_init(fulg_invariants_table_t *table, slong vars);
void fulg_invariants_table_clear(fulg_invariants_table_t *table);
/* The number of a monomial; a new one, or -1 when add is 0. */
slong fulg_invariants_table_find(fulg_invariants_table_t *table,
                                 const ulong *exponent, int add);

/* Polynomials of dominant weight, sorted by weight. */
typedef struct
{
    slong num, alloc, length;
    slong *weight; /* num x length */
    fmpz_mpoly_struct *f;
} fulg_invariants_list_t;
void fulg_invariants_list_init(fulg_invariants_list_t *list,
                               const fulg_invariants_t model);
void fulg_invariants_list_clear(fulg_invariants_list_t *list,
                                const fulg_invariants_t model);
/* Adds a copy of f when its weight is dominant. */
void fulg_invariants_list_add(fulg_invariants_list_t *list,
                              const fulg_invariants_t model,
                              const fmpz_mpoly_t f);
/* Brings polynomials of one weight together. */
void fulg_invariants_list_sort(fulg_invariants_list_t *list,
                               const fulg_invariants_t model);

/* The name of a coordinate: c1_1_2_3 (output row, k <= l, j); one token:
   c1_1_2_3 (row, k <= l <= m).  Output: y<row>_<column>_<token>_<k>_<l>_<j> for
   the monomial x_k x_l of that token times x_j of the column, and
   z<row>_<column>_<k>_<l>_<j> where all three are of the column.  The caller
   frees the text with flint_free. */
char *fulg_invariants_name(const fulg_invariants_t model, slong n, int output);

#endif
