/* Private to the module: the readers of the formats. */
#ifndef FULG_FLOATS_IMPL_H
#define FULG_FLOATS_IMPL_H

#include <fulgurite/floats.h>

/* Bytes with the name of the file they are of. */
typedef struct
{
    const char *file;
    const unsigned char *bytes;
    size_t length;
} fulg_floats_source_t;

/* A number of so many bytes, the last one or the first one the most significant. */
ulong fulg_floats_le(const unsigned char *bytes, int size);
ulong fulg_floats_be(const unsigned char *bytes, int size);
/* Keeps bytes until T is cleared. */
void fulg_floats_keep(fulg_floats_tensors_t T, unsigned char *bytes,
                      size_t length, int mapped);
/* A copy of n characters, to be freed with flint_free. */
char *fulg_floats_copy(const char *text, size_t n);
/* Appends a tensor without name and numbers and returns it. */
fulg_tensor_struct *fulg_floats_new(fulg_floats_tensors_t T);
/* Copies name, at most 1024 bytes and no control characters: 0 when it is none. */
int fulg_floats_set_name(fulg_tensor_struct *tensor, const char *name,
                         size_t length);
/* count = the product of the shape; 0 beyond 2^62 bytes of that size. */
int fulg_floats_count(fulg_tensor_struct *tensor, int size);
/* The tensor is there, but no matrix can be read from it, because of why. */
void fulg_floats_set_odd(fulg_tensor_struct *tensor, const char *why);
/* Notes that a member of an archive is no tensor. */
void fulg_floats_pass(fulg_floats_tensors_t T, const char *name, size_t length);
/* Refuses two tensors of one name among those from first on. */
fulg_status_t fulg_floats_check_names(const fulg_floats_tensors_t T,
                                      const char *file, fulg_diag_t diag);

/* What the header of an .npy says; *data_start is where its numbers begin and
   *data_size how long they are.  where is "file" or "file: member".  The tensor
   gets format, dtype and shape, or becomes odd. */
fulg_status_t fulg_floats_npy_header(fulg_tensor_struct *tensor,
                                     size_t *data_start, size_t *data_size,
                                     const unsigned char *bytes, size_t length,
                                     const char *where, fulg_diag_t diag);
fulg_status_t fulg_floats_load_npy(fulg_floats_tensors_t T,
                                   const fulg_floats_source_t *source,
                                   fulg_diag_t diag);
/* The name of a file without folder and ending becomes the tensor's: 0 when it is
   none. */
int fulg_floats_set_file_name(fulg_tensor_struct *tensor, const char *file);
fulg_status_t fulg_floats_load_npz(fulg_floats_tensors_t T,
                                   const fulg_floats_source_t *source,
                                   fulg_diag_t diag);
fulg_status_t fulg_floats_load_safetensors(fulg_floats_tensors_t T,
                                           const fulg_floats_source_t *source,
                                           fulg_diag_t diag);
fulg_status_t fulg_floats_load_json(fulg_floats_tensors_t T,
                                    const fulg_floats_source_t *source,
                                    fulg_diag_t diag);

/* Adds a list of rows of JSON numbers; where says, behind the file, which it is. */
fulg_status_t fulg_floats_add_json_matrix(fulg_floats_tensors_t T,
                                          const char *name, const json_t *rows,
                                          const char *file, const char *where,
                                          fulg_diag_t diag);
/* Adds every matrix of the blocks of T->arch, named as fulg_arch_block_name says,
   from a whole file of weights.  PARSE, by name, for what is missing, has another
   shape or is not in the table; UNABLE for a product in place of factors. */
fulg_status_t fulg_floats_add_json_blocks(fulg_floats_tensors_t T,
                                          const json_t *value, const char *file,
                                          fulg_diag_t diag);

/* What a file of PyTorch is told. */
fulg_status_t fulg_floats_refuse_torch(const char *file, fulg_diag_t diag);
/* After an .npz: the members data, indices, .. of a scipy.sparse matrix among the
   tensors from first on become one matrix, named like the file.  UNABLE for a
   storage format that is not known, and beyond the memory of
   FULG_TENSORS_MAX_INFLATED. */
fulg_status_t fulg_floats_join_sparse(fulg_floats_tensors_t T, slong first,
                                      const char *file, fulg_diag_t diag);
/* The initialisers and constants of an ONNX model, with their neighbours in its
   graph. */
fulg_status_t fulg_floats_load_onnx(fulg_floats_tensors_t T,
                                    const fulg_floats_source_t *source,
                                    fulg_diag_t diag);
/* The files that an index names, in the folder of the index. */
fulg_status_t fulg_floats_load_index(fulg_floats_tensors_t T,
                                     const json_t *index, const char *file,
                                     fulg_diag_t diag);

