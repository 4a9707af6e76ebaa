/* Shared by the parts of organize; not installed. */
#ifndef FULG_ORGANIZE_IMPL_H
#define FULG_ORGANIZE_IMPL_H

#include <fulgurite/organize.h>

/* Calls work(data, n) for n = 0 .. num - 1, in some order, in so many threads.
   Returns 0 when progress asked to stop; then some calls were left out. */
int fulg_organize_parallel(void (*work)(void *data, slong n), void *data,
                           slong num, slong threads,
                           const fulg_progress_t *progress, const char *what);

/* The l1 distances between num lists of size numbers, which fill(list, data, x)
   gives for x = 0 .. num - 1: list is zero before.  The sum of the absolute
   values of two lists is below 2^bits.  D has num elements.  rounded: the
   integers are cut to one word; D->error is then that of the distances, in the
   unit they are left in, from error on.  0 when interrupted. */
int fulg_organize_distances(fulg_tree_distances_t D, slong size, slong bits,
                            void (*fill)(fmpz *list, const void *data, slong x),
                            const void *data, int rounded,
                            const fulg_organize_options_t *options);

/* fulg_organize_l1 (tree NULL) and fulg_organize_emd, exactly or rounded: then D->den
   means nothing, but the order of the distances is told up to D->error. */
fulg_status_t
fulg_organize_any_distances(fulg_tree_distances_t D, const fulg_cube_t X,
                            int axis, const fulg_tree_struct *tree, int rounded,
                            const fulg_organize_options_t *options,
                            fulg_diag_t diag);

/* The distances of fulg_organize_emd alone; D is initialised.  0 when interrupted. */
int fulg_organize_tree_distances(fulg_tree_distances_t D, const fulg_cube_t X,
                                 int axis, const fulg_tree_struct *tree,
                                 int rounded,
                                 const fulg_organize_options_t *options);

/* The other two axes, a < b. */
static inline void
fulg_organize_others(int *a, int *b, int axis)
{
    *a = axis == 0 ? 1 : 0;
    *b = axis == 2 ? 1 : 2;
}

/* The distance in the list of values between neighbours along an axis. */
static inline slong
fulg_organize_step(const slong *shape, int axis)
{
    return axis == 0 ? shape[1] * shape[2] : axis == 1 ? shape[2] : 1;
}

/* B(p) = A(p / sqrt(root)) with its derivatives, for a polynomial A or exp. */
#define FULG_OUTER_DERIVATIVES 3
typedef struct
{
    int is_exp;
    const fulg_cube_scale_struct *scale;
    int exact, same; /* B is rational; B, B' and B'' are one function */
    fmpq_poly_t derivative[FULG_OUTER_DERIVATIVES]; /* of A */
} fulg_organize_outer_struct;
typedef fulg_organize_outer_struct fulg_organize_outer_t[1];

/* A NULL: exp.  scale must outlive it. */
void fulg_organize_outer_init(fulg_organize_outer_t B,
                              const fmpq_poly_struct *A,
                              const fulg_cube_scale_t scale);
void fulg_organize_outer_clear(fulg_organize_outer_t B);
/* value[n] = W times the derivative n of B at P / den: exactly, if that is an integer
   by the choice of W; else off by less than one.  value[0] alone when all are the
   same. */
void fulg_organize_outer_values(fmpz *const *value,
                                const fulg_organize_outer_t B, const fmpz_t P,
                                const fmpz_t den, const fmpz_t W);

/* The vectors of a basis by their squared norms, of which there are few:
   factor[c]^2 root[c] with root squarefree; kind[v] is the class of vector v. */
typedef struct
{
    slong num;
    ulong *norm, *factor, *root;
    slong *kind;
} fulg_organize_norms_t;

void fulg_organize_norms_init(fulg_organize_norms_t *N,
                              const fulg_tree_haar_t H);
void fulg_organize_norms_clear(fulg_organize_norms_t *N);
/* The same product of squared norms, one class of each basis (NULL: 1), as
   factor^2 root. */
void fulg_organize_norms_product(fmpz_t factor, fmpz_t root,
                                 const fulg_organize_norms_t *N,
                                 const slong *kind, int num);
/* The sum of the l1 norms of vector v; and of |v|_1 / |v|_2 over all vectors. */
void fulg_organize_haar_l1(fmpz_t x, const fulg_tree_haar_t H, slong v);
void fulg_organize_haar_l1_sum(arb_t x, const fulg_tree_haar_t H, slong bits);

/* The sum of |value[n]| / (den norm) over the coefficients of num bases, exactly
   (surds may be NULL), or as a ball, errors included.  value has the product of
   their sizes entries, step apart. */
void fulg_organize_entropy_l1(fulg_organize_surds_struct *surds, arb_t l1,
                              const fmpz *value, slong step,
                              const fulg_organize_coefficients_t C,
                              const fulg_organize_norms_t *N, int num,
                              slong bits);

/* S becomes S / sqrt(n), n a positive integer, which is factored. */
void fulg_organize_surds_over_root(fulg_organize_surds_t S, const fmpz_t n);

#endif
