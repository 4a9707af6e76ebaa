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

ulong fulg_floats_le(const unsigned char *bytes, int size);
/* Keeps bytes until T is cleared. */
void fulg_floats_keep(fulg_tensors_t T, unsigned char *bytes, size_t length,
                      int mapped);
/* A copy of n characters, to be freed with flint_free. */
char *fulg_floats_copy(const char *text, size_t n);
/* Appends a tensor without name and numbers and returns it. */
fulg_tensor_struct *fulg_floats_new(fulg_tensors_t T);
/* Copies name, at most 1024 bytes and no control characters: 0 when it is none. */
int fulg_floats_set_name(fulg_tensor_struct *tensor, const char *name,
                         size_t length);
/* count = the product of the shape; 0 beyond 2^62 bytes of that size. */
int fulg_floats_count(fulg_tensor_struct *tensor, int size);
/* Refuses two tensors of one name among those from first on. */
fulg_status_t fulg_floats_check_names(const fulg_tensors_t T, const char *file,
                                      fulg_diag_t diag);

/* What the header of an .npy says; *data_start is where its numbers begin and
   *data_size how long they are.  where is "file" or "file: member".  The tensor
   gets format, dtype and shape. */
fulg_status_t fulg_floats_npy_header(fulg_tensor_struct *tensor,
                                     size_t *data_start, size_t *data_size,
                                     const unsigned char *bytes, size_t length,
                                     const char *where, fulg_diag_t diag);
fulg_status_t fulg_floats_load_npy(fulg_tensors_t T,
                                   const fulg_floats_source_t *source,
                                   fulg_diag_t diag);
fulg_status_t fulg_floats_load_npz(fulg_tensors_t T,
                                   const fulg_floats_source_t *source,
                                   fulg_diag_t diag);
fulg_status_t fulg_floats_load_safetensors(fulg_tensors_t T,
                                           const fulg_floats_source_t *source,
                                           fulg_diag_t diag);
fulg_status_t fulg_floats_load_json(fulg_tensors_t T,
                                    const fulg_floats_source_t *source,
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

#endif
