/* Private to the readers of zip archives: an .npz is one of .npy members
   (APPNOTE.TXT of PKWARE; zip64 as Python writes it). */
#ifndef FULG_FLOATS_ZIP_H
#define FULG_FLOATS_ZIP_H

#include <zlib.h>

#include "impl.h"

typedef struct
{
    const char *name; /* in the file, without end */
    size_t name_length;
    unsigned method;
    const char *odd; /* why it is not read, or NULL */
    uLong crc;
    ulong packed, size, local; /* local: where the member begins */
    ulong data, end;
} fulg_floats_zip_member_t;

typedef struct
{
    const fulg_floats_source_t *source;
    ulong num, start, size; /* of the central directory */
    fulg_floats_zip_member_t *member;
    fulg_diag_struct *diag;
} fulg_floats_zip_t;

/* Reads the directory; zip->member is to be freed in either case.  Only the central
   directory is believed, and only after every member's place has been checked
   against it, the file and the others.  PARSE for what contradicts itself. */
fulg_status_t fulg_floats_zip_read_directory(fulg_floats_zip_t *zip);
/* PARSE with what is wrong with a member. */
fulg_status_t fulg_floats_zip_bad_member(const fulg_floats_zip_t *zip,
                                         const fulg_floats_zip_member_t *member,
                                         const char *what);

#endif
