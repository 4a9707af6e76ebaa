#include <string.h>

#include "impl.h"

/* What the options say against the map or the file. */
static fulg_status_t
override(fulg_arch_t arch, const fulg_judge_options_t *options,
         fulg_diag_t diag)
{
    if (options->tokens > 0)
        arch->tokens = options->tokens;
    if (options->residual)
        fulg_arch_set_all(arch, "residual", 1);
    if (options->norm >= 0)
        fulg_arch_set_all(arch, "norm", (fulg_norm_t) options->norm);
    if (options->causal >= 0)
        fulg_arch_set_all(arch, "mask", options->causal);
    return fulg_arch_check(arch, diag);
}

static void
new_items(fulg_judge_subject_t S, slong num)
{
    S->num = 0;
    S->item = flint_calloc((size_t) FLINT_MAX(num, 1),
                           sizeof(fulg_judge_item_t));
}

/* 1 when the sublayer has matrices of which it has one. */
static int
has_own(const fulg_check_network_t N, slong layer)
{
    return N->by_blocks && (N->layout.heads[layer] == 0 ||
                            fulg_check_network_has(N, layer, 'c'));
}

static void
add_item(fulg_judge_subject_t S, slong layer, slong head)
{
    S->item[S->num].head->layer = layer;
    S->item[S->num++].head->head = head;
}

/* A head is an item, and what a sublayer has once. */
static void
add_heads(fulg_judge_subject_t S)
{
    const fulg_check_network_struct *N = S->network;
    slong num = 0;
    for (slong i = 0; i < N->layout.layers; i++)
        num += N->layout.heads[i] + has_own(N, i);
    new_items(S, num);
    for (slong i = 0; i < N->layout.layers; i++)
    {
        if (has_own(N, i))
            add_item(S, i, -1);
        for (slong h = 0; h < N->layout.heads[i]; h++)
            add_item(S, i, h);
    }
}

/* Of blocks, matrices are looked at, vectors are read alone. */
static void
mark_used(fulg_judge_subject_t S)
{
    const fulg_floats_tensors_struct *T = S->network->T;
    fulg_block_t *block;
    fulg_diag_t diag;
    slong num;
    if (!S->network->by_blocks || S->network->by_map ||
        fulg_arch_blocks(&block, &num, S->network->arch, diag) != FULG_OK)
        return;
    /* The tensors stand in the order of the blocks. */
    for (slong b = 0; b < num && b < T->num; b++)
        T->tensor[b].used = strchr("qskvoucrfge", block[b].kind) != NULL;
    flint_free(block);
}

static fulg_status_t
add_matrices(fulg_judge_subject_t S, fulg_diag_t diag)
{
    const fulg_floats_tensors_struct *T = S->network->T;
    new_items(S, T->num);
    for (slong n = 0; n < T->num; n++)
        if (T->tensor[n].format != FULG_FLOAT_OTHER && T->tensor[n].rank == 2 &&
            T->tensor[n].count > 0)
        {
            S->item[S->num].neighbours = T->tensor[n].neighbours;
            S->item[S->num++].name = T->tensor[n].name;
            T->tensor[n].used = 1;
        }
    if (S->num > 0)
        return FULG_OK;
    for (slong n = 0; n < T->num; n++)
        if (T->tensor[n].odd != NULL)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "%s: it has no matrix of floating-point numbers; of "
                "\"%s\": %s",
                S->name, T->tensor[n].name, T->tensor[n].odd);
    return fulg_diag_set(diag, FULG_PARSE,
                         "%s: it has no matrix of floating-point numbers",
                         S->name);
}

/* The tensors are loaded and a map is chosen. */
static fulg_status_t
set_network(fulg_judge_subject_t S, const fulg_floats_map_t map,
            const fulg_judge_choice_t *choice,
            const fulg_judge_options_t *options, fulg_diag_t diag)
{
    fulg_check_network_struct *N = S->network;
    fulg_floats_tensors_t T;
    fulg_status_t status;
    T[0] = N->T[0];
    status = fulg_check_network_init(N, T, map, diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "%s: ", S->name);
    S->is_network = 1;
    S->map_name = choice->name;
    if (choice->why != NULL)
        fulg_judge_set_note(S, "map \"%.60s\", %s", choice->name, choice->why);
    fulg_judge_read_blocks(S, choice, options);
    add_heads(S);
    mark_used(S);
    return N->has_values ? override(N->arch, options, diag) : FULG_OK;
}

