/* Any bytes as .onnx; what begins otherwise gets the version in front. */
#include <stdlib.h>
#include <string.h>

#include "tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size + 2);
    const size_t more = (size > 0 && data[0] == 8) ? 0 : 2;
    if (bytes == NULL)
        return 0;
    memcpy(bytes, "\x08\x08", 2);
    if (size > 0)
        memcpy(bytes + more, data, size);
    fuzz_tensors("x.onnx", bytes, size + more);
    free(bytes);
    return 0;
}
