/* Private to the command organize, which is spread over organize_*.c. */
#ifndef FULG_CLI_ORGANIZE_H
#define FULG_CLI_ORGANIZE_H

#include "cli.h"

/* As given on the command line. */
typedef struct
{
    const char *file, *array, *axes, *map, *input, *tokens, *heads, *trees,
        *softmax, *mask, *prune, *diffusion, *regularity, *paraproduct,
        *compare, *energy, *plot, *certificate, *alpha, *beta, *iterations,
        *max_bits;
    slong layer, compare_layer, head_dim, top; /* 0: not given */
} organize_said_t;

/* Which options a tensor has been found by. */
#define ORGANIZE_USED_ARRAY 1u /* --array and --axes */
#define ORGANIZE_USED_MAP 2u
#define ORGANIZE_USED_LAYER 4u /* --layer and --input */

/* Where a tensor comes from, and what of the model its scores leave out. */
typedef struct
{
    enum
    {
        ORGANIZE_TENSOR,
        ORGANIZE_TOKENS,
        ORGANIZE_LAYER
    } kind;
    slong layer;
    int mapped;  /* a file of floats, whose input is what Q and K read */
    int bias[2]; /* of Q, of K: in the file, and used */
    slong root;  /* its root was left out; 1: none */
    int causal;  /* the model has a causal mask */
    char unmodelled[64]; /* such as "rotary positions" */
    unsigned used;
} organize_source_t;

/* One tensor in one set of trees. */
typedef struct
{
    fulg_organize_coefficients_t C;
    fulg_organize_entropy_t E;
} organize_measure_t;

/* softmax(f) beside f = tau X / sqrt(root): tensors are tau X, exp((tau X - shift) /
   sqrt(root)), softmax; what is measured of the first is that of f.  In the trees
   found, and with neighbours in pairs. */
typedef struct
{
    fulg_cube_scale_t
        scale; /* also without --softmax: tau 1, the model's root */
    fmpq_t shift;
    fulg_mask_t mask;
    slong bits;
    int decided;     /* whether the trees of softmax were found */
    fulg_diag_t why; /* they were not */
    fulg_organize_organization_t R;
    fulg_cube_struct tensor[3];
    fulg_organize_entropy_struct in[3][2];
    fulg_organize_regularity_struct regularity[3];
    arb_t bound;
} organize_softmax_t;

typedef struct
{
    fulg_cube_t X;
    organize_source_t source;
    fulg_organize_organization_t R;
    organize_measure_t M;
    fulg_organize_surds_t top;
    arb_t top_sum;
    int same_shape, equal[3]; /* of the trees: 1, 0; -1: open */
    organize_measure_t there; /* in the trees of the first tensor */
    int order;                /* of the ratios: -1, 0, 1; 2 undecided */
} organize_other_t;

typedef struct
{
    fulg_cli_t *cli;
    organize_said_t said;
    fulg_organize_options_t options;
    slong max_bits, num_heads; /* --heads N beside --map; 0: not given */
    const char *name;
    organize_source_t source;
    fulg_cube_t X;
    fulg_organize_organization_t R, dyadic;
    organize_measure_t M, N; /* in R; in dyadic */
    fmpq_t part;             /* --energy */
    fmpq_t exponent;         /* --regularity */
    fulg_organize_surds_t top;
    arb_t top_sum;
    int has_pruning, has_diffusion, has_regularity, has_paraproduct,
        has_softmax, has_other;
    fulg_organize_pruning_t pruning;
    int axis; /* of the diffusion */
    ulong time;
    slong coordinates;
    fulg_organize_diffusion_t diffusion;
    fulg_organize_regularity_t regularity;
    fulg_organize_paraproduct_t paraproduct;
    fulg_organize_regularity_struct parts[2][3]; /* exponents a and 2 a */
    organize_softmax_t softmax;
    organize_other_t other;
} organize_t;

/* The precision of what is printed. */
#define ORGANIZE_BITS 192
#define ORGANIZE_DIGITS 21

/* All options before any work; and, when the tensors are there, whether one would
   be ignored.  Exit codes, after a message. */
int fulg_cli_organize_check_options(organize_t *o, int num_words);
int fulg_cli_organize_check_needs(const organize_t *o);
/* Distances between many slices only where they are wanted. */
int fulg_cli_organize_wants_diffusion(const organize_t *o);

/* The layer that is wanted of the file with that source, from 0. */
slong fulg_cli_organize_layer(const organize_t *o,
                              const organize_source_t *source);

/* A tensor by name; an exit code after a message. */
int fulg_cli_organize_load(fulg_cube_t X, organize_source_t *source,
                           const organize_t *o, const char *file);
int fulg_cli_organize_load_tokens(fulg_cube_t X, const organize_t *o);
int fulg_cli_organize_load_weights(fulg_cube_t X, organize_source_t *source,
                                   const organize_t *o, const json_t *value,
                                   const char *name);
int fulg_cli_organize_load_floats(fulg_cube_t X, organize_source_t *source,
                                  const organize_t *o, const char *file);
int fulg_cli_organize_map_scores(fulg_cube_t X, organize_source_t *source,
                                 const organize_t *o,
                                 const fulg_floats_tensors_t T,
                                 const char *file);
/* score = Q^T K, whose columns are the queries and keys of the tokens. */
void fulg_cli_organize_set_scores(fmpq_mat_t score, const fmpq_mat_t Q,
                                  const fmpq_mat_t K);
