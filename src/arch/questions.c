#include <string.h>

#include "impl.h"

int
fulg_arch_is_pnn(const fulg_arch_t arch)
{
    return arch->sub[0].kind == FULG_KIND_POLYNOMIAL;
}

fulg_norm_t
fulg_arch_norm(const fulg_arch_t arch)
{
    return (fulg_norm_t) arch->sub[0].norm;
}

int
fulg_arch_is_normalised(const fulg_arch_t arch)
{
    return fulg_arch_sublayer_is_normalised(&arch->sub[0]);
}

int
fulg_arch_is_affine(const fulg_arch_t arch)
{
    return arch->sub[0].norm == FULG_NORM_AFFINE;
}

int
fulg_arch_is_softmax(const fulg_arch_t arch)
{
    return fulg_arch_sublayer_is_softmax(&arch->sub[0]);
}

int
fulg_arch_is_residual(const fulg_arch_t arch)
{
    return arch->sub[0].residual != 0;
}

int
fulg_arch_is_causal(const fulg_arch_t arch)
{
    return arch->sub[0].causal != 0;
}

int
fulg_arch_has_readout(const fulg_arch_t arch)
{
    return arch->sub[0].kind == FULG_KIND_ATTENTION && arch->sub[0].readout;
}

slong
fulg_arch_output_columns(const fulg_arch_t arch)
{
    return fulg_arch_has_readout(arch) ? 1 : arch->tokens;
}

slong
fulg_arch_value_rows(const fulg_arch_t arch, slong i)
{
    return arch->width[i + 1] *
           (fulg_arch_has_readout(arch) ? arch->tokens : 1);
}

int
fulg_arch_is_linear_pnn(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].kind != FULG_KIND_POLYNOMIAL ||
            ((i + 1 < arch->depth || arch->depth == 1) &&
             arch->sub[i].power != 1))
            return 0;
    return 1;
}

int
fulg_arch_has_value_dim(const fulg_arch_t arch)
{
    return arch->sub[0].value_dim != 0;
}

const char *
fulg_arch_sublayer_head_kinds(const fulg_sublayer_struct *sub)
{
    return sub->value_dim ? "qkou" : "qkv";
}

const char *
fulg_arch_sublayer_value_kinds(const fulg_sublayer_struct *sub)
{
    return fulg_arch_sublayer_head_kinds(sub) + 2;
}

slong
fulg_arch_layers(const fulg_arch_t arch)
{
    return arch->sub[arch->depth - 1].layer + 1;
}

int
fulg_arch_sublayer_is_normalised(const fulg_sublayer_struct *sub)
{
    return sub->norm != FULG_NORM_NONE;
}

int
fulg_arch_sublayer_is_softmax(const fulg_sublayer_struct *sub)
{
    return sub->norm == FULG_NORM_SOFTMAX;
}

slong
fulg_arch_sublayer_groups(const fulg_sublayer_struct *sub)
{
    return sub->kv_heads ? sub->kv_heads : sub->heads;
}

slong
fulg_arch_sublayer_share(const fulg_sublayer_struct *sub)
{
    return sub->heads / fulg_arch_sublayer_groups(sub);
}

int
fulg_arch_sublayer_has_gain(const fulg_sublayer_struct *sub)
{
    return sub->pre_norm != FULG_PRE_NORM_NONE && sub->norm_gain &&
           !sub->shared_norm;
}

int
fulg_arch_sublayer_has_shift(const fulg_sublayer_struct *sub)
{
    return sub->pre_norm == FULG_PRE_NORM_LAYER && sub->norm_shift &&
           !sub->shared_norm;
}

/* What may differ between the layers of a stack becomes what it is in the first;
   then they must agree.  An attention sublayer has its other fields at their
   defaults. */
static int
fits_stack(const fulg_sublayer_struct *sub, const fulg_sublayer_struct *first,
           slong i)
{
    fulg_sublayer_struct x = *sub, plain;
    fulg_arch_sublayer_normalise(&x);
    fulg_arch_sublayer_init(&plain, (fulg_kind_t) first->kind, i);
    plain.head_dim = x.head_dim;
    plain.heads = x.heads;
    plain.value_dim = x.value_dim;
    plain.norm = first->norm;
    plain.causal = first->causal;
    plain.residual = first->residual;
    plain.power = x.power;
    fulg_arch_sublayer_normalise(&plain);
    return memcmp(&x, &plain, sizeof x) == 0;
}

/* Layer i says what the layer before says. */
static int
repeats(const fulg_sublayer_struct *sub, slong i)
{
    fulg_sublayer_struct x = *sub;
    if (x.layer != i)
        return 0;
    x.layer = i - 1;
    return memcmp(&x, sub - 1, sizeof x) == 0;
}

int
fulg_arch_is_stack(const fulg_arch_t arch)
{
    if (arch->sub[0].kind == FULG_KIND_FEED_FORWARD)
        return 0;
    for (slong i = 0; i < arch->depth; i++)
        if (i > 0 && repeats(&arch->sub[i], i))
            continue;
        else if (!fits_stack(&arch->sub[i], &arch->sub[0], i) ||
                 (arch->sub[i].value_dim != 0) != (arch->sub[0].value_dim != 0))
            return 0;
    return 1;
}

int
fulg_arch_is_single_head(const fulg_arch_t arch)
{
    return arch->depth == 1 && fulg_arch_is_stack(arch) &&
           !fulg_arch_is_pnn(arch) && arch->sub[0].heads == 1 &&
           !fulg_arch_has_value_dim(arch);
}

fulg_status_t
fulg_arch_check_stack(const fulg_arch_t arch, const char *what,
                      fulg_diag_t diag)
{
    if (fulg_arch_is_stack(arch))
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_UNABLE,
        "%s needs a stack of plain attention layers of one kind "
        "or a polynomial network; this network has biases, "
        "norms, rotary positions, grouped keys, feed-forward "
        "sublayers, a readout or layers of different kinds",
        what);
}

slong
fulg_arch_unit_end(const fulg_arch_struct *arch, slong first)
{
    slong end = first + 1;
    while (end < arch->depth && arch->sub[end].parallel)
        end++;
    return end;
}
