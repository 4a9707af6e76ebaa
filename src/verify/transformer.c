/* doc: thm-transformer, the upper bound. */
#include "impl.h"

/* z = dimension of the m x n matrices of rank <= r; r becomes that rank. */
static void
bounded_rank(fmpz_t z, fmpz_t r, const fmpz_t m, const fmpz_t n)
{
    fulg_verify_min_fmpz(r, m);
    fulg_verify_min_fmpz(r, n);
    fmpz_add(z, m, n);
    fmpz_sub(z, z, r);
    fmpz_mul(z, z, r);
}

/* z += n, times times */
static void
add_times(fmpz_t z, const fmpz_t n, slong times)
{
    fmpz_t part;
    fmpz_init(part);
    fmpz_mul_si(part, n, times);
    fmpz_add(z, z, part);
    fmpz_clear(part);
}

/* The biases of keys that the scores show, and those of values that the weights
   do. */
static int
key_bias(const fulg_verify_sub_t *s)
{
    return s->norm != FULG_VERIFY_SOFTMAX && s->seen_bias;
}

static int
value_bias(const fulg_verify_sub_t *s)
{
    return s->norm == FULG_VERIFY_LIGHTNING && s->seen_bias;
}

/* source = the dimension of what keys and values read; latent = what the choice of
   that space adds. */
static void
find_source(fmpz_t source, fmpz_t latent, const fulg_verify_sub_t *s)
{
    fmpz_t shown;
    fmpz_zero(latent);
    fmpz_set_si(source, s->width);
    if (!fulg_verify_is_narrow(s))
        return;
    fmpz_set_si(source, s->latent);
    fmpz_init(shown);
    fmpz_set_si(shown, fulg_verify_min(s->rows, s->latent));
    fmpz_add_si(shown, shown,
                fulg_verify_min(s->values, fulg_verify_min(s->latent, s->out)));
    fmpz_mul_si(shown, shown, s->heads);
    if (!key_bias(s) && !value_bias(s))
        fulg_verify_min_fmpz(source, shown);
    /* r (n + shift) - r^2, the shift where it is seen */
    fmpz_set_si(latent, s->width);
    if (key_bias(s) || value_bias(s))
        fmpz_add_si(latent, latent, s->shift);
    fmpz_sub(latent, latent, source);
    fmpz_mul(latent, latent, source);
    fmpz_clear(shown);
}

/* The planes that positions turn: complex matrices of rank one. */
static void
add_planes(fmpz_t keys, const fulg_verify_sub_t *s)
{
    const slong heads = s->latent ? s->heads : s->heads / s->groups;
    fmpz_t plane;
    fmpz_init_set_si(plane, s->width);
    fmpz_add_si(plane, plane, s->latent ? s->shift : s->seen_bias);
    fmpz_mul_si(plane, plane, heads);
    fmpz_add_si(plane, plane, s->width - 1);
    fmpz_add_si(plane, plane, s->latent ? s->shift : s->seen_bias);
    if (fmpz_sgn(plane) < 0)
        fmpz_zero(plane); /* nothing is read at all */
    fmpz_mul_si(plane, plane, s->latent ? 1 : s->groups);
    add_times(keys, plane, s->turned);
    fmpz_clear(plane);
}

static void
find_keys(fmpz_t keys, fmpz_t alpha, const fmpz_t source,
          const fulg_verify_sub_t *s)
{
    const slong groups = fulg_verify_key_groups(s);
    fmpz_t m, n, z;
    fmpz_init_set(m, source);
    fmpz_init_set_si(n, s->width);
    fmpz_init(z);
    fmpz_add_si(m, m, key_bias(s));
    fmpz_add_si(n, n, s->seen_bias);
    fmpz_mul_si(n, n, s->heads / groups);
    fmpz_set_si(alpha, s->rows);
    fulg_verify_min_fmpz(alpha, m);
    bounded_rank(z, alpha, m, n);
    fmpz_mul_si(keys, z, groups);
    add_planes(keys, s);
    fmpz_clear(m);
    fmpz_clear(n);
    fmpz_clear(z);
}

