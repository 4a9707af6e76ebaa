#include <fulgurite/survey.h>

static void
add_product(fmpz_t n, slong a, slong b, slong times)
{
    fmpz_t product;
    fmpz_init_set_si(product, a);
    fmpz_mul_si(product, product, b);
    fmpz_mul_si(product, product, times);
    fmpz_add(n, n, product);
    fmpz_clear(product);
}

/* n = binomial(vars + degree - 1, degree), the coefficients of a form; 0 when it
   exceeds limit. */
static int
forms(fmpz_t n, slong vars, const fmpz_t degree, const fmpz_t limit)
{
    fmpz_t factor;
    int fits = 1;
    fmpz_one(n);
    fmpz_init(factor);
    for (slong j = 1; j < vars && fits; j++)
    {
        fmpz_add_si(factor, degree, j);
        fmpz_mul(n, n, factor);
        fmpz_divexact_si(n, n, j);
        fits = fmpz_cmp(n, limit) <= 0;
    }
    fmpz_clear(factor);
    return fits;
}

/* n = min(n, a b outputs times the forms of that degree) */
static void
clip(fmpz_t n, slong a, slong b, slong vars, const fmpz_t degree)
{
    fmpz_t most;
    fmpz_init(most);
    if (forms(most, vars, degree, n))
    {
        fmpz_mul_si(most, most, a);
        fmpz_mul_si(most, most, b);
        if (fmpz_cmp(most, n) < 0)
            fmpz_set(n, most);
    }
    fmpz_clear(most);
}

static void
polynomial(fmpz_t n, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fmpz_t degree;
    fmpz_init_set_ui(degree, 1);
    for (slong i = 1; i < l; i++)
    {
        const slong power = arch->sub[i - 1].power;
        if (power == 1)
            add_product(n, arch->width[i], arch->width[i], -1);
        else
            add_product(n, arch->width[i], 1, -1);
        /* More than 2^200 is more than there are weights. */
        if (fmpz_bits(degree) < 200)
            fmpz_mul_si(degree, degree, power);
    }
    clip(n, arch->width[l], 1, arch->width[0], degree);
    fmpz_clear(degree);
}

/* What changes of basis of the keys take: a^2 of the weights of K and Q.  One token
   sees of K^T Q the quadratic form alone, of rank r = min(2a, d), and these have
   dimension r d - r (r - 1) / 2. */
static void
keys(fmpz_t n, const fulg_arch_t arch, slong i)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const slong d = arch->width[i], r = FLINT_MIN(2 * sub->head_dim, d);
    if (arch->tokens > 1)
    {
        add_product(n, sub->head_dim, sub->head_dim, -sub->heads);
        return;
    }
    add_product(n, 2 * sub->head_dim, d, -sub->heads);
    add_product(n, r, d, sub->heads);
    /* One of two neighbours is even. */
    add_product(n, r % 2 ? r : r / 2, r % 2 ? (r - 1) / 2 : r - 1, -sub->heads);
}

/* The coefficients of a layer: x_k x_l x_m with the m of the query, quadratic forms
   times vectors.  Of a stack on one token: forms of degree 3^l. */
static void
clip_lightning(fmpz_t n, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fmpz_t degree;
    fmpz_init_set_ui(degree, 2);
    if (arch->tokens > 1 && l == 1)
        clip(n, arch->width[0], arch->width[1], arch->width[0], degree);
    if (arch->tokens == 1 && (l == 1 || !fulg_arch_is_residual(arch)))
    {
        /* More than 3^128 is more than there are weights. */
        fmpz_ui_pow_ui(degree, 3, (ulong) FLINT_MIN(l, 128));
        clip(n, arch->width[l], 1, arch->width[0], degree);
    }
    fmpz_clear(degree);
}

static void
attention(fmpz_t n, const fulg_arch_t arch)
{
    const int lightning = !fulg_arch_is_normalised(arch);
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        keys(n, arch, i);
        add_product(n, sub->value_dim, sub->value_dim, -sub->heads);
        if (lightning)
            add_product(n, 1, sub->heads, -1);
        if (i > 0 && !fulg_arch_is_residual(arch))
            add_product(n, arch->width[i], arch->width[i], -1);
    }
    if (lightning)
        clip_lightning(n, arch);
}

int
fulg_survey_expected(fmpz_t n, const fulg_arch_t arch)
{
    fulg_arch_t canonical;
    if (!fulg_arch_is_stack(arch) ||
        (!fulg_arch_is_pnn(arch) && arch->tokens == 1 &&
         fulg_arch_is_normalised(arch)))
        return 0;
    fulg_arch_init(canonical, 1);
    fulg_survey_canonical(canonical, arch);
    fulg_arch_parameters(n, canonical);
    if (fulg_arch_is_pnn(canonical))
        polynomial(n, canonical);
    else
        attention(n, canonical);
    fulg_arch_clear(canonical);
    return 1;
}
