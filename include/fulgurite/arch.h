/* Architectures: the shapes of a network, without its numbers. */
#ifndef FULGURITE_ARCH_H
#define FULGURITE_ARCH_H

#include <stddef.h>

#include <fulgurite/domain.h>
#include <fulgurite/exact.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a sublayer is. */
typedef enum
{
    FULG_KIND_ATTENTION,
    FULG_KIND_FEED_FORWARD,
    FULG_KIND_POLYNOMIAL
} fulg_kind_t;

/* What is done to the columns of the score matrix: nothing (lightning), divide
   1 + s by its column sum (affine), or softmax. */
typedef enum
{
    FULG_NORM_NONE,
    FULG_NORM_AFFINE,
    FULG_NORM_SOFTMAX
} fulg_norm_t;

/* What is done to a state before a sublayer reads it: nothing, division by its
   root mean square, or the same after subtracting its mean. */
typedef enum
{
    FULG_PRE_NORM_NONE,
    FULG_PRE_NORM_RMS,
    FULG_PRE_NORM_LAYER
} fulg_pre_norm_t;

/* The activations of feed-forward sublayers, as rows of a table: name is what
   files say; with gated the hidden neurons are (u x) phi(g x), otherwise
   phi(u x).  phi is s(c z) z or s(c z) for the exponential kinds, s the logistic
   function; see fulg_arch_activation. */
typedef struct
{
    const char *name;
    int gated;
    /* Scaling the weights of a neuron leaves its function as it is: relu, and
       the two factors of a gated neuron. */
    int scaled;
    /* phi is a rational function of z and of one exponential of a polynomial in
       z: 1, else 0 (erf has none). */
    int exponential;
    const char *formula;
} fulg_activation_t;

typedef enum
{
    FULG_ACTIVATION_GELU,
    FULG_ACTIVATION_GELU_NEW,
    FULG_ACTIVATION_QUICK_GELU,
    FULG_ACTIVATION_SILU,
    FULG_ACTIVATION_SIGMOID,
    FULG_ACTIVATION_TANH,
    FULG_ACTIVATION_RELU,
    FULG_ACTIVATION_SWIGLU,
    FULG_ACTIVATION_GEGLU,
    FULG_ACTIVATION_GEGLU_NEW,
    FULG_ACTIVATIONS
} fulg_activation_kind_t;

/* The row of an activation, 0 <= n < FULG_ACTIVATIONS. */
const fulg_activation_t *fulg_arch_activation(slong n);

/* One sublayer.  Every member is a slong, so that the table of fields reads and
   writes them alike; what a kind does not use keeps its default.

   Attention: heads query heads in kv_heads groups of equal size that share key
   and value matrices; head_dim rows of a query, value_dim rows of U where V = O U
   (0: V is a full matrix); the first rotary of the head_dim coordinates are
   rotated by the token's position; kv_latent > 0: keys and values read a common
   matrix of that many rows, and rotary coordinates are then added to the
   head_dim ones, with a key that all heads share.  norm is a fulg_norm_t,
   causal 0 or 1.  readout: V has width-out rows for each token, and the output is one
   column, the sum over the tokens of what each has in its own rows (doc:
   sec-readout-architecture).
   Feed-forward: hidden neurons with an activation.
   Polynomial: x -> W x, then entrywise power (not after the last, whose power is
   that of the layer before).

   All: layer is the layer it belongs to, from 0; residual adds what the layer
   reads; parallel reads the same state as the sublayer before it.  pre_norm is a
   fulg_pre_norm_t with its learned gain and shift or without; shared_norm: a
   parallel sublayer reads the norm of the one before it.  bias: of the first
   matrices (query, key, value; up, gate); bias_out: of the last. */
typedef struct
{
    slong kind, layer;
    slong head_dim, heads, kv_heads, value_dim, rotary, kv_latent;
    slong norm, causal, readout;
    slong hidden, activation;
    slong power;
    slong residual, parallel;
    slong pre_norm, norm_gain, norm_shift, shared_norm;
    slong bias, bias_out;
} fulg_sublayer_struct;

/* A score of a softmax with the key number k, from 0, is k slope more (ALiBi).
   With H heads, n the largest power of 2 that is at most H, and N the least that is
   not less, the slope of head h, from 0, is 2^-e:
   DOWN: e = 8 (h + 1)/n for h < n, then 4 (2 (h - n) + 1)/n; DOWN_OVER_SQRT the same,
   divided by sqrt(head_dim);
   UP: e = most m/N, with m = h + 1 where H = N; else m = 2, 4, .., N, 1, 3, .. in
   turn. */
typedef enum
{
    FULG_SLOPES_NONE,
    FULG_SLOPES_DOWN,
    FULG_SLOPES_DOWN_OVER_SQRT,
    FULG_SLOPES_UP
} fulg_slopes_kind_t;
typedef struct
{
    fulg_slopes_kind_t kind;
    slong most;
} fulg_slopes_t;