static void
find_values(fmpz_t values, fmpz_t nu, const fmpz_t source,
            const fulg_verify_sub_t *s)
{
    const slong groups = s->values ? fulg_verify_key_groups(s) : s->heads;
    fmpz_t m, n, z;
    fmpz_init_set_si(m, s->out);
    fmpz_init_set(n, source);
    fmpz_init(z);
    fmpz_mul_si(m, m, s->heads / groups);
    fmpz_add_si(n, n, value_bias(s));
    fmpz_set(nu, s->values ? m : n);
    if (s->values)
        fmpz_set_si(nu, s->values);
    bounded_rank(z, nu, m, n);
    fmpz_mul_si(values, z, groups);
    fmpz_clear(m);
    fmpz_clear(n);
    fmpz_clear(z);
}

/* One token: the sum of the heads' matrices is all there is. */
static void
one_token(fmpz_t values, fmpz_t nu, const fulg_verify_sub_t *s)
{
    fmpz_t m, n;
    fmpz_init_set_si(m, s->out);
    fmpz_init_set_si(n, s->width);
    fulg_verify_rank_alone(nu, n, s);
    fmpz_set_si(n, s->width);
    bounded_rank(values, nu, m, n);
    fmpz_clear(m);
    fmpz_clear(n);
}

static void
attention(fmpz_t total, fulg_verify_terms_t *T, const fulg_verify_sub_t *s,
          slong j)
{
    fmpz_t alpha, nu, keys, values, source, latent;
    fmpz_init(alpha);
    fmpz_init(nu);
    fmpz_init(keys);
    fmpz_init(values);
    fmpz_init(source);
    fmpz_init(latent);
    if (s->alone)
        one_token(values, nu, s);
    else
    {
        find_source(source, latent, s);
        find_keys(keys, alpha, source, s);
        find_values(values, nu, source, s);
    }
    fmpz_set(fulg_verify_term(T, "alpha", j), alpha);
    fmpz_set(fulg_verify_term(T, "nu", j), nu);
    fmpz_set(fulg_verify_term(T, "keys", j), keys);
    fmpz_set(fulg_verify_term(T, "values", j), values);
    if (s->latent)
        fmpz_set(fulg_verify_term(T, "latent", j), latent);
    fmpz_add(total, total, keys);
    fmpz_add(total, total, values);
    fmpz_add(total, total, latent);
    if (s->norm == FULG_VERIFY_LIGHTNING)
    {
        const slong scalings = s->width + s->seen_bias ? s->heads : 0;
        fmpz_set_si(fulg_verify_term(T, "scalings", j), scalings);
        fmpz_sub_si(total, total, scalings);
    }
    fmpz_clear(alpha);
    fmpz_clear(nu);
    fmpz_clear(keys);
    fmpz_clear(values);
    fmpz_clear(source);
    fmpz_clear(latent);
}

void
fulg_verify_neurons(fmpz_t z, const fulg_verify_sub_t *s)
{
    fmpz_set_si(z, s->width);
    fmpz_add_si(z, z, s->seen_bias);
    fmpz_mul_si(z, z, s->gated ? 2 : 1);
    fmpz_add_si(z, z, s->out);
    fmpz_sub_si(z, z, s->scaled);
    fmpz_mul_si(z, z, s->hidden);
}

static void
feed_forward(fmpz_t total, fulg_verify_terms_t *T, const fulg_verify_sub_t *s,
             slong j)
{
    fmpz *z = fulg_verify_term(T, "neurons", j);
    fulg_verify_neurons(z, s);
    fmpz_add(total, total, z);
}

void
fulg_verify_transformer(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    fmpz_t total, count;
    fmpz_init(total);
    fmpz_init(count);
    for (slong i = 0; i < net->num_subs; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        fmpz_set_si(fulg_verify_term(T, "width", i + 1), s->width);
        fmpz_set_si(fulg_verify_term(T, "bias", i + 1), s->seen_bias);
        if (s->attention)
            attention(total, T, s, i + 1);
        else
            feed_forward(total, T, s, i + 1);
        fulg_verify_constants(count, s);
        fmpz_set(fulg_verify_term(T, "beta", i + 1), count);
    }
    fulg_verify_all_constants(count, net);
    fmpz_set(fulg_verify_term(T, "constants", -1), count);
    fmpz_add(total, total, count);
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(total);
    fmpz_clear(count);
}
