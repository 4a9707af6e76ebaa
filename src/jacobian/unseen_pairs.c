/*
 * Directions that move matrices of two heads of a layer, so that what one adds the other
 * takes away (doc: thm-given-pairs): what else the heads do is the same up to a factor.
 */
#include <string.h>

#include "impl.h"

/* What a head makes of its state: K and Q on what is met, the form of both, U there,
   what is read of O, and what is read of the values. */
#define PARTS "kqfuoy"
#define NUM_PARTS 6

typedef struct
{
    fulg_jacobian_known_t *known;
    const fulg_weights_struct *W;
    const fulg_jacobian_states_t *states;
    slong i;
    fmpq_mat_struct *part; /* NUM_PARTS for every head */
} layer_t;

/* Two heads: what g does is num/den times what h does. */
typedef struct
{
    slong h, g;
    fmpq_t factor;
} pair_t;

/* A matrix kind, and the parts that are the rest of what is done with it. */
static const struct
{
    char kind;
    const char *rest;
} moved[] = {{'q', "ky"}, {'k', "qy"}, {'v', "f"}, {'o', "fu"}, {'u', "fo"}};

/* ---- parts -------------------------------------------------------------------------- */

static int
has(const layer_t *s, char kind)
{
    return strchr(fulg_arch_sublayer_head_kinds(&s->W->arch->sub[s->i]),
                  kind) != NULL;
}

static const fmpq_mat_struct *
matrix(const layer_t *s, slong h, char kind)
{
    return fulg_weights_of_head(s->W, s->i, h, kind)->fmpq;
}

static fmpq_mat_struct *
part_of(const layer_t *s, slong h, char part)
{
    return &s->part[h * NUM_PARTS + (strchr(PARTS, part) - PARTS)];
}

/* A (initialised here) = M U, what is met. */
static void
on_met(fmpq_mat_t A, const fmpq_mat_t M, const fmpz_mat_t met)
{
    fmpq_mat_init(A, fmpq_mat_nrows(M), fmpz_mat_ncols(met));
    fmpq_mat_mul_fmpz_mat(A, M, met);
}

/* A (initialised here) = R^T M */
static void
of_read(fmpq_mat_t A, const fmpz_mat_t read, const fmpq_mat_t M)
{
    fmpz_mat_t transposed;
    fmpz_mat_init(transposed, fmpz_mat_ncols(read), fmpz_mat_nrows(read));
    fmpz_mat_transpose(transposed, read);
    fmpq_mat_init(A, fmpz_mat_nrows(transposed), fmpq_mat_ncols(M));
    fmpq_mat_mul_r_fmpz_mat(A, transposed, M);
    fmpz_mat_clear(transposed);
}

/* A (initialised here) = B^T C, or B C */
static void
set_product(fmpq_mat_t A, const fmpq_mat_t B, const fmpq_mat_t C,
            int transposed)
{
    fmpq_mat_t left;
    if (!transposed)
    {
        fmpq_mat_init(A, fmpq_mat_nrows(B), fmpq_mat_ncols(C));
        fmpq_mat_mul(A, B, C);
        return;
    }
    fmpq_mat_init(left, fmpq_mat_ncols(B), fmpq_mat_nrows(B));
    fmpq_mat_transpose(left, B);
    set_product(A, left, C, 0);
    fmpq_mat_clear(left);
}

static void
set_parts(const layer_t *s, slong h)
{
    const fmpz_mat_struct *met = &s->states->met[s->i];
    const fmpz_mat_struct *read = &s->states->read[s->i + 1];
    on_met(part_of(s, h, 'k'), matrix(s, h, 'k'), met);
    on_met(part_of(s, h, 'q'), matrix(s, h, 'q'), met);
    set_product(part_of(s, h, 'f'), part_of(s, h, 'k'), part_of(s, h, 'q'), 1);
    if (has(s, 'v'))
    {
        on_met(part_of(s, h, 'u'), matrix(s, h, 'v'), met);
        fmpq_mat_init(part_of(s, h, 'o'), 0, 0);
        of_read(part_of(s, h, 'y'), read, part_of(s, h, 'u'));
    }
    else
    {
        on_met(part_of(s, h, 'u'), matrix(s, h, 'u'), met);
        of_read(part_of(s, h, 'o'), read, matrix(s, h, 'o'));
        set_product(part_of(s, h, 'y'), part_of(s, h, 'o'), part_of(s, h, 'u'),
                    0);
    }
}

