/*
 * Floating-point numbers in files, taken exactly: every finite number is
 * m 2^e exactly.  Readers of .npy, .npz, .safetensors and JSON; views of
 * matrices in them; and a small language that says which tensor is which matrix
 * of a network.  The language of maps: doc: sec-maps.
 */
#ifndef FULGURITE_FLOATS_H
#define FULGURITE_FLOATS_H

#include <fulgurite/arch.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- numbers ------------------------------------------------------------ */

/* OTHER: a tensor that exists, but holds no floating-point numbers. */
typedef enum
{
    FULG_FLOAT_F64,
    FULG_FLOAT_F32,
    FULG_FLOAT_F16,
    FULG_FLOAT_BF16,
    FULG_FLOAT_E4M3,
    FULG_FLOAT_E5M2,
    FULG_FLOAT_E4M3_FNUZ,
    FULG_FLOAT_E5M2_FNUZ,
    FULG_FLOAT_OTHER
} fulg_floats_format_t;

/* Bytes of a number; 0 for OTHER. */
int fulg_floats_format_size(fulg_floats_format_t format);
/* Its name, such as "float32": a constant string. */
const char *fulg_floats_format_name(fulg_floats_format_t format);

/* The number with these bits is mantissa 2^exponent, exactly, where 2^exponent
   is the weight of its last place (so half an ulp is 2^(exponent - 1); at zero
   and below the normal numbers that of the smallest number).  0 when it is
   infinite or not a number. */
int fulg_floats_format_split(slong *mantissa, slong *exponent, ulong bits,
                             fulg_floats_format_t format);
/* Half a unit in the last place of a number x is at most 2^relative |x| +
   2^absolute. */
void fulg_floats_format_half_ulp(slong *relative, slong *absolute,
                                 fulg_floats_format_t format);

/* ---- tensors ------------------------------------------------------------ */

#define FULG_TENSOR_MAX_RANK 8
/* A member of an .npz is inflated into memory; all together at most this. */
#define FULG_TENSORS_MAX_INFLATED (UWORD(1) << 29)

/* data points into the file: length bytes of numbers, without alignment; the
   first index (fortran) or the last one moves fastest.  odd: why no matrix can be
   read from it (a structured type, more than 8 indices), in which case the format
   is OTHER; or NULL. */
typedef struct
{
    char *name;
    char dtype[16]; /* as the file has it */
    fulg_floats_format_t format;
    int item; /* .npy: bytes of a number of any simple type, else 0 */
    int rank;
    slong shape[FULG_TENSOR_MAX_RANK];
    slong count;
    int fortran, big_endian;
    const unsigned char *data;
    size_t length;
    char *odd;
    char *neighbours; /* what reads it, in a file that says so; or NULL */
    int used;         /* by a matrix that somebody looked at */
} fulg_tensor_struct;
typedef fulg_tensor_struct fulg_tensor_t[1];

/* Where bytes of tensors lie: a mapped file or a block of memory. */
typedef struct
{
    unsigned char *bytes;
    size_t length;
    int mapped;
} fulg_tensor_bytes_t;

/* The tensors of one or several files.  has_arch: a JSON file of weights, whose
   tensors are q1_1, k1_1, v1_1 (layer, head), .. as fulg_arch_block_name says.  keep_other, set before
   loading: an .npy file of integers and the like is no error; its bytes are there,
   item of them for every number; and the members of a sparse matrix stay apart. */
typedef struct
{
    int keep_other;
    slong num;
    fulg_tensor_struct *tensor;
    slong num_bytes;
    fulg_tensor_bytes_t *bytes;
    size_t inflated;
    slong num_passed; /* members of archives that are no tensors, by name */
    char **passed;
    int in_index; /* while the files of an index are loaded */
    int has_arch;
    fulg_arch_t arch;
} fulg_floats_tensors_struct;
typedef fulg_floats_tensors_struct fulg_floats_tensors_t[1];

/* No tensors; and everything back. */
void fulg_floats_tensors_init(fulg_floats_tensors_t T);
void fulg_floats_tensors_clear(fulg_floats_tensors_t T);

/* Adds the tensors of a file ("-" is standard input), which is mapped, not
   read; the format is detected from the first bytes.  The tensor of an .npy
   file, and the matrix that an .npz of scipy.sparse holds, has the name of the
   file without folder and ending.  The index of a model in several files
   (model.safetensors.index.json) stands for all of them.  What is odd is kept
   as a tensor from which no matrix can be read; what is no tensor is passed
   over by name.  Every length, offset and shape is checked against the file
   before it is used: PARSE, naming the place, for truncation, overlap, trailing
   bytes, double names and what else contradicts itself; IO when the file cannot
   be read; UNABLE for what would take too much memory.  After a failure T can
   only be cleared.  A file that shrinks while it is mapped ends the program
   (SIGBUS). */
FULG_MUST_CHECK fulg_status_t fulg_floats_tensors_load(fulg_floats_tensors_t T,
                                                       const char *file,
                                                       fulg_diag_t diag);

