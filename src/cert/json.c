#include <fulgurite/cert.h>

static json_t *
json_rows(const fulg_minor_t minor)
{
    const fulg_arch_struct *model = minor->weights->arch;
    const slong out = model->width[model->depth];
    const slong t = fulg_arch_output_columns(model);
    json_t *list = json_array();
    for (slong s = 0; s < minor->size; s++)
    {
        const slong r = minor->row[s];
        json_array_append_new(list, json_pack("[I, I, I]",
                                              (json_int_t) (r / (out * t) + 1),
                                              (json_int_t) (r / t % out + 1),
                                              (json_int_t) (r % t + 1)));
    }
    return list;
}

/* The block that holds weight number col. */
static const fulg_block_t *
find_block(const fulg_weights_t W, slong col)
{
    slong low = 0, high = W->num;
    while (high - low > 1)
    {
        const slong middle = (low + high) / 2;
        if (W->block[middle].offset <= col)
            low = middle;
        else
            high = middle;
    }
    return &W->block[low];
}

static json_t *
json_columns(const fulg_minor_t minor)
{
    json_t *list = json_array();
    for (slong s = 0; s < minor->size; s++)
    {
        const fulg_block_t *block = find_block(minor->weights, minor->col[s]);
        const slong place = minor->col[s] - block->offset;
        char name[FULG_ARCH_NAME_SIZE];
        fulg_arch_weight_name(name, block, place / block->cols,
                              place % block->cols);
        json_array_append_new(list, json_string(name));
    }
    return list;
}

/* A minor mod its prime, or in balls of so many bits. */
static json_t *
json_minor(const fulg_minor_t minor)
{
    const int balls = minor->prime == 0;
    json_t *inputs = json_array(), *value;
    for (slong n = 0; n < minor->num_inputs; n++)
        json_array_append_new(inputs, fulg_weights_mat_json(&minor->input[n]));
    value = json_pack(
        "{s:I, s:{s:o}, s:o, s:o, s:o}", balls ? "bits" : "prime",
        balls ? (json_int_t) minor->bits : (json_int_t) minor->prime, "weights",
        "layers", fulg_weights_json_layers(minor->weights), "inputs", inputs,
        "rows", json_rows(minor), "columns", json_columns(minor));
    if (minor->key)
        json_object_set_new(value, "key",
                            json_integer((json_int_t) minor->key));
    return value;
}

static json_t *
json_hypothesis(const fulg_hypothesis_t *h)
{
    char name[FULG_TERM_SIZE];
    fulg_cert_term_name(name, h->name, h->layer);
    return json_pack("{s:s, s:o, s:o}", "name", name, "left",
                     fulg_exact_json_fmpz(h->left), "right",
                     fulg_exact_json_fmpz(h->right));
}

static json_t *
json_lower(const fulg_cert_t cert)
{
    json_t *lower = json_object();
    json_object_set_new(lower, "theorem",
                        json_string(cert->lower_theorem->name));
    json_object_set_new(lower, "value", fulg_exact_json_fmpz(cert->lower));
    if (cert->has_minor)
    {
        json_object_set_new(lower, "model",
                            fulg_arch_json(cert->minor->weights->arch));
        json_object_set_new(lower, cert->minor->prime ? "minor" : "ball",
                            json_minor(cert->minor));
    }
    if (cert->num_hypotheses > 0)
    {
        json_t *list = json_array();
        for (slong i = 0; i < cert->num_hypotheses; i++)
            json_array_append_new(list, json_hypothesis(&cert->hypothesis[i]));
        if (cert->side != NULL)
            json_object_set_new(lower, "side", json_string(cert->side));
        json_object_set_new(lower, "hypotheses", list);
    }
    return lower;
}

static json_t *
json_claim(const fulg_cert_t cert)
{
    const int closed = fulg_cert_is_closed(cert);
    json_t *fiber = NULL;
    if (closed)
    {
        fmpz_t n;
        fmpz_init(n);
        fmpz_sub(n, cert->parameters, cert->lower);
        fiber = fulg_exact_json_fmpz(n);
        fmpz_clear(n);
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", "parameters",
                     fulg_exact_json_fmpz(cert->parameters), "lower",
                     fulg_exact_json_fmpz(cert->lower), "upper",
                     fulg_exact_json_fmpz(fulg_cert_bound_total(cert->upper)),
                     "dimension",
                     closed ? fulg_exact_json_fmpz(cert->lower) : json_null(),
                     "generic_fiber_dimension", closed ? fiber : json_null(),
                     "status", closed ? "proved" : "bounds");
}

json_t *
fulg_cert_json(const fulg_cert_t cert)
{
    char digest[FULG_EXACT_DIGEST_SIZE];
    json_t *arch = fulg_arch_json(cert->arch);
    json_t *value = json_object();

    json_object_set_new(value, "format", json_string(FULG_CERT_FORMAT));
    json_object_set_new(value, "architecture", arch);
    fulg_exact_digest(digest, arch);
    json_object_set_new(value, "architecture_digest", json_string(digest));
    json_object_set_new(value, "claim", json_claim(cert));
    json_object_set_new(value, "upper_bound",
                        fulg_cert_bound_json(cert->upper));
    json_object_set_new(value, "lower_bound", json_lower(cert));
    fulg_exact_digest(digest, value);
    json_object_set_new(value, "digest", json_string(digest));
    return value;
}
