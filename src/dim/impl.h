/* Shared inside the dimension module; not installed. */
#ifndef FULG_DIM_IMPL_H
#define FULG_DIM_IMPL_H

#include <fulgurite/dim.h>
#include <fulgurite/symmetry.h>

/* min(value_dim, d_{i-1}, d_i) of layer i (from 0): the rank of a head's V. */
slong fulg_dim_value_rank(const fulg_arch_struct *arch, slong i);
/* min(limit, a * b) without overflow; a, b >= 0. */
slong fulg_dim_min_product(slong limit, slong a, slong b);
/* n = a (2 d - a): dimension of the d x d matrices of rank at most a. */
void fulg_dim_square_rank(fmpz_t n, slong d, slong a);
/* n = rank (rows + cols - rank): rows x cols matrices of that rank. */
void fulg_dim_matrix_rank(fmpz_t n, slong rows, slong cols, slong rank);
/* n = s d - s(s-1)/2: symmetric d x d matrices of rank at most s. */
void fulg_dim_symmetric_rank(fmpz_t n, slong d, slong s);

/* n = the choices of an attention form of rank <= alpha on k^d: all of them, or
   their symmetric parts. */
void fulg_dim_form(fmpz_t n, slong d, slong alpha, int symmetric);

/* n = rank (rows + cols - rank) with rank = min(rank, rows, cols). */
void fulg_dim_rank_variety(fmpz_t n, const fmpz_t rows, const fmpz_t cols,
                           const fmpz_t rank);
/* n = the cubic monomials that one output of a layer on k^d has: d binomial(d+1, 2),
   or binomial(d + 2, 3) where forms enter by their symmetric parts. */
void fulg_dim_monomials(fmpz_t n, slong d, int symmetric);
/* n = the sums of the heads' V (x) A: matrices with a row for each entry of V
   (out x in), a column for each of A, and rank at most heads. */
void fulg_dim_mixing(fmpz_t n, slong in, slong out, slong heads, int symmetric);
/* least = min(least, n) */
void fulg_dim_keep_least(fmpz_t least, const fmpz_t n);

/* ---- tables -----------------------------------------------------------------
   A theorem is a file with one of these objects, and its name in the list below.
   */

/* An upper bound for the architectures that applies(arch) says; terms pushes every
   number of it, the last being the bound. */
typedef struct
{
    fulg_theorem_t theorem;
    int (*applies)(const fulg_arch_t arch);
    void (*terms)(fulg_cert_bound_t bound, const fulg_arch_t arch);
} fulg_dim_upper_t;

/* The least bound of those that apply counts, the first of equal ones. */
#define FULG_DIM_UPPERS(X) \
    X(linear_network)      \
    X(polynomial_network)  \
    X(polynomial_mixing)   \
    X(linear_tokens)       \
    X(layer_sum)           \
    X(virtual_weights)     \
    X(quotient_layers)     \
    X(cut)                 \
    X(one_token)           \
    X(transformer)         \
    X(readout)
#define FULG_DIM_DECLARE(name) \
    extern const fulg_dim_upper_t fulg_dim_upper_##name;
FULG_DIM_UPPERS(FULG_DIM_DECLARE)
#undef FULG_DIM_DECLARE

/* Beside them, but not in the bounds of parts: certificates of cuts from before it
   keep their values. */
extern const fulg_dim_upper_t fulg_dim_upper_head_tensors;
extern const fulg_dim_upper_t fulg_dim_upper_coefficients;
/* As fulg_dim_upper, without the symmetries. */
void fulg_dim_upper_without(fulg_cert_bound_t bound, const fulg_arch_t arch);
/* Beside them, for small networks.  0 when counting shows that it is no less than
   this bound: that spares most networks its rank. */
extern const fulg_dim_upper_t fulg_dim_upper_symmetries;
int fulg_dim_symmetries_may_be_less(const fulg_arch_t arch, const fmpz_t bound);

/* The choices of layers in forms: 0 .. the result - 1, choice n the set of bits. */
ulong fulg_dim_symmetry_choices(const fulg_arch_t arch);
ulong fulg_dim_symmetry_mask(const fulg_arch_t arch, ulong n);
/* The fields of choice n; 0 when there are too many coordinates. */
int fulg_dim_symmetry_init(fulg_symmetry_algebra_t S, const fulg_arch_t arch,
                           ulong n);
void fulg_dim_symmetry_terms(fulg_cert_bound_t bound, const fulg_arch_t arch,
                             ulong n, slong coordinates, slong orbit);
/* [["q1_1_2_1", "k1_1_1_1", 3], ..], as certificates have field f; null for a
   constant. */
json_t *fulg_dim_symmetry_json(const fulg_symmetry_algebra_struct *S, slong f);
/* Fields beyond the families are looked for in so many coordinates. */
#define FULG_DIM_MOST_SEARCHED 32
/* doc: thm-symmetry-found: where the bounds of a small network do not meet, fields
   beyond the families are looked for; the upper bound becomes less, or stays. */
void fulg_dim_upper_found(fulg_cert_t cert, fulg_rand_t rand,
                          const fulg_progress_t *progress);
/* doc: thm-symmetry-listed: the same for small networks that are more than lightning
   attention; the certificate lists all the fields that count. */
void fulg_dim_upper_listed(fulg_cert_t cert, fulg_rand_t rand,
                           const fulg_progress_t *progress);

/* A lower bound without a computation, for the certificates (with their upper
   bound) that applies(cert) says: prove sets the lower part of cert, or is UNABLE
   and says which hypothesis fails. */
