#include "impl.h"

/*
 * doc: thm-embeddings.  The whole model: tokens from a vocabulary, embedded by
 * its columns, the blocks, a final norm, logits.  With d the width, g groups of
 * head dimension a (keys) and b = a (values), H heads, m hidden neurons, l layers:
 *
 *   llama, untied   l (2 d + g (a + b^2) + m) + d (d - 1)/2 + 2 d
 *   llama, tied     l (2 d + g (a + b^2) + m)
 *   gpt2, tied      l (g (a^2 + a + b^2 + b) + 4 d + H a + g (a + b) + m + H b
 *                      + 2 + m) + positions + d
 */

/* n += a b */
static void
addmul(fmpz_t n, slong a, slong b)
{
    fmpz_t part;
    fmpz_init_set_si(part, a);
    fmpz_mul_si(part, part, b);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

static void
llama(fmpz_t n, const fulg_config_facts_t *f)
{
    const slong a = f->head_dim, d = f->width;
    addmul(n, 2, d);
    addmul(n, f->kv_heads, a);
    addmul(n, f->kv_heads * a, a);
    fmpz_add_ui(n, n, (ulong) f->hidden);
    fmpz_mul_si(n, n, f->layers);
    if (f->tied)
        return;
    addmul(n, d % 2 ? d : d / 2, d % 2 ? (d - 1) / 2 : d - 1);
    addmul(n, 2, d);
}

static void
gpt2(fmpz_t n, const fulg_config_facts_t *f)
{
    const slong a = f->head_dim, g = f->heads;
    addmul(n, 2 * g * a, a + 1);
    addmul(n, 4, f->width);
    addmul(n, 4 * g, a);
    addmul(n, 2, f->hidden + 1);
    fmpz_mul_si(n, n, f->layers);
    addmul(n, 1, f->tokens);
    addmul(n, 1, f->width);
}

void
fulg_config_model(fulg_config_struct *config, const fulg_config_facts_t *f)
{
    const char kind = f->row->whole;
    fmpz *n = config->model_parameters;
    config->has_model = f->vocabulary > 0 && config->why_not == NULL &&
                        ((kind == 'l' && !f->bias && !f->bias_out &&
                          !f->bias_forward) ||
                         (kind == 'g' && f->tied));
    if (!config->has_model)
        return;
    fmpz_set(n, config->parameters);
    addmul(n, f->vocabulary, f->width);
    if (!f->tied)
        addmul(n, f->vocabulary, f->width);
    if (kind == 'g')
    {
        addmul(n, f->tokens, f->width);
        addmul(n, 2, f->width);
        gpt2(config->model_symmetries, f);
    }
    else
    {
        addmul(n, 1, f->width);
        llama(config->model_symmetries, f);
    }
}
