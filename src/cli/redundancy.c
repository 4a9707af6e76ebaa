#include "cli.h"

void
fulg_cli_print_redundancy(FILE *out, const fulg_cert_t cert)
{
    fmpz *lost = _fmpz_vec_init(FULG_DIM_SOURCES);
    const int num = fulg_dim_redundancy(lost, cert->arch);
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
    const int num = fulg_dim_redundancy(lost, cert->arch);
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