typedef struct
{
    int (*applies)(const fulg_cert_struct *cert);
    fulg_status_t (*prove)(fulg_cert_t cert, fulg_diag_t diag);
} fulg_dim_lower_t;

/* The first one that applies decides. */
#define FULG_DIM_LOWERS(X) \
    X(linear)              \
    X(heads)               \
    X(readout)             \
    X(one_token)           \
    X(transformer)
#define FULG_DIM_DECLARE(name) \
    extern const fulg_dim_lower_t fulg_dim_lower_##name;
FULG_DIM_LOWERS(FULG_DIM_DECLARE)
#undef FULG_DIM_DECLARE

/* The hypothesis left >= right, with the name of a layer where index >= 0. */
void fulg_dim_push_hypothesis(fulg_cert_t cert, const char *name, slong index,
                              slong left, slong right);
/* The lower bound that the theorem gives when cert's hypotheses hold: that of the upper
   theorem; otherwise UNABLE, with the first that fails. */
fulg_status_t fulg_dim_attain(fulg_cert_t cert, const fulg_theorem_t *theorem,
                              const fulg_dim_upper_t *upper, fulg_diag_t diag);

/* Lower bounds by a minor. */
extern const fulg_theorem_t fulg_dim_direct;
extern const fulg_theorem_t fulg_dim_free;
extern const fulg_theorem_t fulg_dim_reduction;
extern const fulg_theorem_t fulg_dim_residual_reduction;
extern const fulg_theorem_t fulg_dim_heads_reduction;

/* The lower bound of doc: thm-heads-reduction, by minors of at most that size; as
   fulg_dim_lower_reduction. */
FULG_MUST_CHECK fulg_status_t fulg_dim_lower_heads_reduction(
    fulg_cert_t cert, slong most, fulg_rand_t rand, ulong max_bytes,
    const fulg_progress_t *progress, fulg_diag_t diag);

/* What the theorems are about: stacks of polynomial or of attention layers; one
   token under a normalisation (linear maps); the stacks of doc:
   thm-virtual-weights; of doc: thm-quotient-layers, with several heads
   somewhere. */
int fulg_dim_is_polynomial(const fulg_arch_t arch);
int fulg_dim_is_attention(const fulg_arch_t arch);
int fulg_dim_is_one_token(const fulg_arch_t arch);
int fulg_dim_is_virtual(const fulg_arch_t arch);
int fulg_dim_is_quotient(const fulg_arch_t arch);
int fulg_dim_has_heads(const fulg_arch_t arch);
/* A small term of the upper bound, which is there. */
long fulg_dim_term_si(const fulg_cert_struct *cert, const char *name,
                      slong layer);

/* The widths and ranks of doc: thm-virtual-weights. */
typedef struct
{
    slong depth;
    slong *r;     /* r_0 .. r_l */
    slong *alpha; /* alpha_1 .. alpha_l at 0 .. l-1 */
    slong *w;     /* w_1 .. w_l at 0 .. l-1 */
    int *symmetric;
} fulg_dim_flag_struct;
typedef fulg_dim_flag_struct fulg_dim_flag_t[1];

void fulg_dim_flag_init(fulg_dim_flag_t flag, const fulg_arch_t arch);
void fulg_dim_flag_clear(fulg_dim_flag_t flag);
/* 1 when the values of layer i have every rank that the states around it allow. */
int fulg_dim_values_are_free(const fulg_arch_t arch, const fulg_dim_flag_t flag,
                             slong i);

/* 1 when the network has exponentials, roots or angles: rational functions of
   weights and inputs only with free exponentials. */
int fulg_dim_is_free(const fulg_arch_t arch);
/* Why it can not be evaluated with free exponentials, or NULL (a clause). */
const char *fulg_dim_not_free(const fulg_arch_t arch);
/* doc: thm-free-exponentials, its hypothesis for the model of the minor: checked
   mod a random 61-bit prime, and recorded.  UNABLE when it is not seen to hold, or
   when interrupted.  Cost: two evaluations for every exponent, times two for every
   root. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_free_hypothesis(fulg_cert_t cert, fulg_rand_t rand,
                         const fulg_progress_t *progress, fulg_diag_t diag);

/* Rational weights of a model of width at most 2 where a softmax stack can be told
   from its neighbours, and inputs that go with them; poles: some layer sees one
   direction only (see ball_point.c). */
FULG_MUST_CHECK fulg_status_t fulg_dim_ball_weights(fulg_weights_t W, int poles,
                                                    fulg_rand_t rand,
                                                    fulg_diag_t diag);
void fulg_dim_ball_input(fmpq_mat_t X, int poles, fulg_rand_t rand);

/* UNABLE, with a sentence, when rank rows of the model's Jacobian (softmax: in
   balls) would take more than max_bytes. */
FULG_MUST_CHECK fulg_status_t fulg_dim_check_jacobian(const fmpz_t rank,
                                                      const fulg_arch_t model,
                                                      ulong max_bytes,
                                                      fulg_diag_t diag);

/* The same for the model of the direct route. */
FULG_MUST_CHECK fulg_status_t fulg_dim_check_direct(const fulg_cert_t cert,
                                                    ulong max_bytes,
                                                    fulg_diag_t diag);
/* That check, and then the minor of this model, still without weights. */
FULG_MUST_CHECK fulg_status_t fulg_dim_start_direct(fulg_cert_t cert,
                                                    ulong max_bytes,
                                                    fulg_diag_t diag);

#endif