/* factor *= the number c with B = c A; 0 when there is none, or A or B is 0. */
static int
times_quotient(fmpq_t factor, const fmpq_mat_t A, const fmpq_mat_t B)
{
    const slong cols = fmpq_mat_ncols(A), size = fmpq_mat_nrows(A) * cols;
    slong n = 0;
    int equal = 1;
    fmpq_t c, x;
    while (n < size && fmpq_is_zero(fmpq_mat_entry(A, n / cols, n % cols)))
        n++;
    if (n == size || fmpq_is_zero(fmpq_mat_entry(B, n / cols, n % cols)))
        return 0;
    fmpq_init(c);
    fmpq_init(x);
    fmpq_div(c, fmpq_mat_entry(B, n / cols, n % cols),
             fmpq_mat_entry(A, n / cols, n % cols));
    for (n = 0; n < size && equal; n++)
    {
        fmpq_mul(x, c, fmpq_mat_entry(A, n / cols, n % cols));
        equal = fmpq_equal(x, fmpq_mat_entry(B, n / cols, n % cols));
    }
    fmpq_mul(factor, factor, c);
    fmpq_clear(c);
    fmpq_clear(x);
    return equal;
}

/* Whether all these parts of g are multiples of those of h, and of which factor.  What is
   divided by the sum of scores is the same only with the same scores. */
static int
are_multiples(pair_t *p, const layer_t *s, const char *parts)
{
    const int scores = fulg_jacobian_has_scores(s->W, s->i);
    int equal = 1;
    fmpq_set_si(p->factor, 1, 1);
    if (fulg_arch_sublayer_is_normalised(&s->W->arch->sub[s->i]) && scores &&
        !fmpq_mat_equal(part_of(s, p->h, 'f'), part_of(s, p->g, 'f')))
        return 0;
    for (slong n = 0; parts[n] != 0 && equal; n++)
        if (parts[n] != 'f' || scores)
            equal = times_quotient(p->factor, part_of(s, p->h, parts[n]),
                                   part_of(s, p->g, parts[n]));
    return equal;
}

/* ---- directions ------------------------------------------------------------------------ */

static const fulg_block_t *
block_of(const layer_t *s, slong h, char kind)
{
    return &s->W->block[fulg_weights_of_head(s->W, s->i, h, kind) - s->W->mat];
}

/* One entry of a matrix of h goes up, that of g down. */
static void
add_differences(const layer_t *s, const pair_t *p, char kind)
{
    const fulg_block_t *a = block_of(s, p->h, kind);
    const fulg_block_t *b = block_of(s, p->g, kind);
    for (slong n = 0; n < a->rows * a->cols; n++)
    {
        fulg_jacobian_direction_t v;
        fulg_jacobian_direction_init(&v, 2, FULG_KERNEL_STATES);
        v.num = 2;
        v.place[0] = a->offset + n;
        v.place[1] = b->offset + n;
        fmpz_set(v.entry, fmpq_numref(p->factor));
        fmpz_neg(v.entry + 1, fmpq_denref(p->factor));
        fulg_jacobian_known_try(s->known, &v);
    }
}

/* The lines of a matrix, the rows or of O the columns, over a common denominator. */
static void
set_lines(fmpz_mat_t A, fmpz_t den, const layer_t *s, slong h, char kind)
{
    const fmpq_mat_struct *M = matrix(s, h, kind);
    fmpz_mat_init(A, fmpq_mat_nrows(M), fmpq_mat_ncols(M));
    fmpq_mat_get_fmpz_mat_matwise(A, den, M);
    if (kind == 'o')
    {
        fmpz_mat_t transposed;
        fmpz_mat_init(transposed, fmpz_mat_ncols(A), fmpz_mat_nrows(A));
        fmpz_mat_transpose(transposed, A);
        fmpz_mat_swap(A, transposed);
        fmpz_mat_clear(transposed);
    }
}

