/* What the constants of all sublayers add up to, and what of them is seen. */
#include "impl.h"

int
fulg_verify_is_narrow(const fulg_verify_sub_t *s)
{
    return s->latent > 0 && s->latent < s->width;
}

slong
fulg_verify_key_groups(const fulg_verify_sub_t *s)
{
    return s->latent ? s->heads : s->groups;
}

void
fulg_verify_rank_alone(fmpz_t rank, fmpz_t rows, const fulg_verify_sub_t *s)
{
    fmpz_t part;
    fmpz_init_set_si(part, s->latent);
    fmpz_set_si(rows, s->values);
    fmpz_mul_si(rows, rows, fulg_verify_key_groups(s));
    fmpz_set_si(rank, fulg_verify_min(s->width, s->out));
    if (s->values)
        fulg_verify_min_fmpz(rank, rows);
    if (s->latent)
        fulg_verify_min_fmpz(rank, part);
    /* constants that come through the latent alone are in its columns */
    if (s->latent && !s->bias)
        fulg_verify_min_fmpz(rows, part);
    fmpz_clear(part);
}

/* One token: the constant is a further column of the values, which fills what rows they
   have; a column to spare makes it any vector. */
static void
constants_alone(fmpz_t beta, const fulg_verify_sub_t *s)
{
    fmpz_t rows;
    fmpz_init(rows);
    fmpz_zero(beta);
    if (s->seen_bias)
        fulg_verify_rank_alone(beta, rows, s);
    if (s->bias_out ||
        (s->seen_bias && (s->values == 0 || fmpz_cmp(rows, beta) > 0)))
        fmpz_set_si(beta, s->out);
    fmpz_clear(rows);
}

void
fulg_verify_constants(fmpz_t beta, const fulg_verify_sub_t *s)
{
    const slong source = fulg_verify_is_narrow(s) ? s->latent : s->width;
    fmpz_t out;
    if (s->alone)
    {
        constants_alone(beta, s);
        return;
    }
    fmpz_zero(beta);
    fmpz_init_set_si(out, s->out);
    if (s->bias_out ||
        (s->attention && s->seen_bias && s->norm != FULG_VERIFY_LIGHTNING &&
         (s->values == 0 || s->values > source)))
        fmpz_set(beta, out);
    else if (s->attention && s->seen_bias && s->norm != FULG_VERIFY_LIGHTNING)
    {
        fmpz_set_si(beta, s->values);
        fmpz_mul_si(beta, beta, fulg_verify_key_groups(s));
        fulg_verify_min_fmpz(beta, out);
    }
    /* the shift reaches the values through the latent alone */
    if (s->attention && !s->bias_out && !s->bias && s->latent > 0 &&
        s->latent <= s->width && !fmpz_is_zero(beta))
    {
        fmpz_set_si(beta, s->values);
        fmpz_mul_si(beta, beta, s->heads);
        fulg_verify_min_fmpz(beta, out);
        fmpz_set_si(out, s->latent);
        fulg_verify_min_fmpz(beta, out);
    }
    fmpz_clear(out);
}

slong
fulg_verify_position_end(const fulg_verify_net_t *net, slong i)
{
    do
        i++;
    while (i < net->num_subs && net->sub[i].parallel);
    return i;
}

int
fulg_verify_absorbs(const fulg_verify_net_t *net, slong from, slong to)
{
    for (slong i = from; i < to; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        if (!s->bias || (s->latent > 0 && s->turned > 0))
            return 0;
    }
    return 1;
}

/* beta of the position [from, to) */
static void
position_constants(fmpz_t beta, const fulg_verify_net_t *net, slong from,
                   slong to)
{
    fmpz_t part;
    fmpz_init(part);
    fmpz_zero(beta);
    for (slong i = from; i < to; i++)
    {
        fulg_verify_constants(part, &net->sub[i]);
        fmpz_add(beta, beta, part);
    }
    fmpz_set_si(part, net->sub[from].out);
    fulg_verify_min_fmpz(beta, part);
    fmpz_clear(part);
}

int
fulg_verify_one_norm(const fulg_verify_net_t *net)
{
    for (slong i = 1; i < net->num_subs; i++)
        if (net->sub[i].pre_norm != net->sub[0].pre_norm)
            return 0;
    return 1;
}

/* Without norms: pieces that end where a sublayer does not absorb. */
static void
pieces(fmpz_t total, const fulg_verify_net_t *net)
{
    fmpz_t piece, beta, d;
    fmpz_init(piece);
    fmpz_init(beta);
    fmpz_init_set_si(d, net->width[0]);
    fmpz_zero(total);
    for (slong i = 0, end; i < net->num_subs; i = end)
    {
        end = fulg_verify_position_end(net, i);
        if (!fulg_verify_absorbs(net, i, end))
        {
            fmpz_add(total, total, piece);
            fmpz_zero(piece);
        }
        position_constants(beta, net, i, end);
        fmpz_add(piece, piece, beta);
        fulg_verify_min_fmpz(piece, d);
    }
    fmpz_add(total, total, piece);
    fmpz_clear(piece);
    fmpz_clear(beta);
    fmpz_clear(d);
}

void
fulg_verify_all_constants(fmpz_t total, const fulg_verify_net_t *net)
{
    const int kept = fulg_verify_all_residual(net) && fulg_verify_one_norm(net);
    slong full = 0;
    fmpz_t beta;
    if (kept && net->sub[0].pre_norm == FULG_VERIFY_NO_NORM)
    {
        pieces(total, net);
        return;
    }
    fmpz_init(beta);
    fmpz_zero(total);
    for (slong i = 0, end; i < net->num_subs; i = end)
    {
        end = fulg_verify_position_end(net, i);
        position_constants(beta, net, i, end);
        full += fmpz_equal_si(beta, net->width[0]);
        fmpz_add(total, total, beta);
    }
    /* multiples of (1, .., 1) pass a layer norm unseen */
    if (kept && net->sub[0].pre_norm == FULG_VERIFY_LAYER_NORM && full > 1)
        fmpz_sub_si(total, total, full - 1);
    fmpz_clear(beta);
}