/* As fulg_floats_tensors_load from memory, which must outlive T; name stands for the
   file. */
FULG_MUST_CHECK fulg_status_t fulg_floats_tensors_load_bytes(
    fulg_floats_tensors_t T, const char *name, const unsigned char *bytes,
    size_t length, fulg_diag_t diag);

/* 1 for a JSON file of a network that is not a stack of plain attention, or has a
   readout: its tensors are all blocks of its architecture, and no map is needed. */
int fulg_floats_tensors_are_blocks(const fulg_floats_tensors_t T);

/* NULL when there is none of that name. */
const fulg_tensor_struct *
fulg_floats_tensors_find(const fulg_floats_tensors_t T, const char *name);

/* ---- matrices ----------------------------------------------------------- */

/* A matrix in a tensor: entry (i,j) is number start + i row_step + j col_step,
   times scale / sqrt(root), plus shift. */
typedef struct
{
    const fulg_tensor_struct *tensor;
    slong rows, cols, start, row_step, col_step;
    fmpq_t scale, shift;
    fmpz_t root;
} fulg_floats_view_struct;
typedef fulg_floats_view_struct fulg_floats_view_t[1];

/* A view of nothing, to be set and cleared. */
void fulg_floats_view_init(fulg_floats_view_t view);
void fulg_floats_view_clear(fulg_floats_view_t view);
/* The whole of a tensor with two indices (with one: a column) of floating-point
   numbers; indices of which there is only one value are dropped while there are
   more than two.  PARSE otherwise, and when it is empty. */
FULG_MUST_CHECK fulg_status_t
fulg_floats_view_set(fulg_floats_view_t view, const fulg_tensor_struct *tensor,
                     fulg_diag_t diag);
/* Rows become columns; nothing is copied. */
void fulg_floats_view_transpose(fulg_floats_view_t view);
/* Rows first .. end - 1, from 0; PARSE when they are not there. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_rows(fulg_floats_view_t view,
                                                    slong first, slong end,
                                                    fulg_diag_t diag);
/* Columns first .. end - 1, as fulg_floats_view_rows. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_cols(fulg_floats_view_t view,
                                                    slong first, slong end,
                                                    fulg_diag_t diag);

/* How far the true number may be from a stored one. */
typedef enum
{
    FULG_RADIUS_ZERO,
    FULG_RADIUS_HALF_ULP,
    FULG_RADIUS_GIVEN
} fulg_floats_radius_kind_t;
typedef struct
{
    fulg_floats_radius_kind_t kind;
    fmpq_t given;
} fulg_floats_radius_struct;
typedef fulg_floats_radius_struct fulg_floats_radius_t[1];

/* The radius 0: the numbers of the file, exactly. */
void fulg_floats_radius_init(fulg_floats_radius_t radius);
void fulg_floats_radius_clear(fulg_floats_radius_t radius);
/* From "0", "half-ulp" or a number >= 0 such as "1e-6"; PARSE for anything
   else. */
FULG_MUST_CHECK fulg_status_t fulg_floats_radius_set_text(
    fulg_floats_radius_t radius, const char *text, fulg_diag_t diag);

/* The numbers of the view before scale, root and shift: midpoints exact, radii rounded
   up.  A has its shape.  PARSE, naming tensor and index, at an infinity or a
   NaN. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_get_arb_mat(
    arb_mat_t A, const fulg_floats_view_t view,
    const fulg_floats_radius_t radius, fulg_diag_t diag);
/* As fulg_floats_view_get_arb_mat without radii: exact. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_get_fmpq_mat(
    fmpq_mat_t A, const fulg_floats_view_t view, fulg_diag_t diag);
/* The numbers as doubles, which are exact for every format that is read, column after
   column.  PARSE as fulg_floats_view_get_arb_mat. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_get_doubles(
    double *columns, const fulg_floats_view_t view, fulg_diag_t diag);
/* scale / sqrt(root), in a ball of that many bits; exact when the root is a
   square and the scale dyadic. */
void fulg_floats_view_factor(arb_t factor, const fulg_floats_view_t view,
                             slong bits);

/* ---- which tensor is which matrix -------------------------------------- */

/* One line of a map: a kind of matrix with the words that say where it is.  Q, K, V,
   O, U, A are what every map is about; the others (vector or of a feed-forward
   sublayer) are read where the architecture is known from elsewhere: of the table of
   blocks, and forward when they are of the feed-forward sublayer. */
typedef struct
{
    char kind; /* 'q', 'k', 'v', 'o', 'u', 'a'; or of a block */
    int is_block, forward;
    int optional, line;
    char *name;
    int num_words;
    char **word;
} fulg_floats_map_rule_t;

/* A parsed map.  heads, kv_heads, head_dim and query_rows are expressions, evaluated
   for every layer; NULL for heads or layers: as many as there are tensors for; for
   kv_heads: as many as heads.  query_rows = heads * head_dim, where one of the two
   is to follow from the other.  unmodelled: what the layout has and no model has.
   rotary: queries and keys turn by position, which heads alone do not say; halves:
   coordinate m of a head then turns with m + P/2, not with its neighbour.  slopes:
   scores have linear biases, which heads alone do not say either. */
