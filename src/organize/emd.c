#include "impl.h"

/* One of the two axes that are summed over: the weights of its folders, in the
   order of its tree, as integers over den.  weight[f] is (|I|/n)^beta 2^(-alpha
   l) / |I| times den. */
typedef struct
{
    const fulg_tree_struct *tree;
    slong step;
    fmpz *weight;
    fmpz_t den, total; /* total: the sum of weight[f] |I| */
} side_t;

typedef struct
{
    const fulg_cube_struct *X;
    slong step;
    side_t a, b;
} source_t;

static slong
folder_size(const fulg_tree_struct *T, slong f)
{
    return T->end[f] - T->start[f];
}

/* |I|^(beta - 1), with the least common multiple of all |I| for beta = 0. */
static void
set_power(fmpz_t w, const fmpz_t multiple, slong size, ulong beta)
{
    fmpz_set_si(w, size);
    if (beta == 0)
        fmpz_divexact(w, multiple, w);
    else
        fmpz_pow_ui(w, w, beta - 1);
}

static void
side_init(side_t *s, const fulg_tree_struct *T, slong step,
          const fulg_organize_options_t *options)
{
    const ulong alpha = options->alpha, beta = options->beta;
    fmpz_t multiple, size;
    s->tree = T;
    s->step = step;
    s->weight = _fmpz_vec_init(T->num);
    fmpz_init_set_si(s->den, T->n);
    fmpz_init(s->total);
    fmpz_init_set_ui(multiple, 1);
    fmpz_init(size);
    for (slong f = 0; beta == 0 && f < T->num; f++)
    {
        fmpz_set_si(size, folder_size(T, f));
        fmpz_lcm(multiple, multiple, size);
    }
    for (slong l = 0; l < T->levels; l++)
        for (slong f = T->offset[l]; f < T->offset[l] + T->count[l]; f++)
        {
            set_power(s->weight + f, multiple, folder_size(T, f), beta);
            fmpz_mul_2exp(s->weight + f, s->weight + f,
                          alpha * (ulong) (T->levels - 1 - l));
            fmpz_addmul_ui(s->total, s->weight + f, (ulong) folder_size(T, f));
        }
    fmpz_pow_ui(s->den, s->den, beta);
    fmpz_mul(s->den, s->den, multiple);
    fmpz_mul_2exp(s->den, s->den, alpha * (ulong) (T->levels - 1));
    fmpz_clear(multiple);
    fmpz_clear(size);
}

static void
side_clear(side_t *s)
{
    _fmpz_vec_clear(s->weight, s->tree->num);
    fmpz_clear(s->den);
    fmpz_clear(s->total);
}

/* out[f * out_step] = the sum of in over folder f times its weight. */
static void
folder_sums(fmpz *out, slong out_step, const fmpz *in, slong in_step,
            const side_t *s, fmpz *sum)
{
    const fulg_tree_struct *T = s->tree;
    fmpz_zero(sum);
    for (slong p = 0; p < T->n; p++)
        fmpz_add(sum + p + 1, sum + p, in + T->order[p] * in_step);
    for (slong f = 0; f < T->num; f++)
    {
        fmpz *y = out + f * out_step;
        fmpz_sub(y, sum + T->end[f], sum + T->start[f]);
        fmpz_mul(y, y, s->weight + f);
    }
}

/* The means of slice x over all pairs of folders, with their weights. */
static void
fill(fmpz *list, const void *data, slong x)
{
    const source_t *s = data;
    const slong n = s->a.tree->n, folders = s->b.tree->num;
    fmpz *half = _fmpz_vec_init(n * folders);
    fmpz *sum = _fmpz_vec_init(FLINT_MAX(n, s->b.tree->n) + 1);
    for (slong i = 0; i < n; i++)
        folder_sums(half + i * folders, 1,
                    s->X->value + x * s->step + i * s->a.step, s->b.step, &s->b,
                    sum);
    for (slong f = 0; f < folders; f++)
        folder_sums(list + f, folders, half + f, folders, &s->a, sum);
    _fmpz_vec_clear(half, n * folders);
    _fmpz_vec_clear(sum, FLINT_MAX(n, s->b.tree->n) + 1);
}

int
fulg_organize_tree_distances(fulg_tree_distances_t D, const fulg_cube_t X,
                             int axis, const fulg_tree_struct *tree,
                             int rounded,
                             const fulg_organize_options_t *options)
{
    source_t s = {.X = X, .step = fulg_organize_step(X->shape, axis)};
    const slong height = FLINT_ABS(
        _fmpz_vec_max_bits(X->value, fulg_cube_size(X)));
    slong bits;
    int a, b, good;
    fulg_organize_others(&a, &b, axis);
    side_init(&s.a, &tree[a], fulg_organize_step(X->shape, a), options);
    side_init(&s.b, &tree[b], fulg_organize_step(X->shape, b), options);
    fmpz_mul(D->den, s.a.den, s.b.den);
    fmpz_mul(D->den, D->den, X->den);
    fmpz_mul(D->error, s.a.total, s.b.total);
    /* Two lists together: at most 2 |X| total total. */
    bits = height + (slong) fmpz_bits(D->error) + 1;
    fmpz_mul(D->error, D->error, X->error);
    fmpz_mul_2exp(D->error, D->error, 1);
    good = fulg_organize_distances(D, s.a.tree->num * s.b.tree->num, bits, fill,
                                   &s, rounded, options);
    side_clear(&s.a);
    side_clear(&s.b);
    return good;
}
