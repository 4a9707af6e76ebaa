#include "graph.h"

#include "symmetries.h"

/*
 * doc: thm-symmetries.  The symmetries of lightning attention are written down as
 * vectors at a point, and the rank of these subtracted.  Layers count from 0 here.
 */

#define MOST_WEIGHTS 256
#define MOST_COORDINATES 512
/* ---- the network -------------------------------------------------------------- */

static int
read_layer(fulg_verify_layer_t *L, const fulg_verify_net_t *net, slong i)
{
    const fulg_verify_sub_t *sub = &net->sub[i];
    if (!sub->attention || sub->norm != FULG_VERIFY_LIGHTNING || sub->bias ||
        sub->bias_out || sub->turned || sub->latent || sub->parallel ||
        sub->readout || sub->pre_norm != FULG_VERIFY_NO_NORM)
        return 0;
    *L = (fulg_verify_layer_t){0,           sub->residual, sub->causal,
                               sub->in,     sub->out,      sub->heads,
                               sub->groups, sub->rows,     sub->values};
    if (!net->transformer)
    {
        /* The last width of a cut is not that of its sublayer. */
        L->in = net->width[i];
        L->out = net->width[i + 1];
    }
    return 1;
}

/* The layers of net, and how many; 0 when the theorem is not about them. */
static slong
read_layers(fulg_verify_layer_t *L, const fulg_verify_net_t *net)
{
    const slong num = net->transformer ? net->num_subs : net->layers;
    fmpz_t n;
    int small;
    if (net->pnn || net->readout || num > FULG_VERIFY_SYMMETRY_LAYERS)
        return 0;
    for (slong i = 0; i < num; i++)
        if (!read_layer(&L[i], net, i))
            return 0;
    fmpz_init(n);
    fulg_verify_parameters(n, net);
    small = fmpz_cmp_si(n, MOST_WEIGHTS) <= 0;
    fmpz_clear(n);
    return small ? num : 0;
}

int
fulg_verify_has_symmetries(const fulg_verify_net_t *net)
{
    fulg_verify_layer_t L[FULG_VERIFY_SYMMETRY_LAYERS];
    return read_layers(L, net) > 0;
}

static fulg_verify_place_t
take(fulg_verify_symmetries_t *S, slong rows, slong cols)
{
    const fulg_verify_place_t M = {S->num, rows, cols};
    S->num += rows * cols;
    return M;
}

static void
set_places(fulg_verify_symmetries_t *S)
{
    const size_t size = (size_t) (S->layers * S->most_heads) *
                        sizeof(fulg_verify_place_t);
    fulg_verify_place_t **list[] = {&S->key, &S->query, &S->value, &S->output,
                                    &S->inner};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        *list[k] = flint_calloc(1, size);
    for (slong i = 0; i < S->layers; i++)
        for (slong h = 0; h < S->layer[i].heads; h++)
        {
            const fulg_verify_layer_t *L = &S->layer[i];
            const slong n = i * S->most_heads + h;
            const int first = h % (L->heads / L->groups) == 0;
            S->query[n] = take(S, L->forms ? L->in : L->rows, L->in);
            if (first && !L->forms)
                S->key[n] = take(S, L->rows, L->in);
            else if (!first)
                S->key[n] = S->key[n - 1];
            if (L->forms || !L->values)
                S->value[n] = take(S, L->out, L->in);
            else
            {
                S->output[n] = take(S, L->out, L->values);
                S->inner[n] = first ? take(S, L->values, L->in)
                                    : S->inner[n - 1];
            }
        }
}

static uint64_t
draw(uint64_t *state, const fulg_verify_mod_t *M)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return fulg_verify_set((int64_t) (fulg_verify_mix(*state) >> 4), M);
}

void
fulg_verify_symmetry_point(fulg_verify_symmetries_t *S)
{
    uint64_t state = 271828;
    S->orbit = 0;
    fulg_verify_mod_init(&S->mod, (UINT64_C(1) << 61) - 1);
    S->w = flint_malloc((size_t) S->num * sizeof(uint64_t));
    S->row = flint_calloc((size_t) S->num, sizeof(uint64_t));
    S->pivot = flint_calloc((size_t) S->num, 1);
    S->rank = flint_malloc((size_t) (S->num * S->num) * sizeof(uint64_t));
    for (slong n = 0; n < S->num; n++)
        S->w[n] = draw(&state, &S->mod);
}

void
fulg_verify_symmetry_point_clear(fulg_verify_symmetries_t *S)
{
    flint_free(S->w);
    flint_free(S->row);
    flint_free(S->pivot);
    flint_free(S->rank);
}

