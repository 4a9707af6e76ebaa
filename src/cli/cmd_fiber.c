#include "fiber.h"

/* ---- one layer --------------------------------------------------------------- */

static json_t *
json_component(const fulg_component_t *c, int over_QKV)
{
    json_t *value = json_object();
    json_object_set_new(value, "name", json_string(c->name));
    json_object_set_new(value, "dimension", json_integer(c->dim));
    json_object_set_new(value, "real_dimension",
                        c->real_dim < 0 ? json_null()
                                        : json_integer(c->real_dim));
    json_object_set_new(value, "real_components",
                        c->real_pieces < 0 ? json_null()
                                           : json_integer(c->real_pieces));
    if (c->rank_K >= 0)
    {
        json_object_set_new(value, "rank_K", json_integer(c->rank_K));
        json_object_set_new(value, "rank_Q", json_integer(c->rank_Q));
    }
    json_object_set_new(value, "parametrisation",
                        json_string(c->parametrisation));
    json_object_set_new(value, "equations", json_string(c->equations));
    if (c->has_sample)
    {
        json_t *sample = json_object();
        if (over_QKV)
        {
            json_object_set_new(sample, "Q", fulg_weights_mat_json(c->Q));
            json_object_set_new(sample, "K", fulg_weights_mat_json(c->K));
        }
        else
            json_object_set_new(sample, "A", fulg_weights_mat_json(c->A));
        json_object_set_new(sample, "V", fulg_weights_mat_json(c->V));
        json_object_set_new(value, "sample", sample);
    }
    return value;
}

static json_t *
json_components(const fulg_component_t *list, slong num, int over_QKV)
{
    json_t *value = json_array();
    for (slong n = 0; n < num; n++)
        json_array_append_new(value, json_component(&list[n], over_QKV));
    return value;
}