/* Line "line" of a matrix of h becomes c times line "from" of A. */
static void
push_line(fulg_jacobian_direction_t *v, const layer_t *s, slong h, char kind,
          slong line, const fmpz_t c, const fmpz_mat_t A, slong from)
{
    const fulg_block_t *block = block_of(s, h, kind);
    for (slong j = 0; j < fmpz_mat_ncols(A); j++)
    {
        if (fmpz_is_zero(fmpz_mat_entry(A, from, j)))
            continue;
        fmpz_mul(v->entry + v->num, c, fmpz_mat_entry(A, from, j));
        v->place[v->num++] = block->offset + (kind == 'o'
                                                  ? j * block->cols + line
                                                  : line * block->cols + j);
    }
}

/* With X of g and Y of h over their denominators dx and dy: line a of X of h moves along
   num dy times line b of X of g, and line b of Y of g along -den dx times line a of Y of
   h. */
static void
add_exchanges(const layer_t *s, const pair_t *p, char x, char y)
{
    fmpz_mat_t X, Y;
    fmpz_t dx, dy;
    fmpz_init(dx);
    fmpz_init(dy);
    set_lines(X, dx, s, p->g, x);
    set_lines(Y, dy, s, p->h, y);
    fmpz_mul(dy, dy, fmpq_numref(p->factor));
    fmpz_mul(dx, dx, fmpq_denref(p->factor));
    fmpz_neg(dx, dx);
    for (slong a = 0; a < fmpz_mat_nrows(Y); a++)
        for (slong b = 0; b < fmpz_mat_nrows(X); b++)
        {
            fulg_jacobian_direction_t v;
            fulg_jacobian_direction_init(
                &v, fmpz_mat_ncols(X) + fmpz_mat_ncols(Y), FULG_KERNEL_STATES);
            push_line(&v, s, p->h, x, a, dy, X, b);
            push_line(&v, s, p->g, y, b, dx, Y, a);
            fulg_jacobian_known_try(s->known, &v);
        }
    fmpz_mat_clear(X);
    fmpz_mat_clear(Y);
    fmpz_clear(dx);
    fmpz_clear(dy);
}

static void
add_pair(const layer_t *s, slong h, slong g)
{
    pair_t p = {.h = h, .g = g};
    fmpq_init(p.factor);
    for (size_t n = 0; n < sizeof moved / sizeof *moved; n++)
        if (h < g && has(s, moved[n].kind) &&
            are_multiples(&p, s, moved[n].rest))
            add_differences(s, &p, moved[n].kind);
    if (are_multiples(&p, s, "y"))
        add_exchanges(s, &p, 'q', 'k');
    if (has(s, 'o') && are_multiples(&p, s, "f"))
        add_exchanges(s, &p, 'o', 'u');
    fmpq_clear(p.factor);
}

void
fulg_jacobian_known_add_pairs(fulg_jacobian_known_t *known,
                              const fulg_weights_t W,
                              const fulg_jacobian_states_t *states, slong i)
{
    const slong heads = W->arch->sub[i].heads;
    layer_t s = {known, W, states, i, NULL};
    if (heads == 1)
        return;
    s.part = flint_malloc((size_t) (heads * NUM_PARTS) *
                          sizeof(fmpq_mat_struct));
    for (slong h = 0; h < heads; h++)
        set_parts(&s, h);
    for (slong h = 0; h < heads; h++)
        for (slong g = 0; g < heads; g++)
            if (g != h)
                add_pair(&s, h, g);
    for (slong n = 0; n < heads * NUM_PARTS; n++)
        fmpq_mat_clear(&s.part[n]);
    flint_free(s.part);
}
