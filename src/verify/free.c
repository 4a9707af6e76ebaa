#include <string.h>

#include "graph.h"

/* The hypothesis of doc: thm-free-exponentials, decided at points of our own mod
   2^61 - 1, whatever points a certificate has. */

#define PRIME ((UINT64_C(1) << 61) - 1)
#define KEY UINT64_C(0x66726565)
/* More rows than exponents, so that chance does not matter. */
#define MORE_ROWS 8
/* Halvings that we wait for. */
#define MAX_ROOTS 16
#define MAX_WORK ((fulg_verify_wide_t) 1 << 36)

int
fulg_verify_is_free(const fulg_verify_net_t *net)
{
    for (slong j = 0; j < net->num_subs; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        if (s->pre_norm != FULG_VERIFY_NO_NORM || s->turned > 0 ||
            (s->attention ? s->norm == FULG_VERIFY_SOFTMAX
                          : s->activation != FULG_VERIFY_RELU &&
                                s->activation != FULG_VERIFY_GELU &&
                                s->activation != FULG_VERIFY_GEGLU))
            return 1;
    }
    return 0;
}

/* Whether pi is algebraic over cosines and sines is not known. */
static int
check_constants(const fulg_verify_net_t *net, fulg_verify_why_t *why)
{
    int turned = 0, pi = 0;
    for (slong j = 0; j < net->num_subs; j++)
    {
        turned |= net->sub[j].turned > 0;
        pi |= !net->sub[j].attention &&
              (net->sub[j].activation == FULG_VERIFY_GELU_NEW ||
               net->sub[j].activation == FULG_VERIFY_GEGLU_NEW);
    }
    if (turned && pi)
        return FULG_VERIFY_REFUSE(why,
                                  "the theorem on free exponentials does not "
                                  "cover gelu_new with rotary positions");
    return 1;
}

/* ---- ranks ------------------------------------------------------------------------- */

/* The rank of rows x cols residues, which are overwritten. */
static slong
rank_of(uint64_t *A, slong rows, slong cols, const fulg_verify_mod_t *M)
{
    slong rank = 0;
    for (slong c = 0; c < cols && rank < rows; c++)
    {
        slong p = rank;
        uint64_t inverse;
        while (p < rows && A[p * cols + c] == 0)
            p++;
        if (p == rows)
            continue;
        for (slong k = c; k < cols; k++)
        {
            const uint64_t x = A[p * cols + k];
            A[p * cols + k] = A[rank * cols + k];
            A[rank * cols + k] = x;
        }
        inverse = fulg_verify_inv(A[rank * cols + c], M);
        for (slong r = rank + 1; r < rows; r++)
        {
            const uint64_t f = fulg_verify_mul(A[r * cols + c], inverse, M);
            for (slong k = c; k < cols && f != 0; k++)
                A[r * cols + k] = fulg_verify_sub(
                    A[r * cols + k], fulg_verify_mul(f, A[rank * cols + k], M),
                    M);
        }
        rank++;
    }
    return rank;
}

/* ---- points -------------------------------------------------------------------------- */

typedef struct
{
    fulg_verify_weights_t W;
    fulg_verify_graph_t G;
    fulg_verify_run_t R;
    slong leaves;  /* weights and the input */
    uint64_t next; /* of the numbers drawn */
    slong roots, seen;
    char *is_seen;
    fulg_verify_wide_t work;
} search_t;

static void
draw(search_t *S, slong from, slong to)
{
    for (slong n = from; n < to; n++)
        S->G.value[n] = fulg_verify_draw(KEY, 9, S->next++, &S->G.mod);
}

/* An input at which all is defined; a radicand that is no square at one before it is
   a square here, at the same weights. */
static int
next_input(search_t *S, fulg_verify_why_t *why)
{
    do
    {
        fulg_verify_graph_cut(&S->G, S->leaves);
        draw(S, S->W.total, S->leaves);
        fulg_verify_run(&S->R);
        S->work += (fulg_verify_wide_t) S->G.num;
        if (S->G.not_square >= 0 && !S->is_seen[S->G.not_square])
        {
            S->is_seen[S->G.not_square] = 1;
            S->seen++;
        }
        if (S->work > MAX_WORK)
            return FULG_VERIFY_GIVE_UP(why, "the hypothesis on exponentials is "
                                            "beyond this checker's limits");
    } while (S->G.why != NULL);
    return 1;
}