static void
print_layer_json(fulg_cli_t *cli, const fulg_fiber_layer_fiber_t f,
                 const fulg_weights_t W)
{
    json_t *answer = fulg_cli_json_head(cli), *mats = json_object();
    json_object_set_new(answer, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(answer, "zero", json_boolean(f->zero));
    json_object_set_new(answer, "rank_A", json_integer(f->rank_A));
    json_object_set_new(answer, "rank_V", json_integer(f->rank_V));
    json_object_set_new(answer, "rank_S", json_integer(f->rank_S));
    json_object_set_new(answer, "parallel", json_boolean(f->parallel));
    json_object_set_new(answer, "theorem", json_string(f->theorem));
    json_object_set_new(answer, "generic_fiber_dimension",
                        json_integer(f->generic_dim));
    json_object_set_new(answer, "real_components",
                        f->pieces_QKV < 0 ? json_null()
                                          : json_integer(f->pieces_QKV));
    for (slong n = 0; n < f->num_mats; n++)
        json_object_set_new(mats, f->mats[n].name,
                            fulg_weights_mat_json(f->mats[n].mat));
    json_object_set_new(answer, "matrices", mats);
    json_object_set_new(answer, "AV", json_components(f->AV, f->num_AV, 0));
    json_object_set_new(answer, "QKV", json_components(f->QKV, f->num_QKV, 1));
    fulg_cli_print_json(cli, answer);
}

static void
print_components(FILE *out, const fulg_component_t *list, slong num)
{
    for (slong n = 0; n < num; n++)
    {
        const fulg_component_t *c = &list[n];
        fprintf(out, "  %ld. %s: dimension %ld", (long) n + 1, c->name,
                (long) c->dim);
        if (c->real_dim != c->dim)
            fprintf(out, " (its real points: %ld)", (long) c->real_dim);
        if (c->real_pieces > 1)
            fprintf(out, ", %ld connected real pieces", (long) c->real_pieces);
        else if (c->real_pieces == 1)
            fprintf(out, ", connected over R");
        fprintf(out, "\n     %s\n     equations: %s\n", c->parametrisation,
                c->equations);
    }
}

static void
print_layer_text(fulg_cli_t *cli, const fulg_fiber_layer_fiber_t f)
{
    FILE *out = cli->out;
    fprintf(out, "one layer, d = %ld, d_out = %ld, head_dim = %ld, %s\n",
            (long) f->d, (long) f->d_out, (long) f->a,
            f->tokens == 1 ? "one token" : "two or more tokens");
    fprintf(out, "rank A = %ld, rank V = %ld", (long) f->rank_A,
            (long) f->rank_V);
    if (f->tokens == 1)
        fprintf(out, ", rank (A + A^T) = %ld", (long) f->rank_S);
    if (f->rank_A == 1 && f->rank_V == 1)
        fprintf(out, ", key %sparallel to value", f->parallel ? "" : "not ");
    fprintf(out, "%s\n", f->zero ? ": the zero function" : "");
    fprintf(out, "over (A,V): %ld component%s (%s)\n", (long) f->num_AV,
            f->num_AV == 1 ? "" : "s", f->theorem);
    print_components(out, f->AV, f->num_AV);
    fprintf(out, "over (Q,K,V): %ld component%s", (long) f->num_QKV,
            f->num_QKV == 1 ? "" : "s");
    if (f->pieces_QKV > 0)
        fprintf(out, ", %ld connected piece%s over R", (long) f->pieces_QKV,
                f->pieces_QKV == 1 ? "" : "s");
    fprintf(out, "; a generic fiber has dimension %ld\n",
            (long) f->generic_dim);
    print_components(out, f->QKV, f->num_QKV);
    for (slong n = 0; n < f->num_mats; n++)
    {
        if (fmpq_mat_nrows(f->mats[n].mat) > 12 ||
            fmpq_mat_ncols(f->mats[n].mat) > 12)
        {
            fprintf(out, "%s: %ld x %ld (shown with --json)\n", f->mats[n].name,
                    (long) fmpq_mat_nrows(f->mats[n].mat),
                    (long) fmpq_mat_ncols(f->mats[n].mat));
            continue;
        }
        fprintf(out, "%s =\n", f->mats[n].name);
        fulg_cli_print_matrix(out, f->mats[n].mat, "  ");
    }
}

static int
run(fulg_cli_t *cli)
{
    const char *file = NULL;
    fulg_fiber_layer_fiber_t fiber;
    fulg_weights_t W;
    fulg_diag_t diag;
    int num_words, code;
    code = fulg_cli_parse(cli, NULL, &file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (file == NULL)
    {
        fulg_cli_message(
            "fiber needs a weights file (\"-\" is standard input)");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_weights(W, file);
    if (code != FULG_EXIT_OK)
        return code;
    if (fulg_fiber_layer(fiber, W, diag) == FULG_OK)
    {
        if (cli->json)
            print_layer_json(cli, fiber, W);
        else
            print_layer_text(cli, fiber);
        fulg_fiber_layer_fiber_clear(fiber);
    }
    else if (fulg_arch_has_readout(W->arch) &&
             fulg_arch_check_stack(W->arch, "the fiber", diag) != FULG_OK)
        code = fulg_cli_fail(FULG_UNABLE, diag, NULL);
    else if (!fulg_arch_is_stack(W->arch))
        code = fulg_cli_fiber_transformer(cli, W);
    else if (!fulg_cli_fiber_heads(cli, W))
        fulg_cli_fiber_stack(cli, W);
    fulg_weights_clear(W);
    return code;
}

static const fulg_option_t options[] = {FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_fiber = {
    "fiber", "all weights with the same function as given ones", run, options,
    "usage: fulgurite fiber WEIGHTS [--json]\n\n"
    "All weights with the same function.  For one layer with one head: every\n"
    "component of the fiber, its dimension, parametrisation, equations and a sample\n"
    "point.  For one softmax or affine layer with any number of heads: what the\n"
    "function determines, and every way to distribute it among the heads.  For\n"
    "stacks: the group that acts on the fiber, the dimension of its orbit, and\n"
    "whether the weights are generic, that is, whether the rank of the Jacobian\n"
    "there is the dimension of the neuromanifold.  For transformers: the symmetries,\n"
    "source by source.\n\n"
    "  fulgurite random --widths 3,2 --head-dim 2 | fulgurite fiber -\n"};
