#include <string.h>

#include "fiber.h"

static const char *
proof_name(fulg_fiber_same_proof_t proof)
{
    switch (proof)
    {
        case FULG_SAME_CHANGE:
            return "change-of-parameters";
        case FULG_SAME_VIRTUAL:
            return "virtual-weights";
        case FULG_SAME_FACTORS:
            return "factors";
        case FULG_SAME_ZERO:
            return "zero";
        case FULG_SAME_HEADS:
            return "heads";
        case FULG_SAME_LAYERS:
            return "layers";
        case FULG_SAME_SUBLAYERS:
            return "sublayers";
        case FULG_SAME_GRID:
            return "grid";
        case FULG_SAME_WITNESS:
            return "witness";
        case FULG_SAME_OPEN:
            break;
    }
    return "open";
}

static int
exit_code(fulg_truth_t equal)
{
    if (equal == FULG_TRUE)
        return FULG_EXIT_OK;
    return equal == FULG_FALSE ? FULG_EXIT_NO : FULG_EXIT_UNABLE;
}

/* ---- JSON ----------------------------------------------------------------- */

static json_t *
json_witness(const fulg_fiber_same_t r)
{
    json_t *value = json_object();
    json_object_set_new(value, "input", fulg_weights_mat_json(r->X));
    if (r->balls)
    {
        const slong digits = fulg_cli_digits_all_apart(r->ball_A, r->ball_B,
                                                       20);
        json_object_set_new(value, "output_a",
                            fulg_cli_json_balls(r->ball_A, digits));
        json_object_set_new(value, "output_b",
                            fulg_cli_json_balls(r->ball_B, digits));
        json_object_set_new(value, "output_a_arb",
                            fulg_cli_json_balls(r->ball_A, 0));
        json_object_set_new(value, "output_b_arb",
                            fulg_cli_json_balls(r->ball_B, 0));
        return value;
    }
    json_object_set_new(value, "output_a", fulg_weights_mat_json(r->YA));
    json_object_set_new(value, "output_b", fulg_weights_mat_json(r->YB));
    if (r->prime != 0)
        json_object_set_new(value, "modulo",
                            json_integer((json_int_t) r->prime));
    return value;
}

/* "layers": [{"heads": [{"source", "scale", "G", "H"}]}], "hidden": [C_1, ..] */
static json_t *
json_change(const fulg_fiber_change_t ch)
{
    json_t *value = json_object(), *hidden = json_array(),
           *layers = json_array();
    for (slong i = 1; i < ch->depth; i++)
        json_array_append_new(hidden, fmpq_mat_is_empty(&ch->C[i])
                                          ? json_integer(1)
                                          : fulg_weights_mat_json(&ch->C[i]));
    for (slong i = 0; i < ch->depth; i++)
    {
        const slong end = i + 1 < ch->depth ? ch->first[i + 1] : ch->num_heads;
        json_t *heads = json_array(), *layer = json_object();
        for (slong n = ch->first[i]; n < end; n++)
        {
            json_t *head = json_object();
            json_object_set_new(head, "source",
                                json_integer(ch->source[n] + 1));
            json_object_set_new(head, "scale",
                                fulg_exact_json_fmpq(ch->scale + n));
            json_object_set_new(head, "G", fulg_weights_mat_json(&ch->G[n]));
            if (fmpq_mat_nrows(&ch->H[n]) > 0)
                json_object_set_new(head, "H",
                                    fulg_weights_mat_json(&ch->H[n]));
            json_array_append_new(heads, head);
        }
        json_object_set_new(layer, "heads", heads);
        json_array_append_new(layers, layer);
    }
    json_object_set_new(value, "hidden", hidden);
    json_object_set_new(value, "layers", layers);
    return value;
}

static json_t *
json_scales(const fulg_fiber_same_t r)
{
    json_t *list = json_array();
    for (slong i = 0; i < r->num_scales; i++)
        json_array_append_new(list, fulg_exact_json_fmpq(r->scale + i));
    return list;
}

static json_t *
json_heads(const fulg_head_class_t *c)
{
    json_t *heads = json_array();
    for (slong n = 0; n < c->num; n++)
        json_array_append_new(
            heads, json_integer((c->head[n] + 1) * (c->sign[n] < 0 ? -1 : 1)));
    return heads;
}

