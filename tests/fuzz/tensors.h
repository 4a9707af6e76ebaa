#ifndef FUZZ_TENSORS_H
#define FUZZ_TENSORS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes as a file of that name: refused with a sentence, or every matrix is read
   to its last number, in two ways that agree. */
void fuzz_tensors(const char *name, const uint8_t *data, size_t size);

#endif