/* A network is depth sublayers, one after the other; sublayer i (from 0) maps a
   state of width[i] x tokens to one of width[i+1] x tokens.  In a stack each
   layer is one sublayer.  Polynomial networks have one token.  copies is 1
   except in models, where the last token stands for that many equal ones in
   sums over keys (doc: lem-tokens).  norm_epsilon is what norms before sublayers add to
   the mean square, 0 unless a published model says otherwise, as are the angles
   10000^(-2m/rotary), and no slopes.  These four are never in files. */
typedef struct
{
    slong depth;
    slong tokens, copies;
    double norm_epsilon;
    fulg_angles_t angles;
    fulg_slopes_t slopes;
    slong *width;
    fulg_sublayer_struct *sub;
} fulg_arch_struct;
typedef fulg_arch_struct fulg_arch_t[1];

#define FULG_ARCH_MAX_DEPTH 65536
#define FULG_ARCH_FORMAT "fulgurite-architecture/1"

/* A lightning stack with all widths, head_dim and heads 1, no value_dim, 3
   tokens; 1 <= depth <= 2 FULG_ARCH_MAX_DEPTH. */
void fulg_arch_init(fulg_arch_t arch, slong depth);
void fulg_arch_clear(fulg_arch_t arch);
/* copy = arch; copy is initialised, of any depth. */
void fulg_arch_set(fulg_arch_t copy, const fulg_arch_t arch);
/* arch (not initialised) = sublayers first .. end - 1 of whole, with its numbers. */
void fulg_arch_init_slice(fulg_arch_t arch, const fulg_arch_struct *whole,
                          slong first, slong end);
/* 1 when both describe the same network: all that its sublayers use agrees. */
int fulg_arch_equal(const fulg_arch_t a, const fulg_arch_t b);
/* 1 when norms have no epsilon, angles are plain, and scores have no slopes. */
int fulg_arch_has_plain_constants(const fulg_arch_t arch);
/* 1 when epsilon, angles and slopes of both are the same. */
int fulg_arch_same_constants(const fulg_arch_t a, const fulg_arch_t b);
/* 1 when angles are those of the base 10000, not divided. */
int fulg_arch_has_plain_angles(const fulg_arch_t arch);
/* 1 when scores have slopes. */
int fulg_arch_has_slopes(const fulg_arch_t arch);
/* The e of a head among so many. */
void fulg_arch_slope_exponent(fmpq_t e, const fulg_slopes_t *slopes, slong head,
                              slong heads);
#define FULG_ARCH_ROTARY_BASE 10000

/* ---- fields ----------------------------------------------------------------
   Every option of an architecture is described once, in this table, which
   reading, writing, comparing, the command line and its help use. */

/* How a value is written. */
typedef enum
{
    FULG_FIELD_SIZE,   /* an integer of at least minimum; null: 0 */
    FULG_FIELD_CHOICE, /* one of the names in choices */
    FULG_FIELD_FLAG,   /* true or false; an option without a value, or with yes
                          or no when it is true by default */
    FULG_FIELD_HIDDEN, /* "KIND:N", an activation and a number of neurons */
    FULG_FIELD_BIAS    /* none, qkv, full, or an object */
} fulg_field_form_t;

/* Where a value stands. */
typedef enum
{
    FULG_FIELD_LAYER,  /* one per layer; files list them, or give one for all */
    FULG_FIELD_SINGLE, /* the same; files list them only where layers differ */
    FULG_FIELD_HIDDEN_LAYER, /* likewise, one a layer but the last, whose value is
                                that of the layer before */
    FULG_FIELD_NETWORK       /* one, a member of fulg_arch_struct */
} fulg_field_place_t;

/* Which kinds of sublayer use a field, as a sum. */
#define FULG_USED_BY_ATTENTION 1
#define FULG_USED_BY_FEED_FORWARD 2
#define FULG_USED_BY_POLYNOMIAL 4

typedef struct
{
    const char *key;   /* in files; the option is the same with "--" and "-" */
    const char *value; /* what help shows for the value; "" for a flag */
    const char *help;  /* one line */
    fulg_field_form_t form;
    fulg_field_place_t place;
    int used_by;
    size_t offset;  /* in fulg_sublayer_struct, or fulg_arch_struct */
    slong standard; /* the default */
    slong minimum;  /* of a size that is said */
    /* Always written to files, as before there were other keys; otherwise only
       when it is not the default. */
    int always;
    const char *const *choices; /* NULL-terminated */
} fulg_field_t;

