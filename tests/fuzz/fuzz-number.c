/* Any text as a number: refused with a sentence, or read, written and read
   again to the same value. */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = flint_malloc(size + 1);
    fulg_diag_t diag;
    fmpq_t x, y;

    memcpy(text, data, size);
    text[size] = '\0';
    fmpq_init(x);
    fmpq_init(y);
    fulg_diag_init(diag);
    if (fulg_exact_set_text(x, text, diag) == FULG_OK)
    {
        json_t *value = fulg_exact_json_fmpq(x);
        if (!fmpq_is_canonical(x) ||
            fulg_exact_set_json(y, value, diag) != FULG_OK || !fmpq_equal(x, y))
            abort();
        json_decref(value);
    }
    else if (diag->text[0] == '\0' || !fmpq_is_canonical(x))
        abort();
    fmpq_clear(x);
    fmpq_clear(y);
    flint_free(text);
    return 0;
}
