#include <fulgurite/eval.h>

/*
 * doc: sec-sizes, in integers: delta bounds the degree of a state in weights and
 * inputs, lambda the log2 of the sum of the absolute values of its coefficients,
 * layer by layer.
 */

static void
add_bits(fmpz_t n, const fmpz_t x)
{
    fmpz_add_ui(n, n, fmpz_bits(x));
}

/* x *= a b c, for counting terms */
static void
mul3(fmpz_t x, slong a, slong b, slong c)
{
    fmpz_mul_si(x, x, a);
    fmpz_mul_si(x, x, b);
    fmpz_mul_si(x, x, c);
}

static void
step_lightning(fmpz_t delta, fmpz_t lambda, const fulg_arch_t arch, slong i)
{
    const slong d = arch->width[i], v = arch->sub[i].value_dim;
    fmpz_t terms;
    fmpz_init_set_si(terms, arch->sub[i].heads);
    mul3(terms, arch->tokens, arch->sub[i].head_dim, v ? v : 1);
    mul3(terms, d, d, d);
    if (fulg_arch_has_readout(arch))
        fmpz_mul_si(terms, terms, arch->tokens);
    if (fulg_arch_is_residual(arch))
        fmpz_add_ui(terms, terms, 1);
    fmpz_mul_ui(delta, delta, 3);
    fmpz_add_ui(delta, delta, v ? 4 : 3);
    fmpz_mul_ui(lambda, lambda, 3);
    add_bits(lambda, terms);
    fmpz_clear(terms);
}

static void
step_affine(fmpz_t delta, fmpz_t lambda, const fulg_arch_t arch, slong i)
{
    const slong d = arch->width[i], v = arch->sub[i].value_dim;
    fmpz_t terms, part, heads;
    fmpz_init_set_si(terms, arch->sub[i].head_dim);
    fmpz_init_set_si(heads, arch->sub[i].heads);
    /* What a head has at each token is a fraction of its own. */
    if (fulg_arch_has_readout(arch))
        fmpz_mul_si(heads, heads, arch->tokens);
    fmpz_init(part);
    mul3(terms, d, d, 1);
    fmpz_add_ui(terms, terms, 1);
    mul3(terms, arch->tokens, d, v ? v : 1);

    fmpz_set_si(part, arch->tokens);
    fmpz_mul_ui(part, part, 2);
    fmpz_add_ui(part, part, 1);
    fmpz_mul(part, part, delta);
    fmpz_add_ui(part, part, v ? 4 : 3);
    fmpz_mul(part, part, heads);
    if (fulg_arch_is_residual(arch))
        fmpz_add(part, part, delta);
    fmpz_swap(delta, part);

    fmpz_set_si(part, arch->tokens);
    fmpz_mul_ui(part, part, 2);
    fmpz_add_ui(part, part, 1);
    fmpz_mul(part, part, lambda);
    add_bits(part, terms);
    fmpz_mul(part, part, heads);
    if (fulg_arch_is_residual(arch))
        fmpz_add(part, part, lambda);
    fmpz_add_ui(heads, heads, 1);
    add_bits(part, heads);
    fmpz_swap(lambda, part);
    fmpz_clear(terms);
    fmpz_clear(part);
    fmpz_clear(heads);
}

static void
step_pnn(fmpz_t delta, fmpz_t lambda, const fulg_arch_t arch, slong i)
{
    fmpz_t d;
    fmpz_init_set_si(d, arch->width[i]);
    fmpz_mul_si(delta, delta, i ? arch->sub[i - 1].power : 1);
    fmpz_add_ui(delta, delta, 1);
    fmpz_mul_si(lambda, lambda, i ? arch->sub[i - 1].power : 1);
    add_bits(lambda, d);
    fmpz_clear(d);
}

void
fulg_eval_jacobian_sizes(fmpz_t D, fmpz_t lambda, const fulg_arch_t arch)
{
    fmpz_one(D);
    fmpz_zero(lambda);
    for (slong i = 0; i < arch->depth; i++)
    {
        /* Beyond this nothing is claimed, and the numbers need not grow. */
        if (fmpz_bits(D) > 128)
            break;
        if (fulg_arch_is_pnn(arch))
            step_pnn(D, lambda, arch, i);
        else if (!fulg_arch_is_normalised(arch))
            step_lightning(D, lambda, arch, i);
        else
            step_affine(D, lambda, arch, i);
    }
    if (fulg_arch_is_normalised(arch))
    {
        fmpz_mul_2exp(lambda, lambda, 1);
        fmpz_add_ui(lambda, lambda, 1 + fmpz_bits(D));
        fmpz_mul_si(D, D, 4);
        fmpz_mul_si(D, D, arch->tokens);
    }
    else
        add_bits(lambda, D);
}