static void
start(fulg_verify_symmetries_t *S)
{
    S->num = 0;
    S->most_heads = 1;
    for (slong i = 0; i < S->layers; i++)
        if (S->layer[i].heads > S->most_heads)
            S->most_heads = S->layer[i].heads;
    set_places(S);
    fulg_verify_symmetry_point(S);
}

static void
finish(fulg_verify_symmetries_t *S)
{
    flint_free(S->key);
    flint_free(S->query);
    flint_free(S->value);
    flint_free(S->output);
    flint_free(S->inner);
    fulg_verify_symmetry_point_clear(S);
}

/* ---- the bound ------------------------------------------------------------------ */

/* Puts the layers of the mask in forms; the number of coordinates. */
static slong
choose(fulg_verify_symmetries_t *S, uint64_t mask)
{
    slong num = 0;
    for (slong i = 0; i < S->layers; i++)
    {
        fulg_verify_layer_t *L = &S->layer[i];
        const slong keys = L->rows * L->in;
        L->forms = mask >> i & 1;
        if (L->forms)
            num += L->heads * L->in * (L->in + L->out);
        else
            num += L->groups * keys + L->heads * keys +
                   (L->values
                        ? L->values * (L->groups * L->in + L->heads * L->out)
                        : L->heads * L->in * L->out);
    }
    return num;
}

/* The masks of layers in forms are those of 0 .. the result - 1. */
static uint64_t
choices(const fulg_verify_symmetries_t *S, const fulg_verify_net_t *net)
{
    if (net->transformer)
        return 1;
    return S->layers <= 3 ? UINT64_C(1) << S->layers : 2;
}

static uint64_t
mask(const fulg_verify_symmetries_t *S, uint64_t n)
{
    return n > 0 && S->layers > 3 ? (UINT64_C(1) << S->layers) - 1 : n;
}

static void
set_terms(fulg_verify_terms_t *T, slong layers, uint64_t forms,
          slong coordinates, slong orbit)
{
    for (slong i = 0; i < layers; i++)
        fmpz_set_si(fulg_verify_term(T, "forms", i + 1), forms >> i & 1);
    fmpz_set_si(fulg_verify_term(T, "coordinates", -1), coordinates);
    fmpz_set_si(fulg_verify_term(T, "orbit", -1), orbit);
    fmpz_set_si(fulg_verify_term(T, "total", -1), coordinates - orbit);
}

void
fulg_verify_symmetries(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    fulg_verify_symmetries_t S;
    slong best = -1, orbit = 0;
    uint64_t forms = 0;
    S.layers = read_layers(S.layer, net);
    S.tokens = net->tokens;
    for (uint64_t n = 0; n < choices(&S, net); n++)
    {
        if (choose(&S, mask(&S, n)) > MOST_COORDINATES)
            continue;
        start(&S);
        fulg_verify_symmetry_fields(&S);
        if (best < 0 || S.num - S.orbit < best - orbit)
        {
            best = S.num;
            orbit = S.orbit;
            forms = mask(&S, n);
        }
        finish(&S);
    }
    set_terms(T, S.layers, forms, best, orbit);
}

/* ---- with fields of the certificate ------------------------------------------------ */

/* The layers that the certificate has in forms: it may choose them. */
static int
read_choice(uint64_t *forms, const fulg_verify_symmetries_t *S,
            const fulg_verify_net_t *net, const json_t *terms,
            fulg_verify_why_t *why)
{
    *forms = 0;
    for (slong i = 0; i < S->layers; i++)
    {
        slong x;
        if (!fulg_verify_integer(
                &x, json_object_get(json_array_get(terms, (size_t) i), "value"),
                "forms of a layer", why))
            return 0;
        if (x != 0 && (x != 1 || net->transformer))
            return FULG_VERIFY_REFUSE(why, "layer %ld has no forms", i + 1);
        *forms |= (uint64_t) x << i;
    }
    return 1;
}

int
fulg_verify_symmetries_with(fulg_verify_terms_t *T,
                            const fulg_verify_net_t *net, const json_t *bound,
                            fulg_verify_why_t *why)
{
    fulg_verify_symmetries_t S;
    uint64_t forms;
    int good;
    S.layers = read_layers(S.layer, net);
    S.tokens = net->tokens;
    if (!read_choice(&forms, &S, net, json_object_get(bound, "terms"), why))
        return 0;
    if (choose(&S, forms) > MOST_COORDINATES)
        return FULG_VERIFY_REFUSE(why, "more than %d coordinates",
                                  MOST_COORDINATES);
    start(&S);
    fulg_verify_symmetry_fields(&S);
    good = fulg_verify_symmetries_found(&S, json_object_get(bound, "fields"),
                                        why);
    set_terms(T, S.layers, forms, S.num, S.orbit);
    finish(&S);
    return good;
}
