#include "transformer.h"

/* ---- doc: sec-redundancy ----------------------------------------------------------
   Where parameters - dimension goes, under the hypotheses of the lower bound. */

typedef enum
{
    UNSEEN,
    KEY_BASES,
    VALUE_BASES,
    MERGED,
    LATENT_BASES,
    PLANES,
    KEY_BIASES,
    CENTRING,
    NORMS,
    NEURONS,
    CONSTANTS,
    SOURCES
} source_t;

static const char *const names[SOURCES] = {"keys and queries",
                                           "key bases of heads",
                                           "value bases of heads",
                                           "values that add up",
                                           "latent bases",
                                           "rotary planes",
                                           "key biases that no score sees",
                                           "centring",
                                           "gains and shifts of norms",
                                           "scalings of neurons",
                                           "constants that add up"};

/* lost += a b c */
static void
add(fmpz_t lost, slong a, slong b, slong c)
{
    fmpz_t part;
    fmpz_init_set_si(part, a);
    fmpz_mul_si(part, part, b);
    fmpz_mul_si(part, part, c);
    fmpz_add(lost, lost, part);
    fmpz_clear(part);
}

/* Values: the entries of O and U, less the dimension; likewise keys. */
static void
add_bases(fmpz *lost, const fulg_dim_shape_t *s, const fulg_dim_heads_t *heads)
{
    const slong in = s->r ? heads->source : s->n;
    add(&lost[KEY_BASES], s->groups, s->a, in);
    add(&lost[KEY_BASES], s->heads, s->a, s->n + s->e);
    fmpz_sub(&lost[KEY_BASES], &lost[KEY_BASES], heads->keys);
    fmpz_add(&lost[KEY_BASES], &lost[KEY_BASES], heads->planes);
    if (s->v)
        add(&lost[VALUE_BASES], s->groups, s->v, in);
    add(&lost[VALUE_BASES], s->heads, s->out, s->v ? s->v : s->n);
    fmpz_sub(&lost[VALUE_BASES], &lost[VALUE_BASES], heads->values);
}

/* blind: the columns of a matrix that neither the norm shows nor a bias takes the
   place of.  constants += the entries of vectors that act as constants. */
static void
add_heads(fmpz *lost, fmpz_t constants, const fulg_dim_shape_t *s, slong blind)
{
    fulg_dim_heads_t heads;
    fulg_dim_heads_init(&heads, s);
    add_bases(lost, s, &heads);
    if (s->r)
    {
        add(&lost[PLANES], s->p, 1, 1);
        add(&lost[CENTRING], s->r + s->p * (s->heads + 1),
            s->d - s->n - s->shift, 1);
        add(&lost[CENTRING], s->heads, s->a, blind);
        add(&lost[KEY_BIASES], s->heads, s->a, s->bias);
        add(&lost[LATENT_BASES], s->r, s->n, 1);
        add(&lost[LATENT_BASES], s->heads, s->a + s->v, s->r - heads.source);
        fmpz_sub(&lost[LATENT_BASES], &lost[LATENT_BASES], heads.latent);
        add(constants, s->heads, s->v, s->bias);
        add(constants, s->r, s->shift, 1);
    }
    else
    {
        add(&lost[PLANES], s->groups, s->p, 1);
        add(&lost[CENTRING], s->groups, s->a + s->p, blind);
        add(&lost[CENTRING], s->heads, s->a + s->p, blind);
        add(&lost[CENTRING], s->v ? s->groups : s->heads, s->v ? s->v : s->out,
            blind);
        add(&lost[KEY_BIASES], s->groups, s->a, s->e);
        add(constants, s->v ? s->groups : s->heads, s->v ? s->v : s->out, s->e);
    }
    fulg_dim_heads_clear(&heads);
}

/* One token sees the sum of the heads' O U C alone. */
static void
add_alone(fmpz *lost, fmpz_t constants, const fulg_dim_shape_t *s, slong blind)
{
    const slong source = s->r ? s->r : s->n;
    const slong rows = s->a + (s->r ? 0 : s->p);
    fulg_dim_heads_t heads;
    fulg_dim_heads_init(&heads, s);
    add(&lost[UNSEEN], s->heads, rows, s->d);
    add(&lost[UNSEEN], s->heads, rows, s->bias);
    add(&lost[UNSEEN], s->groups, rows, s->r ? s->r : s->d);
    add(&lost[UNSEEN], s->groups, rows, s->bias);
    if (s->r)
    {
        add(&lost[UNSEEN], s->p, s->heads, s->d);
        add(&lost[UNSEEN], s->p, 1, s->d);
        add(&lost[CENTRING], s->r, s->d - s->n - s->shift, 1);
        add(&lost[VALUE_BASES], s->r, s->n, 1);
        add(constants, s->heads, s->v, s->bias);
        add(constants, s->r, s->shift, 1);
    }
    else
    {
        add(&lost[CENTRING], s->v ? s->groups : s->heads, s->v ? s->v : s->out,
            blind);
        add(constants, s->v ? s->groups : s->heads, s->v ? s->v : s->out, s->e);
    }
    if (s->v)
        add(&lost[VALUE_BASES], s->groups, s->v, source);
    add(&lost[VALUE_BASES], s->heads, s->out, s->v ? s->v : s->n);
    fmpz_sub(&lost[VALUE_BASES], &lost[VALUE_BASES], heads.values);
    fmpz_add(&lost[MERGED], &lost[MERGED], heads.values);
    fulg_dim_heads_clear(&heads);
}

