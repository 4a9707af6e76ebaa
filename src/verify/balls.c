#include "network.h"

/*
 * The network and its gradients in real balls, for softmax.  Softmax does not
 * change when a number is added to all scores of a query, nor does the gradient of
 * the scores when one is added to the gradients of the weights of a query.  We
 * take away what stands at the largest weight: the differences are smaller.
 */

/* A matrix in place: entry (i, j) is entry[i * down + j * right]. */
typedef struct
{
    arb_srcptr entry;
    slong down, right;
} view_t;

static view_t
plain(arb_srcptr entry, slong cols)
{
    const view_t V = {entry, cols, 1};
    return V;
}

static view_t
turned(arb_srcptr entry, slong cols)
{
    const view_t V = {entry, 1, cols};
    return V;
}

/* C = A B, or C += A B if add. */
static void
product(arb_ptr C, int add, view_t A, view_t B, slong rows, slong cols,
        slong inner, slong bits)
{
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            arb_ptr x = C + i * cols + j;
            arb_dot(x, add ? x : NULL, 0, A.entry + i * A.down, A.right,
                    B.entry + j * B.right, B.down, inner, bits);
        }
}

/* ---- memory --------------------------------------------------------------- */

typedef struct
{
    arb_ptr memory;
    fulg_verify_wide_t used;
} arena_t;

static arb_ptr
take_balls(arena_t *A, fulg_verify_wide_t size)
{
    arb_ptr part = A->memory ? A->memory + (size_t) A->used : NULL;
    A->used += size;
    return part;
}

static arb_ptr
take(arena_t *A, slong rows, slong cols)
{
    return take_balls(A, (fulg_verify_wide_t) rows * (uint64_t) cols);
}

static void
lay_out_head(fulg_verify_ball_head_t *head, arena_t *A,
             const fulg_verify_weights_t *W, slong i)
{
    const fulg_verify_net_t *net = W->net;
    const slong t = W->tokens;
    head->query = take(A, net->head_dim[i], t);
    head->key = take(A, net->head_dim[i], t);
    head->weight = take(A, t, t);
    head->mixed = take(A, net->width[i - 1], t);
    head->inner = take(A, net->value_dim ? net->value_dim[i] : 0, t);
}

static void
lay_out(fulg_verify_balls_t *T, arena_t *A, const fulg_verify_weights_t *W)
{
    const fulg_verify_net_t *net = W->net;
    arb_ptr *part[FULG_VERIFY_SCRATCH] = {&T->out,   &T->back, &T->side,
                                          &T->score, &T->own,  &T->inner};
    fulg_verify_wide_t size[FULG_VERIFY_SCRATCH];
    slong next = 0;
    for (slong i = 0; i <= net->layers; i++)
    {
        T->state[i] = take(A, net->width[i], W->tokens);
        for (slong h = 0; i > 0 && h < net->heads[i]; h++)
            lay_out_head(&T->head[next++], A, W, i);
    }
    fulg_verify_scratch(size, W);
    for (int n = 0; n < FULG_VERIFY_SCRATCH; n++)
        *part[n] = take_balls(A, size[n]);
}

int
fulg_verify_balls_init(fulg_verify_balls_t *T, const fulg_verify_weights_t *W,
                       fulg_verify_why_t *why)
{
    const size_t heads = (size_t) (W->num / W->per_head);
    arena_t A = {NULL, 0};
    T->memory = NULL;
    T->size = 0;
    T->state = flint_malloc(((size_t) W->net->layers + 1) * sizeof *T->state);
    T->head = flint_malloc(heads * sizeof *T->head);
    lay_out(T, &A, W);
    if (A.used > FULG_VERIFY_MAX_BYTES / fulg_verify_ball_bytes(W->bits))
        return FULG_VERIFY_GIVE_UP(
            why, "the model network is beyond this checker's limits");
    T->size = (slong) A.used;
    A.memory = T->memory = _arb_vec_init(T->size);
    A.used = 0;
    lay_out(T, &A, W);
    return 1;
}

void
fulg_verify_balls_clear(fulg_verify_balls_t *T)
{
    if (T->memory != NULL)
        _arb_vec_clear(T->memory, T->size);
    flint_free(T->state);
    flint_free(T->head);
}