/* The table ends with a row whose key is NULL. */
#define FULG_ARCH_NUM_FIELDS 19
extern const fulg_field_t fulg_arch_fields[FULG_ARCH_NUM_FIELDS + 1];
/* The row of a key; the key must be there. */
const fulg_field_t *fulg_arch_field(const char *key);
/* The field of that key becomes value in every sublayer. */
void fulg_arch_set_all(fulg_arch_t arch, const char *key, slong value);
/* Every sublayer becomes a polynomial one, with one token. */
void fulg_arch_make_pnn(fulg_arch_t arch);

/* ---- questions --------------------------------------------------------------
   About the whole network; norm, residual and mask are those of the first
   sublayer, which in a stack is what all layers have. */

/* 1 for a polynomial network. */
int fulg_arch_is_pnn(const fulg_arch_t arch);
/* 1 for a network whose layers are one sublayer each, all polynomial or all plain
   attention with one norm and one mask, and all residual or
   none: no groups, biases, norms before, rotary positions, latents. */
int fulg_arch_is_stack(const fulg_arch_t arch);
/* 1 for one attention layer of a stack, with one head and full values. */
int fulg_arch_is_single_head(const fulg_arch_t arch);
/* UNABLE, naming what (a sentence's subject), unless it is a stack. */
FULG_MUST_CHECK fulg_status_t fulg_arch_check_stack(const fulg_arch_t arch,
                                                    const char *what,
                                                    fulg_diag_t diag);
/* What is done to the scores. */
fulg_norm_t fulg_arch_norm(const fulg_arch_t arch);
/* Scores are divided by their column sums (affine, softmax). */
int fulg_arch_is_normalised(const fulg_arch_t arch);
/* The norm of the scores is affine. */
int fulg_arch_is_affine(const fulg_arch_t arch);
/* The norm of the scores is softmax. */
int fulg_arch_is_softmax(const fulg_arch_t arch);
/* A sublayer adds what it reads. */
int fulg_arch_is_residual(const fulg_arch_t arch);
/* A token sees itself and what comes before. */
int fulg_arch_is_causal(const fulg_arch_t arch);
/* The sublayer after those that read one state with sublayer first: those parallel
   to it. */
slong fulg_arch_unit_end(const fulg_arch_struct *arch, slong first);
/* The network is one attention layer whose output is a readout. */
int fulg_arch_has_readout(const fulg_arch_t arch);
/* The columns of the output: the tokens, or 1 of a readout. */
slong fulg_arch_output_columns(const fulg_arch_t arch);
/* The rows of a full value matrix of sublayer i (from 0): the width after it,
   of a readout times the tokens. */
slong fulg_arch_value_rows(const fulg_arch_t arch, slong i);
/* 1 for a polynomial network all of whose activations are x -> x. */
int fulg_arch_is_linear_pnn(const fulg_arch_t arch);
/* The values of a field of that place in a network of so many layers: layers, or
   one less. */
slong fulg_arch_field_count(const fulg_field_t *field, slong layers);
/* 1 when V = O U with a value dimension, 0 when V is a full matrix. */
int fulg_arch_has_value_dim(const fulg_arch_t arch);
/* Scores are divided by their column sums (affine, softmax); 0 of a sublayer that is
   not attention. */
int fulg_arch_sublayer_is_normalised(const fulg_sublayer_struct *sub);
/* The norm of the scores is softmax. */
int fulg_arch_sublayer_is_softmax(const fulg_sublayer_struct *sub);
/* The kinds of matrices of a head (see fulg_arch_block_kinds): "qkv" or "qkou". */
const char *fulg_arch_sublayer_head_kinds(const fulg_sublayer_struct *sub);
/* Those of them whose product, from left to right, is V: "v" or "ou". */
const char *fulg_arch_sublayer_value_kinds(const fulg_sublayer_struct *sub);
/* The number of layers: at most depth. */
slong fulg_arch_layers(const fulg_arch_t arch);
/* The groups of heads that share keys and values: kv_heads, or one a head. */
slong fulg_arch_sublayer_groups(const fulg_sublayer_struct *sub);
/* The heads of a group. */
slong fulg_arch_sublayer_share(const fulg_sublayer_struct *sub);
/* 1 when the sublayer reads a norm with a learned gain of its own. */
int fulg_arch_sublayer_has_gain(const fulg_sublayer_struct *sub);
/* The same of a learned shift. */
int fulg_arch_sublayer_has_shift(const fulg_sublayer_struct *sub);

/* PARSE unless every size is positive, sizes fit each other (heads a multiple of
   kv_heads, rotary even and at most head_dim, ...), and residual layers have
   equal widths. */
FULG_MUST_CHECK fulg_status_t fulg_arch_check(const fulg_arch_t arch,
                                              fulg_diag_t diag);

