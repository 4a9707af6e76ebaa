#include "export.h"
#include "invariants.h"

static int
put(void *output, const char *bytes, size_t n)
{
    return fulg_cli_output_put(output, bytes, n) == 0;
}

/* The families asked for.  Those of one ring: the linear ones on request, the
   others otherwise. */
static fulg_status_t
push_families(fulg_polysys_t S, slong *num, slong *terms,
              const fulg_invariants_t model, const fulg_cli_invariants_t *said,
              fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
    {
        slong parts;
        fulg_invariants_part_t *part = fulg_invariants_parts(&parts, model,
                                                             family);
        for (slong n = 0; n < parts && status == FULG_OK; n++)
            if (fulg_cli_invariants_wanted(said, family, &part[n]) &&
                (said->family >= 0 ||
                 !fulg_invariants_family_is_linear(family)))
                status = fulg_invariants_system_push(S, num, terms, model,
                                                     family, &part[n],
                                                     said->max_terms, diag);
        fulg_invariants_clear_parts(part, parts);
    }
    return status;
}

static void
describe(fulg_polysys_t S, const fulg_invariants_t model, slong num, int found)
{
    const char *why;
    const slong degree = fulg_invariants_complete(&why, model);
    fmpz_t n;
    if (!found && degree < 0)
        fulg_polysys_comment(S,
                             "All families together are complete in every "
                             "degree: %s.",
                             why);
    else if (!found)
        fulg_polysys_comment(S,
                             "All families together are complete up to "
                             "degree %ld: %s.",
                             (long) degree, why);
    fmpz_init_set_si(n, num);
    if (S->num_blocks == 1)
        fulg_polysys_expect(S, FULG_EXPECT_POLYNOMIALS, n, FULG_EXPECT_PROVED,
                            "counted");
    fmpz_clear(n);
}

/* Writes the file of a system. */
static int
write(fulg_cli_t *cli, const fulg_polysys_t S, const char *file,
      fulg_polyfile_format_t format)
{
    fulg_cli_output_t output;
    fulg_diag_t diag;
    fulg_sink_t sink = {put, &output};
    int code = fulg_cli_output_open(cli, &output, file);
    if (code != FULG_EXIT_OK)
        return code;
    {
        const fulg_status_t status = fulg_polyfile_write(S, format, NULL, sink,
                                                         diag);
        if (status == FULG_IO && output.failure != 0)
            code = FULG_EXIT_OK; /* close says why */
        else if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, NULL);
    }
    return fulg_cli_output_close(&output, code);
}

int
fulg_cli_invariants_export(fulg_cli_t *cli, const fulg_invariants_t model,
                           const fulg_arch_t arch,
                           const fulg_cli_invariants_t *said,
                           const fulg_invariants_discovery_t *found)
{
    const int linear = said->family >= 0 &&
                       fulg_invariants_family_is_linear(said->family);
    slong num = 0, terms = 0;
    fulg_polyfile_format_t format;
    fulg_polysys_t S;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = fulg_cli_read_format(&format,
                                    said->format ? said->format : "m2");
    if (code != FULG_EXIT_OK)
        return code;
    fulg_invariants_system_init(S, model, arch, linear);
    status = found ? fulg_invariants_system_push_discovered(
                         S, &num, &terms, model, found, found->num,
                         said->max_terms, diag)
                   : push_families(S, &num, &terms, model, said, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (num == 0)
    {
        fulg_cli_message(
            "none of the requested relations applies to this shape: "
            "nothing is written");
        code = FULG_EXIT_UNABLE;
    }
    else
    {
        describe(S, model, num, found != NULL);
        code = write(cli, S, said->file, format);
    }
    fulg_polysys_clear(S);
    return code;
}
