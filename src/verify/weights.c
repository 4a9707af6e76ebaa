#include <stdio.h>
#include <string.h>

#include "network.h"

/* Room for one more entry; the file has already paid for each of them. */
static void
push_entry(fulg_verify_weights_t *W, int64_t n)
{
    if (W->total == W->total_room)
    {
        W->total_room = 2 * W->total_room + 64;
        W->entry = flint_realloc(W->entry,
                                 (size_t) W->total_room * sizeof *W->entry);
    }
    W->entry[W->total++] = fulg_verify_set(n, &W->mod);
}

static void
push_ball(fulg_verify_weights_t *W, const fmpq_t x)
{
    if (W->total == W->total_room)
    {
        W->total_room = 2 * W->total_room + 64;
        W->ball = flint_realloc(W->ball,
                                (size_t) W->total_room * sizeof *W->ball);
    }
    arb_init(W->ball + W->total);
    arb_set_fmpq(W->ball + W->total++, x, W->bits);
}

int
fulg_verify_push_entry(fulg_verify_weights_t *W, const json_t *value,
                       const char *name, fulg_verify_why_t *why)
{
    slong n;
    fmpq_t x;
    int good;
    if (W->bits == 0)
    {
        good = fulg_verify_integer(&n, value, name, why);
        if (good)
            push_entry(W, n);
        return good;
    }
    if ((uint64_t) W->total >=
        FULG_VERIFY_MAX_BYTES / fulg_verify_ball_bytes(W->bits))
        return FULG_VERIFY_GIVE_UP(
            why, "%ld weights at %ld bits are beyond this checker's limits",
            (long) W->total, (long) W->bits);
    fmpq_init(x);
    good = fulg_verify_rational(x, value, name, why);
    if (good)
        push_ball(W, x);
    fmpq_clear(x);
    return good;
}

static void
push_block(fulg_verify_weights_t *W, char letter, slong rows, slong cols)
{
    fulg_verify_block_t *block;
    if (W->num == W->room)
    {
        W->room = 2 * W->room + 16;
        W->block = flint_realloc(W->block, (size_t) W->room * sizeof *W->block);
    }
    block = &W->block[W->num++];
    memset(block, 0, sizeof *block);
    block->letter = letter;
    block->rows = rows;
    block->cols = cols;
    block->offset = W->total;
}

static int
read_matrix(fulg_verify_weights_t *W, const json_t *holder, const char *key,
            slong rows, slong cols, const char *where, fulg_verify_why_t *why)
{
    const json_t *value = json_object_get(holder, key);
    char name[160];
    snprintf(name, sizeof name, "%s of %s", key, where);
    if (!fulg_verify_list(value, rows, name, why))
        return 0;
    push_block(W, (char) (*key + ('a' - 'A')), rows, cols);
    for (slong i = 0; i < rows; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        snprintf(name, sizeof name, "row %ld of %s of %s", (long) i + 1, key,
                 where);
        if (!fulg_verify_list(row, cols, name, why))
            return 0;
        for (slong j = 0; j < cols; j++)
            if (!fulg_verify_push_entry(W, json_array_get(row, (size_t) j),
                                        name, why))
                return 0;
    }
    return 1;
}

static int
read_head(fulg_verify_weights_t *W, const json_t *head, slong i,
          const char *where, fulg_verify_why_t *why)
{
    static const char *const full[] = {"Q", "K", "V", NULL};
    static const char *const factored[] = {"Q", "K", "O", "U", NULL};
    const fulg_verify_net_t *net = W->net;
    const slong d = net->width[i - 1], e = net->width[i], a = net->head_dim[i];
    if (!fulg_verify_keys(head, net->value_dim ? factored : full, where, why) ||
        !read_matrix(W, head, "Q", a, d, where, why) ||
        !read_matrix(W, head, "K", a, d, where, why))
        return 0;
    if (net->value_dim == NULL)
        return read_matrix(W, head, "V", e, d, where, why);
    return read_matrix(W, head, "O", e, net->value_dim[i], where, why) &&
           read_matrix(W, head, "U", net->value_dim[i], d, where, why);
}

