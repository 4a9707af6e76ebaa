/* Shared by the parts of fulg_fiber_layer; not installed. */
#ifndef FULG_FIBER_LAYER_IMPL_H
#define FULG_FIBER_LAYER_IMPL_H

#include "impl.h"

/* The weights of the layer and what is known of them. */
typedef struct
{
    fulg_fiber_layer_fiber_struct *fiber;
    fmpq_mat_t A, V, S;
    fmpq_mat_t K, Q;
    slong d, d_out, a, m; /* m = min(a, d) */
} layer_t;

/* A new component at the end of a list; matrices initialised to zero, texts
   NULL, rank_K = rank_Q = -1, real_dim = dim. */
fulg_component_t *fulg_fiber_layer_component(const layer_t *layer,
                                             fulg_component_t **list,
                                             slong *num, slong dim);
/* A named copy of a matrix. */
void fulg_fiber_layer_name(const layer_t *layer, const char *name,
                           const fmpq_mat_t A);

/* The components of { (K, Q) : K^T Q = c A } x (what V may be); extra is added
   to their dimensions, free_scale says whether c runs over all c != 0, V is the
   text for it ("V = V1/c").  A and Vsample give the sample; suffix names the
   matrices E1, F1, .. of this A. */
void fulg_fiber_layer_products(const layer_t *layer, const fmpq_mat_t A,
                               const fmpq_mat_t Vsample, slong extra,
                               int free_scale, const char *V,
                               const char *equations, const char *suffix);

/* One token: the components, over (A,V) and (Q,K,V), of the part of the fiber
   with the form S (d x d, not 0) and the value V (d_out x d, not 0), whose names
   end in mark; "what" says it in words.  K and Q (a x d) are rational weights on
   it, or NULL when it has none.  Dimensions are those of thm-single-7p. */
void fulg_fiber_layer_add_part(layer_t *layer, const fmpq_mat_t S,
                               const fmpq_mat_t V, const fmpq_mat_struct *K,
                               const fmpq_mat_struct *Q, const char *mark,
                               const char *what);
/* S and V among the named matrices, as S and V with the mark. */
void fulg_fiber_layer_name_pair(const layer_t *layer, const fmpq_mat_t S,
                                const fmpq_mat_t V, const char *mark);
/* One token and V of rank one: the parts where a real linear factor of S1, not
   proportional to that of V, is the value. */
void fulg_fiber_layer_other_values(layer_t *layer);

/* Dimension of the matrices of rank <= min(a, d): alpha (2 d - alpha). */
slong fulg_fiber_layer_rank_dim(const layer_t *layer);

/* The cases: t >= 2, t = 1, and a normalised layer. */
void fulg_fiber_layer_many_tokens(layer_t *layer);
void fulg_fiber_layer_one_token(layer_t *layer);
void fulg_fiber_layer_normalised(layer_t *layer, int one_token);

/* Dimension of { A : sym A = S, rank A <= a } with isotropic part e. */
slong fulg_fiber_layer_skew_dim(const layer_t *layer, slong n, slong e);
/* Dimension of { (K, Q) : K^T Q + Q^T K = 2 S } for the given rho. */
slong fulg_fiber_layer_pair_dim(const layer_t *layer, slong n, slong rho);
/* Exchanges the first rows of K and Q: keeps K^T Q + Q^T K, and carries one
   component to the other where there are two. */
void fulg_fiber_layer_exchange_rows(fulg_component_t *c);

#endif
