#include "impl.h"

/* n += count * rows * cols */
static void
add(fmpz_t n, slong count, slong rows, slong cols)
{
    fmpz_t part;
    fmpz_init_set_si(part, count);
    fmpz_mul_si(part, part, rows);
    fmpz_mul_si(part, part, cols);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

static void
attention(fmpz_t n, const fulg_verify_sub_t *s)
{
    const slong rows = s->rows + (s->latent ? 0 : s->turned);
    const slong groups = s->latent ? s->heads : s->groups;
    const slong source = s->latent ? s->latent : s->in;
    add(n, s->heads, rows, s->in); /* Q */
    add(n, groups, rows, source);  /* K */
    add(n, s->heads, s->bias, rows);
    add(n, groups, s->bias, rows);
    if (s->latent)
    {
        add(n, 1, s->latent, s->in);        /* C */
        add(n, 1, s->turned, s->in);        /* the turned key */
        add(n, s->heads, s->turned, s->in); /* and its queries */
    }
    if (s->values)
    {
        add(n, groups, s->values, source); /* U */
        add(n, groups, s->values, s->bias);
        add(n, s->heads, s->out, s->values); /* O */
    }
    else
    {
        add(n, s->heads, s->out, s->in); /* V */
        add(n, s->heads, s->out, s->bias);
    }
}

void
fulg_verify_transformer_parameters(fmpz_t n, const fulg_verify_net_t *net)
{
    fmpz_zero(n);
    for (slong i = 0; i < net->num_subs; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        if (s->own_norm)
            add(n, 1, s->gain + s->shift, s->in);
        add(n, 1, s->bias_out, s->out);
        if (s->attention)
            attention(n, s);
        else
        {
            add(n, s->gated ? 2 : 1, s->hidden, s->in);
            add(n, s->gated ? 2 : 1, s->hidden, s->bias);
            add(n, 1, s->out, s->hidden);
        }
    }
}