/* Where values have more rows than what they read, columns of O to spare make
   constants of their own: these entries are not lost to bases. */
static void
move_spare(fmpz *lost, fmpz_t constants, const fulg_dim_shape_t *s,
           const fmpz_t before)
{
    fmpz_t spare;
    fmpz_init_set_si(spare, s->bias_out ? 0 : fulg_dim_constants(s));
    fmpz_sub(spare, spare, constants);
    fmpz_add(spare, spare, before);
    if (fmpz_sgn(spare) > 0)
    {
        fmpz_add(constants, constants, spare);
        fmpz_sub(&lost[VALUE_BASES], &lost[VALUE_BASES], spare);
    }
    fmpz_clear(spare);
}

static void
add_sublayer(fmpz *lost, fmpz_t constants, const fulg_arch_struct *arch,
             slong i)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    slong blind;
    fulg_dim_shape_t s;
    fulg_dim_shape_set(&s, arch, i);
    blind = s.d - s.n + s.bias - s.e;
    add(&lost[NORMS], s.d, fulg_arch_sublayer_has_gain(sub), 1);
    add(&lost[NORMS], s.d, fulg_arch_sublayer_has_shift(sub), 1);
    add(constants, s.out, s.bias_out, 1);
    if (s.attention)
    {
        fmpz_t before;
        fmpz_init_set(before, constants);
        if (s.alone)
            add_alone(lost, constants, &s, blind);
        else
            add_heads(lost, constants, &s, blind);
        move_spare(lost, constants, &s, before);
        fmpz_clear(before);
        return;
    }
    add(&lost[CENTRING], s.hidden, s.gated ? 2 : 1, blind);
    add(&lost[NEURONS], s.hidden, s.scaled, 1);
}

/* all = the constants together; MERGED, so far the values of all sublayers, becomes what
   they lose where they make one matrix.  What that matrix has of constants that no
   sublayer has by itself, it has less in its values. */
static void
merge(fmpz *lost, fmpz_t all, const fulg_arch_t arch)
{
    fulg_cert_bound_t bound;
    if (!fulg_dim_merges(arch))
    {
        fmpz_zero(&lost[MERGED]);
        fulg_dim_all_constants(all, arch);
        return;
    }
    fulg_cert_bound_init(bound);
    fulg_dim_upper_one_token.terms(bound, arch);
    fmpz_sub(&lost[MERGED], &lost[MERGED],
             fulg_cert_bound_get(bound, "linear", -1));
    fmpz_set(all, fulg_cert_bound_get(bound, "constants", -1));
    fulg_cert_bound_clear(bound);
    if (fmpz_cmp(all, &lost[CONSTANTS]) <= 0)
        return;
    fmpz_sub(&lost[MERGED], &lost[MERGED], all);
    fmpz_add(&lost[MERGED], &lost[MERGED], &lost[CONSTANTS]);
    fmpz_set(all, &lost[CONSTANTS]);
}

/* 0 where scores show biases of keys, or weights do not sum to one: other things are
   lost then. */
static int
is_itemised(const fulg_arch_t arch)
{
    if (fulg_arch_is_pnn(arch) || fulg_arch_is_stack(arch) ||
        fulg_arch_has_readout(arch))
        return 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_dim_shape_t s;
        fulg_dim_shape_set(&s, arch, i);
        if (s.attention && !s.alone && !s.softmax && (s.e || !s.normalised))
            return 0;
    }
    return 1;
}

int
fulg_dim_redundancy(fmpz *lost, const fulg_arch_t arch)
{
    fmpz_t all;
    if (!is_itemised(arch))
        return 0;
    fmpz_init(all);
    _fmpz_vec_zero(lost, SOURCES);
    for (slong i = 0; i < arch->depth; i++)
        add_sublayer(lost, &lost[CONSTANTS], arch, i);
    merge(lost, all, arch);
    fmpz_sub(&lost[CONSTANTS], &lost[CONSTANTS], all);
    fmpz_clear(all);
    return SOURCES;
}

const char *
fulg_dim_redundancy_name(slong n)
{
    return names[n];
}
