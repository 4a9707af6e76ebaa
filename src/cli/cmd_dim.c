#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char *
method_of(const fulg_cert_t cert)
{
    if (strcmp(cert->lower_theorem, "direct") == 0)
        return "direct";
    return cert->has_minor ? "reduction" : "theorem";
}

/* ---- JSON ---------------------------------------------------------------- */

static json_t *
json_lower(const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    json_t *lower = json_pack("{s:s, s:o}", "theorem", cert->lower_theorem,
                              "value", fulg_exact_json_fmpz(cert->lower));
    if (cert->has_minor)
    {
        json_object_set_new(lower, "prime",
                            json_integer((json_int_t) cert->minor->prime));
        json_object_set_new(lower, "seed",
                            json_integer((json_int_t) dim->seed));
        json_object_set_new(lower, "rank", json_integer(cert->minor->size));
        json_object_set_new(lower, "model",
                            fulg_arch_json(cert->minor->weights->arch));
    }
    return lower;
}

static json_t *
json_answer(const fulg_cli_t *cli, const fulg_dim_t dim, double seconds)
{
    static const char *const strengths[] = {"proved", "probable", "bounds"};
    const fulg_cert_struct *cert = dim->cert;
    const int known = dim->strength != FULG_DIM_BOUNDS;
    json_t *answer = fulg_cli_json_head(cli);
    fmpz_t fiber;
    fmpz_init(fiber);
    fmpz_sub(fiber, cert->parameters, cert->lower);
    json_object_set_new(answer, "architecture", fulg_arch_json(cert->arch));
    json_object_set_new(answer, "parameters",
                        fulg_exact_json_fmpz(cert->parameters));
    json_object_set_new(answer, "lower", fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(answer, "upper",
                        fulg_exact_json_fmpz(fulg_bound_total(cert->upper)));
    json_object_set_new(answer, "dimension",
                        known ? fulg_exact_json_fmpz(cert->lower)
                              : json_null());
    json_object_set_new(answer, "status",
                        json_string(strengths[dim->strength]));
    if (dim->strength == FULG_DIM_PROBABLE)
        json_object_set_new(answer, "error_log2",
                            json_integer(dim->error_log2));
    json_object_set_new(answer, "generic_fiber_dimension",
                        known ? fulg_exact_json_fmpz(fiber) : json_null());
    json_object_set_new(answer, "method", json_string(method_of(cert)));
    json_object_set_new(answer, "upper_bound",
                        json_pack("{s:s, s:o}", "theorem",
                                  cert->upper->theorem, "terms",
                                  fulg_bound_json_terms(cert->upper)));
    json_object_set_new(answer, "lower_bound", json_lower(dim));
    /* Nobody tells the dimension of a lightning stack beforehand but the
       closed formula; it is the upper bound. */
    json_object_set_new(answer, "expected",
                        fulg_exact_json_fmpz(fulg_bound_total(cert->upper)));
    json_object_set_new(answer, "seconds", json_real(seconds));
    fmpz_clear(fiber);
    return answer;
}

/* ---- words --------------------------------------------------------------- */

static void
print_headline(FILE *out, const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    const fmpz *scalings = fulg_bound_get(cert->upper, "scalings", -1);
    if (dim->strength == FULG_DIM_BOUNDS)
    {
        fputs("dimension between ", out);
        fulg_cli_print_fmpz(out, cert->lower);
        fputs(" and ", out);
        fulg_cli_print_fmpz(out, fulg_bound_total(cert->upper));
        fputs("; both bounds proved\n", out);
        return;
    }
    fputs("dimension ", out);
    fulg_cli_print_fmpz(out, cert->lower);
    if (dim->strength == FULG_DIM_PROBABLE)
    {
        fprintf(out, "; probable (wrong with probability below 2^%ld)\n",
                (long) dim->error_log2);
        return;
    }
    if (scalings != NULL && !fmpz_is_zero(scalings))
    {
        fmpz_t whole;
        fmpz_init(whole);
        fmpz_add(whole, cert->lower, scalings);
        fputs(" = virtual ", out);
        fulg_cli_print_fmpz(out, whole);
        fputs(" - ", out);
        fulg_cli_print_fmpz(out, scalings);
        fputs(fmpz_is_one(scalings) ? " scaling" : " scalings", out);
        fmpz_clear(whole);
    }
    fputs("; proved\n", out);
}

/* "label" or "label_1" or "label_1..label_9": a run of layers, then a number. */
static void
print_run(FILE *out, const char *label, slong from, slong to, const char *what,
          const fmpz_t value)
{
    char place[64];
    if (from == to)
        snprintf(place, sizeof place, "%s_%ld", label, (long) from);
    else
        snprintf(place, sizeof place, "%s_%ld .. %s_%ld", label, (long) from,
                 label, (long) to);
    fprintf(out, "    %-14s %-52s ", place, what);
    fulg_cli_print_fmpz(out, value);
    fputs(from == to ? "\n" : " each\n", out);
}

static void
print_single(FILE *out, const char *place, const char *what, const fmpz_t value,
             const char *sign)
{
    fprintf(out, "    %-14s %-52s %s", place, what, sign);
    fulg_cli_print_fmpz(out, value);
    fputc('\n', out);
}

/* The last layer of the run of layers that read the same as layer i. */
typedef void (*describe_t)(char *text, size_t size, const fulg_cert_t cert,
                           slong i);

static void
print_layers(FILE *out, const fulg_cert_t cert, const char *label,
             const char *term, slong last, describe_t describe)
{
    char text[160], next[160];
    for (slong i = 1; i <= last;)
    {
        const fmpz *value = fulg_bound_get(cert->upper, term, i);
        slong to = i;
        describe(text, sizeof text, cert, i);
        while (to < last)
        {
            describe(next, sizeof next, cert, to + 1);
            if (strcmp(text, next) != 0 ||
                !fmpz_equal(value, fulg_bound_get(cert->upper, term, to + 1)))
                break;
            to++;
        }
        if (!fmpz_is_zero(value))
            print_run(out, label, i, to, text, value);
        i = to + 1;
    }
}

static long
term(const fulg_cert_t cert, const char *name, slong i)
{
    return (long) fmpz_get_si(fulg_bound_get(cert->upper, name, i));
}

static void
describe_form(char *text, size_t size, const fulg_cert_t cert, slong i)
{
    const long r = term(cert, "r", i - 1), alpha = term(cert, "alpha", i);
    const long s = 2 * alpha < r ? 2 * alpha : r;
    const long heads = (long) cert->arch->heads[i - 1];
    const int plain = !fmpz_is_one(fulg_bound_get(cert->upper, "symmetric", i));
    int n = 0;
    if (heads > 1)
        n = snprintf(text, size, "%ld heads, each an ", heads);
    snprintf(text + n, size - (size_t) n,
             plain ? "attention form on k^%ld, rank %ld"
                   : "symmetric form on k^%ld, rank %ld",
             r, plain ? alpha : s);
}

static void
describe_flag(char *text, size_t size, const fulg_cert_t cert, slong i)
{
    const long from = term(cert, "r", i - 1), to = term(cert, "r", i);
    const long w = term(cert, "w", i), heads = (long) cert->arch->heads[i - 1];
    if (heads > 1)
        snprintf(text, size, "joint values: quotient k^%ld of %ld heads x k^%ld",
                 to, heads, from);
    else if (w < to)
        snprintf(text, size, "bottleneck k^%ld of k^%ld, %ld of it still seen",
                 to, from, w);
    else
        snprintf(text, size, "bottleneck k^%ld of k^%ld", to, from);
}

static void
print_virtual_weights(FILE *out, const fulg_cert_t cert)
{
    const slong l = cert->arch->depth;
    const fmpz *scalings = fulg_bound_get(cert->upper, "scalings", -1);
    char text[120];
    fputs("  at most: the function depends only on the virtual weights "
          "(theorem virtual-weights)\n", out);
    print_layers(out, cert, "M", "m", l, describe_form);
    print_layers(out, cert, "V", "flag", l - 1, describe_flag);
    snprintf(text, sizeof text, "output map, %ld rows of rank %ld",
             (long) cert->arch->width[l], term(cert, "r", l));
    print_single(out, "L", text, fulg_bound_get(cert->upper, "output", -1), "");
    if (!fmpz_is_zero(scalings))
        print_single(out, "scalings", "M_i -> c M_i is undone by the values",
                     scalings, "- ");
}

static void
describe_layer(char *text, size_t size, const fulg_cert_t cert, slong i)
{
    const fmpz *layer = fulg_bound_get(cert->upper, "layer", i);
    const fmpz *scaled = fulg_bound_get(cert->upper, "scaled", i);
    const fmpz *ambient = fulg_bound_get(cert->upper, "ambient", i);
    const long heads = (long) cert->arch->heads[i - 1];
    const char *less = cert->arch->norm == FULG_NORM_NONE ? " - 1" : "";
    if (fmpz_equal(layer, scaled) && heads == 1)
        snprintf(text, size, "form rank %ld, values rank %ld%s",
                 term(cert, "alpha", i), term(cert, "nu", i),
                 *less ? ", less 1 scaling" : "");
    else if (fmpz_equal(layer, scaled))
        snprintf(text, size, "%ld heads x (rank %ld form + rank %ld values%s)",
                 heads, term(cert, "alpha", i), term(cert, "nu", i), less);
    else if (ambient != NULL && fmpz_equal(layer, ambient))
        snprintf(text, size, "all coefficients a layer can have");
    else
        snprintf(text, size, "a tensor of rank %ld, whose heads mix", heads);
}

static void
print_upper(FILE *out, const fulg_cert_t cert)
{
    const char *theorem = cert->upper->theorem;
    if (strcmp(theorem, "virtual-weights") == 0)
        print_virtual_weights(out, cert);
    else if (strcmp(theorem, "layer-sum") == 0)
    {
        fputs("  at most: the function depends only on the functions of the "
              "layers (theorem layer-sum)\n", out);
        print_layers(out, cert, "layer", "layer", cert->arch->depth,
                     describe_layer);
    }
    else if (strcmp(theorem, "polynomial-network") == 0)
    {
        const fmpz *ambient = fulg_bound_get(cert->upper, "ambient", -1);
        fputs("  at most: parameters less one scaling for every hidden neuron",
              out);
        if (ambient != NULL)
        {
            fputs(", and the ", out);
            fulg_cli_print_fmpz(out, ambient);
            fputs(" coefficients", out);
        }
        fputs("\n           (theorem polynomial-network)\n", out);
        print_single(out, "parameters", "",
                     fulg_bound_get(cert->upper, "parameters", -1), "");
        print_single(out, "hidden neurons", "",
                     fulg_bound_get(cert->upper, "hidden", -1), "- ");
    }
    else
    {
        const fmpz *rank = fulg_bound_get(cert->upper, "K", -1);
        if (rank == NULL)
            rank = fulg_bound_get(cert->upper, "r", -1);
        if (rank == NULL)
            rank = fulg_bound_get(cert->upper, "r", cert->arch->depth);
        fputs("  exactly: the functions are the linear maps ", out);
        if (cert->arch->residual)
            fputs("1 + Z with Z ", out);
        fputs("of rank at most ", out);
        fulg_cli_print_fmpz(out, rank);
        fprintf(out, " (theorem %s)\n", theorem);
    }
}

static void
print_hypotheses(FILE *out, const fulg_cert_t cert)
{
    for (slong i = 0; i < cert->num_hypotheses; i++)
    {
        if (i > 0 && i % 6 == 0)
            fputs("\n          ", out);
        if (i == 12 && cert->num_hypotheses > 18)
        {
            fprintf(out, " ... and %ld more, all in the certificate",
                    (long) cert->num_hypotheses - i);
            break;
        }
        fprintf(out, "%s %s ", i ? "," : "", cert->hypothesis[i].name);
        fulg_cli_print_fmpz(out, cert->hypothesis[i].left);
        fputs(" >= ", out);
        fulg_cli_print_fmpz(out, cert->hypothesis[i].right);
    }
    fputc('\n', out);
}

static void
print_lower(FILE *out, const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    if (strcmp(cert->lower_theorem, cert->upper->theorem) == 0)
        return;
    fputs("  at least: ", out);
    if (!cert->has_minor)
    {
        fprintf(out, "theorem %s, %s; its hypotheses\n           hold:",
                cert->lower_theorem,
                strcmp(cert->side, "mixing") == 0
                    ? "the heads mix"
                    : "no direction but the scalings is lost");
        print_hypotheses(out, cert);
        return;
    }
    fprintf(out, "a minor of size %ld of the Jacobian ",
            (long) cert->minor->size);
    if (strcmp(cert->lower_theorem, "direct") == 0)
        fputs("at an integer point\n", out);
    else
        fprintf(out, "of a stack of width %ld, which\n            decides this "
                     "one (theorem %s),\n",
                (long) cert->minor->weights->arch->width[0],
                cert->lower_theorem);
    fprintf(out, "            is nonzero mod the prime %lu\n",
            cert->minor->prime);
}

static void
print_answer(fulg_cli_t *cli, const fulg_dim_t dim, const char *certificate)
{
    const fulg_cert_struct *cert = dim->cert;
    FILE *out = cli->out;
    fmpz_t fiber;
    print_headline(out, dim);
    fputc('\n', out);
    print_upper(out, cert);
    print_lower(out, dim);
    if (dim->strength == FULG_DIM_PROBABLE)
    {
        fputs("  proved are only the bounds ", out);
        fulg_cli_print_fmpz(out, cert->lower);
        fputs(" <= dimension <= ", out);
        fulg_cli_print_fmpz(out, fulg_bound_total(cert->upper));
        fputs("; two random\n            points mod random 61-bit primes gave "
              "no more\n", out);
    }
    fputs("\nparameters ", out);
    fulg_cli_print_fmpz(out, cert->parameters);
    if (dim->strength != FULG_DIM_BOUNDS)
    {
        fmpz_init(fiber);
        fmpz_sub(fiber, cert->parameters, cert->lower);
        fputs(", generic fiber of dimension ", out);
        fulg_cli_print_fmpz(out, fiber);
        fmpz_clear(fiber);
    }
    if (certificate != NULL && strcmp(certificate, "-") != 0)
        fprintf(out, "\nto check: fulgurite verify %s\n", certificate);
    else
        fputs("\nto check: --certificate FILE, then fulgurite verify FILE\n",
              out);
}

/* ---- the command --------------------------------------------------------- */

static int
read_method(fulg_dim_method_t *method, const char *text)
{
    static const char *const names[] = {"auto", "reduction", "direct",
                                        "theorem", NULL};
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0)
        {
            *method = (fulg_dim_method_t) i;
            return FULG_EXIT_OK;
        }
    fulg_cli_message("--method is auto, reduction, direct or theorem, not "
                     "\"%.60s\"", text);
    return FULG_EXIT_USAGE;
}

