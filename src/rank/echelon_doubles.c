/*
 * The echelon form mod a small prime, in doubles through the matrix product of a
 * BLAS (doc: sec-echelon-doubles).
 *
 * Every number is whole and below 2^53 in size, so that nothing is ever rounded:
 * products of reduced numbers are added up to a count that keeps to this bound,
 * and only then reduced.  Rows are taken in their order, and the pivot of a row
 * is the first column where what earlier rows leave of it is not 0: the rows and
 * the columns found are the row and the column rank profile.
 */
#include <string.h>

#include "impl.h"

#define ROW_MAJOR 101
#define NO_TRANS 111

/* Below this a sum has room for 511 products. */
#define MAX_PRIME (UWORD(1) << 23)
#define MIN_PRIME (UWORD(1) << 12)
#define TOP 9007199254740992.0 /* 2^53 */

/* Rows that become one block, and rows that are reduced one by one. */
#define BLOCK 256
#define FEW 8
/* Sums of so few products are faster by loops than by a BLAS (tests/bench). */
#define SHORT 64
/* A panel takes this many rows at a time. */
#define PANEL 512

fulg_rank_echelon_doubles_struct *
fulg_rank_echelon_doubles_new(slong cols, ulong prime)
{
    fulg_rank_echelon_doubles_struct *D;
    const double p = (double) prime, half = p / 2 + 2;
    fulg_dgemm_t dgemm = NULL;
    if (prime < MIN_PRIME || prime > MAX_PRIME || cols > WORD(1) << 30)
        return NULL;
    /* No product of that many columns has more terms. */
    if (cols > SHORT)
        dgemm = fulg_rank_dgemm();
    if (cols > SHORT && dgemm == NULL)
        return NULL;
    D = flint_malloc(sizeof *D);
    D->dgemm = dgemm;
    D->loops = fulg_rank_loops();
    D->p = p;
    D->inverse = 1 / p;
    D->delay = (slong) ((TOP - 2 * p) / (half * half));
    D->order = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    for (slong j = 0; j < cols; j++)
        D->order[j] = j;
    D->exchanged = 0;
    D->num_blocks = D->num_swaps = D->swap_room = 0;
    D->block = NULL;
    D->swap = NULL;
    return D;
}

void
fulg_rank_echelon_doubles_free(fulg_rank_echelon_doubles_struct *D)
{
    if (D == NULL)
        return;
    for (slong b = 0; b < D->num_blocks; b++)
        flint_free(D->block[b].entry);
    flint_free(D->block);
    flint_free(D->swap);
    flint_free(D->order);
    flint_free(D);
}

/* Rows on their way into the form. */
typedef struct
{
    fulg_rank_echelon_doubles_struct *D;
    slong rows, cols, stride;
    double *entry;
    slong *source;
} panel_t;

static double *
at(const panel_t *P, slong row, slong place)
{
    return P->entry + row * P->stride + place;
}

/* Rows end in zeros, up to their stride: loops may take n numbers as more. */
static slong
whole(slong n)
{
    return (n + FULG_LANES - 1) / FULG_LANES * FULG_LANES;
}

static void
reduce(const panel_t *P, slong row, slong end, slong place, slong stop)
{
    for (; row < end; row++)
        P->D->loops->reduce(at(P, row, place), whole(stop - place), P->D->p,
                            P->D->inverse);
}

/* rows row..end -= (their entries at place, k of them) times B, which stands from
   place + k on; not reduced. */
static void
add_products(const panel_t *P, slong row, slong end, slong place, slong k,
             const double *B, slong stride)
{
    P->D->dgemm(ROW_MAJOR, NO_TRANS, NO_TRANS, (int) (end - row),
                (int) (P->cols - place - k), (int) k, -1.0, at(P, row, place),
                (int) P->stride, B, (int) stride, 1.0, at(P, row, place + k),
                (int) P->stride);
}

/* The same, reduced. */
static void
submul(const panel_t *P, slong row, slong end, slong place, slong k,
       const double *B, slong stride)
{
    const fulg_rank_echelon_doubles_struct *D = P->D;
    const slong width = P->cols - place - k;
    if (end <= row || k == 0 || width <= 0)
        return;
    if (k <= SHORT)
    {
        D->loops->submul(at(P, row, place + k), P->stride, end - row, k, B,
                         stride, whole(width), D->p, D->inverse);
        return;
    }
    add_products(P, row, end, place, k, B, stride);
    reduce(P, row, end, place + k, P->cols);
}

