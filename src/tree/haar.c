#include <fulgurite/tree.h>

static void
push(fulg_tree_haar_t H, slong *used, slong start, slong mid, slong end,
     slong level)
{
    const ulong s = (ulong) (mid - start), m = (ulong) (end - mid);
    const slong v = (*used)++;
    H->start[v] = start;
    H->mid[v] = mid;
    H->end[v] = end;
    H->level[v] = level;
    H->norm[v] = m == 0 ? s : s * m * (s + m);
}

/* A folder of level l with children S_1 .. S_c in their order gives c - 1
   vectors: child i against all later ones. */
static void
push_folder(fulg_tree_haar_t H, slong *used, const fulg_tree_t T, slong l,
            slong f)
{
    const slong end = T->end[T->offset[l] + f];
    slong start = T->start[T->offset[l] + f];
    for (;;)
    {
        const slong child = T->label[(l + 1) * T->n + T->order[start]];
        const slong mid = T->end[T->offset[l + 1] + child];
        if (mid == end)
            return;
        push(H, used, start, mid, end, l);
        start = mid;
    }
}

void
fulg_tree_haar_init(fulg_tree_haar_t H, const fulg_tree_t T)
{
    const size_t size = (size_t) T->n * sizeof(slong);
    slong used = 0;
    H->n = T->n;
    H->start = flint_malloc(size);
    H->mid = flint_malloc(size);
    H->end = flint_malloc(size);
    H->level = flint_malloc(size);
    H->norm = flint_malloc((size_t) T->n * sizeof(ulong));
    H->order = T->order;
    push(H, &used, 0, T->n, T->n, 0);
    for (slong l = 0; l + 1 < T->levels; l++)
        for (slong f = 0; f < T->count[l]; f++)
            push_folder(H, &used, T, l, f);
}

void
fulg_tree_haar_clear(fulg_tree_haar_t H)
{
    flint_free(H->start);
    flint_free(H->mid);
    flint_free(H->end);
    flint_free(H->level);
    flint_free(H->norm);
}

slong
fulg_tree_haar_entry(const fulg_tree_haar_t H, slong v, slong x)
{
    slong place = 0;
    if (v == 0)
        return 1;
    while (H->order[place] != x)
        place++;
    if (place < H->start[v] || place >= H->end[v])
        return 0;
    return place < H->mid[v] ? H->end[v] - H->mid[v] : H->start[v] - H->mid[v];
}

void
fulg_tree_haar_analyse(fmpz *out, const fmpz *in, slong step,
                       const fulg_tree_haar_t H)
{
    fmpz *sum = _fmpz_vec_init(H->n + 1);
    fmpz_t x, y;
    fmpz_init(x);
    fmpz_init(y);
    for (slong p = 0; p < H->n; p++)
        fmpz_add(sum + p + 1, sum + p, in + H->order[p] * step);
    fmpz_set(out, sum + H->n);
    for (slong v = 1; v < H->n; v++)
    {
        fmpz_sub(x, sum + H->mid[v], sum + H->start[v]);
        fmpz_sub(y, sum + H->end[v], sum + H->mid[v]);
        fmpz_mul_si(x, x, H->end[v] - H->mid[v]);
        fmpz_submul_ui(x, y, (ulong) (H->mid[v] - H->start[v]));
        fmpz_swap(out + v * step, x);
    }
    fmpz_clear(x);
    fmpz_clear(y);
    _fmpz_vec_clear(sum, H->n + 1);
}

void
fulg_tree_haar_synthesise(fmpz *out, const fmpz *in, slong step,
                          const fulg_tree_haar_t H)
{
    /* The differences of the result along the order. */
    fmpz *change = _fmpz_vec_init(H->n + 1);
    fmpz_t x;
    fmpz_init(x);
    fmpz_set(change, in);
    for (slong v = 1; v < H->n; v++)
    {
        const ulong s = (ulong) (H->mid[v] - H->start[v]);
        const ulong m = (ulong) (H->end[v] - H->mid[v]);
        const fmpz *c = in + v * step;
        fmpz_addmul_ui(change + H->start[v], c, m);
        fmpz_submul_ui(change + H->mid[v], c, s + m);
        fmpz_addmul_ui(change + H->end[v], c, s);
    }
    for (slong p = 0; p < H->n; p++)
    {
        fmpz_add(x, x, change + p);
        fmpz_set(out + H->order[p] * step, x);
    }
    fmpz_clear(x);
    _fmpz_vec_clear(change, H->n + 1);
}