/* ---- evaluation ------------------------------------------------------------ */

/* The key k, among those that query j sees, whose x_kj has the largest midpoint. */
static slong
top_key(arb_srcptr x, slong j, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens, last = W->net->causal ? j : t - 1;
    slong top = 0;
    for (slong k = 1; k <= last; k++)
        if (arf_cmp(arb_midref(x + k * t + j), arb_midref(x + top * t + j)) > 0)
            top = k;
    return top;
}

/* The weights from the scores: e^(s_kj - s_top) over its sum. */
static int
normalise(arb_ptr weight, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens, bits = W->bits;
    arb_t sum, top;
    int good = 1;
    arb_init(sum);
    arb_init(top);
    for (slong j = 0; j < t && good; j++)
    {
        const slong largest = top_key(weight, j, W);
        const slong last = W->net->causal ? j : t - 1;
        arb_set(top, weight + largest * t + j);
        arb_zero(sum);
        for (slong k = 0; k < t; k++)
        {
            arb_ptr x = weight + k * t + j;
            if (k > last)
                arb_zero(x);
            else if (k == largest)
                arb_one(x);
            else
            {
                arb_sub(x, x, top, bits);
                arb_exp(x, x, bits);
            }
            if (k == t - 1)
                arb_mul_si(x, x, W->net->copies, bits);
            arb_add(sum, sum, x, bits);
        }
        good = arb_is_positive(sum);
        for (slong k = 0; k <= last && good; k++)
            arb_div(weight + k * t + j, weight + k * t + j, sum, bits);
    }
    arb_clear(sum);
    arb_clear(top);
    return good;
}

static int
evaluate_head(fulg_verify_ball_head_t *head, arb_ptr Y, arb_srcptr X,
              const fulg_verify_block_t *block, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens, a = block->rows, d = block->cols, b = W->bits;
    const fulg_verify_block_t *last = block + W->per_head - 1;
    arb_srcptr mixed = head->mixed;
    product(head->query, 0, plain(W->ball + block[0].offset, d), plain(X, t), a,
            t, d, b);
    product(head->key, 0, plain(W->ball + block[1].offset, d), plain(X, t), a,
            t, d, b);
    product(head->weight, 0, turned(head->key, t), plain(head->query, t), t, t,
            a, b);
    if (!normalise(head->weight, W))
        return 0;
    product(head->mixed, 0, plain(X, t), plain(head->weight, t), d, t, t, b);
    if (last->letter == 'u')
    {
        product(head->inner, 0, plain(W->ball + last->offset, d),
                plain(mixed, t), last->rows, t, d, b);
        mixed = head->inner;
        last--;
    }
    product(Y, 1, plain(W->ball + last->offset, last->cols), plain(mixed, t),
            last->rows, t, last->cols, b);
    return 1;
}

int
fulg_verify_balls_evaluate(fulg_verify_balls_t *T,
                           const fulg_verify_weights_t *W,
                           fulg_verify_why_t *why)
{
    const fulg_verify_net_t *net = W->net;
    for (slong i = 1; i <= net->layers; i++)
    {
        const slong size = net->width[i] * W->tokens;
        if (net->residual)
            _arb_vec_set(T->state[i], T->state[i - 1], size);
        else
            _arb_vec_zero(T->state[i], size);
        for (slong h = 0; h < net->heads[i]; h++)
        {
            const slong b = W->first[i] + h * W->per_head;
            if (!evaluate_head(&T->head[b / W->per_head], T->state[i],
                               T->state[i - 1], &W->block[b], W))
                return FULG_VERIFY_REFUSE(
                    why,
                    "%ld bits do not enclose the weights of layer %ld, "
                    "head %ld",
                    (long) W->bits, (long) i, (long) h + 1);
        }
    }
    return 1;
}

/* ---- gradients -------------------------------------------------------------- */

/* The gradient of B in C = B Y: C' Y^T. */
static void
matrix_gradient(arb_ptr gradient, const fulg_verify_block_t *block,
                arb_srcptr C, arb_srcptr Y, const fulg_verify_weights_t *W)
{
    product(gradient + block->offset, 0, plain(C, W->tokens),
            turned(Y, W->tokens), block->rows, block->cols, W->tokens, W->bits);
}