/* The entries of a row in the order of the places, and zeros behind. */
static void
set_row(const panel_t *P, slong row, const nmod_mat_t B, slong source)
{
    const fulg_rank_echelon_doubles_struct *D = P->D;
    double *x = at(P, row, 0);
    if (P->D->exchanged)
    {
        for (slong j = 0; j < P->cols; j++)
            x[j] = (double) (slong) nmod_mat_entry(B, source, D->order[j]);
        D->loops->reduce(x, P->cols, D->p, D->inverse);
    }
    else if (P->cols > 0)
        D->loops->set(x, &nmod_mat_entry(B, source, 0), P->cols, D->p,
                      D->inverse);
    memset(x + P->cols, 0, (size_t) (P->stride - P->cols) * sizeof(double));
}

static void
panel_init(panel_t *P, const fulg_rank_echelon_t E, const nmod_mat_t B,
           slong begin, slong end, slong first)
{
    P->D = E->doubles;
    P->rows = end - begin;
    P->cols = E->cols;
    P->stride = whole(E->cols) + FULG_LANES;
    P->entry = flint_malloc((size_t) (P->rows * P->stride) * sizeof(double));
    P->source = flint_malloc((size_t) P->rows * sizeof(slong));
    for (slong i = 0; i < P->rows; i++)
    {
        P->source[i] = first + begin + i;
        set_row(P, i, B, begin + i);
    }
}

/* The panel becomes 0 in the pivot columns (where it is not looked at again). */
static void
reduce_by_blocks(const panel_t *P, slong rank)
{
    slong pending = 0;
    for (slong b = 0; b < P->D->num_blocks; b++)
    {
        const fulg_double_block_t *block = &P->D->block[b];
        const slong next = block->first + block->rows;
        if (pending + block->rows > P->D->delay)
        {
            reduce(P, 0, P->rows, block->first, P->cols);
            pending = 0;
        }
        else
            reduce(P, 0, P->rows, block->first, next);
        if (block->rows <= SHORT || next == P->cols)
        {
            submul(P, 0, P->rows, block->first, block->rows, block->entry,
                   block->stride);
            pending = 0;
        }
        else
        {
            add_products(P, 0, P->rows, block->first, block->rows, block->entry,
                         block->stride);
            pending += block->rows;
        }
    }
    if (pending > 0)
        reduce(P, 0, P->rows, rank, P->cols);
}

/* Exchanges two places, in the rows from row on at once and in the blocks when
   the next one is made. */
static void
exchange(const panel_t *P, slong row, slong a, slong b)
{
    fulg_rank_echelon_doubles_struct *D = P->D;
    const slong column = D->order[a];
    if (a == b)
        return;
    D->exchanged = 1;
    D->order[a] = D->order[b];
    D->order[b] = column;
    for (; row < P->rows; row++)
    {
        double *x = at(P, row, 0), y = x[a];
        x[a] = x[b];
        x[b] = y;
    }
    if (D->num_swaps == D->swap_room)
    {
        D->swap_room = 2 * D->swap_room + 64;
        D->swap = flint_realloc(D->swap,
                                (size_t) D->swap_room * sizeof *D->swap);
    }
    D->swap[D->num_swaps][0] = a;
    D->swap[D->num_swaps++][1] = b;
}

/* The place, from place on, of the first column where the row is not 0; or -1. */
static slong
leading_place(const panel_t *P, slong row, slong place)
{
    const double *x = at(P, row, 0);
    const slong *order = P->D->order;
    slong best = place;
    while (best < P->cols && x[best] == 0)
        best++;
    if (best == P->cols)
        return -1;
    if (P->D->exchanged)
        for (slong j = best + 1; j < P->cols; j++)
            if (x[j] != 0 && order[j] < order[best])
                best = j;
    return best;
}

static void
move_row(const panel_t *P, slong to, slong from, slong place)
{
    if (to == from)
        return;
    memcpy(at(P, to, place), at(P, from, place),
           (size_t) (P->cols - place) * sizeof(double));
    P->source[to] = P->source[from];
}

/* The row, reduced by the num rows from top on, which have their pivots at place,
   place + 1, ...; 0 when nothing is left, otherwise its own pivot follows. */
