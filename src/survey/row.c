#include <string.h>

#include <fulgurite/survey.h>

/* Representatives have a name of their own only where they differ. */
static void
set_representative(json_t *row, const fulg_arch_t arch, const fulg_arch_t done)
{
    if (!fulg_arch_equal(arch, done))
        json_object_set_new(row, "computed_as", fulg_arch_json(done));
}

static void
set_expected(json_t *row, const fulg_arch_t arch, const fulg_dim_t dim)
{
    fmpz_t expected;
    fmpz_init(expected);
    if (fulg_survey_expected(expected, arch))
    {
        json_object_set_new(row, "expected", fulg_exact_json_fmpz(expected));
        fmpz_sub(expected, expected, dim->cert->lower);
        json_object_set_new(row, "defect",
                            dim->strength == FULG_DIM_BOUNDS
                                ? json_null()
                                : fulg_exact_json_fmpz(expected));
    }
    else
    {
        json_object_set_new(row, "expected", json_null());
        json_object_set_new(row, "defect", json_null());
    }
    fmpz_clear(expected);
}

json_t *
fulg_survey_row(const fulg_arch_t arch, const fulg_dim_t dim,
                const char *reason)
{
    static const char *const strengths[] = {"proved", "probable", "bounds"};
    const fulg_cert_struct *cert = dim->cert;
    json_t *row = json_object();
    fmpz_t parameters;
    fmpz_init(parameters);
    fulg_arch_parameters(parameters, arch);
    json_object_set_new(row, "architecture", fulg_arch_json(arch));
    set_representative(row, arch, cert->arch);
    json_object_set_new(row, "parameters", fulg_exact_json_fmpz(parameters));
    json_object_set_new(row, "lower", fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(
        row, "upper", fulg_exact_json_fmpz(fulg_cert_bound_total(cert->upper)));
    json_object_set_new(row, "dimension",
                        dim->strength == FULG_DIM_BOUNDS
                            ? json_null()
                            : fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(row, "status", json_string(strengths[dim->strength]));
    if (dim->strength == FULG_DIM_PROBABLE)
        json_object_set_new(row, "error_log2", json_integer(dim->error_log2));
    json_object_set_new(row, "theorem",
                        json_string(cert->upper->theorem->name));
    json_object_set_new(row, "lower_theorem",
                        cert->lower_theorem && reason == NULL
                            ? json_string(cert->lower_theorem->name)
                            : json_null());
    set_expected(row, arch, dim);
    if (reason != NULL)
        json_object_set_new(row, "reason", json_string(reason));
    fmpz_clear(parameters);
    return row;
}
