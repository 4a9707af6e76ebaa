#include <fulgurite/arch.h>

/* In the order of fulg_activation_kind_t.  s(z) = 1/(1 + e^-z), E(z) = (1 +
   erf(z/sqrt 2))/2, c = sqrt(8/pi). */
static const fulg_activation_t activations[FULG_ACTIVATIONS] = {
    {"gelu", 0, 0, 0, "z E(z)"},
    {"gelu_new", 0, 0, 1, "z s(c (z + 0.044715 z^3))"},
    {"quick_gelu", 0, 0, 1, "z s(1.702 z)"},
    {"silu", 0, 0, 1, "z s(z)"},
    {"sigmoid", 0, 0, 1, "s(z)"},
    {"tanh", 0, 0, 1, "2 s(2 z) - 1"},
    {"relu", 0, 1, 0, "max(z, 0)"},
    {"swiglu", 1, 1, 1, "y z s(z)"},
    {"geglu", 1, 1, 0, "y z E(z)"},
    {"geglu_new", 1, 1, 1, "y z s(c (z + 0.044715 z^3))"}};

const fulg_activation_t *
fulg_arch_activation(slong n)
{
    return &activations[n];
}