/* An integer expression in + - * / and ( ) over variables of one letter;
   division must leave no remainder.  PARSE with a reason. */
typedef struct
{
    const char *letters;
    const slong *value;
} fulg_floats_scope_t;
fulg_status_t fulg_floats_expression(slong *result, const char *text,
                                     const fulg_floats_scope_t *scope,
                                     fulg_diag_t diag);

/* ---- maps ---------------------------------------------------------------- */

/* Letters of expressions: layer, head (from 1), heads, head_dim, rows and columns
   of the whole tensor, groups of heads, group (from 1), and the number of values of
   the index that a slice fixes. */
enum
{
    FULG_MAP_LAYER,
    FULG_MAP_HEAD,
    FULG_MAP_HEADS,
    FULG_MAP_HEAD_DIM,
    FULG_MAP_ROWS,
    FULG_MAP_COLS,
    FULG_MAP_GROUPS,
    FULG_MAP_GROUP,
    FULG_MAP_SLICES,
    FULG_MAP_NUM_LETTERS
};

/* Where a rule is read: values of the letters, -1 for those not known.  Without
   diag the reasons are lost. */
typedef struct
{
    const fulg_floats_map_struct *map;
    const fulg_floats_tensors_struct *T;
    const fulg_floats_map_rule_t *rule; /* or NULL, outside a rule */
    slong value[FULG_MAP_NUM_LETTERS];
    fulg_diag_struct *diag;
} fulg_floats_map_place_t;

/* Layer and head 1. */
void fulg_floats_map_start(fulg_floats_map_place_t *p,
                           const fulg_floats_map_t map,
                           const fulg_floats_tensors_t T,
                           fulg_diag_struct *diag);
/* The rule for a kind of matrix, or NULL. */
const fulg_floats_map_rule_t *
fulg_floats_map_rule_of(const fulg_floats_map_struct *map, char kind);
/* Puts the map's name and line before the reason; returns status. */
fulg_status_t fulg_floats_map_at_line(const fulg_floats_map_place_t *p,
                                      fulg_status_t status);
fulg_status_t fulg_floats_map_evaluate(slong *result, const char *text,
                                       const fulg_floats_map_place_t *p);
/* The expression before the character end, which is skipped, too. */
fulg_status_t fulg_floats_map_evaluate_part(slong *result, const char **text,
                                            char end,
                                            const fulg_floats_map_place_t *p);
/* The rule's tensor here: NULL when there is none; PARSE when its name makes no
   sense. */
fulg_status_t fulg_floats_map_find(const fulg_tensor_struct **tensor,
                                   const fulg_floats_map_place_t *p);
/* The same, PARSE when there is none; sets rows, columns and slices. */
fulg_status_t fulg_floats_map_find_needed(const fulg_tensor_struct **tensor,
                                          fulg_floats_map_place_t *p);
/* The kinds of matrices that are there. */
fulg_status_t fulg_floats_map_find_kinds(fulg_floats_layout_t *layout,
                                         fulg_floats_map_place_t *p);
/* The numbers of one layer of a layout whose kinds are known; p is at that layer. */
fulg_status_t fulg_floats_map_layer_sizes(fulg_floats_layout_t *layout,
                                          fulg_floats_map_place_t *p);
/* The place of a head: layer and head count from 0. */
void fulg_floats_map_go(fulg_floats_map_place_t *p,
                        const fulg_floats_layout_t *layout, slong layer,
                        slong head);
/* Refuses what no matrix of the layout is made of; marks what is used. */
fulg_status_t fulg_floats_map_check_cover(const fulg_floats_map_t map,
                                          const fulg_floats_layout_t *layout,
                                          const fulg_floats_tensors_t T,
                                          fulg_diag_t diag);
/* "first" 0, "second" 1, "third" 2, else -1: the index that a word fixes. */
int fulg_floats_map_axis(const char *word);
/* The sizes of a tensor without those of 1 that are beyond a number of indices:
   how many are left. */
int fulg_floats_sizes(slong *size, const fulg_tensor_struct *tensor,
                      int wanted);

/* 1 for an infinity: what else fulg_floats_format_split refuses is no number. */
int fulg_floats_format_is_infinite(ulong bits, fulg_floats_format_t format);

/* The matrix of the other two indices of a tensor with three, where the index number
   axis, from 0, has a value, from 0.  PARSE as fulg_floats_view_set, and when there is no
   such value. */
FULG_MUST_CHECK fulg_status_t fulg_floats_view_set_slice(
    fulg_floats_view_t view, const fulg_tensor_struct *tensor, int axis,
    slong value, fulg_diag_t diag);

#endif
