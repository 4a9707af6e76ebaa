#include "impl.h"

/* "head_dim_2 is 0, but must be at least 1" */
static fulg_status_t
too_small(const char *name, slong index, slong value, slong minimum,
          fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE,
                         "%s_%ld is %ld, but must be at least %ld", name,
                         (long) index, (long) value, (long) minimum);
}

static fulg_status_t
check_widths(const fulg_arch_t arch, fulg_diag_t diag)
{
    for (slong i = 0; i <= arch->depth; i++)
        if (arch->width[i] < 1)
            return too_small("width", i, arch->width[i], 1, diag);
    return FULG_OK;
}

/* Values are split in every layer or in none. */
static int
some_value_dim(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].kind == FULG_KIND_ATTENTION &&
            arch->sub[i].value_dim != 0)
            return 1;
    return 0;
}

/* A size whose default is 0 may be absent; what is there is large enough. */
static fulg_status_t
check_sizes(const fulg_arch_t arch, slong i, int split, fulg_diag_t diag)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
    {
        slong value;
        if (field->place == FULG_FIELD_NETWORK ||
            (field->form != FULG_FIELD_SIZE &&
             field->form != FULG_FIELD_HIDDEN) ||
            !fulg_arch_uses(sub, field))
            continue;
        value = fulg_arch_field_get(sub, field);
        if (value == 0 && field->standard == 0 &&
            !(split &&
              field->offset == offsetof(fulg_sublayer_struct, value_dim)))
            continue;
        if (value < field->minimum)
            return too_small(field->key, sub->layer + 1, value, field->minimum,
                             diag);
    }
    return FULG_OK;
}

/* The sentence says what two fields of a layer ask of each other. */
static fulg_status_t
disagree(const fulg_sublayer_struct *sub, const char *what, slong a, slong b,
         fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE, "layer %ld: %s (%ld and %ld)",
                         (long) sub->layer + 1, what, (long) a, (long) b);
}

static fulg_status_t
check_attention(const fulg_sublayer_struct *sub, fulg_diag_t diag)
{
    if (sub->kv_heads > 0 && sub->heads % sub->kv_heads != 0)
        return disagree(sub, "heads must be a multiple of kv_heads", sub->heads,
                        sub->kv_heads, diag);
    if (sub->rotary % 2 != 0)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "layer %ld: rotary is %ld, but must be even, because "
            "coordinates are rotated in pairs",
            (long) sub->layer + 1, (long) sub->rotary);
    if (sub->kv_latent == 0 && sub->rotary > sub->head_dim)
        return disagree(sub, "rotary must be at most head_dim", sub->rotary,
                        sub->head_dim, diag);
    if (sub->kv_latent > 0 && sub->kv_heads > 0)
        return disagree(sub, "kv_latent and kv_heads cannot be combined",
                        sub->kv_latent, sub->kv_heads, diag);
    if (sub->kv_latent > 0 && sub->value_dim == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "layer %ld: kv_latent needs a value_dim",
                             (long) sub->layer + 1);
    return FULG_OK;
}

/* A readout ends the network, and is known for full values and nothing beside the
   heads. */
static fulg_status_t
check_readout(const fulg_arch_t arch, slong i, fulg_diag_t diag)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const char *extra = NULL;
    if (!sub->readout)
        return FULG_OK;
    if (arch->depth > 1)
        extra = "several sublayers";
    else if (sub->value_dim)
        extra = "value_dim";
    else if (sub->kv_heads || sub->kv_latent)
        extra = "kv_heads or kv_latent";
    else if (sub->rotary)
        extra = "rotary";
    else if (sub->bias || sub->bias_out || sub->pre_norm != FULG_PRE_NORM_NONE)
        extra = "bias or pre_norm";
    else if (sub->residual)
        extra = "residual";
    if (extra != NULL)
        return fulg_diag_set(diag, FULG_PARSE,
                             "layer %ld: readout and %s cannot be combined",
                             (long) sub->layer + 1, extra);
    if (arch->width[i + 1] > WORD_MAX / arch->tokens)
        return fulg_diag_set(diag, FULG_PARSE,
                             "readout: width_1 times tokens is too large");
    return FULG_OK;
}

static fulg_status_t
check_sublayer(const fulg_arch_t arch, slong i, fulg_diag_t diag)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    if (sub->residual && arch->width[i] != arch->width[i + 1])
        return fulg_diag_set(
            diag, FULG_PARSE,
            "residual needs equal widths, but width_%ld is %ld "
            "and width_%ld is %ld",
            (long) i, (long) arch->width[i], (long) i + 1,
            (long) arch->width[i + 1]);
    if (sub->kind == FULG_KIND_FEED_FORWARD && !sub->residual)
        return fulg_diag_set(diag, FULG_PARSE,
                             "layer %ld: feed_forward needs residual",
                             (long) sub->layer + 1);
    if (sub->kind == FULG_KIND_ATTENTION && check_readout(arch, i, diag))
        return FULG_PARSE;
    if (sub->kind == FULG_KIND_ATTENTION)
        return check_attention(sub, diag);
    return FULG_OK;
}

fulg_status_t
fulg_arch_check(const fulg_arch_t arch, fulg_diag_t diag)
{
    const int split = some_value_dim(arch);
    fulg_status_t status = check_widths(arch, diag);
    for (slong i = 0; status == FULG_OK && i < arch->depth; i++)
        status = check_sizes(arch, i, split, diag);
    if (status == FULG_OK && arch->tokens < 1)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "tokens is %ld, but must be at least 1",
                               (long) arch->tokens);
    for (slong i = 0; status == FULG_OK && i < arch->depth; i++)
        status = check_sublayer(arch, i, diag);
    return status;
}