static int
eliminate_row(const panel_t *P, slong row, slong top, slong num, slong place,
              slong begin)
{
    const fulg_residue_loops_t *loops = P->D->loops;
    const double p = P->D->p, inverse = P->D->inverse;
    const slong next = place + num, width = P->cols - next - 1;
    double *x = at(P, row, next);
    slong lead;
    if (num > 0)
        loops->submul(x, P->stride, 1, num, at(P, top, next), P->stride,
                      whole(width + 1), p, inverse);
    lead = leading_place(P, row, next);
    if (lead < 0)
        return 0;
    exchange(P, begin, next, lead);
    {
        const slong lift = x[0] < 0 ? (slong) (x[0] + p) : (slong) x[0];
        double unit = (double) n_invmod((ulong) lift, (ulong) p);
        if (2 * unit > p)
            unit -= p;
        loops->scale(x + 1, unit, whole(width), p, inverse);
    }
    loops->submul(at(P, top, next + 1), P->stride, num, 1, x + 1, P->stride,
                  whole(width), p, inverse);
    move_row(P, top + num, row, next + 1);
    return 1;
}

/* The rows row..end become echelon rows with the unit matrix from place on, and
   come to stand from row on; how many there are.  Rows before begin do not take
   part in exchanges. */
static slong
eliminate(const panel_t *P, slong row, slong end, slong place, slong begin)
{
    slong mid, upper = 0, lower;
    if (end - row <= FEW)
    {
        for (slong i = row; i < end && place + upper < P->cols; i++)
            upper += eliminate_row(P, i, row, upper, place, begin);
        return upper;
    }
    mid = row + (end - row + 1) / 2;
    upper = eliminate(P, row, mid, place, begin);
    submul(P, mid, end, place, upper, at(P, row, place + upper), P->stride);
    lower = eliminate(P, mid, end, place + upper, begin);
    submul(P, row, row + upper, place + upper, lower,
           at(P, mid, place + upper + lower), P->stride);
    for (slong i = 0; i < lower; i++)
        move_row(P, row + upper + i, mid + i, place + upper + lower);
    return upper + lower;
}

static void
exchange_in_blocks(fulg_rank_echelon_doubles_struct *D)
{
    for (slong b = 0; b < D->num_blocks && D->num_swaps > 0; b++)
    {
        const fulg_double_block_t *block = &D->block[b];
        const slong from = block->first + block->rows;
        for (slong i = 0; i < block->rows; i++)
        {
            double *x = block->entry + i * block->stride;
            for (slong s = 0; s < D->num_swaps; s++)
            {
                const slong c = D->swap[s][0] - from, d = D->swap[s][1] - from;
                const double y = x[c];
                x[c] = x[d];
                x[d] = y;
            }
        }
    }
    D->num_swaps = 0;
}

/* The rows row .. row + gain of the panel, with their pivots from rank on, become
   a block. */
static void
push_block(fulg_rank_echelon_t E, const panel_t *P, slong row, slong gain)
{
    fulg_rank_echelon_doubles_struct *D = E->doubles;
    const slong from = E->rank + gain, width = E->cols - from;
    fulg_double_block_t *block;
    exchange_in_blocks(D);
    if (gain == 0)
        return;
    D->block = flint_realloc(D->block, (size_t) (D->num_blocks + 1) *
                                           sizeof(fulg_double_block_t));
    block = &D->block[D->num_blocks++];
    block->first = E->rank;
    block->rows = gain;
    block->stride = whole(width) + FULG_LANES;
    block->entry = flint_malloc((size_t) (gain * block->stride) *
                                sizeof(double));
    fulg_rank_echelon_room(E, gain);
    for (slong i = 0; i < gain; i++)
    {
        memcpy(block->entry + i * block->stride, at(P, row + i, from),
               (size_t) width * sizeof(double));
        memset(block->entry + i * block->stride + width, 0,
               FULG_LANES * sizeof(double));
        E->pivot[E->rank] = D->order[E->rank];
        E->source[E->rank++] = P->source[row + i];
    }
}

static void
append_panel(fulg_rank_echelon_t E, const panel_t *P)
{
    reduce_by_blocks(P, E->rank);
    for (slong row = 0; row < P->rows; row += BLOCK)
    {
        const slong end = FLINT_MIN(row + BLOCK, P->rows), place = E->rank;
        const slong gain = eliminate(P, row, end, place, row);
        submul(P, end, P->rows, place, gain, at(P, row, place + gain),
               P->stride);
        push_block(E, P, row, gain);
    }
}

slong
fulg_rank_echelon_doubles_append(fulg_rank_echelon_t E, const nmod_mat_t B,
                                 slong first)
{
    const slong rank = E->rank, rows = nmod_mat_nrows(B);
    for (slong i = 0; i < rows; i += PANEL)
    {
        panel_t P;
        panel_init(&P, E, B, i, FLINT_MIN(i + PANEL, rows), first);
        append_panel(E, &P);
        flint_free(P.entry);
        flint_free(P.source);
    }
    return E->rank - rank;
}
