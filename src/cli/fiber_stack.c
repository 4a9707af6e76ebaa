#include "fiber.h"

/* ---- stacks -------------------------------------------------------------------- */

/* Proved bounds of the dimension, as far as a gigabyte takes them. */
typedef struct
{
    fmpz_t lower, upper;
    int known;
} bounds_t;

static void
bounds_init(bounds_t *bounds, const fulg_cli_t *cli, const fulg_arch_t arch)
{
    fulg_dim_options_t options;
    fulg_dim_t answer;
    fulg_diag_t diag;
    fulg_dim_options_init(&options);
    options.seed = cli->seed;
    options.max_bytes = UWORD(1) << 30;
    options.progress = &cli->progress;
    fmpz_init(bounds->lower);
    fmpz_init(bounds->upper);
    fulg_dim_init(answer, arch);
    bounds->known = fulg_dim_certify(answer, &options, diag) == FULG_OK;
    if (bounds->known)
    {
        fmpz_set(bounds->lower, answer->cert->lower);
        fmpz_set(bounds->upper, fulg_cert_bound_total(answer->cert->upper));
    }
    fulg_dim_clear(answer);
}

static void
bounds_clear(bounds_t *bounds)
{
    fmpz_clear(bounds->lower);
    fmpz_clear(bounds->upper);
}

static const fmpz *
dimension(const bounds_t *bounds)
{
    return bounds->known && fmpz_equal(bounds->lower, bounds->upper)
               ? bounds->lower
               : NULL;
}

static json_t *
json_reasons(const fulg_fiber_generic_t g)
{
    json_t *list = json_array();
    for (slong n = 0; n < g->num_reasons; n++)
        json_array_append_new(list, json_string(g->reason[n]));
    return list;
}

static void
print_stack_json(fulg_cli_t *cli, const fulg_fiber_stack_fiber_t f,
                 const fulg_fiber_generic_t g, const fulg_weights_t W,
                 const fmpz *dim, const fmpz *generic)
{
    json_t *answer = fulg_cli_json_head(cli), *group = json_object();
    json_object_set_new(answer, "architecture", fulg_arch_json(W->arch));
    json_object_set_new(answer, "parameters",
                        fulg_exact_json_fmpz(f->parameters));
    json_object_set_new(group, "formula", json_string(f->formula));
    json_object_set_new(group, "hidden", json_integer(f->hidden));
    json_object_set_new(group, "heads", json_integer(f->heads));
    json_object_set_new(group, "values", json_integer(f->values));
    json_object_set_new(group, "scalings", json_integer(f->scalings));
    json_object_set_new(group, "dimension", json_integer(f->group));
    json_object_set_new(answer, "group", group);
    json_object_set_new(answer, "orbit_lower", json_integer(f->orbit_lower));
    json_object_set_new(answer, "orbit_upper", json_integer(f->orbit_upper));
    json_object_set_new(answer, "orbit_dimension",
                        f->orbit_lower == f->orbit_upper
                            ? json_integer(f->orbit_lower)
                            : json_null());
    json_object_set_new(answer, "generic_fiber_dimension",
                        generic ? fulg_exact_json_fmpz(generic) : json_null());
    json_object_set_new(answer, "generic",
                        g->generic == FULG_UNKNOWN
                            ? json_null()
                            : json_boolean(g->generic == FULG_TRUE));
    json_object_set_new(answer, "dimension",
                        dim ? fulg_exact_json_fmpz(dim) : json_null());
    json_object_set_new(answer, "jacobian_rank_lower",
                        json_integer(g->rank_lower));
    json_object_set_new(answer, "jacobian_rank_upper",
                        json_integer(g->rank_upper));
    json_object_set_new(answer,
                        g->generic == FULG_UNKNOWN ? "not_judged" : "failures",
                        json_reasons(g));
    fulg_cli_print_json(cli, answer);
}

/* "  dimension 8 = 4 (hidden) + 2 (heads) + 2 (scalings)" */
static void
print_group(FILE *out, const fulg_fiber_stack_fiber_t f)
{
    const slong parts[] = {f->hidden, f->heads, f->values, f->scalings};
    static const char *const names[] = {"hidden", "heads", "values",
                                        "scalings"};
    const char *between = " = ";
    fprintf(out, "  dimension %ld", (long) f->group);
    for (int n = 0; n < 4; n++)
        if (parts[n] > 0)
        {
            fprintf(out, "%s%ld (%s)", between, (long) parts[n], names[n]);
            between = " + ";
        }
    fputc('\n', out);
}

