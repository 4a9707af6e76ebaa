/* Any JSON as an architecture: refused with a sentence, or checked, written and
   read again to the same. */
#include <stdlib.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
round_trip(const fulg_arch_t arch)
{
    fulg_arch_t back;
    fulg_diag_t diag;
    json_t *value = fulg_arch_json(arch);
    fmpz_t n;
    if (fulg_arch_check(arch, diag) != FULG_OK ||
        fulg_arch_init_json(back, value, diag) != FULG_OK ||
        !fulg_arch_equal(arch, back))
        abort();
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    if (fmpz_sgn(n) <= 0)
        abort();
    fmpz_clear(n);
    fulg_arch_clear(back);
    json_decref(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = json_loadb((const char *) data, size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_diag_init(diag);
    if (value == NULL)
        return 0;
    if (fulg_arch_init_json(arch, value, diag) == FULG_OK)
    {
        round_trip(arch);
        fulg_arch_clear(arch);
    }
    else if (diag->text[0] == '\0')
        abort();
    json_decref(value);
    return 0;
}
