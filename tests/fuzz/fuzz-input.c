/* Any text as the matrices given to --input, for a network of some shape, which
   the first byte tells: refused with a sentence, or written and read again to
   the same. */
#include <stdlib.h>
#include <string.h>

#include "src/cli/cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
round_trip(const fmpq_mat_struct *X)
{
    fulg_diag_t diag;
    fmpq_mat_t Y;
    json_t *value = fulg_weights_mat_json(X);
    fmpq_mat_init(Y, fmpq_mat_nrows(X), fmpq_mat_ncols(X));
    if (fulg_weights_mat_set_json(Y, value, "X", diag) != FULG_OK ||
        !fmpq_mat_equal(X, Y))
        abort();
    fmpq_mat_clear(Y);
    json_decref(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fmpq_mat_struct *inputs = NULL;
    char *text;
    slong num = 0;
    int rows, cols;
    if (size < 2 || data[1] != '[')
        return 0;
    rows = 1 + data[0] % 4;
    cols = 1 + data[0] / 4 % 4;
    text = flint_malloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (fulg_cli_load_inputs(&inputs, &num, text, rows, cols) == FULG_EXIT_OK)
    {
        if (num < 1)
            abort();
        for (slong n = 0; n < num; n++)
            round_trip(&inputs[n]);
        fulg_cli_clear_inputs(inputs, num);
    }
    flint_free(text);
    return 0;
}