/* The gradient of Y in C = B Y: B^T C'. */
static void
back_through(arb_ptr Y, int add, const fulg_verify_block_t *block, arb_srcptr C,
             const fulg_verify_weights_t *W)
{
    product(Y, add, turned(W->ball + block->offset, block->cols),
            plain(C, W->tokens), block->cols, W->tokens, block->rows, W->bits);
}

/* From the gradient w' of the weights to that of the scores: w_kj (w'_kj - sum_i
   w_ij w'_ij), all w'_ij taken less that of the top key. */
static void
score_gradient(arb_ptr score, arb_srcptr weight, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens, bits = W->bits;
    arb_t mean, top;
    arb_init(mean);
    arb_init(top);
    for (slong j = 0; j < t; j++)
    {
        const slong largest = top_key(weight, j, W);
        arb_set(top, score + largest * t + j);
        for (slong k = 0; k < t; k++)
            arb_sub(score + k * t + j, score + k * t + j, top, bits);
        arb_zero(score + largest * t + j);
        arb_dot(mean, NULL, 0, score + j, t, weight + j, t, t, bits);
        for (slong k = 0; k < t; k++)
        {
            arb_ptr x = score + k * t + j;
            arb_sub(x, x, mean, bits);
            arb_mul(x, x, weight + k * t + j, bits);
        }
    }
    arb_clear(mean);
    arb_clear(top);
}

/* Adds to T->back what the head sends to its input X, T->out being the gradient
   of the layer's output. */
static void
head_gradient(arb_ptr gradient, fulg_verify_balls_t *T,
              const fulg_verify_ball_head_t *head, arb_srcptr X,
              const fulg_verify_block_t *block, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens, a = block->rows, d = block->cols, b = W->bits;
    if (W->per_head == 4)
    {
        matrix_gradient(gradient, &block[2], T->out, head->inner, W);
        back_through(T->inner, 0, &block[2], T->out, W);
        matrix_gradient(gradient, &block[3], T->inner, head->mixed, W);
        back_through(T->side, 0, &block[3], T->inner, W);
    }
    else
    {
        matrix_gradient(gradient, &block[2], T->out, head->mixed, W);
        back_through(T->side, 0, &block[2], T->out, W);
    }
    /* mixed = X weight, with gradient side */
    product(T->back, 1, plain(T->side, t), turned(head->weight, t), d, t, t, b);
    product(T->score, 0, turned(X, t), plain(T->side, t), t, t, d, b);
    score_gradient(T->score, head->weight, W);
    /* score = key^T query */
    product(T->own, 0, plain(head->key, t), plain(T->score, t), a, t, t, b);
    matrix_gradient(gradient, &block[0], T->own, X, W);
    back_through(T->back, 1, &block[0], T->own, W);
    product(T->own, 0, plain(head->query, t), turned(T->score, t), a, t, t, b);
    matrix_gradient(gradient, &block[1], T->own, X, W);
    back_through(T->back, 1, &block[1], T->own, W);
}

void
fulg_verify_balls_gradient(arb_ptr gradient, fulg_verify_balls_t *T,
                           const fulg_verify_weights_t *W, slong i, slong j)
{
    const fulg_verify_net_t *net = W->net;
    const slong l = net->layers, t = W->tokens;
    _arb_vec_zero(T->out, net->width[l] * t);
    for (slong k = 0; net->readout && k < t; k++)
        arb_one(T->out + (k * net->readout + i - 1) * t + k);
    if (!net->readout)
        arb_one(T->out + (i - 1) * t + j - 1);
    for (slong layer = l; layer >= 1; layer--)
    {
        const slong size = net->width[layer - 1] * t;
        arb_ptr swap;
        if (net->residual)
            _arb_vec_set(T->back, T->out, size);
        else
            _arb_vec_zero(T->back, size);
        for (slong h = 0; h < net->heads[layer]; h++)
        {
            const slong b = W->first[layer] + h * W->per_head;
            head_gradient(gradient, T, &T->head[b / W->per_head],
                          T->state[layer - 1], &W->block[b], W);
        }
        swap = T->out;
        T->out = T->back;
        T->back = swap;
    }
}