/* A map of the library that does not fit is none; one of the user's is wrong. */
static fulg_status_t
apply(fulg_judge_subject_t S, const fulg_judge_choice_t *choice,
      const fulg_judge_options_t *options, fulg_diag_t diag)
{
    fulg_floats_map_t map;
    fulg_status_t status = fulg_floats_map_init_text(map, choice->name,
                                                     choice->text, diag);
    if (status != FULG_OK)
        return status;
    fulg_floats_map_override(map, choice->heads, choice->kv_heads,
                             choice->head_dim);
    if (choice->is_builtin && !fulg_floats_tensors_are_blocks(S->network->T) &&
        fulg_floats_map_fits(map, S->network->T, diag) != FULG_OK)
    {
        fulg_judge_set_note(
            S, "a list of matrices: the map \"%.60s\" does not fit (%s)",
            choice->name, diag->text);
        fulg_floats_map_clear(map);
        return add_matrices(S, diag);
    }
    status = set_network(S, map, choice, options, diag);
    if (status != FULG_OK && !S->is_network)
        fulg_floats_map_clear(map);
    return status;
}

static fulg_status_t
interpret(fulg_judge_subject_t S, const fulg_judge_choice_t *choice,
          int together, const fulg_judge_options_t *options, fulg_diag_t diag)
{
    const fulg_floats_tensors_struct *T = S->network->T;
    if (choice->text == NULL)
        return add_matrices(S, diag);
    if (options->map != NULL && fulg_floats_tensors_are_blocks(T))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s: JSON weights already say which matrix is which: leave "
            "--map out",
            S->name);
    if (options->map == NULL && together && choice->why == NULL)
    {
        const fulg_status_t status = fulg_judge_check_names(T, choice->name,
                                                            diag);
        if (status != FULG_OK)
            return status;
    }
    return apply(S, choice, options, diag);
}

fulg_status_t
fulg_judge_subject_init(fulg_judge_subject_t S, const char *const *files,
                        int num_files, const fulg_judge_options_t *options,
                        fulg_diag_t diag)
{
    const char *name = num_files > 1                ? "the matrices"
                       : strcmp(files[0], "-") == 0 ? "standard input"
                                                    : files[0];
    fulg_judge_choice_t choice;
    fulg_status_t status = FULG_OK;
    memset(S, 0, sizeof(fulg_judge_subject_struct));
    S->name = fulg_judge_copy(name);
    S->regular = FULG_UNKNOWN;
    S->jacobian_lower = -1;
    fulg_cert_bound_init(S->upper);
    fulg_floats_tensors_init(S->network->T);
    fulg_floats_radius_init(S->network->radius);
    for (int i = 0; i < num_files && status == FULG_OK; i++)
        status = fulg_floats_tensors_load(S->network->T, files[i], diag);
    if (status == FULG_OK)
    {
        fulg_judge_choose_map(&choice, S->network->T, files[0], options);
        status = interpret(S, &choice, num_files > 1, options, diag);
        fulg_judge_choice_clear(&choice);
    }
    if (status == FULG_OK && options->radius != NULL)
    {
        S->network->radius->kind = options->radius->kind;
        fmpq_set(S->network->radius->given, options->radius->given);
    }
    return status;
}

void
fulg_judge_subject_clear(fulg_judge_subject_t S)
{
    for (slong n = 0; n < S->num; n++)
        fulg_check_head_clear(S->item[n].head);
    flint_free(S->item);
    fulg_check_vectors_clear(S->vector, S->num_vectors);
    flint_free(S->name);
    flint_free(S->note);
    fulg_cert_bound_clear(S->upper);
    if (S->is_network)
        fulg_check_network_clear(S->network);
    else
    {
        fulg_floats_tensors_clear(S->network->T);
        fulg_floats_radius_clear(S->network->radius);
    }
}
