#include "line.h"

/* Entries of a row over its least one, for all rows. */
static fmpq *
ratios(const fulg_pattern_struct *P)
{
    fmpq *ratio = _fmpq_vec_init(P->num);
    for (slong i = 0; i < P->length; i++)
    {
        const fmpq *least = P->value + P->start[i];
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            if (fmpq_cmp(P->value + n, least) < 0)
                least = P->value + n;
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            fmpq_div(ratio + n, P->value + n, least);
    }
    return ratio;
}

/* A row without zeros whose ratios are all below 1 + e1. */
static int
may_be_zero(const fulg_pattern_struct *P, const fmpq *ratio, slong i,
            const fmpq_t bound)
{
    int small = P->start[i + 1] - P->start[i] == P->length;
    for (slong n = P->start[i]; small && n < P->start[i + 1]; n++)
        small = fmpq_cmp(ratio + n, bound) < 0;
    return small;
}

static int
same_row(const fulg_pattern_struct *P, const fmpq *ratio, slong i, slong l)
{
    const slong num = P->start[i + 1] - P->start[i];
    int same = P->start[l + 1] - P->start[l] == num;
    for (slong n = 0; same && n < num; n++)
        same = P->col[P->start[i] + n] == P->col[P->start[l] + n] &&
               fmpq_equal(ratio + P->start[i] + n, ratio + P->start[l] + n);
    return same;
}

/* name[r]: the first of the rows that are equal, for the rows that count. */
static void
find_rows(fulg_pattern_line_system_t *S, const fulg_pattern_struct *P,
          const fmpq *ratio)
{
    fmpq_t bound;
    fmpq_init(bound);
    fmpq_set_si(bound, 1, 1);
    fmpq_add(bound, bound, S->e1);
    S->rows = 0;
    for (slong i = 0; i < P->length; i++)
    {
        S->row_of[i] = -1;
        if (may_be_zero(P, ratio, i, bound))
            continue;
        for (slong r = 0; S->row_of[i] < 0 && r < S->rows; r++)
            if (same_row(P, ratio, S->name[r], i))
                S->row_of[i] = r;
        if (S->row_of[i] >= 0)
            continue;
        S->name[S->rows] = i;
        S->row_of[i] = S->rows++;
    }
    fmpq_clear(bound);
}

typedef struct
{
    slong *start, *entry, *row;
} columns_t;

/* Whether the rows that count tell two columns apart. */
static int
same_column(const columns_t *C, const fulg_pattern_line_system_t *S,
            const fmpq *ratio, slong j, slong l)
{
    slong n = C->start[j], m = C->start[l];
    for (;;)
    {
        while (n < C->start[j + 1] &&
               (S->row_of[C->row[n]] < 0 ||
                S->name[S->row_of[C->row[n]]] != C->row[n]))
            n++;
        while (m < C->start[l + 1] &&
               (S->row_of[C->row[m]] < 0 ||
                S->name[S->row_of[C->row[m]]] != C->row[m]))
            m++;
        if (n == C->start[j + 1] || m == C->start[l + 1])
            return n == C->start[j + 1] && m == C->start[l + 1];
        if (C->row[n] != C->row[m] ||
            !fmpq_equal(ratio + C->entry[n], ratio + C->entry[m]))
            return 0;
        n++;
        m++;
    }
}

/* first[k]: the column that stands for key k. */
static void
find_keys(fulg_pattern_line_system_t *S, slong *first,
          const fulg_pattern_struct *P, const fmpq *ratio)
{
    const size_t length = (size_t) P->length, num = (size_t) P->num;
    columns_t C = {flint_malloc((length + 1) * sizeof(slong)),
                   flint_malloc(num * sizeof(slong)),
                   flint_malloc(num * sizeof(slong))};
    fulg_pattern_columns(C.start, C.entry, C.row, P);
    S->keys = 0;
    for (slong j = 0; j < P->length; j++)
    {
        S->key_of[j] = -1;
        for (slong k = 0; S->key_of[j] < 0 && k < S->keys; k++)
            if (same_column(&C, S, ratio, first[k], j))
                S->key_of[j] = k;
        if (S->key_of[j] >= 0)
            continue;
        first[S->keys] = j;
        S->key_of[j] = S->keys++;
    }
    flint_free(C.start);
    flint_free(C.entry);
    flint_free(C.row);
}

void
fulg_pattern_line_system_init(fulg_pattern_line_system_t *S,
                              const fulg_pattern_line_t *G,
                              const fulg_pattern_struct *P, const fmpq_t e1,
                              const fmpq_t e2)
{
    const size_t length = (size_t) P->length;
    fmpq *ratio = ratios(P);
    slong *first = flint_malloc(length * sizeof(slong)), num = 0;
    S->e1 = e1;
    S->e2 = e2;
    S->row_of = flint_malloc(length * sizeof(slong));
    S->key_of = flint_malloc(length * sizeof(slong));
    S->name = flint_malloc(length * sizeof(slong));
    S->side = flint_calloc(length, sizeof(int));
    S->start = flint_calloc(length + 1, sizeof(slong));
    S->key = flint_malloc((size_t) P->num * sizeof(slong));
    S->num = P->num;
    S->ratio = _fmpq_vec_init(S->num);
    find_rows(S, P, ratio);
    find_keys(S, first, P, ratio);
    for (slong r = 0; r < S->rows; r++)
    {
        const slong i = S->name[r];
        S->side[r] = G->side[i];
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            const slong k = S->key_of[P->col[n]];
            if (first[k] != P->col[n])
                continue;
            S->key[num] = k;
            fmpq_swap(S->ratio + num++, ratio + n);
        }
        S->start[r + 1] = num;
    }
    flint_free(first);
    _fmpq_vec_clear(ratio, P->num);
}

void
fulg_pattern_line_system_clear(fulg_pattern_line_system_t *S)
{
    _fmpq_vec_clear(S->ratio, S->num);
    flint_free(S->row_of);
    flint_free(S->key_of);
    flint_free(S->name);
    flint_free(S->side);
    flint_free(S->start);
    flint_free(S->key);
}
