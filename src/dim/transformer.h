/* The numbers of doc: thm-transformer; not installed. */
#ifndef FULG_DIM_TRANSFORMER_H
#define FULG_DIM_TRANSFORMER_H

#include "impl.h"

/* What a sublayer is for the theorem: width in and out; n = what the norm spans;
   e = 1 when its matrices have biases, or a shift of the norm acts as them; of a
   head, plain rows a of keys and queries, turned ones p, values v (0: a full
   matrix), latent r (0: none); heads in groups (one a head with a latent).  alone:
   attention of weights that sum to one, on one token. */
typedef struct
{
    int attention, normalised, softmax, alone;
    slong d, out, n, e, shift;
    int bias, bias_out;
    slong heads, groups, a, p, r, v;
    slong hidden;
    int gated, scaled, relu;
} fulg_dim_shape_t;

void fulg_dim_shape_set(fulg_dim_shape_t *shape, const fulg_arch_struct *arch,
                        slong i);

/* The terms of attention (doc: thm-grouped, thm-biases, thm-rotary, thm-latent).
   planes is the part of keys that positions turn; source the coordinates that keys
   and values read. */
typedef struct
{
    slong source, alpha, nu;
    fmpz_t keys, planes, values, latent;
} fulg_dim_heads_t;

void fulg_dim_heads_init(fulg_dim_heads_t *heads,
                         const fulg_dim_shape_t *shape);
void fulg_dim_heads_clear(fulg_dim_heads_t *heads);

/* The dimension of the constants that a sublayer can add. */
slong fulg_dim_constants(const fulg_dim_shape_t *shape);
/* 1 when a constant added to its input changes its biases only. */
int fulg_dim_absorbs(const fulg_dim_shape_t *shape);
/* All constants together. */
void fulg_dim_all_constants(fmpz_t n, const fulg_arch_struct *arch);
/* n = the entries of the matrices of the hidden neurons, less their scalings (doc:
   thm-feed-forward). */
void fulg_dim_neurons(fmpz_t n, const fulg_dim_shape_t *shape);
/* 1 when all sublayers are residual, with the same norm before them. */
int fulg_dim_is_uniform(const fulg_arch_struct *arch);

/* doc: thm-one-token.  1 when there is one token, some attention, only weights that
   sum to one, and either one sublayer or a uniform residual network. */
int fulg_dim_is_alone(const fulg_arch_struct *arch);
/* 1 when all linear maps of such a network, which has no norms, merge to one. */
int fulg_dim_merges(const fulg_arch_struct *arch);

/* The parallel sublayers [from, to) of doc: thm-one-token, without norms: whether
   there is attention and whether there are neurons; whether some neurons have no
   biases; what constants they add, 0, 1 or (all of R^d) 2. */
typedef struct
{
    slong from, to;
    int attention, forward, cuts, constants;
} fulg_dim_place_t;
void fulg_dim_place_set(fulg_dim_place_t *place, const fulg_arch_struct *arch,
                        slong from);

#endif
