/* Any bytes as .npy, .npz, .safetensors or JSON. */
#include "tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_tensors("x.npy", data, size);
    return 0;
}