/* The exponents of two inputs, one minus the other, at weights of their own. */
static int
next_row(uint64_t *row, search_t *S, slong num, fulg_verify_why_t *why)
{
    draw(S, 0, S->W.total);
    S->G.exponent = row;
    if (!next_input(S, why))
        return 0;
    S->G.exponent = row + num;
    if (!next_input(S, why))
        return 0;
    for (slong k = 0; k < num; k++)
        row[k] = fulg_verify_sub(row[k], row[num + k], &S->G.mod);
    return 1;
}

static int
count(slong *independent, search_t *S, slong num, fulg_verify_why_t *why)
{
    const slong rows = num > 0 ? num + MORE_ROWS : 0;
    /* One row more, for the second input, and for what roots still need. */
    uint64_t *A = flint_calloc((size_t) ((rows + 2) * num + 1), sizeof *A);
    int good = 1;
    slong n = 0;
    for (; good && n < rows; n++)
        good = next_row(A + n * num, S, num, why);
    for (; good && n < rows + 64 * S->roots && S->seen < S->roots; n++)
        good = next_row(A + rows * num, S, num, why);
    if (good)
        *independent = rank_of(A, rows, num, &S->G.mod);
    flint_free(A);
    return good;
}

static void
search_init(search_t *S, const fulg_verify_net_t *net)
{
    memset(S, 0, sizeof *S);
    S->W.net = net;
    S->W.tokens = net->tokens;
    fulg_verify_graph_init(&S->G, PRIME, 0, KEY);
}

static void
search_clear(search_t *S)
{
    if (S->R.state != NULL)
        fulg_verify_run_clear(&S->R);
    fulg_verify_graph_clear(&S->G);
    flint_free(S->W.block);
    flint_free(S->is_seen);
}

/* The leaves, and a first evaluation, which counts. */
static int
start(search_t *S, slong *exponents, fulg_verify_why_t *why)
{
    const fulg_verify_net_t *net = S->W.net;
    const fulg_verify_block_t *last;
    if (!fulg_verify_blocks(&S->W, why) ||
        !fulg_verify_graph_fits(net, &S->W, 0, why))
        return 0;
    last = &S->W.block[S->W.num - 1];
    S->W.total = last->offset + last->rows * last->cols;
    S->leaves = S->W.total + net->width[0] * net->tokens;
    for (slong n = 0; n < S->leaves; n++)
        (void) fulg_verify_leaf(&S->G);
    for (slong j = 0; j < net->num_subs; j++)
        if (net->sub[j].pre_norm != FULG_VERIFY_NO_NORM &&
            !(net->sub[j].parallel && j > 0 &&
              net->sub[j - 1].pre_norm == net->sub[j].pre_norm))
            S->roots += net->tokens;
    if (S->roots > MAX_ROOTS)
        return FULG_VERIFY_GIVE_UP(why,
                                   "%ld roots are beyond this checker's "
                                   "limits",
                                   (long) S->roots);
    S->is_seen = flint_calloc((size_t) S->roots + 1, 1);
    fulg_verify_run_init(&S->R, &S->G, &S->W);
    draw(S, 0, S->W.total);
    if (!next_input(S, why))
        return 0;
    *exponents = S->G.num_exponents;
    return 1;
}

int
fulg_verify_free_hypothesis(slong *independent, slong *exponents,
                            slong *no_squares, slong *roots,
                            const fulg_verify_net_t *net,
                            fulg_verify_why_t *why)
{
    search_t S;
    int good;
    *independent = 0;
    if (!check_constants(net, why))
        return 0;
    for (slong j = 0; j < net->num_subs; j++)
        if (!net->sub[j].attention &&
            (net->sub[j].activation == FULG_VERIFY_RELU ||
             net->sub[j].activation == FULG_VERIFY_GELU ||
             net->sub[j].activation == FULG_VERIFY_GEGLU))
            return FULG_VERIFY_REFUSE(
                why,
                "gelu and relu are not rational functions of an exponential");
    search_init(&S, net);
    good = start(&S, exponents, why) && count(independent, &S, *exponents, why);
    *no_squares = S.seen;
    *roots = S.roots;
    search_clear(&S);
    return good;
}