static void
print_fmpz_line(FILE *out, const char *before, const fmpz *n, const char *after)
{
    fputs(before, out);
    fulg_cli_print_fmpz(out, n);
    fputs(after, out);
}

static void
print_orbit(FILE *out, const fulg_fiber_stack_fiber_t f, const fmpz *generic)
{
    print_fmpz_line(out, "parameters: ", f->parameters, "\n");
    fprintf(out, "group acting on the fiber: %s\n", f->formula);
    print_group(out, f);
    if (f->orbit_lower == f->orbit_upper)
        fprintf(out, "orbit through these weights: dimension %ld\n",
                (long) f->orbit_lower);
    else
        fprintf(out,
                "orbit through these weights: dimension between %ld and "
                "%ld\n",
                (long) f->orbit_lower, (long) f->orbit_upper);
    if (generic != NULL)
        print_fmpz_line(out, "generic fiber: dimension ", generic,
                        " (parameters - dimension of the neuromanifold)\n");
    else
        fprintf(out, "generic fiber: the dimension of the neuromanifold is not "
                     "proved here\n");
}

/* The fiber is smooth near generic weights; is the orbit all of it there? */
static void
print_component(FILE *out, const fulg_fiber_stack_fiber_t f,
                const fmpz *generic)
{
    fmpz_t more;
    if (generic == NULL)
        return;
    print_fmpz_line(out, "the fiber is smooth near them, of dimension ",
                    generic, "");
    fmpz_init(more);
    fmpz_sub_si(more, generic, f->orbit_lower);
    if (f->orbit_lower != f->orbit_upper)
        fputs("\n", out);
    else if (fmpz_is_zero(more))
        fputs(": the orbit is open in it\n", out);
    else
        print_fmpz_line(
            out, ", ", more,
            " more than the orbit: there are other directions that do not change\n"
            "the function\n");
    fmpz_clear(more);
}

static void
print_reasons(FILE *out, const fulg_fiber_generic_t g)
{
    for (slong n = 0; n < g->num_reasons; n++)
        fprintf(out, "  %s\n", g->reason[n]);
}

static void
print_generic(FILE *out, const fulg_fiber_stack_fiber_t f,
              const fulg_fiber_generic_t g, const fmpz *dim,
              const fmpz *generic)
{
    if (g->generic == FULG_TRUE)
    {
        fprintf(out,
                "these weights are generic: the Jacobian has rank %ld "
                "there, which is the dimension\n",
                (long) g->rank_lower);
        print_component(out, f, generic);
    }
    else if (g->generic == FULG_FALSE)
    {
        fprintf(out,
                "these weights are not generic: the Jacobian has rank %s"
                "%ld there,\n",
                g->rank_lower == g->rank_upper ? "" : "at most ",
                (long) g->rank_upper);
        if (dim != NULL)
            print_fmpz_line(out, "below the dimension ", dim, "\n");
        else
            fputs("below a proved lower bound of the dimension\n", out);
        print_reasons(out, g);
        if (g->num_reasons == 0)
            fputs("  no condition on ranks explains this\n", out);
    }
    else
    {
        fputs("whether these weights are generic is not judged:\n", out);
        print_reasons(out, g);
    }
}

void
fulg_cli_fiber_stack(fulg_cli_t *cli, const fulg_weights_t W)
{
    fulg_fiber_stack_fiber_t fiber;
    fulg_fiber_generic_t g;
    fulg_rand_t rand;
    bounds_t bounds;
    fmpz_t generic;
    const fmpz *dim;
    fulg_rand_init(rand, cli->seed);
    fmpz_init(generic);
    fulg_fiber_stack(fiber, W, rand);
    bounds_init(&bounds, cli, W->arch);
    dim = dimension(&bounds);
    if (dim != NULL)
        fmpz_sub(generic, fiber->parameters, dim);
    fulg_fiber_generic(g, fiber, W, bounds.known ? bounds.lower : NULL,
                       bounds.known ? bounds.upper : NULL, rand,
                       &cli->progress);
    if (cli->json)
        print_stack_json(cli, fiber, g, W, dim, dim ? generic : NULL);
    else
    {
        print_orbit(cli->out, fiber, dim ? generic : NULL);
        print_generic(cli->out, fiber, g, dim, dim ? generic : NULL);
    }
    fulg_fiber_generic_clear(g);
    fulg_fiber_stack_fiber_clear(fiber);
    bounds_clear(&bounds);
    fmpz_clear(generic);
}