static int
read_layer(fulg_verify_weights_t *W, const json_t *layer, slong i,
           fulg_verify_why_t *why)
{
    static const char *const attention[] = {"heads", NULL};
    static const char *const pnn[] = {"W", NULL};
    const fulg_verify_net_t *net = W->net;
    const json_t *heads = json_object_get(layer, "heads");
    char where[96];
    snprintf(where, sizeof where, "layer %ld of the weights", (long) i);
    if (!fulg_verify_keys(layer, net->pnn ? pnn : attention, where, why))
        return 0;
    if (net->pnn)
        return read_matrix(W, layer, "W", net->width[i], net->width[i - 1],
                           where, why);
    snprintf(where, sizeof where, "heads of layer %ld of the weights",
             (long) i);
    if (!fulg_verify_list(heads, net->heads[i], where, why))
        return 0;
    for (slong h = 1; h <= net->heads[i]; h++)
    {
        snprintf(where, sizeof where, "layer %ld, head %ld of the weights",
                 (long) i, (long) h);
        if (!read_head(W, json_array_get(heads, (size_t) h - 1), i, where, why))
            return 0;
    }
    return 1;
}

int
fulg_verify_weights_init(fulg_verify_weights_t *W, const fulg_verify_net_t *net,
                         uint64_t prime, slong bits, const json_t *weights,
                         fulg_verify_why_t *why)
{
    static const char *const keys[] = {"layers", NULL};
    const json_t *layers = json_object_get(weights, "layers");
    memset(W, 0, sizeof *W);
    W->net = net;
    W->tokens = net->tokens;
    W->per_head = net->pnn ? 1 : net->value_dim ? 4 : 3;
    W->first = flint_malloc(((size_t) net->layers + 1) * sizeof(slong));
    W->first[0] = 0;
    W->bits = bits;
    if (bits == 0)
        fulg_verify_mod_init(&W->mod, prime);
    if (!fulg_verify_keys(weights, keys, "weights", why) ||
        !fulg_verify_list(layers, net->layers, "layers of the weights", why))
        return 0;
    for (slong i = 1; i <= net->layers; i++)
    {
        W->first[i] = W->num;
        if (!read_layer(W, json_array_get(layers, (size_t) i - 1), i, why))
            return 0;
    }
    return 1;
}

void
fulg_verify_weights_clear(fulg_verify_weights_t *W)
{
    flint_free(W->first);
    flint_free(W->block);
    flint_free(W->entry);
    for (slong e = 0; W->ball != NULL && e < W->total; e++)
        arb_clear(W->ball + e);
    flint_free(W->ball);
}

slong
fulg_verify_read_index(const char **text, int underscore)
{
    slong n = 0;
    if (underscore && *(*text)++ != '_')
    {
        (*text)--;
        return 0;
    }
    if (**text == '0')
        return 0;
    for (; **text >= '0' && **text <= '9' && n < 1000000000; (*text)++)
        n = 10 * n + (**text - '0');
    return n;
}

/* Of a network with sublayers: the block's name, then row and column. */
static slong
named_place(const fulg_verify_weights_t *W, const char *name)
{
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_verify_block_t *block = &W->block[b];
        const size_t length = strlen(block->name);
        const char *text = name + length;
        slong row, col;
        if (strncmp(name, block->name, length) != 0)
            continue;
        row = fulg_verify_read_index(&text, 0);
        col = fulg_verify_read_index(&text, 1);
        if (*text == '\0' && row >= 1 && row <= block->rows && col >= 1 &&
            col <= block->cols)
            return block->offset + (row - 1) * block->cols + col - 1;
    }
    return -1;
}

slong
fulg_verify_weight_place(const fulg_verify_weights_t *W, const char *name)
{
    const fulg_verify_net_t *net = W->net;
    const char *text = name;
    const fulg_verify_block_t *block;
    slong layer, head, row, col;
    if (W->num > 0 && W->block[0].key != NULL)
        return named_place(W, name);
    if (*text == '\0')
        return -1;
    text++;
    layer = fulg_verify_read_index(&text, 0);
    head = net->pnn ? 1 : fulg_verify_read_index(&text, 1);
    row = fulg_verify_read_index(&text, 1);
    col = fulg_verify_read_index(&text, 1);
    if (*text != '\0' || layer < 1 || layer > net->layers || head < 1 ||
        head > (net->pnn ? 1 : net->heads[layer]))
        return -1;
    block = W->block + W->first[layer] + (head - 1) * W->per_head;
    for (slong b = 0; b < W->per_head; b++, block++)
        if (block->letter == *name)
            return row >= 1 && row <= block->rows && col >= 1 &&
                           col <= block->cols
                       ? block->offset + (row - 1) * block->cols + col - 1
                       : -1;
    return -1;
}
