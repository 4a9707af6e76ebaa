#include "fiber.h"

/* Larger matrices, and more ways, are for programs. */
#define MAX_SIDE 12
#define MAX_WAYS 8

/* ---- the canonical list ------------------------------------------------------ */

json_t *
fulg_cli_json_classes(const fulg_fiber_canonical_t list, slong first, slong num)
{
    json_t *value = json_array();
    for (slong k = first; k < first + num; k++)
    {
        const fulg_head_class_t *c = &list->classes[k];
        json_t *heads = json_array(), *signs = json_array();
        for (slong n = 0; n < c->num; n++)
        {
            json_array_append_new(heads, json_integer(c->head[n] + 1));
            json_array_append_new(signs, json_integer(c->sign[n]));
        }
        json_array_append_new(value, json_pack("{s:o,s:o,s:I,s:I,s:o,s:o}", "A",
                                               fulg_weights_mat_json(c->A), "V",
                                               fulg_weights_mat_json(c->V),
                                               "rank_A", (json_int_t) c->rank_A,
                                               "rank_V", (json_int_t) c->rank_V,
                                               "heads", heads, "signs", signs));
    }
    return value;
}

static void
print_heads(FILE *out, const fulg_head_class_t *c)
{
    fputs(c->num == 1 ? "head" : "heads", out);
    for (slong n = 0; n < c->num; n++)
        fprintf(out, "%s %ld%s", n ? "," : "", (long) c->head[n] + 1,
                c->sign[n] < 0 ? " (with -A)" : "");
}

static void
print_named(FILE *out, const char *name, slong k, const fmpq_mat_t A)
{
    fprintf(out, "  %s", name);
    if (k > 0)
        fprintf(out, "%ld", (long) k);
    fputs(" =", out);
    if (fmpq_mat_nrows(A) > MAX_SIDE || fmpq_mat_ncols(A) > MAX_SIDE)
    {
        fprintf(out, " %ld x %ld (shown with --json)\n",
                (long) fmpq_mat_nrows(A), (long) fmpq_mat_ncols(A));
        return;
    }
    fputc('\n', out);
    fulg_cli_print_matrix(out, A, "    ");
}

static const char *
sum_name(const fulg_fiber_canonical_t list)
{
    if (list->tokens == 1 || list->paired)
        return "L";
    return "V_0";
}

void
fulg_cli_print_canonical(FILE *out, const fulg_fiber_canonical_t list)
{
    fputs(list->tokens == 1 ? "one token: the function determines the sum L of "
                              "all V\n"
          : list->paired
              ? "the function determines every A != 0 up to sign, with the "
                "difference V of the\nvalues of A and -A, and the sum L of all "
                "V\n"
              : "the function determines every A != 0 with the sum V of the "
                "values of its heads\n(when that is not 0), and the sum V_0 of "
                "the heads with A = 0\n",
          out);
    for (slong k = 0; k < list->num; k++)
    {
        const fulg_head_class_t *c = &list->classes[k];
        fprintf(out, "%ld. ", (long) k + 1);
        print_heads(out, c);
        fprintf(out, ": rank A_%ld = %ld, rank V_%ld = %ld\n", (long) k + 1,
                (long) c->rank_A, (long) k + 1, (long) c->rank_V);
        print_named(out, "A_", k + 1, c->A);
        print_named(out, "V_", k + 1, c->V);
    }
    for (slong k = list->num; k < list->num + list->num_lost; k++)
    {
        fputs("no effect: ", out);
        print_heads(out, &list->classes[k]);
        fputs(list->classes[k].num > 1 ? ", which cancel\n" : ", with V = 0\n",
              out);
    }
    if (list->rest->num > 0 && list->tokens > 1)
    {
        fputs("A = 0: ", out);
        print_heads(out, list->rest);
        fputc('\n', out);
    }
    if (fmpq_mat_is_zero(list->rest->V))
        fprintf(out, "%s = 0\n", sum_name(list));
    else
        print_named(out, sum_name(list), 0, list->rest->V);
}

/* ---- the ways to share it out ------------------------------------------------ */

static json_t *
json_known(slong n)
{
    return n < 0 ? json_null() : json_integer(n);
}

