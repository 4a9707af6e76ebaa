/* Any bytes as a tensor query x key x head, in JSON or in floats: refused with a
   sentence, or organised, with Parseval's identity in the trees that come out; and
   written and read again to the same. */
#include <stdlib.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small ones alone are worth their time. */
#define MAX_ENTRIES 400

static void
organise(const fulg_cube_t X)
{
    fulg_organize_options_t options;
    fulg_organize_organization_t R;
    fulg_organize_coefficients_t C;
    fulg_organize_entropy_t E;
    fulg_diag_t diag;
    fulg_organize_options_init(&options);
    options.max_iterations = 3;
    /* An exact tensor leaves no choice open. */
    if (fulg_organize(R, X, &options, diag) != FULG_OK)
        abort();
    fulg_organize_coefficients_init(C, X, R->tree);
    fulg_organize_entropy_init(E, C, X, 64);
    if (!fmpq_equal(E->energy, E->square_sum))
        abort();
    fulg_organize_entropy_clear(E);
    fulg_organize_coefficients_clear(C);
    fulg_organize_organization_clear(R);
}

static void
round_trip(const fulg_cube_t X)
{
    fulg_cube_t Y;
    fulg_diag_t diag;
    json_t *value = fulg_cube_json(X);
    if (fulg_cube_init_json(Y, value, diag) != FULG_OK)
        abort();
    for (slong m = 0; m < fulg_cube_size(X); m++)
    {
        fmpz_t p, q;
        fmpz_init(p);
        fmpz_init(q);
        fmpz_mul(p, X->value + m, Y->den);
        fmpz_mul(q, Y->value + m, X->den);
        if (!fmpz_equal(p, q))
            abort();
        fmpz_clear(p);
        fmpz_clear(q);
    }
    fulg_cube_clear(Y);
    json_decref(value);
}

static void
use(fulg_cube_t X)
{
    if (fulg_cube_size(X) <= MAX_ENTRIES &&
        _fmpz_vec_max_bits(X->value, fulg_cube_size(X)) < 2000 &&
        _fmpz_vec_max_bits(X->value, fulg_cube_size(X)) > -2000)
    {
        round_trip(X);
        organise(X);
    }
    fulg_cube_clear(X);
}

static void
read_json(const char *data, size_t size)
{
    fulg_cube_t X;
    fulg_diag_t diag;
    json_t *value;
    fulg_status_t status;
    if (fulg_exact_json_parse(&value, data, size, "x", diag) != FULG_OK)
        return;
    fulg_diag_init(diag);
    status = fulg_cube_init_json(X, value, diag);
    if (status == FULG_OK)
        use(X);
    else if (diag->text[0] == '\0')
        abort();
    json_decref(value);
}

static void
read_floats(const uint8_t *data, size_t size)
{
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_floats_tensors_init(T);
    if (fulg_floats_tensors_load_bytes(T, "x.npy", data, size, diag) == FULG_OK)
        for (slong n = 0; n < T->num; n++)
        {
            fulg_cube_t X;
            fulg_diag_init(diag);
            if (fulg_cube_init_tensor(X, &T->tensor[n],
                                      T->tensor[n].rank == 2 ? "qk" : "hqk",
                                      diag) == FULG_OK)
                use(X);
            else if (diag->text[0] == '\0')
                abort();
        }
    fulg_floats_tensors_clear(T);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] == '{')
        read_json((const char *) data, size);
    else
        read_floats(data, size);
    return 0;
}
