#include "coq.h"

/* What the model of Network.v has not. */
static const char *
missing(const fulg_arch_struct *arch)
{
    if (!fulg_arch_is_stack(arch))
        return "a network that is no stack of plain layers";
    if (fulg_arch_has_readout(arch))
        return "a readout";
    if (arch->copies != 1)
        return "a token that stands for several";
    if (fulg_arch_is_normalised(arch))
        return "a division by sums of scores";
    return NULL;
}

static int
is_integral(const fmpq_mat_t A)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            if (!fmpz_is_one(fmpq_mat_entry_den(A, i, j)))
                return 0;
    return 1;
}

fulg_status_t
fulg_polyfile_coq_check(const fulg_minor_t minor, fulg_diag_struct *diag)
{
    const char *what = missing(minor->weights->arch);
    int integral = 1;
    if (what != NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the checker for Coq has no model of %s", what);
    for (slong k = 0; k < minor->weights->num; k++)
        integral &= is_integral(minor->weights->mat[k].fmpq);
    for (slong n = 0; n < minor->num_inputs; n++)
        integral &= is_integral(&minor->input[n]);
    if (!integral)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the checker for Coq takes integers for weights "
                             "and inputs");
    return FULG_OK;
}

void
fulg_polyfile_coq_put_joint(fulg_polyfile_out_t *out, slong n, int line)
{
    if (n == 0)
        fulg_polyfile_out_text(out, "[:: ");
    else
        fulg_polyfile_out_text(out, line || out->column > 72 ? ";\n  " : "; ");
}

static void
put_integers(fulg_polyfile_out_t *out, const fmpq_mat_t A, slong i)
{
    for (slong j = 0; j < fmpq_mat_ncols(A); j++)
    {
        fulg_polyfile_coq_put_joint(out, j, 0);
        fulg_polyfile_out_fmpz(out, fmpq_mat_entry_num(A, i, j));
    }
    fulg_polyfile_out_text(out, "]");
}

static void
put_size(fulg_polyfile_out_t *out, slong n, const char *meaning)
{
    fulg_polyfile_out_text(out, " ");
    fulg_polyfile_out_slong(out, n);
    fulg_polyfile_out_text(out, " (* ");
    fulg_polyfile_out_text(out, meaning);
    fulg_polyfile_out_text(out, " *)");
}

static void
put_flag(fulg_polyfile_out_t *out, slong flag, const char *meaning)
{
    fulg_polyfile_out_text(out, flag ? " true (* " : " false (* ");
    fulg_polyfile_out_text(out, meaning);
    fulg_polyfile_out_text(out, " *)");
}

static void
put_layer(fulg_polyfile_out_t *out, const fulg_arch_struct *arch, slong i)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    if (sub->kind == FULG_KIND_POLYNOMIAL)
    {
        /* the power of the last layer is not used */
        fulg_polyfile_out_text(out, "Power");
        put_size(out, i + 1 < arch->depth ? sub->power : 1, "power");
    }
    else
    {
        fulg_polyfile_out_text(out, "Attention");
        put_size(out, sub->heads, "heads");
        put_size(out, sub->head_dim, "head dimension");
        if (sub->value_dim > 0)
        {
            fulg_polyfile_out_text(out, " (Some");
            put_size(out, sub->value_dim, "value dimension");
            fulg_polyfile_out_text(out, ")");
        }
        else
            fulg_polyfile_out_text(out, " None (* value dimension *)");
        fulg_polyfile_out_text(out, "\n   ");
        put_flag(out, sub->residual, "residual");
        put_flag(out, sub->causal, "causal");
    }
    put_size(out, arch->width[i + 1], "width behind it");
}

static void
put_weights(fulg_polyfile_out_t *out, const fulg_weights_t W)
{
    char name[FULG_ARCH_NAME_SIZE];
    fulg_polyfile_out_text(out, "Definition weights : seq Z := flatten ");
    for (slong k = 0; k < W->num; k++)
        for (slong i = 0; i < W->block[k].rows; i++)
        {
            fulg_polyfile_coq_put_joint(out, k + i, 1);
            fulg_arch_weight_name(name, &W->block[k], i, 0);
            fulg_polyfile_out_text(out, "(* ");
            fulg_polyfile_out_text(out, name);
            fulg_polyfile_out_text(out, " .. *) ");
            put_integers(out, W->mat[k].fmpq, i);
        }
    fulg_polyfile_out_text(out, "].\n\n");
}

void
fulg_polyfile_coq_put_network(fulg_polyfile_out_t *out,
                              const fulg_minor_t minor)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    fulg_polyfile_out_text(out, "Definition net : network :=\n  Network");
    put_size(out, arch->tokens, "tokens");
    put_size(out, arch->width[0], "width");
    fulg_polyfile_out_text(out, "\n  ");
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_polyfile_coq_put_joint(out, i, 1);
        put_layer(out, arch, i);
    }
    fulg_polyfile_out_text(out, "].\n\nLocal Open Scope Z_scope.\n\n");
    put_weights(out, minor->weights);
    fulg_polyfile_out_text(out, "Definition inputs : seq (seq (seq Z)) := ");
    for (slong n = 0; n < minor->num_inputs; n++)
    {
        fulg_polyfile_coq_put_joint(out, n, 1);
        for (slong i = 0; i < arch->width[0]; i++)
        {
            fulg_polyfile_coq_put_joint(out, i, 0);
            put_integers(out, &minor->input[n], i);
        }
        fulg_polyfile_out_text(out, "]");
    }
    fulg_polyfile_out_text(out, "].\n\nLocal Close Scope Z_scope.\n\n");
}
