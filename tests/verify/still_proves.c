#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

#include "still_proves.h"

static int
all_integers(const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_integer(value))
        return json_integer_value(value) != WORD_MIN;
    if (json_is_object(value))
    {
        json_object_foreach((json_t *) value, key,
                            item) if (!all_integers(item)) return 0;
        return 1;
    }
    if (!json_is_array(value))
        return 0;
    json_array_foreach(value, i, item) if (!all_integers(item)) return 0;
    return 1;
}

/* Heads give Q, K, V or Q, K, O, U: the library also reads other forms. */
static int
heads_are_plain(const json_t *layers, const fulg_arch_t model)
{
    const size_t size = fulg_arch_has_value_dim(model) ? 4 : 3;
    size_t i, h;
    json_t *layer, *head;
    json_array_foreach(layers, i, layer)
    {
        if (json_object_size(layer) != 1)
            return 0;
        json_array_foreach(
            json_object_get(layer, "heads"), h,
            head) if (json_object_size(head) != size ||
                      json_object_get(head, "Q") == NULL ||
                      json_object_get(head, size == 4 ? "O" : "V") ==
                          NULL) return 0;
    }
    return 1;
}

/* The index of every named weight, each at most once. */
static int
read_columns(slong *column, const json_t *names, const fulg_weights_t W)
{
    char text[FULG_ARCH_NAME_SIZE];
    slong found = 0;
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                int times = 0;
                fulg_arch_weight_name(text, &W->block[b], i, j);
                for (size_t n = 0; n < json_array_size(names); n++)
                {
                    const json_t *name = json_array_get(names, n);
                    if (!json_is_string(name) ||
                        json_string_length(name) != strlen(text) ||
                        strcmp(json_string_value(name), text) != 0)
                        continue;
                    if (times++)
                        return 0;
                    column[found++] = W->block[b].offset +
                                      i * W->block[b].cols + j;
                }
            }
    return (size_t) found == json_array_size(names);
}

static slong
entry(const json_t *row, size_t i)
{
    return (slong) json_integer_value(json_array_get(row, i));
}

/* [n, i, j] in range and none twice. */
static int
rows_are_good(const json_t *rows, slong num_inputs, const fulg_arch_t model)
{
    const size_t num = json_array_size(rows);
    if (!json_is_array(rows) || !all_integers(rows))
        return 0;
    for (size_t a = 0; a < num; a++)
    {
        const json_t *row = json_array_get(rows, a);
        if (!json_is_array(row) || json_array_size(row) != 3 ||
            entry(row, 0) < 1 || entry(row, 0) > num_inputs ||
            entry(row, 1) < 1 || entry(row, 1) > model->width[model->depth] ||
            entry(row, 2) < 1 || entry(row, 2) > model->tokens)
            return 0;
        for (size_t b = 0; b < a; b++)
            if (json_equal(row, json_array_get(rows, b)))
                return 0;
    }
    return 1;
}

/* What the residual reduction asks of its minor. */
static int
sides_hold(const json_t *minor, const fulg_weights_t W)
{
    const json_t *columns = json_object_get(minor, "columns");
    const json_t *inputs = json_object_get(minor, "inputs");
    const slong l = W->arch->depth;
    slong third_rows = 0, third_columns = 0;
    size_t i, j;
    json_t *item;
    for (slong k = 0; k < l; k++)
        if (!fmpq_mat_is_one(fulg_weights_mat(W, k, 0, 'v')->fmpq))
            return 0;
    json_array_foreach(
        inputs, i,
        item) for (j = 0; j < json_array_size(json_array_get(item, 2));
                   j++) if (entry(json_array_get(item, 2), j) != 0) return 0;
    json_array_foreach(json_object_get(minor, "rows"), i, item)
        third_rows += entry(item, 1) == 3;
    json_array_foreach(columns, i, item)
    {
        const char *name = json_string_value(item);
        const char *tail = name + strlen(name) - 4;
        if (*name == 'v' && (!strcmp(tail, "_3_1") || !strcmp(tail, "_3_2")))
            third_columns++;
        else if (*name == 'v' && strcmp(tail, "_1_1") && strcmp(tail, "_2_2"))
            return 0;
        else if (*name != 'v' && tail[3] != '1' && tail[3] != '2')
            return 0;
    }
    return third_rows == 2 * l && third_columns == 2 * l;
}