/* Class by class the heads of the two layers; minus: with -A. */
static json_t *
json_lists(const fulg_fiber_same_t r)
{
    json_t *value = json_array();
    for (slong k = 0; k < r->list_A->num; k++)
        json_array_append_new(
            value, json_pack("{s:o,s:o}", "heads_a",
                             json_heads(&r->list_A->classes[k]), "heads_b",
                             json_heads(&r->list_B->classes[k])));
    return value;
}

static void
print_json(fulg_cli_t *cli, const fulg_fiber_same_t r)
{
    json_t *answer = fulg_cli_json_head(cli);
    json_object_set_new(answer, "equal",
                        r->equal == FULG_UNKNOWN ? json_null()
                        : r->equal == FULG_TRUE  ? json_true()
                                                 : json_false());
    json_object_set_new(answer, "proof", json_string(proof_name(r->proof)));
    json_object_set_new(answer, "reason", json_string(r->reason));
    if (r->has_change)
        json_object_set_new(answer, "change", json_change(r->change));
    if (r->has_lists)
        json_object_set_new(answer, "classes", json_lists(r));
    if (r->num_scales > 0)
        json_object_set_new(answer, "virtual_scales", json_scales(r));
    if (r->has_witness)
        json_object_set_new(answer, "witness", json_witness(r));
    if (r->proof == FULG_SAME_GRID)
    {
        json_object_set_new(answer, "points", json_integer(r->points));
        json_object_set_new(answer, "primes", json_integer(r->primes));
    }
    if (r->proof == FULG_SAME_OPEN && r->error_log2 < 0)
        json_object_set_new(answer, "error_log2", json_integer(r->error_log2));
    fulg_cli_print_json(cli, answer);
}

/* ---- text ------------------------------------------------------------------ */

static void
print_witness(FILE *out, const fulg_fiber_same_t r)
{
    const slong digits = r->balls ? fulg_cli_digits_all_apart(r->ball_A,
                                                              r->ball_B, 12)
                                  : 0;
    fprintf(out, "X =\n");
    fulg_cli_print_matrix(out, r->X, "  ");
    fprintf(out, r->prime ? "A(X) mod %lu =\n" : "A(X) =\n", r->prime);
    if (r->balls)
        fulg_cli_print_balls(out, r->ball_A, digits, "  ");
    else
        fulg_cli_print_matrix(out, r->YA, "  ");
    fprintf(out, r->prime ? "B(X) mod %lu =\n" : "B(X) =\n", r->prime);
    if (r->balls)
        fulg_cli_print_balls(out, r->ball_B, digits, "  ");
    else
        fulg_cli_print_matrix(out, r->YB, "  ");
}

static int
is_identity(const fmpq_mat_t A)
{
    return fmpq_mat_is_empty(A) || fmpq_mat_is_one(A);
}

static void
print_head(FILE *out, const fulg_fiber_change_t ch, slong i, slong n,
           slong alone)
{
    char *c = fmpq_get_str(NULL, 10, ch->scale + n);
    fprintf(out, "layer %ld", (long) i + 1);
    if (!alone)
        fprintf(out, ", head %ld from head %ld", (long) (n - ch->first[i]) + 1,
                (long) ch->source[n] + 1);
    fprintf(out, ": c = %s", c);
    if (is_identity(&ch->G[n]))
        fprintf(out, ", G = 1\n");
    else
    {
        fprintf(out, ", G =\n");
        fulg_cli_print_matrix(out, &ch->G[n], "  ");
    }
    if (fmpq_mat_nrows(&ch->H[n]) > 0)
    {
        fprintf(out, "H =\n");
        fulg_cli_print_matrix(out, &ch->H[n], "  ");
    }
    flint_free(c);
}

