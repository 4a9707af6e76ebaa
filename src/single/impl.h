/* Shared by the files of this module alone. */
#ifndef FULG_SINGLE_IMPL_H
#define FULG_SINGLE_IMPL_H

#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>

#include <fulgurite/single.h>

/* A function off the variety: nothing but that, and why. */
void fulg_single_decide_outside(fulg_single_class_t *answer,
                                const fulg_single_point_t *point,
                                const fulg_diag_t why);

/* The parts of P that need A and V as matrices: parallel and divides, when the
   ranks in P allow them. */
void fulg_single_point_factors(fulg_single_point_t *P, const fmpq_mat_t A,
                               const fmpq_mat_t V);
/* S = (A + A^T)/2 */
void fulg_single_symmetric(fmpq_mat_t S, const fmpq_mat_t A);

/* The number and largest dimension of the components, over C, of the fiber of
   (Q,K,V) -> function through a point (doc: thm-single-2, thm-single-7p). */
void fulg_single_fiber_size(slong *components, slong *dimension,
                            const fulg_single_point_t *P);

/* ---- numbers a + b r + c r^2, r a root of the modulus ------------------- */

void fulg_single_field_init(fulg_single_field_t *field,
                            const fmpq_poly_t modulus);
void fulg_single_field_clear(fulg_single_field_t *field);
/* One more square root, sqrt(x); the matrices made later have the new size. */
void fulg_single_field_adjoin(fulg_single_field_t *field, const fmpq_t x);
fmpq_mat_struct *fulg_single_mat_init(const fulg_single_field_t *field,
                                      slong rows, slong cols);
/* The same matrix with room for the roots adjoined since it had size "old". */
fmpq_mat_struct *fulg_single_mat_regrow(const fulg_single_field_t *field,
                                        fmpq_mat_struct *mat, slong old);
void fulg_single_mat_clear(const fulg_single_field_t *field,
                           fmpq_mat_struct *mat);

/* x = outside^2 inside, inside an integer without small square factors, 1 when
   x is a square. */
void fulg_single_sqrt(fmpq_t outside, fmpz_t inside, const fmpq_t x);

void fulg_single_nf_mul(fmpq_poly_t c, const fmpq_poly_t a, const fmpq_poly_t b,
                        const fmpq_poly_t modulus);
void fulg_single_nf_inv(fmpq_poly_t b, const fmpq_poly_t a,
                        const fmpq_poly_t modulus);
/* entry (i,j) of the parts of sqrt(root[s - 1]) (s = 0: no square root) */
void fulg_single_nf_set_entry(fmpq_mat_struct *mat, slong degree, slong s,
                              slong i, slong j, const fmpq_poly_t x);
void fulg_single_nf_get_entry(fmpq_poly_t x, const fmpq_mat_struct *mat,
                              slong degree, slong s, slong i, slong j);
fmpq_poly_struct *fulg_single_nf_vec_init(slong n);
void fulg_single_nf_vec_clear(fmpq_poly_struct *v, slong n);

/* ---- linear factors of quadratic and cubic forms ------------------------ */

/* A linear form over Q[r]/modulus, and all its conjugates at once. */
typedef struct
{
    fmpq_poly_t modulus;
    slong degree;
    slong real_roots;
    slong d;
    fmpq *point;                /* form(point) = 1, cofactor(point) != 0 */
    fmpq_poly_struct *form;     /* d coefficients */
    fmpq_poly_struct *cofactor; /* coefficients of x_k x_l, k <= l */
} fulg_factor_t;

/* All classes of linear factors, over the complex numbers, of a nonzero cubic
   form in d variables: at most three; cofactor = cubic / form.  When there is
   none, why says so with the evidence. */
slong fulg_single_linear_factors(fulg_factor_t *factor, const fmpq *cubic,
                                 slong d, fulg_diag_t why);
void fulg_single_factor_clear(fulg_factor_t *factor);

/* The derivatives of forms, given by coefficients, in the direction w. */
void fulg_single_derive_cubic(fmpq *quadric, const fmpq *cubic, slong d,
                              const fmpq *w);
void fulg_single_derive_quadric(fmpq *linear, const fmpq *quadric, slong d,
                                const fmpq *w);

/* A line z w + u and the derivatives of a cubic form c along it. */
typedef struct
{
    slong d;
    const fmpq *cubic;
    fmpq *w, *u;
    fmpq *dw;           /* the quadric D_w c */
    fmpq *ww, *wu, *uu; /* D_w D_w c, D_w D_u c, D_u D_u c */
    fmpq_t top;         /* c(w) */
} fulg_line_t;

void fulg_single_line_init(fulg_line_t *L, const fmpq *cubic, slong d);
void fulg_single_line_clear(fulg_line_t *L);
/* Another line, with entries that slowly grow, such that c(w) is not 0.  The
   choice has no part in the answer. */