/* Rows of the Jacobian at every input, of which the minor's are kept. */
static int
is_invertible(const json_t *minor, const fulg_weights_t W, ulong prime,
              const slong *column)
{
    const json_t *rows = json_object_get(minor, "rows");
    const json_t *inputs = json_object_get(minor, "inputs");
    const slong s = (slong) json_array_size(rows);
    const slong t = W->arch->tokens, out = W->arch->width[W->arch->depth];
    fulg_rank_echelon_t E;
    nmod_mat_t all;
    int good = 1;
    slong rank = 0;
    nmod_mat_init(all, s, s, prime);
    for (size_t n = 0; good && n < json_array_size(inputs); n++)
    {
        fulg_mat_t X, J;
        fmpq_mat_t rational;
        fmpq_mat_init(rational, W->arch->width[0], t);
        nmod_mat_init(X->nmod, W->arch->width[0], t, prime);
        nmod_mat_init(J->nmod, out * t, W->parameters, prime);
        good = fulg_weights_mat_set_json(rational, json_array_get(inputs, n),
                                         "input", NULL) == FULG_OK &&
               fulg_domain_set_fmpq_mat(X, rational, W->domain) &&
               fulg_eval_jacobian(J, 0, W, X, NULL) == FULG_OK;
        for (slong r = 0; good && r < s; r++)
        {
            const json_t *row = json_array_get(rows, (size_t) r);
            if (entry(row, 0) != (slong) n + 1)
                continue;
            for (slong c = 0; c < s; c++)
                nmod_mat_entry(all, r, c) = nmod_mat_entry(
                    J->nmod, (entry(row, 1) - 1) * t + entry(row, 2) - 1,
                    column[c]);
        }
        nmod_mat_clear(X->nmod);
        nmod_mat_clear(J->nmod);
        fmpq_mat_clear(rational);
    }
    fulg_rank_echelon_init(E, s, prime);
    rank = fulg_rank_echelon_append(E, all, 0);
    fulg_rank_echelon_clear(E);
    return good && rank == s;
}

static int
proves(const json_t *minor, const fulg_arch_t model, long size, int residual)
{
    const json_t *names = json_object_get(minor, "columns");
    const json_t *prime = json_object_get(minor, "prime");
    const json_t *inputs = json_object_get(minor, "inputs");
    const json_t *layers = json_object_get(json_object_get(minor, "weights"),
                                           "layers");
    const ulong p = (ulong) json_integer_value(prime);
    slong *column = flint_malloc((json_array_size(names) + 1) * sizeof *column);
    fulg_weights_t W, V;
    fulg_domain_t Q, D;
    int good;
    if (!json_is_integer(prime) || json_integer_value(prime) <= 1 << 6 ||
        json_integer_value(prime) >= WORD(1) << 62 || !n_is_prime(p) ||
        json_object_size(minor) != 5 || !json_is_array(names) ||
        json_array_size(names) != (size_t) size ||
        json_array_size(json_object_get(minor, "rows")) != (size_t) size ||
        json_object_size(json_object_get(minor, "weights")) != 1 ||
        !all_integers(layers) || !json_is_array(inputs) ||
        !all_integers(inputs) || !heads_are_plain(layers, model) ||
        !rows_are_good(json_object_get(minor, "rows"),
                       (slong) json_array_size(inputs), model))
    {
        flint_free(column);
        return 0;
    }
    fulg_domain_init_fmpq(Q);
    fulg_domain_init_nmod(D, p);
    good = fulg_weights_init(W, model, Q, NULL) == FULG_OK &&
           fulg_weights_init(V, model, D, NULL) == FULG_OK;
    if (!good)
        abort();
    good = fulg_weights_set_json_layers(W, layers, NULL) == FULG_OK &&
           fulg_weights_set_fmpq(V, W, NULL) == FULG_OK &&
           read_columns(column, names, V) &&
           (!residual || sides_hold(minor, W)) &&
           is_invertible(minor, V, p, column);
    fulg_weights_clear(W);
    fulg_weights_clear(V);
    flint_free(column);
    return good;
}

/* As often as the last token of the model must be repeated. */
static void
set_copies(fulg_arch_t model, const fulg_arch_t arch)
{
    model->copies = 1;
    if (fulg_arch_is_affine(arch) && !fulg_arch_is_causal(arch) &&
        arch->tokens % model->tokens != 0)
        model->copies = arch->tokens - model->tokens + 1;
}

int
still_proves(const json_t *certificate, long size)
{
    const json_t *bound = json_object_get(certificate, "lower_bound");
    const char *theorem = json_string_value(json_object_get(bound, "theorem"));
    fulg_arch_t model, arch;
    int good;
    if (theorem == NULL ||
        fulg_arch_init_json(model, json_object_get(bound, "model"), NULL) !=
            FULG_OK)
        return 0;
    if (fulg_arch_init_json(arch, json_object_get(certificate, "architecture"),
                            NULL) != FULG_OK)
        abort();
    set_copies(model, arch);
    fulg_arch_clear(arch);
    good = proves(json_object_get(bound, "minor"), model, size,
                  strcmp(theorem, "residual-reduction") == 0);
    fulg_arch_clear(model);
    return good;
}

