#include "invariants.h"

/* Polynomials, or ranks, of one family. */
#define MAX_POLYNOMIALS 200000

typedef struct
{
    fulg_cli_t *cli;
    const fulg_cli_invariants_t *said;
    json_t *list;
    int violated, exhausted, printed;
    fulg_invariants_verdict_t first; /* the first that fails */
} tests_t;

static json_t *
json_verdict(const fulg_invariants_verdict_t *verdict)
{
    json_t *value = json_object();
    json_object_set_new(
        value, "family",
        json_string(fulg_invariants_family_name(verdict->family)));
    json_object_set_new(value, "size", json_integer(verdict->size));
    json_object_set_new(value, "side",
                        json_string(verdict->side ? "rows" : "columns"));
    json_object_set_new(value, "degree", json_integer(verdict->degree));
    json_object_set_new(value, "vanishes",
                        verdict->violated    ? json_false()
                        : verdict->exhausted ? json_true()
                                             : json_null());
    if (verdict->violated)
    {
        json_object_set_new(value, "which", json_string(verdict->which));
        json_object_set_new(value, "polynomial",
                            verdict->text ? json_string(verdict->text)
                                          : json_null());
        json_object_set_new(value, "value",
                            fulg_exact_json_fmpq(verdict->value));
    }
    return value;
}

static void
print_violation(FILE *out, const fulg_invariants_verdict_t *verdict,
                const fulg_invariants_t model)
{
    char *value = fmpq_get_str(NULL, 10, verdict->value);
    fputs("not a lightning layer", out);
    if (model->head_dim < model->d)
        fprintf(out, " with head_dim %ld", (long) model->head_dim);
    fprintf(out, " because %s:\n  the %s\n",
            fulg_invariants_family_text(model, verdict->family),
            verdict->which);
    if (verdict->text)
        fprintf(out, "  %s\n", verdict->text);
    fprintf(out, "  is %s, not 0\n", value);
    flint_free(value);
}

static int
test_part(tests_t *T, const fulg_invariants_t model, int family,
          const fulg_invariants_part_t *part, const fulg_function_t F)
{
    char about[64];
    fulg_invariants_verdict_t verdict;
    fulg_diag_t diag;
    fulg_status_t status = fulg_invariants_test(&verdict, model, family, part,
                                                F, MAX_POLYNOMIALS, diag);
    if (status == FULG_UNABLE)
    {
        fulg_cli_message("%s; not tested", diag->text);
        T->exhausted = 0;
        return FULG_EXIT_OK;
    }
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    T->exhausted = T->exhausted && (verdict.exhausted || verdict.violated);
    fulg_cli_invariants_part_text(about, sizeof about, family, part);
    if (T->cli->json)
        json_array_append_new(T->list, json_verdict(&verdict));
    else
        fprintf(T->cli->out, "  %-13s %-26s %s\n",
                fulg_invariants_family_name(family), about,
                verdict.violated    ? "fails"
                : verdict.exhausted ? "vanishes"
                                    : "vanishes as far as tested");
    T->printed++;
    if (verdict.violated && !T->violated)
    {
        T->violated = 1;
        T->first = verdict;
    }
    else
        fulg_invariants_verdict_clear(&verdict);
    return FULG_EXIT_OK;
}

static const char *const all_vanish =
    "This does not prove that it is a layer: the real layers are only part of the\n"
    "real zeros of all relations.  \"fulgurite classify\" and \"fulgurite recover\"\n"
    "decide.  These relations:\n";

static int
conclude(tests_t *T, const fulg_invariants_t model, const fulg_arch_t arch)
{
    FILE *out = T->cli->out;
    if (T->cli->json)
    {
        json_t *answer = fulg_cli_json_head(T->cli);
        json_object_set_new(answer, "architecture", fulg_arch_json(arch));
        json_object_set_new(answer, "vanish",
                            T->violated    ? json_false()
                            : T->exhausted ? json_true()
                                           : json_null());
        json_object_set(answer, "families", T->list);
        json_object_set_new(answer, "complete",
                            fulg_cli_invariants_json_complete(model));
        fulg_cli_print_json(T->cli, answer);
    }
    else if (T->violated)
    {
        fputc('\n', out);
        print_violation(out, &T->first, model);
    }
    else
    {
        fprintf(out, "%s\n",
                T->printed == 0
                    ? "none of the requested relations applies to this shape"
                : T->exhausted ? "\nevery relation of these families vanishes"
                               : "\nno relation that was tested fails");
        fputs(all_vanish, out);
        fulg_cli_invariants_print_complete(out, model, T->said);
    }
    return T->violated ? FULG_EXIT_NO : FULG_EXIT_OK;
}

static int
test_function(fulg_cli_t *cli, const fulg_function_t F, const fulg_arch_t arch,
              const fulg_cli_invariants_t *said)
{
    tests_t T = {
        .cli = cli, .said = said, .list = json_array(), .exhausted = 1};
    fulg_invariants_t model;
    fulg_diag_t diag;
    int code = FULG_EXIT_OK;
    const fulg_status_t status = fulg_invariants_init(model, arch, 0, diag);
    if (status != FULG_OK)
    {
        json_decref(T.list);
        return fulg_cli_fail(status, diag, NULL);
    }
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
    {
        slong num;
        fulg_invariants_part_t *part = fulg_invariants_parts(&num, model,
                                                             family);
        for (slong n = 0; n < num && code == FULG_EXIT_OK; n++)
            if (!fulg_invariants_family_is_linear(family) &&
                fulg_cli_invariants_wanted(said, family, &part[n]))
                code = test_part(&T, model, family, &part[n], F);
        fulg_invariants_clear_parts(part, num);
    }
    if (code == FULG_EXIT_OK)
        code = conclude(&T, model, arch);
    if (T.violated)
        fulg_invariants_verdict_clear(&T.first);
    fulg_invariants_clear(model);
    json_decref(T.list);
    return code;
}

static int
test_weights(fulg_cli_t *cli, const fulg_weights_t W,
             const fulg_cli_invariants_t *said)
{
    fulg_function_t F;
    fulg_diag_t diag;
    int code;
    const fulg_status_t status = fulg_function_init_weights(F, W, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code = test_function(cli, F, W->arch, said);
    fulg_function_clear(F);
    return code;
}

int
fulg_cli_invariants_test(fulg_cli_t *cli, const char *file, slong head_dim,
                         const fulg_cli_invariants_t *said)
{
    fulg_function_t F;
    fulg_weights_t W;
    fulg_arch_t arch;
    int is_weights, code = fulg_cli_load_function(F, W, &is_weights, file);
    if (code != FULG_EXIT_OK)
        return code;
    if (is_weights)
    {
        if (head_dim != 0 && head_dim != W->arch->sub[0].head_dim)
        {
            fulg_cli_message("--head-dim is for function files; these weights "
                             "have head_dim %ld",
                             (long) W->arch->sub[0].head_dim);
            code = FULG_EXIT_USAGE;
        }
        else
            code = test_weights(cli, W, said);
        fulg_weights_clear(W);
        return code;
    }
    fulg_arch_init(arch, 1);
    arch->width[0] = F->d;
    arch->width[1] = F->d_out;
    arch->tokens = F->tokens;
    arch->sub[0].head_dim = head_dim ? head_dim : F->d;
    code = test_function(cli, F, arch, said);
    fulg_arch_clear(arch);
    fulg_function_clear(F);
    return code;
}
