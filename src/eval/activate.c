#include "impl.h"

/* value = s(c z), slope = c s (1 - s), s the logistic function; w = c z and dw =
   the slope of w are given. */
static fulg_status_t
logistic(fulg_mat_t value, fulg_mat_t slope, const fulg_mat_struct *w,
         const fulg_mat_struct *dw, const fulg_domain_struct *D,
         fulg_diag_t diag)
{
    const slong n = D->ops->rows(w), t = D->ops->cols(w);
    fulg_mat_t one;
    int good;
    if (D->ops->entry_exp == NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the activation has no exact value over the %s",
                             D->ops->name);
    D->ops->init(one, n, t, D);
    fulg_eval_ones(one, D);
    D->ops->scale(value, w, -1, D);
    D->ops->entry_exp(value, value, D);
    D->ops->add(value, value, one, D);
    good = D->ops->entry_inv(value, value, D);
    D->ops->sub(slope, one, value, D);
    D->ops->entry_mul(slope, slope, value, D);
    D->ops->entry_mul(slope, slope, dw, D);
    D->ops->clear(one);
    return good ? FULG_OK
                : fulg_diag_set(diag, FULG_DOMAIN,
                                "an activation divides by zero");
}

/* value and slope of s times z: value z, and value + slope z. */
static void
times_z(fulg_mat_t value, fulg_mat_t slope, const fulg_mat_struct *z,
        const fulg_domain_struct *D)
{
    D->ops->entry_mul(slope, slope, z, D);
    D->ops->add(slope, slope, value, D);
    D->ops->entry_mul(value, value, z, D);
}

/* Every entry of A becomes num/den. */
static void
set_constant(fulg_mat_t A, slong num, ulong den, const fulg_domain_struct *D)
{
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, num, den);
    for (slong i = 0; i < D->ops->rows(A); i++)
        for (slong j = 0; j < D->ops->cols(A); j++)
            D->ops->set_fmpq(A, i, j, x, D);
    fmpq_clear(x);
}

/* w = the argument of the exponential (but for its sign), dw = its slope: z, 2 z,
   1.702 z, or sqrt(8/pi) (z + 0.044715 z^3). */
static fulg_status_t
set_argument(fulg_mat_t w, fulg_mat_t dw, const fulg_mat_struct *z, slong kind,
             const fulg_domain_struct *D, fulg_diag_t diag)
{
    const slong n = D->ops->rows(z), t = D->ops->cols(z);
    fulg_mat_t part, root;
    D->ops->set(w, z);
    set_constant(dw, 1, 1, D);
    if (kind == FULG_ACTIVATION_TANH)
        set_constant(dw, 2, 1, D);
    if (kind == FULG_ACTIVATION_QUICK_GELU)
        set_constant(dw, 851, 500, D);
    if (kind != FULG_ACTIVATION_GELU_NEW && kind != FULG_ACTIVATION_GEGLU_NEW)
    {
        D->ops->entry_mul(w, w, dw, D);
        return FULG_OK;
    }
    if (D->ops->set_sqrt8pi == NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the activation has no exact value over the %s",
                             D->ops->name);
    D->ops->init(part, n, t, D);
    D->ops->init(root, n, t, D);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < t; j++)
            D->ops->set_sqrt8pi(root, i, j, D);
    /* 0.044715 = 8943/200000 */
    set_constant(part, 8943, 200000, D);
    D->ops->entry_mul(part, part, z, D);
    D->ops->entry_mul(part, part, z, D);
    D->ops->entry_mul(w, part, z, D);
    D->ops->add(w, w, z, D);
    D->ops->scale(part, part, 3, D);
    D->ops->add(dw, dw, part, D);
    D->ops->entry_mul(w, w, root, D);
    D->ops->entry_mul(dw, dw, root, D);
    D->ops->clear(part);
    D->ops->clear(root);
    return FULG_OK;
}

static fulg_status_t
exponential(fulg_mat_t value, fulg_mat_t slope, const fulg_mat_struct *z,
            slong kind, const fulg_domain_struct *D, fulg_diag_t diag)
{
    const slong n = D->ops->rows(z), t = D->ops->cols(z);
    fulg_mat_t w, dw;
    fulg_status_t status;
    D->ops->init(w, n, t, D);
    D->ops->init(dw, n, t, D);
    status = set_argument(w, dw, z, kind, D, diag);
    if (status == FULG_OK)
        status = logistic(value, slope, w, dw, D, diag);
    D->ops->clear(w);
    D->ops->clear(dw);
    if (status != FULG_OK || kind == FULG_ACTIVATION_SIGMOID)
        return status;
    if (kind != FULG_ACTIVATION_TANH)
    {
        times_z(value, slope, z, D);
        return FULG_OK;
    }
    D->ops->init(w, n, t, D);
    fulg_eval_ones(w, D);
    D->ops->scale(value, value, 2, D);
    D->ops->sub(value, value, w, D);
    D->ops->scale(slope, slope, 2, D);
    D->ops->clear(w);
    return FULG_OK;
}

fulg_status_t
fulg_eval_activate(fulg_mat_t value, fulg_mat_t slope, const fulg_mat_struct *z,
                   slong activation, const fulg_domain_struct *D,
                   fulg_diag_t diag)
{
    if (fulg_arch_activation(activation)->exponential)
        return exponential(value, slope, z, activation, D, diag);
    if (activation == FULG_ACTIVATION_RELU)
    {
        if (D->ops->entry_relu == NULL)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "relu needs signs, which the %s do not have",
                                 D->ops->name);
        return D->ops->entry_relu(value, slope, z, D)
                   ? FULG_OK
                   : fulg_diag_set(diag, FULG_DOMAIN,
                                   "the sign of the argument of a relu is 0 or "
                                   "not known");
    }
    if (D->ops->entry_normal == NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "gelu needs erf, which the %s do not have",
                             D->ops->name);
    D->ops->entry_normal(value, slope, z, D);
    times_z(value, slope, z, D);
    return FULG_OK;
}