/* Is the lower bound, without a minor, the one the library finds? */
static int
is_own_theorem(const fulg_arch_t arch, const json_t *lower)
{
    fulg_dim_options_t options;
    fulg_dim_t dim;
    int good;
    fulg_dim_options_init(&options);
    options.method = FULG_DIM_THEOREM;
    fulg_dim_init(dim, arch);
    good = fulg_dim_certify(dim, &options, NULL) == FULG_OK;
    if (good)
    {
        json_t *value = fulg_cert_json(dim->cert);
        good = json_equal(json_object_get(value, "lower_bound"), lower);
        json_decref(value);
    }
    fulg_dim_clear(dim);
    return good;
}

/* The model that the theorem prescribes, or NULL. */
static json_t *
prescribed_model(const fulg_arch_t arch, const json_t *bound)
{
    const char *theorem = json_string_value(json_object_get(bound, "theorem"));
    const slong tokens = (slong) json_integer_value(
        json_object_get(json_object_get(bound, "model"), "tokens"));
    const int repeats = fulg_arch_is_affine(arch) && !fulg_arch_is_causal(arch);
    fulg_arch_t model;
    json_t *value;
    if (theorem == NULL || json_object_get(bound, "minor") == NULL ||
        (!fulg_arch_is_pnn(arch) && tokens > arch->tokens))
        return NULL;
    if (strcmp(theorem, "heads-reduction") == 0)
    {
        const json_t *widths = json_object_get(json_object_get(bound, "model"),
                                               "widths");
        const size_t num = json_array_size(widths);
        fmpz_t size;
        int good;
        fmpz_init(size);
        good = tokens >= 2 && num == (size_t) arch->depth + 1 &&
               fulg_dim_heads_reduction_model(
                   model, size, arch,
                   (slong) json_integer_value(json_array_get(widths, 0)),
                   (slong) json_integer_value(json_array_get(widths, num - 1)),
                   NULL);
        if (good)
            model->tokens = tokens;
        if (good &&
            !fmpz_equal_si(size, (slong) json_array_size(json_object_get(
                                     json_object_get(bound, "minor"), "rows"))))
        {
            fulg_arch_clear(model);
            good = 0;
        }
        fmpz_clear(size);
        if (!good)
            return NULL;
    }
    else if (strcmp(theorem, "direct") != 0)
    {
        if ((repeats && tokens < 2) ||
            !fulg_dim_reduction_model(model, arch, NULL))
            return NULL;
        if (repeats)
            model->tokens = tokens;
    }
    else
    {
        fulg_arch_init(model, arch->depth);
        fulg_arch_set(model, arch);
        if (!fulg_arch_is_pnn(arch))
            model->tokens = tokens;
    }
    value = fulg_arch_json(model);
    fulg_arch_clear(model);
    return value;
}

/* Is it a theorem that bounds of parts do not use? */
static int
is_no_part(const char *theorem)
{
    return strcmp(theorem, "head-tensors") == 0 ||
           strcmp(theorem, "coefficients") == 0;
}

int
proves_another(const json_t *certificate)
{
    const json_t *lower = json_object_get(certificate, "lower_bound");
    const json_t *upper = json_object_get(certificate, "upper_bound");
    const json_t *claim = json_object_get(certificate, "claim");
    const json_t *own = json_object_get(certificate, "architecture");
    json_t *model, *terms, *canonical, *weights;
    fulg_cert_bound_t bound;
    fulg_arch_t arch;
    fmpz_t num;
    int good;
    if (fulg_arch_init_json(arch, own, NULL) != FULG_OK)
        return 0;
    fulg_cert_bound_init(bound);
    fmpz_init(num);
    if (is_no_part(json_string_value(json_object_get(upper, "theorem"))))
        fulg_dim_upper(bound, arch);
    else
        fulg_dim_upper_shape(bound, arch);
    fulg_arch_parameters(num, arch);
    canonical = fulg_arch_json(arch);
    terms = fulg_cert_bound_json_terms(bound);
    weights = fulg_exact_json_fmpz(num);
    model = prescribed_model(arch, lower);
    good = json_equal(canonical, own) &&
           json_equal(terms, json_object_get(upper, "terms")) &&
           json_equal(weights, json_object_get(claim, "parameters")) &&
           (json_object_get(lower, "minor") == NULL
                ? is_own_theorem(arch, lower)
                : json_equal(model, json_object_get(lower, "model")) &&
                      still_proves(
                          certificate,
                          (long) json_array_size(json_object_get(
                              json_object_get(lower, "minor"), "rows"))));
    json_decref(canonical);
    json_decref(terms);
    json_decref(weights);
    json_decref(model);
    fmpz_clear(num);
    fulg_cert_bound_clear(bound);
    fulg_arch_clear(arch);
    return good;
}
