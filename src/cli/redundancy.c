#include <string.h>

#include "cli.h"

/* The sources are those of the theorems on transformers; symmetries have others. */
static int
sources(fmpz *lost, const fulg_cert_struct *cert)
{
    if (strcmp(cert->upper->theorem->name, "symmetries") == 0)
        return 0;
    return fulg_dim_redundancy(lost, cert->arch);
}

void
fulg_cli_print_redundancy(FILE *out, const fulg_cert_t cert)
{
    fmpz *lost = _fmpz_vec_init(FULG_DIM_SOURCES);
    const int num = sources(lost, cert);
    if (num > 0)
        fputs("\nlost to\n", out);
    for (int n = 0; n < num; n++)
        if (!fmpz_is_zero(&lost[n]))
            fulg_cli_print_number(out, fulg_dim_redundancy_name(n), "",
                                  &lost[n]);
    _fmpz_vec_clear(lost, FULG_DIM_SOURCES);
}

json_t *
fulg_cli_json_redundancy(const fulg_cert_t cert)
{
    fmpz *lost = _fmpz_vec_init(FULG_DIM_SOURCES);
    const int num = sources(lost, cert);
    json_t *list = num > 0 ? json_array() : NULL;
    for (int n = 0; n < num; n++)
        if (!fmpz_is_zero(&lost[n]))
            json_array_append_new(
                list,
                json_pack("{s:s, s:o}", "source", fulg_dim_redundancy_name(n),
                          "dimension", fulg_exact_json_fmpz(&lost[n])));
    _fmpz_vec_clear(lost, FULG_DIM_SOURCES);
    return list;
}
