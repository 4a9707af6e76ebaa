#include "invariants.h"

/* new = ideal - generated */
static void
new_relations(fmpz_t n, const fulg_invariants_degree_t *degree)
{
    fmpz_sub(n, degree->ideal, degree->generated);
}

static json_t *
json_degree(const fulg_invariants_degree_t *degree)
{
    json_t *value = json_object();
    fmpz_t n;
    fmpz_init(n);
    new_relations(n, degree);
    json_object_set_new(value, "degree", json_integer(degree->degree));
    json_object_set_new(value, "forms", fulg_exact_json_fmpz(degree->forms));
    json_object_set_new(value, "hilbert_function",
                        fulg_exact_json_fmpz(degree->image));
    json_object_set_new(value, "ideal", fulg_exact_json_fmpz(degree->ideal));
    json_object_set_new(value, "new", fulg_exact_json_fmpz(n));
    fmpz_sub(n, degree->explained, degree->generated);
    json_object_set_new(value, "new_from_families",
                        fmpz_sgn(degree->explained) < 0
                            ? json_null()
                            : fulg_exact_json_fmpz(n));
    json_object_set_new(value, "blocks", json_integer(degree->blocks));
    json_object_set_new(value, "largest_block",
                        json_integer(degree->largest_block));
    fmpz_clear(n);
    return value;
}

static void
print_column(FILE *out, const fmpz_t n)
{
    char *text = fmpz_get_str(NULL, 10, n);
    fprintf(out, "  %14s", text);
    flint_free(text);
}

static void
print_degree(FILE *out, const fulg_invariants_degree_t *degree)
{
    fmpz_t n;
    fmpz_init(n);
    new_relations(n, degree);
    fprintf(out, "  %6ld", (long) degree->degree);
    print_column(out, degree->image);
    print_column(out, degree->ideal);
    print_column(out, n);
    if (fmpz_sgn(degree->explained) >= 0)
    {
        fmpz_sub(n, degree->explained, degree->generated);
        print_column(out, n);
    }
    else
        fprintf(out, "  %14s", "?");
    fputc('\n', out);
    fmpz_clear(n);
}

static void
deliver(fulg_cli_t *cli, const fulg_invariants_t model, const fulg_arch_t arch,
        const fulg_invariants_discovery_t *found)
{
    if (cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli), *list = json_array();
        for (slong k = 0; k < found->num; k++)
            json_array_append_new(list, json_degree(&found->degree[k]));
        json_object_set_new(answer, "architecture", fulg_arch_json(arch));
        json_object_set_new(answer, "coordinates", json_integer(model->num));
        json_object_set_new(answer, "status", json_string("proved"));
        json_object_set_new(answer, "degrees", list);
        json_object_set_new(answer, "seconds", json_real(fulg_cli_seconds()));
        fulg_cli_print_json(cli, answer);
        return;
    }
    fprintf(cli->out, "relations among %ld coefficient%s; proved\n\n",
            (long) model->num, model->num == 1 ? "" : "s");
    fprintf(cli->out, "  %6s  %14s  %14s  %14s  %14s\n", "degree", "Hilbert",
            "relations", "new", "from families");
    for (slong k = 0; k < found->num; k++)
        print_degree(cli->out, &found->degree[k]);
    fputs("\nHilbert: rank of the forms of that degree on the layers.  "
          "relations: forms that\nvanish there.  new: those that lower degrees "
          "do not generate.\n",
          cli->out);
}

int
fulg_cli_invariants_discover(fulg_cli_t *cli, const fulg_invariants_t model,
                             const fulg_arch_t arch,
                             const fulg_cli_invariants_t *said)
{
    fulg_invariants_discovery_t found;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = FULG_EXIT_OK;
    fulg_rand_init(rand, cli->seed);
    status = fulg_invariants_discover(&found, model,
                                      said->degree ? said->degree : 3, rand,
                                      &cli->progress, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (said->file != NULL)
        code = fulg_cli_invariants_export(cli, model, arch, said, &found);
    else
        deliver(cli, model, arch, &found);
    fulg_invariants_discovery_clear(&found, model);
    return code;
}