static void
print_change(FILE *out, const fulg_fiber_change_t ch)
{
    const int factors = ch->num_heads > 0 && fmpq_mat_nrows(&ch->H[0]) > 0;
    if (ch->depth == 1)
        fprintf(out, "Q' = c G Q, K' = G^-T K, %s, where ' means B\n",
                factors ? "O' = O H^-1 / c, U' = H U" : "V' = V / c");
    else
        fprintf(out,
                "Q' = c G Q C_{i-1}^-1, K' = G^-T K C_{i-1}^-1, %s,\n"
                "where ' means B, and C_0 = C_%ld = 1\n",
                factors ? "O' = C_i O H^-1 / c, U' = H U C_{i-1}^-1"
                        : "V' = C_i V C_{i-1}^-1 / c",
                (long) ch->depth);
    for (slong i = 1; i < ch->depth; i++)
    {
        if (is_identity(&ch->C[i]))
        {
            fprintf(out, "C_%ld = 1\n", (long) i);
            continue;
        }
        fprintf(out, "C_%ld =\n", (long) i);
        fulg_cli_print_matrix(out, &ch->C[i], "  ");
    }
    for (slong i = 0; i < ch->depth; i++)
    {
        const slong end = i + 1 < ch->depth ? ch->first[i + 1] : ch->num_heads;
        for (slong n = ch->first[i]; n < end; n++)
            print_head(out, ch, i, n, end - ch->first[i] == 1);
    }
}

static void
print_class(FILE *out, const char *network, const fulg_head_class_t *c)
{
    fprintf(out, "head%s", c->num == 1 ? "" : "s");
    for (slong n = 0; n < c->num; n++)
        fprintf(out, "%s %ld%s", n ? "," : "", (long) c->head[n] + 1,
                c->sign[n] < 0 ? " (with -A)" : "");
    fprintf(out, " of %s", network);
}

/* Which heads are which; the others of each network do nothing together. */
static void
print_lists(FILE *out, const fulg_fiber_same_t r)
{
    for (slong k = 0; k < r->list_A->num; k++)
    {
        fputs("  ", out);
        print_class(out, "A", &r->list_A->classes[k]);
        fputs(" = ", out);
        print_class(out, "B", &r->list_B->classes[k]);
        fputc('\n', out);
    }
}

static void
print_text(fulg_cli_t *cli, const fulg_fiber_same_t r)
{
    static const char *const verdict[] = {"different", "equal", "undecided"};
    fprintf(cli->out, "%s: %s\n", verdict[r->equal], r->reason);
    if (r->has_witness)
        print_witness(cli->out, r);
    if (r->has_change)
        print_change(cli->out, r->change);
    else if (r->has_lists)
        print_lists(cli->out, r);
    else if (r->num_scales > 0)
    {
        fprintf(cli->out, "M_i' = c_i M_i, where ' means B, with c =");
        for (slong i = 0; i < r->num_scales; i++)
        {
            char *c = fmpq_get_str(NULL, 10, r->scale + i);
            fprintf(cli->out, " %s", c);
            flint_free(c);
        }
        fputc('\n', cli->out);
    }
}

static int
answer(fulg_cli_t *cli, const fulg_weights_t A, const fulg_weights_t B)
{
    fulg_fiber_same_options_t options;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    fulg_rand_init(rand, cli->seed);
    fulg_fiber_same_options_init(&options);
    status = fulg_fiber_same(result, A, B, rand, &options, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (cli->json)
        print_json(cli, result);
    else
        print_text(cli, result);
    code = exit_code(result->equal);
    cli->keep_output = 1;
    fulg_fiber_same_clear(result);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    const char *file[2] = {NULL, NULL};
    fulg_weights_t A, B;
    int num_words, code;
    code = fulg_cli_parse(cli, NULL, file, 2, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (num_words < 2)
    {
        fulg_cli_message("same needs two weights files");
        return FULG_EXIT_USAGE;
    }
    if (strcmp(file[0], "-") == 0 && strcmp(file[1], "-") == 0)
    {
        fulg_cli_message("only one file can come from standard input");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_weights(A, file[0]);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_cli_load_weights(B, file[1]);
    if (code == FULG_EXIT_OK)
    {
        code = answer(cli, A, B);
        fulg_weights_clear(B);
    }
    fulg_weights_clear(A);
    return code;
}

static const fulg_option_t options[] = {FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_same = {
    "same", "whether two weight files give the same function", run, options,
    "usage: fulgurite same A B [--json]\n\n"
    "Do two weight files give the same function?  Equal (exit code 0): the change of\n"
    "parameters that takes A to B, or another proof.  Different (1): an input and\n"
    "both outputs.  Undecided (4): why.  The networks may have different\n"
    "architectures as long as their inputs, outputs and tokens agree.  Transformers\n"
    "are proved equal sublayer by sublayer, up to bases, scalings, signs and order.\n\n"
    "  fulgurite same a.json b.json\n"};