/* Reads the file format "fulgurite-architecture/1".  PARSE when "format" is not
   there, for unknown keys, and for what fulg_arch_check refuses; missing keys
   take their default.  Initialises arch when it returns FULG_OK, and only then.
   */
FULG_MUST_CHECK fulg_status_t fulg_arch_init_json(fulg_arch_t arch,
                                                  const json_t *value,
                                                  fulg_diag_t diag);
/* The canonical form: every key of the family that files always say, and the
   others where they are not the default.  A new reference. */
json_t *fulg_arch_json(const fulg_arch_t arch);

/* n = the number of weights, of any size. */
void fulg_arch_parameters(fmpz_t n, const fulg_arch_t arch);
/* The same, or WORD_MAX where it is more than that. */
slong fulg_arch_num_parameters(const fulg_arch_t arch);

/* ---- fewer tokens -------------------------------------------------------------- */

/* The fewest tokens (at least 2 when arch has that many) whose function is
   contained in the function of a stack: zero tokens fill up a lightning input, a
   causal stack does not see what follows, and a normalised one does not see
   repetition (doc: lem-tokens). */
slong fulg_arch_fewest_tokens(const fulg_arch_t arch);
/* The same of a network that is no stack (doc: lem-transformer-tokens): any number
   from few on where all is causal, or all keys count alike and nothing tells
   positions apart. */
slong fulg_arch_transformer_tokens(const fulg_arch_struct *arch, slong few);
/* The tokens at which derivatives are looked at: any number from here on, up to
   those of arch, is contained in arch. */
slong fulg_arch_model_tokens(const fulg_arch_t arch);
/* The model of arch gets so many tokens; where they can not be repeated equally
   often to make those of arch, the last one stands for all that are missing. */
void fulg_arch_set_tokens(fulg_arch_t model, slong tokens,
                          const fulg_arch_t arch);

/* ---- blocks -----------------------------------------------------------------
   The matrices of a sublayer, one row of a table a kind of matrix. */

/* How often a kind of matrix occurs. */
typedef enum
{
    FULG_PER_HEAD,
    FULG_PER_GROUP,
    FULG_PER_SUBLAYER
} fulg_per_t;

typedef struct
{
    char kind;        /* what fulg_weights_mat takes */
    const char *name; /* of weights: "q1_1_2_3" */
    const char *key;  /* in weights files */
    fulg_per_t per;
    int used_by;
    /* The shape at a sublayer from width in to width out; rows = 0 when the
       sublayer has no such matrix.  out counts the rows of values: a width, of a
       readout times the tokens. */
    void (*shape)(slong *rows, slong *cols, const fulg_sublayer_struct *sub,
                  slong in, slong out);
} fulg_block_kind_t;

/* The table ends with a row of kind 0.  Its order is the canonical one: what a
   sublayer has once before or after, and in between, group by group, what each
   head or group has. */
#define FULG_BLOCK_KINDS 21
extern const fulg_block_kind_t fulg_arch_block_kinds[FULG_BLOCK_KINDS + 1];
/* The row of a kind; the kind must be there. */
const fulg_block_kind_t *fulg_arch_block_kind(char kind);

/* The name in weights files of the list that holds the matrices of that kind:
   "heads" or "groups"; NULL when they stand in the sublayer itself.  Where
   every head is a group, its matrices stand with the head. */
const char *fulg_arch_block_list(const fulg_block_kind_t *row,
                                 const fulg_sublayer_struct *sub);

/* One matrix of weights.  layer is its sublayer, head its head or group (0 when
   the sublayer has one), all from 0; number is the number of its layer, from 1;
   offset is the place of its first entry among all weights, row by row; forward: 1
   in a feed-forward sublayer. */
typedef struct
{
    char kind;
    slong layer, head, rows, cols, offset, number;
    int forward;
} fulg_block_t;

/* The blocks in their canonical order (in a stack q, k, v | q, k, o, u head by
   head, layer by layer).  UNABLE when the weights cannot be counted by a
   slong.  The caller frees *blocks with flint_free. */
FULG_MUST_CHECK fulg_status_t fulg_arch_blocks(fulg_block_t **blocks,
                                               slong *num,
                                               const fulg_arch_t arch,
                                               fulg_diag_t diag);

/* The name of a weight, such as "q1_1_2_3": layer, head or group, row, column,
   from 1 ("w1_2_3" where a sublayer has one such matrix, and "fgain1_2_1" where the
   attention of that layer may have one, too). size is at least
   FULG_ARCH_NAME_SIZE. */
#define FULG_ARCH_NAME_SIZE 96
void fulg_arch_weight_name(char *name, const fulg_block_t *block, slong row,
                           slong col);
/* The same of the whole matrix, without row and column: "q1_1". */
void fulg_arch_block_name(char *name, const fulg_block_t *block);

#ifdef __cplusplus
}
#endif

#endif
