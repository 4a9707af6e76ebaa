#include "invariants.h"

int
fulg_cli_invariants_wanted(const fulg_cli_invariants_t *said, int family,
                           const fulg_invariants_part_t *part)
{
    return (said->family < 0 || said->family == family) &&
           (said->degree == 0 || part->degree <= said->degree);
}

void
fulg_cli_invariants_part_text(char *text, size_t size, int family,
                              const fulg_invariants_part_t *part)
{
    const char *side = part->side ? ", rows of one column" : "";
    switch ((fulg_invariants_family_t) family)
    {
        case FULG_INVARIANTS_CONTEXT:
        case FULG_INVARIANTS_VERONESE:
            snprintf(text, size, "r = %ld%s", (long) part->size, side);
            break;
        case FULG_INVARIANTS_RESULTANTS:
        case FULG_INVARIANTS_INCIDENCE:
            snprintf(text, size, "%s", part->side ? "rows of one column" : "");
            break;
        case FULG_INVARIANTS_LOW_RANK:
        case FULG_INVARIANTS_VALUE_RANK:
        case FULG_INVARIANTS_CROSS_COLUMN:
        case FULG_INVARIANTS_LIE:
        case FULG_INVARIANTS_KOSZUL:
            snprintf(text, size, "minors of size %ld", (long) part->size);
            break;
        default:
            text[0] = '\0';
    }
}

void
fulg_cli_invariants_print_complete(FILE *out, const fulg_invariants_t model,
                                   const fulg_cli_invariants_t *said)
{
    const char *why;
    const slong degree = fulg_invariants_complete(&why, model);
    if (said->family >= 0 || said->degree > 0)
        fputs("all families together: ", out);
    if (degree < 0)
        fprintf(out, "complete in every degree: %s\n", why);
    else
        fprintf(out, "complete up to degree %ld: %s\n", (long) degree, why);
}

json_t *
fulg_cli_invariants_json_complete(const fulg_invariants_t model)
{
    const char *why;
    const slong degree = fulg_invariants_complete(&why, model);
    return json_pack("{s:o,s:s}", "degree",
                     degree < 0 ? json_null() : json_integer(degree), "why",
                     why);
}

/* The independent number, by formula or by rank; 0 when it is not known. */
#define MAX_POLYNOMIALS 3000
static const char *
independent(fmpz_t n, const fulg_invariants_t model, int family,
            const fulg_invariants_part_t *part)
{
    fulg_diag_t diag;
    if (fmpz_sgn(part->independent) >= 0)
    {
        fmpz_set(n, part->independent);
        return "theorem";
    }
    if (fulg_invariants_independent(n, model, family, part, MAX_POLYNOMIALS,
                                    diag) == FULG_OK)
        return "rank";
    return NULL;
}

static void
print_part(fulg_cli_t *cli, const fulg_invariants_t model, int family,
           const fulg_invariants_part_t *part)
{
    char about[64];
    fmpz_t n;
    const char *by;
    fmpz_init(n);
    by = independent(n, model, family, part);
    fulg_cli_invariants_part_text(about, sizeof about, family, part);
    fprintf(cli->out, "  %-13s %-26s %6ld  ",
            fulg_invariants_family_name(family), about, (long) part->degree);
    fulg_cli_print_fmpz(cli->out, part->raw);
    fputs("  ", cli->out);
    if (by != NULL)
        fulg_cli_print_fmpz(cli->out, n);
    else
        fputs("?", cli->out);
    fprintf(cli->out, "%s\n", by ? "" : " (too many to count)");
    fmpz_clear(n);
}

static json_t *
json_part(const fulg_invariants_t model, int family,
          const fulg_invariants_part_t *part)
{
    json_t *value = json_object();
    fmpz_t n;
    const char *by;
    fmpz_init(n);
    by = independent(n, model, family, part);
    json_object_set_new(value, "family",
                        json_string(fulg_invariants_family_name(family)));
    json_object_set_new(value, "size", json_integer(part->size));
    json_object_set_new(value, "side",
                        json_string(part->side ? "rows" : "columns"));
    json_object_set_new(value, "degree", json_integer(part->degree));
    json_object_set_new(value, "polynomials", fulg_exact_json_fmpz(part->raw));
    json_object_set_new(value, "independent",
                        by ? fulg_exact_json_fmpz(n) : json_null());
    json_object_set_new(value, "independent_by",
                        by ? json_string(by) : json_null());
    json_object_set_new(
        value, "because",
        json_string(fulg_invariants_family_text(model, family)));
    fmpz_clear(n);
    return value;
}

/* One token: the function's are the output's. */
static void
print_size(FILE *out, const fulg_invariants_t model)
{
    fprintf(out, "%ld coefficient%s of the function", (long) model->num,
            model->num == 1 ? "" : "s");
    if (model->tokens > 1)
        fprintf(out, ", %ld of the output%s", (long) model->num_output,
                model->all_columns ? "" : " (one column)");
    fputs("\n\n", out);
}

int
fulg_cli_invariants_count(fulg_cli_t *cli, const fulg_invariants_t model,
                          const fulg_arch_t arch,
                          const fulg_cli_invariants_t *said)
{
    json_t *families = json_array();
    int printed = 0;
    if (!cli->json)
        print_size(cli->out, model);
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
    {
        slong num;
        fulg_invariants_part_t *part = fulg_invariants_parts(&num, model,
                                                             family);
        for (slong n = 0; n < num; n++)
        {
            if (!fulg_cli_invariants_wanted(said, family, &part[n]))
                continue;
            if (cli->json)
                json_array_append_new(families,
                                      json_part(model, family, &part[n]));
            else if (!printed++)
                fprintf(cli->out, "  %-13s %-26s %s\n", "family", "",
                        "degree  polynomials, independent");
            if (!cli->json)
                print_part(cli, model, family, &part[n]);
        }
        fulg_invariants_clear_parts(part, num);
    }
    if (cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set_new(answer, "architecture", fulg_arch_json(arch));
        json_object_set_new(answer, "coordinates", json_integer(model->num));
        json_object_set_new(answer, "output_coordinates",
                            json_integer(model->num_output));
        json_object_set(answer, "families", families);
        json_object_set_new(answer, "complete",
                            fulg_cli_invariants_json_complete(model));
        fulg_cli_print_json(cli, answer);
    }
    else
    {
        if (printed)
            fputc('\n', cli->out);
        fulg_cli_invariants_print_complete(cli->out, model, said);
    }
    json_decref(families);
    return FULG_EXIT_OK;
}