void fulg_single_line_draw(fulg_line_t *L, fulg_rand_t rand, slong *bound);
/* The primitive integer polynomial of c(z w + u), of degree 3. */
void fulg_single_line_restrict(fmpz_poly_t p, const fulg_line_t *L);

/* A candidate at w, over Q until its field is set; form and cofactor are 0. */
void fulg_single_factor_init(fulg_factor_t *F, const fulg_line_t *L);
/* The field of a root of g, irreducible of degree 1, 2 or 3, and the root in
   it: Q itself, Q(sqrt D) with D an integer, or Q[r]/g for a cubic g. */
void fulg_single_factor_set_field(fulg_factor_t *F, fmpq_poly_t root,
                                  const fmpz_poly_t g);
/* form = twice the gradient of c at root w + u, that is
   (root^2 D_w D_w + 2 root D_w D_u + D_u D_u) c. */
void fulg_single_factor_set_gradient(fulg_factor_t *F, const fulg_line_t *L,
                                     const fmpq_poly_t root);
/* value = form(w), the sum of form[k] w[k]. */
void fulg_single_factor_value(fmpq_poly_t value, const fulg_factor_t *F);
/* form = form / form(w), for form(w) != 0. */
void fulg_single_factor_normalise(fulg_factor_t *F);
/* The only cofactor that a normalised form can have. */
void fulg_single_factor_set_cofactor(fulg_factor_t *F, const fulg_line_t *L);
/* form * cofactor = c, every coefficient; when not, why says so. */
int fulg_single_is_factor(const fulg_factor_t *F, const fulg_line_t *L,
                          fulg_diag_t why);

/* S(w) and the linear form D_w S (d coefficients, 0 before) of the cofactor S at
   its point w. */
void fulg_single_derive_cofactor(fmpq_poly_t value, fmpq_poly_struct *linear,
                                 const fulg_factor_t *f);

/* ---- slices of a tensor -------------------------------------------------- */

/* T, nonzero and of two or more tokens, with the slice T_ij, i = out, j = col,
   that is taken apart. */
typedef struct
{
    const fulg_function_struct *F;
    slong d, pairs, out, col;
} fulg_single_slices_t;

/* The first slice that is not zero. */
void fulg_single_slices_find(fulg_single_slices_t *T, const fulg_function_t F);
/* The coefficient of a pair (see fulg_function_pair) in T_ij. */
const fmpq *fulg_single_slices_entry(const fulg_single_slices_t *T, slong i,
                                     slong pair, slong j);
/* Linear forms l1, l2 proportional to the factors of the slice when inside = 1;
   otherwise l1 +- sqrt(inside) l2 are, inside no square.  0, and why, when
   there are none, even over C. */
int fulg_single_slices_factor(fmpq *l1, fmpq *l2, fmpz_t inside,
                              const fulg_single_slices_t *T, fulg_diag_t why);

/* ---- recovery ----------------------------------------------------------- */

void fulg_single_recover_tensor(fulg_single_recovery_t *R,
                                const fulg_function_t F);
void fulg_single_recover_cubic(fulg_single_recovery_t *R,
                               const fulg_function_t F);
/* The part of recover_tensor where the factors of the slice are l +- sqrt(D) y:
   the only family, complex when D < 0, or the place outside. */
void fulg_single_recover_conjugate(fulg_single_recovery_t *R,
                                   const fulg_single_slices_t *T, const fmpq *l,
                                   const fmpq *y, const fmpz_t D);
/* A family over Q[r]/modulus with zero A and V; real is set when a root is. */
fulg_single_weights_t *fulg_single_add(fulg_single_recovery_t *R,
                                       const fmpq_poly_t modulus,
                                       slong real_roots);

/* W->A holds a rational S of rank n > head_dim.  Adds a skew part, with square
   roots where needed, so that rank A <= head_dim, and fills K and Q; the roots
   are real when both numbers of the signature are at most head_dim. */
void fulg_single_add_skew(fulg_single_weights_t *W, slong head_dim);
/* K (head_dim x d) and Q with K^T Q = A, for rational A of rank <= head_dim and
   for A of rank one. */
void fulg_single_key_query(fulg_single_weights_t *W, slong head_dim);

/* W->A holds the symmetric matrix of the cofactor of f, of rank <= 2 head_dim,
   head_dim <= d.  Brings rank A to head_dim and fills K and Q. */
void fulg_single_fit_head_dim(fulg_single_weights_t *W, const fulg_factor_t *f,
                              slong head_dim);
/* The same for f over a cubic field and head_dim 1. */
void fulg_single_split_cubic(fulg_single_weights_t *W, const fulg_factor_t *f,
                             slong head_dim);

#endif