static int
answer(fulg_cli_t *cli, const fulg_arch_t arch,
       const fulg_dim_options_t *options, const char *certificate)
{
    const double start = fulg_cli_seconds();
    fulg_diag_t diag;
    fulg_dim_t dim;
    fulg_status_t status;
    int code = FULG_EXIT_OK;

    fulg_dim_init(dim, arch);
    status = fulg_dim_certify(dim, options, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else
    {
        const int alone = certificate != NULL && strcmp(certificate, "-") == 0;
        if (certificate != NULL)
        {
            json_t *value = fulg_cert_json(dim->cert);
            code = fulg_cli_write_json(cli, certificate, value);
            json_decref(value);
        }
        if (cli->json && !alone)
            fulg_cli_print_json(
                cli, json_answer(cli, dim, fulg_cli_seconds() - start));
        else if (!alone)
            print_answer(cli, dim, certificate);
    }
    fulg_dim_clear(dim);
    return code;
}

int
fulg_cmd_dim(fulg_cli_t *cli)
{
    fulg_option_t list[FULG_CLI_ARCH_OPTIONS + 4];
    fulg_cli_arch_t said;
    fulg_dim_options_t options;
    const char *method = "auto", *certificate = NULL, *word;
    slong megabytes = 8192;
    int num_words, code, n = fulg_cli_arch_options(list, &said);
    fulg_arch_t arch;

    list[n++] = (fulg_option_t){"--method", FULG_OPTION_TEXT, &method};
    list[n++] =
        (fulg_option_t){"--certificate", FULG_OPTION_TEXT, &certificate};
    list[n++] = (fulg_option_t){"--max-memory", FULG_OPTION_SIZE, &megabytes};
    list[n] = (fulg_option_t){NULL, FULG_OPTION_FLAG, NULL};
    fulg_dim_options_init(&options);
    code = fulg_cli_parse(cli, list, &word, 0, &num_words);
    if (code == FULG_EXIT_OK)
        code = read_method(&options.method, method);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_arch_init(arch, &said);
    if (code != FULG_EXIT_OK)
        return code;
    options.seed = cli->seed;
    options.max_bytes = (ulong) FLINT_MIN(megabytes, WORD(1) << 40) << 20;
    options.progress = &cli->progress;
    code = answer(cli, arch, &options, certificate);
    fulg_arch_clear(arch);
    return code;
}