static json_t *
json_count(const fmpz_t n)
{
    return fmpz_is_zero(n) ? json_null() : fulg_exact_json_fmpz(n);
}

static json_t *
json_sharing(const fulg_fiber_sharing_t *s, slong classes)
{
    json_t *heads = json_array(), *negative = json_array();
    json_t *ghosts = json_array();
    for (slong k = 0; k < classes; k++)
    {
        json_array_append_new(heads, json_integer(s->heads[k]));
        json_array_append_new(negative, json_integer(s->negative[k]));
    }
    for (slong g = 0; g < s->num_ghosts; g++)
        json_array_append_new(
            ghosts, json_pack("{s:I,s:I}", "heads", (json_int_t) s->ghost[g],
                              "negative", (json_int_t) s->ghost_negative[g]));
    return json_pack("{s:o,s:o,s:I,s:o,s:o,s:o,s:o,s:o}", "heads", heads,
                     "negative", negative, "zero", (json_int_t) s->zero,
                     "ghosts", ghosts, "pieces", json_count(s->count),
                     "dimension_AV", json_known(s->dim_AV), "dimension",
                     json_known(s->dim), "components",
                     json_count(s->components));
}

static void
print_json(fulg_cli_t *cli, const fulg_fiber_heads_fiber_t f,
           const fulg_weights_t W, slong rank)
{
    const fulg_fiber_canonical_struct *list = f->canonical;
    const slong dim = W->parameters - f->generic_dim;
    json_t *answer = fulg_cli_json_head(cli), *ways = json_array();
    json_t *rest = json_array();
    for (slong n = 0; n < f->num; n++)
        json_array_append_new(ways, json_sharing(&f->sharing[n], list->num));
    for (slong n = 0; n < list->rest->num; n++)
        json_array_append_new(rest, json_integer(list->rest->head[n] + 1));
    json_object_set_new(answer, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(answer, "parameters", json_integer(W->parameters));
    json_object_set_new(answer, "up_to_sign", json_boolean(list->paired));
    json_object_set_new(answer, "classes",
                        fulg_cli_json_classes(list, 0, list->num));
    json_object_set_new(answer, "sum", fulg_weights_mat_json(list->rest->V));
    json_object_set_new(answer, "zero_heads", rest);
    json_object_set_new(answer, "no_effect",
                        fulg_cli_json_classes(list, list->num, list->num_lost));
    json_object_set_new(answer, "sharings", ways);
    json_object_set_new(answer, "complete", json_boolean(f->complete));
    json_object_set_new(answer, "pieces", json_count(f->pieces));
    json_object_set_new(answer, "components", json_count(f->components));
    json_object_set_new(answer, "fiber_dimension", json_known(f->dim));
    json_object_set_new(answer, "generic_fiber_dimension",
                        json_integer(f->generic_dim));
    json_object_set_new(answer, "dimension", json_integer(dim));
    json_object_set_new(answer, "jacobian_rank", json_known(rank));
    json_object_set_new(answer, "generic",
                        rank < 0 ? json_null() : json_boolean(rank == dim));
    fulg_cli_print_json(cli, answer);
}

static void
print_group(FILE *out, const char *what, slong n, slong minus)
{
    fprintf(out, "%ld head%s %s", (long) n, n == 1 ? "" : "s", what);
    if (minus > 0)
        fprintf(out, " (%ld of them with -A)", (long) minus);
}

static void
print_sharing(FILE *out, const fulg_fiber_sharing_t *s,
              const fulg_fiber_canonical_t list)
{
    const char *between = "  ";
    for (slong k = 0; k < list->num; k++)
    {
        char what[40];
        snprintf(what, sizeof what, "for %ld", (long) k + 1);
        fputs(between, out);
        print_group(out, what, s->heads[k], s->negative[k]);
        between = ", ";
    }
    if (s->zero > 0)
    {
        fputs(between, out);
        print_group(out, list->tokens == 1 ? "with any A" : "with A = 0",
                    s->zero, 0);
        between = ", ";
    }
    for (slong g = 0; g < s->num_ghosts; g++)
    {
        fputs(between, out);
        print_group(out,
                    s->ghost[g] == 1
                        ? "with V = 0, any A"
                        : "with the same A and values that add up to 0",
                    s->ghost[g], s->ghost_negative[g]);
        between = ", ";
    }
    fputs(":\n    ", out);
    if (s->doubtful)
    {
        fputs("whether there are such weights is not known\n", out);
        return;
    }
    fulg_cli_print_fmpz(out, s->count);
    fputs(fmpz_is_one(s->count) ? " piece" : " pieces", out);
    if (s->dim >= 0)
        fprintf(out, " of dimension %ld", (long) s->dim);
    if (s->dim_AV >= 0)
        fprintf(out, " (%ld over (A,V))", (long) s->dim_AV);
    if (fmpz_cmp_ui(s->components, 1) > 0)
    {
        fputs(", each of ", out);
        fulg_cli_print_fmpz(out, s->components);
        fputs(" components", out);
    }
    fputc('\n', out);
}

static void
print_fiber(FILE *out, const fulg_fiber_heads_fiber_t f)
{
    const slong shown = FLINT_MIN(f->num, MAX_WAYS);
    fputs("the fiber: ", out);
    if (fmpz_is_zero(f->components))
        fputs("its pieces", out);
    else
    {
        fulg_cli_print_fmpz(out, f->components);
        fputs(fmpz_is_one(f->components) ? " component" : " components", out);
    }
    if (f->dim >= 0)
        fprintf(out, ", dimension %ld", (long) f->dim);
    fprintf(out, "; a generic fiber has dimension %ld\n",
            (long) f->generic_dim);
    for (slong n = 0; n < shown; n++)
        print_sharing(out, &f->sharing[n], f->canonical);
    if (!f->complete)
        fputs("  and many more\n", out);
    else if (f->num > shown)
        fprintf(out, "  and %ld more ways (--json has all)\n",
                (long) (f->num - shown));
}

/* The rank of the Jacobian by the theorem, or as that of any other network; -1
   when it is not known. */
static slong
jacobian_rank(fulg_cli_t *cli, const fulg_fiber_heads_fiber_t f,
              const fulg_weights_t W)
{
    slong rank = fulg_fiber_canonical_rank(f->canonical, W);
    fulg_fiber_stack_fiber_t orbit;
    fulg_fiber_generic_t g;
    fulg_rand_t rand;
    fmpz_t dim;
    if (rank >= 0)
        return rank;
    fulg_rand_init(rand, cli->seed);
    fmpz_init_set_si(dim, W->parameters - f->generic_dim);
    fulg_fiber_stack(orbit, W, rand);
    fulg_fiber_generic(g, orbit, W, dim, dim, rand, &cli->progress);
    rank = g->rank_lower == g->rank_upper ? g->rank_lower : -1;
    fulg_fiber_generic_clear(g);
    fulg_fiber_stack_fiber_clear(orbit);
    fmpz_clear(dim);
    return rank;
}

int
fulg_cli_fiber_heads(fulg_cli_t *cli, const fulg_weights_t W)
{
    fulg_fiber_heads_fiber_t f;
    fulg_diag_t diag;
    slong rank;
    if (fulg_fiber_heads(f, W, diag) != FULG_OK)
        return 0;
    rank = jacobian_rank(cli, f, W);
    if (cli->json)
        print_json(cli, f, W, rank);
    else
    {
        const slong dim = W->parameters - f->generic_dim;
        fprintf(cli->out, "one %s layer, d = %ld, d_out = %ld, %ld head%s, ",
                fulg_arch_is_softmax(W->arch) ? "softmax" : "affine",
                (long) f->canonical->d, (long) f->canonical->d_out,
                (long) f->heads, f->heads == 1 ? "" : "s");
        fprintf(cli->out, "%ld token%s\n", (long) f->canonical->tokens,
                f->canonical->tokens == 1 ? "" : "s");
        fulg_cli_print_canonical(cli->out, f->canonical);
        print_fiber(cli->out, f);
        if (rank >= 0)
            fprintf(cli->out,
                    "these weights are %sgeneric: the Jacobian has "
                    "rank %ld there, the dimension is %ld\n",
                    rank == dim ? "" : "not ", (long) rank, (long) dim);
        else
            fputs("whether these weights are generic is not judged\n",
                  cli->out);
    }
    fulg_fiber_heads_fiber_clear(f);
    return 1;
}
