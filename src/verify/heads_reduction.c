#include <string.h>

#include "impl.h"

/* doc: thm-heads-reduction.  The certificate says which model it takes: so many
   inputs, outputs and tokens; the rest of the model follows. */

typedef fulg_verify_wide_t wide_t;

/* The states have rank two or more wherever a layer reads them. */
static int
sees_all_forms(const fulg_verify_net_t *net, const slong *r, const slong *alpha,
               const char *whose, fulg_verify_why_t *why)
{
    const size_t size = ((size_t) net->layers + 1) * sizeof(int);
    int *symmetric = flint_malloc(size), good = 1;
    fulg_verify_collapses(symmetric, r, alpha, net);
    for (slong i = 1; i <= net->layers && good; i++)
        if (symmetric[i])
            good = FULG_VERIFY_REFUSE(why,
                                      "layer %ld of %s sees only symmetric "
                                      "parts",
                                      (long) i, whose);
    flint_free(symmetric);
    return good;
}

/* H_{i+1} (min(nu_{i+1}, r_{i+1}, r_i) + 2 alpha_{i+1}) >= r_i for all i < l, unless
   the values of all layers are free. */
static int
sees_all_values(const fulg_verify_net_t *net, const slong *r,
                const slong *alpha, fulg_verify_why_t *why)
{
    int all_free = 1;
    for (slong i = 1; i <= net->layers; i++)
        all_free = all_free && fulg_verify_values_are_free(net, r, i);
    for (slong i = 1; i < net->layers && !all_free; i++)
    {
        const slong nu = fulg_verify_min(fulg_verify_nu(net, i + 1),
                                         fulg_verify_min(r[i + 1], r[i]));
        const wide_t each = (wide_t) nu + 2 * (wide_t) alpha[i + 1];
        if (each < (uint64_t) r[i] &&
            each * (uint64_t) net->heads[i + 1] < (uint64_t) r[i])
            return FULG_VERIFY_REFUSE(why,
                                      "layer %ld need not see all values of "
                                      "the layer before",
                                      (long) i + 1);
    }
    return 1;
}

/* The forms of every layer are independent on inputs of so many coordinates. */
static int
are_independent(const fulg_verify_net_t *net, slong in, fulg_verify_why_t *why)
{
    slong r = in;
    for (slong i = 1; i <= net->layers; i++)
    {
        if (fulg_verify_min_product(net->heads[i], r, r) < net->heads[i])
            return FULG_VERIFY_REFUSE(why,
                                      "the model has too few inputs for the "
                                      "heads of layer %ld",
                                      (long) i);
        r = fulg_verify_min_product(net->width[i], net->heads[i],
                                    fulg_verify_min(fulg_verify_nu(net, i), r));
    }
    return 1;
}

/* The heads of layer i of the model may be replaced by combinations of them. */
static int
is_mixed(const fulg_verify_net_t *model, const slong *r, const slong *alpha,
         slong i)
{
    return alpha[i] == r[i - 1] && fulg_verify_values_are_free(model, r, i);
}

/* What is mixed in the model is not in the network; size: that of the minor. */
static int
check_mixing(fmpz_t size, const fulg_verify_net_t *net, const slong *r,
             const slong *alpha, const fulg_verify_net_t *model,
             const slong *small_r, const slong *small_alpha,
             fulg_verify_why_t *why)
{
    fulg_verify_terms_t T;
    fulg_verify_terms_init(&T);
    fulg_verify_virtual_weights(&T, model);
    fmpz_set(size, fulg_verify_last_term(&T));
    fulg_verify_terms_clear(&T);
    for (slong i = 1; i <= net->layers; i++)
    {
        const slong others = net->heads[i] - 1, rest = r[i - 1] - alpha[i];
        fmpz_t mixed;
        if (!is_mixed(model, small_r, small_alpha, i))
            continue;
        if (fulg_verify_min_product(others, rest, rest) < others)
            return FULG_VERIFY_REFUSE(why,
                                      "combinations of the heads of layer %ld "
                                      "are heads",
                                      (long) i);
        fmpz_init_set_si(mixed, net->heads[i]);
        fmpz_mul_si(mixed, mixed, others);
        fmpz_sub(size, size, mixed);
        fmpz_clear(mixed);
    }
    return 1;
}

int
fulg_verify_heads_model(fulg_verify_net_t *model, const fulg_verify_net_t *net,
                        const json_t *wanted, fulg_verify_why_t *why)
{
    const slong l = net->layers;
    const json_t *widths = json_object_get(wanted, "widths");
    if (!json_is_object(wanted) || json_array_size(widths) != (size_t) l + 1)
        return FULG_VERIFY_REFUSE(why, "the model must have %ld layers",
                                  (long) l);
    if (!fulg_verify_integer(&model->width[0], json_array_get(widths, 0),
                             "width_0 of the model", why) ||
        !fulg_verify_integer(&model->width[l],
                             json_array_get(widths, (size_t) l),
                             "the last width of the model", why))
        return 0;
    if (model->width[0] < fulg_verify_min(2, net->width[0]) ||
        model->width[0] > net->width[0])
        return FULG_VERIFY_REFUSE(why,
                                  "width_0 of the model is %ld, which is "
                                  "no number of inputs for this theorem",
                                  (long) model->width[0]);
    if (model->width[l] < 1 || model->width[l] > net->width[l])
        return FULG_VERIFY_REFUSE(why,
                                  "the last width of the model is %ld, not "
                                  "between 1 and %ld",
                                  (long) model->width[l], (long) net->width[l]);
    for (slong i = 1; i <= l; i++)
    {
        const slong r = model->width[i - 1], nu = fulg_verify_nu(net, i);
        if (i < l)
            model->width[i] = fulg_verify_min_product(
                net->width[i], net->heads[i], fulg_verify_min(nu, r));
        model->head_dim[i] = fulg_verify_min(net->head_dim[i], r);
        if (model->value_dim != NULL)
            model->value_dim[i] = fulg_verify_min(
                nu, fulg_verify_min(r, model->width[i]));
    }
    return 1;
}

static int
check_all(fmpz_t size, const fulg_verify_net_t *net,
          const fulg_verify_net_t *model, slong *r, slong *alpha,
          slong *small_r, slong *small_alpha, fulg_verify_why_t *why)
{
    const slong in = model->width[0];
    fulg_verify_virtual_ranks(r, alpha, net);
    fulg_verify_virtual_ranks(small_r, small_alpha, model);
    return sees_all_forms(net, r, alpha, "the network", why) &&
           sees_all_forms(model, small_r, small_alpha, "the model", why) &&
           sees_all_values(net, r, alpha, why) &&
           are_independent(net, in < net->width[0] ? in - 1 : in, why) &&
           check_mixing(size, net, r, alpha, model, small_r, small_alpha, why);
}

int
fulg_verify_heads_hypotheses(fmpz_t size, const fulg_verify_net_t *net,
                             const fulg_verify_net_t *model,
                             fulg_verify_why_t *why)
{
    const size_t length = ((size_t) net->layers + 1) * sizeof(slong);
    slong *list[4];
    int good;
    for (int k = 0; k < 4; k++)
        list[k] = flint_malloc(length);
    good = check_all(size, net, model, list[0], list[1], list[2], list[3], why);
    for (int k = 0; k < 4; k++)
        flint_free(list[k]);
    return good;
}