#define FULG_MAP_MAX_PREFIXES 8
typedef struct
{
    char *where;
    char *layers, *heads, *kv_heads, *head_dim, *query_rows; /* or NULL */
    int num_prefixes;
    char *prefix[FULG_MAP_MAX_PREFIXES];
    char *unmodelled;
    int partial; /* parts of a tensor may be left out */
    int rotary, halves, slopes;
    fulg_norm_t norm;
    int causal, residual;
    slong tokens;
    slong num_rules;
    fulg_floats_map_rule_t *rule;
} fulg_floats_map_struct;
typedef fulg_floats_map_struct fulg_floats_map_t[1];

/* From the text of a map; where names it in messages.  Initialised only when
   FULG_OK is returned; PARSE with the number of the line otherwise. */
FULG_MUST_CHECK fulg_status_t fulg_floats_map_init_text(fulg_floats_map_t map,
                                                        const char *where,
                                                        const char *text,
                                                        fulg_diag_t diag);
void fulg_floats_map_clear(fulg_floats_map_t map);
/* What the function of the map's network has and the model has not, and more (or NULL), as
   a list with commas, to be freed with flint_free; NULL when there is nothing.
   by_blocks: the model has the positions, too, not only their heads are read. */
char *fulg_floats_map_unmodelled(const fulg_floats_map_t map, int by_blocks,
                                 const char *more);
/* The text of a map that comes with the library ("plain", "single", or the model type
   of a published layout, such as "gpt2" or "llama"), or NULL. */
const char *fulg_floats_map_builtin(const char *name);
/* The names of layout number n, from 0, separated by blanks; NULL at the end. */
const char *fulg_floats_map_builtin_names(int n);
/* What is known from elsewhere (0: not) replaces what the map says. */
void fulg_floats_map_override(fulg_floats_map_t map, slong heads,
                              slong kv_heads, slong head_dim);
/* FULG_OK when the map finds its first matrices; else PARSE with the tensor that is
   not there. */
FULG_MUST_CHECK fulg_status_t
fulg_floats_map_fits(const fulg_floats_map_t map, const fulg_floats_tensors_t T,
                     fulg_diag_t diag);

/* Which matrices a network has, the same for every layer, and the numbers of each
   layer: heads, groups of them that share keys and values, and the number a in
   expressions (0: not said). */
typedef struct
{
    slong layers;
    slong *heads, *kv_heads, *head_dim;
    char kinds[8]; /* such as "qkou" */
} fulg_floats_layout_t;
void fulg_floats_layout_clear(fulg_floats_layout_t *layout);

/* Initialises layout when FULG_OK is returned.  PARSE when a tensor is missing or an
   expression makes no sense, when counting would leave tensors out (behind a gap, or
   because the first layer or its first head has fewer), and when rows, columns or
   heads of a tensor belong to no matrix, unless the map is partial.  Marks the
   tensors that are used. */
FULG_MUST_CHECK fulg_status_t fulg_floats_map_layout(
    fulg_floats_layout_t *layout, const fulg_floats_map_t map,
    const fulg_floats_tensors_t T, fulg_diag_t diag);
/* The matrix of a kind; layer and head count from 0.  view is initialised.
   PARSE as fulg_floats_map_layout. */
FULG_MUST_CHECK fulg_status_t fulg_floats_map_view(
    fulg_floats_view_t view, const fulg_floats_map_t map,
    const fulg_floats_layout_t *layout, const fulg_floats_tensors_t T,
    slong layer, slong head, char kind, fulg_diag_t diag);

/* 1 when the map has lines for other blocks than those of its heads. */
int fulg_floats_map_has_blocks(const fulg_floats_map_t map);
/* The matrix of a block of an architecture whose layers are those of the layout; the
   head is the first that uses it.  PARSE as fulg_floats_map_view, and when the shape is not
   that of the block. */
FULG_MUST_CHECK fulg_status_t fulg_floats_map_block_view(
    fulg_floats_view_t view, const fulg_floats_map_t map,
    const fulg_floats_layout_t *layout, const fulg_floats_tensors_t T,
    const fulg_block_t *block, slong head, fulg_diag_t diag);
/* Rows and columns of a block of the first layer and its first head, by its kind in the
   table of blocks; 0 where there is none. */
void fulg_floats_map_block_shape(slong *rows, slong *cols,
                                 const fulg_floats_map_t map,
                                 const fulg_floats_layout_t *layout,
                                 const fulg_floats_tensors_t T, char kind,
                                 int forward);
/* FULG_OK when every block of the architecture is there, and nothing of their
   tensors left over, which are marked as used.  PARSE as fulg_floats_map_block_view and
   fulg_floats_map_layout; UNABLE as fulg_arch_blocks. */
FULG_MUST_CHECK fulg_status_t fulg_floats_map_check_blocks(
    const fulg_floats_map_t map, const fulg_floats_layout_t *layout,
    const fulg_arch_t arch, const fulg_floats_tensors_t T, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