/* X from num matrices, which are cleared with the list of them. */
int fulg_cli_organize_to_cube(fulg_cube_t X, fmpq_mat_struct *score, slong num,
                              const char *name);

/* What the scores are and what they leave out: words, and for programs; nothing,
   and NULL, for a tensor that was given. */
void fulg_cli_organize_print_source(FILE *out, const organize_source_t *source);
json_t *fulg_cli_organize_json_source(const organize_source_t *source);
const char *fulg_cli_organize_mask_name(fulg_mask_t mask);

/* Each of them does one part of the work. */
int fulg_cli_organize_trees_part(organize_t *o);
int fulg_cli_organize_diffusion_part(organize_t *o);
int fulg_cli_organize_regularity_part(organize_t *o);
int fulg_cli_organize_paraproduct_part(organize_t *o);
int fulg_cli_organize_softmax_part(organize_t *o);
/* Whether softmax has the tree of X on that axis: 1 or 0, proved; -1 when the trees
   of softmax are open, or those of either were stopped before a fixed point or a
   cycle by no wish of the user. */
int fulg_cli_organize_softmax_keeps(const organize_t *o, int axis);
/* Why it is -1. */
const char *fulg_cli_organize_softmax_reason(const organize_t *o);
int fulg_cli_organize_other_part(organize_t *o);
void fulg_cli_organize_clear(organize_t *o);

void fulg_cli_organize_measure_init(organize_measure_t *M, const fulg_cube_t X,
                                    const fulg_tree_struct *tree);
void fulg_cli_organize_measure_clear(organize_measure_t *M);

/* ["lo", "hi"]; "[lo, hi]", or the one number that both are. */
json_t *fulg_cli_organize_json_ball(const arb_t x);
void fulg_cli_organize_print_ball(FILE *out, const arb_t x);
json_t *fulg_cli_organize_json_fmpq(const fmpq_t x);
void fulg_cli_organize_print_surds(FILE *out, const fulg_organize_surds_t S);
void fulg_cli_organize_print_fmpq(FILE *out, const fmpq_t x);
/* In full when it is short, or its bounds. */
void fulg_cli_organize_print_rational(FILE *out, const fmpq_t x);
/* How many coefficients hold 99 percent; entropy; entropy over |X|. */
/* How many coefficients hold 99 percent; returns an upper bound. */
slong fulg_cli_organize_print_count(FILE *out, const fulg_organize_entropy_t E);
void fulg_cli_organize_print_l1(FILE *out, const fulg_organize_surds_t S,
                                const arb_t value);
void fulg_cli_organize_print_ratio(FILE *out, const fulg_organize_entropy_t E);
/* "" for 1, else "s". */
const char *fulg_cli_organize_plural(slong n);

/* A table of constants of regularity: its head, and a row, times scale unless it
   is NULL. */
void fulg_cli_organize_print_exponent(FILE *out, const char *what,
                                      const fmpq_t exponent);
void fulg_cli_organize_print_constants(FILE *out, const char *name,
                                       const fulg_organize_regularity_t R,
                                       const arb_struct *scale);
void fulg_cli_organize_print_diffusion(FILE *out, const organize_t *o);
void fulg_cli_organize_print_pruning(FILE *out, const organize_t *o);
void fulg_cli_organize_print_paraproduct(FILE *out, const organize_t *o);
void fulg_cli_organize_print_softmax(FILE *out, const organize_t *o);
/* exp(shift / sqrt(root)), by which what was measured of exp is too small. */
void fulg_cli_organize_exp_scale(arb_t scale, const organize_t *o,
                                 const fmpq_t shift);
/* "tau X / sqrt(128)", or "tau X". */
void fulg_cli_organize_print_function(FILE *out, const organize_t *o);
void fulg_cli_organize_print_other(FILE *out, const organize_t *o);

void fulg_cli_organize_print(const organize_t *o);
void fulg_cli_organize_print_json(const organize_t *o);
json_t *fulg_cli_organize_json_trees(const fulg_organize_organization_t R);
/* The num largest coefficients that are not 0. */
json_t *fulg_cli_organize_json_largest(const organize_measure_t *M, slong num);
json_t *fulg_cli_organize_json_diffusion(const organize_t *o);
json_t *fulg_cli_organize_json_pruning(const organize_t *o);
const char *fulg_cli_organize_state_name(fulg_organize_state_t state);
json_t *fulg_cli_organize_json_surds(const fulg_organize_surds_t S);

json_t *fulg_cli_organize_certificate(const organize_t *o);
int fulg_cli_organize_plot(const organize_t *o);
double fulg_cli_organize_double(const arb_t x);
double fulg_cli_organize_quotient(const fmpz_t p, const fmpz_t q);
/* The terminal of the pictures that follow, so many pixels. */
void fulg_cli_organize_terminal(fulg_cli_output_t *out, int svg, slong width,
                                slong height);
/* The data of heat maps, before or after; their picture. */
void fulg_cli_organize_put_panels(fulg_cli_output_t *out, const organize_t *o,
                                  int after);
void fulg_cli_organize_put_heat(fulg_cli_output_t *out, const organize_t *o,
                                int after, int svg);
/* organize.html, from the pictures that are there. */
int fulg_cli_organize_page(const organize_t *o);

#endif
