/* Any text as a function, read in both ways, which must agree: refused with a
   sentence, or evaluated, written and read again to the same. */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
round_trip(const fulg_function_t F)
{
    fulg_function_t back;
    fulg_diag_t diag;
    json_t *value = fulg_function_json(F);
    fmpq_mat_t X, Y;
    if (fulg_function_init_json(back, value, diag) != FULG_OK ||
        !fulg_function_equal(F, back))
        abort();
    fmpq_mat_init(X, F->d, F->tokens == 1 ? 1 : 2);
    fmpq_mat_init(Y, F->d_out, F->tokens == 1 ? 1 : 2);
    fmpq_mat_one(X);
    fulg_function_eval(Y, F, X);
    fmpq_mat_clear(X);
    fmpq_mat_clear(Y);
    fulg_function_clear(back);
    json_decref(value);
}

/* 1 when sizes, which stand outside of strings, have one digit: more coefficients
   only take longer. */
static int
is_small(const uint8_t *data, size_t size)
{
    int quoted = 0;
    for (size_t i = 0; i < size; i++)
    {
        if (data[i] == '"' && (i == 0 || data[i - 1] != '\\'))
            quoted = !quoted;
        if (!quoted && i > 0 && data[i] >= '0' && data[i] <= '9' &&
            data[i - 1] >= '0' && data[i - 1] <= '9')
            return 0;
    }
    return 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fulg_function_t F, G;
    fulg_diag_t diag;
    fulg_status_t status, other_status;
    json_t *value, *other;
    if (!is_small(data, size))
        return 0;
    fulg_diag_init(diag);
    if (fulg_exact_json_parse(&value, (const char *) data, size, "text",
                              diag) != FULG_OK &&
        diag->text[0] == '\0')
        abort();
    fulg_diag_init(diag);
    status = fulg_function_init_text(F, &other, (const char *) data, size,
                                     diag);
    if (status != FULG_OK && diag->text[0] == '\0')
        abort();
    if (value == NULL)
    {
        if (status == FULG_OK)
            abort();
        return 0;
    }
    fulg_diag_init(diag);
    other_status = fulg_function_init_json(G, value, diag);
    if (other_status != FULG_OK && diag->text[0] == '\0')
        abort();
    if (status == FULG_OK && other == NULL)
    {
        if (other_status != FULG_OK || !fulg_function_equal(F, G))
            abort();
        round_trip(F);
        fulg_function_clear(F);
    }
    else if (other_status == FULG_OK)
        abort();
    if (status == FULG_OK && other != NULL && !json_equal(value, other))
        abort();
    if (other_status == FULG_OK)
        fulg_function_clear(G);
    json_decref(other);
    json_decref(value);
    return 0;
}
