#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* What a minor of either kind has: rows, columns, a point. */

#define MIN_BITS 24
#define MAX_BITS 65536
/* The bits of a certificate count from the leading digit of a number; every
   checker works with more of them, the same number, so that those which count
   from the binary point agree. */
#define WORKING_BITS(bits) (2 * (bits) + 64)

static int
by_place(const void *a, const void *b)
{
    const fulg_verify_row_t *x = a, *y = b;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

static int
in_range(slong n, slong last, const char *what, slong number,
         fulg_verify_why_t *why)
{
    if (n >= 1 && n <= last)
        return 1;
    return FULG_VERIFY_REFUSE(why,
                              "row %ld of the minor has %s %ld, not one of "
                              "1..%ld",
                              (long) number, what, (long) n, (long) last);
}

static int
read_row(fulg_verify_row_t *place, const json_t *value, slong number,
         const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const fulg_verify_net_t *net = S->weights.net;
    char where[80];
    snprintf(where, sizeof where, "row %ld of the minor", (long) number);
    return fulg_verify_list(value, 3, where, why) &&
           fulg_verify_integer(&place->input, json_array_get(value, 0), where,
                               why) &&
           fulg_verify_integer(&place->row, json_array_get(value, 1), where,
                               why) &&
           fulg_verify_integer(&place->col, json_array_get(value, 2), where,
                               why) &&
           in_range(place->input, (slong) json_array_size(S->inputs), "input",
                    number, why) &&
           in_range(place->row,
                    net->readout ? net->readout : net->width[net->layers],
                    "output index", number, why) &&
           in_range(place->col, net->readout ? 1 : net->tokens, "token", number,
                    why);
}

static int
read_rows(fulg_verify_minor_t *S, const json_t *rows, fulg_verify_why_t *why)
{
    S->row = flint_malloc((size_t) S->size * sizeof *S->row);
    for (slong i = 0; i < S->size; i++)
        if (!read_row(&S->row[i], json_array_get(rows, (size_t) i), i + 1, S,
                      why))
            return 0;
    qsort(S->row, (size_t) S->size, sizeof *S->row, by_place);
    for (slong i = 1; i < S->size; i++)
        if (by_place(&S->row[i - 1], &S->row[i]) == 0)
            return FULG_VERIFY_REFUSE(
                why, "the row [%ld,%ld,%ld] of the minor occurs twice",
                (long) S->row[i].input, (long) S->row[i].row,
                (long) S->row[i].col);
    return 1;
}

static int
read_columns(fulg_verify_minor_t *S, const json_t *columns,
             fulg_verify_why_t *why)
{
    char *seen = flint_calloc((size_t) S->weights.total + 1, 1);
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    int good = 1;
    S->column = flint_malloc((size_t) S->size * sizeof *S->column);
    for (slong i = 0; good && i < S->size; i++)
    {
        const json_t *name = json_array_get(columns, (size_t) i);
        /* a byte 0 inside would end the name early */
        const int whole = json_is_string(name) &&
                          strlen(json_string_value(name)) ==
                              json_string_length(name);
        const slong place = whole ? fulg_verify_weight_place(
                                        &S->weights, json_string_value(name))
                                  : -1;
        fulg_verify_quote(quoted, name);
        if (place < 0)
            good = FULG_VERIFY_REFUSE(
                why, "column %ld of the minor is not a weight: %s",
                (long) i + 1, quoted);
        else if (seen[place])
            good = FULG_VERIFY_REFUSE(
                why, "the column %s of the minor occurs twice", quoted);
        else
            seen[S->column[i] = place] = 1;
    }
    flint_free(seen);
    return good;
}

static int
read_prime(slong *prime, const json_t *value, fulg_verify_why_t *why)
{
    if (!fulg_verify_integer(prime, value, "prime", why))
        return 0;
    /* Any prime serves (doc: lem-mod-p); these the tests for primes and the
       arithmetic can deal with. */
    if (*prime <= WORD(1) << 6 || *prime >= WORD(1) << 62)
        return FULG_VERIFY_REFUSE(why, "prime is %ld, not between 2^6 and 2^62",
                                  (long) *prime);
    if (!fulg_verify_is_prime((uint64_t) *prime))
        return FULG_VERIFY_REFUSE(why, "prime is %ld, which is composite",
                                  (long) *prime);
    return 1;
}

static int
read_bits(slong *bits, const json_t *value, fulg_verify_why_t *why)
{
    if (!fulg_verify_integer(bits, value, "bits", why))
        return 0;
    if (*bits < MIN_BITS || *bits > MAX_BITS)
        return FULG_VERIFY_REFUSE(why, "bits is %ld, not one of %d..%d",
                                  (long) *bits, MIN_BITS, MAX_BITS);
    return 1;
}

/* Lists of one length, neither empty nor too long. */
static int
read_size(slong *size, const json_t *rows, const json_t *columns,
          const json_t *inputs, fulg_verify_why_t *why)
{
    if (!json_is_array(rows) || !json_is_array(columns) ||
        !json_is_array(inputs))
        return FULG_VERIFY_REFUSE(
            why, "rows, columns or inputs of the minor is not a list");
    *size = (slong) json_array_size(rows);
    if (*size < 1 || json_array_size(columns) != (size_t) *size)
        return FULG_VERIFY_REFUSE(why, "the minor has %ld rows and %zu columns",
                                  (long) *size, json_array_size(columns));
    if (*size > FULG_VERIFY_MAX_MINOR)
        return FULG_VERIFY_GIVE_UP(
            why, "a minor of size %ld is beyond this checker's limits",
            (long) *size);
    return 1;
}

/* The weights of a network with sublayers. */
static int
read_graph(fulg_verify_minor_t *S, const fulg_verify_net_t *model,
           uint64_t prime, slong bits, const json_t *weights,
           fulg_verify_why_t *why)
{
    fulg_verify_weights_t *W = &S->weights;
    W->net = model;
    W->tokens = model->tokens;
    W->bits = bits;
    if (bits == 0)
        fulg_verify_mod_init(&W->mod, prime);
    return fulg_verify_blocks(W, why) &&
           fulg_verify_read_blocks(W, weights, why);
}

static int
judge(slong *size, const fulg_verify_net_t *model, const json_t *minor,
      uint64_t prime, slong bits, uint64_t key, fulg_verify_why_t *why)
{
    const json_t *rows = json_object_get(minor, "rows");
    const json_t *columns = json_object_get(minor, "columns");
    fulg_verify_minor_t S;
    int good;
    memset(&S, 0, sizeof S);
    S.inputs = json_object_get(minor, "inputs");
    S.key = key;
    S.graph = key != 0 || model->transformer;
    if (!read_size(&S.size, rows, columns, S.inputs, why))
        return 0;
    /* What is allocated for the tokens must be paid for by the file. */
    good = (S.graph ? read_graph(&S, model, prime, bits,
                                 json_object_get(minor, "weights"), why)
                    : fulg_verify_weights_init(
                          &S.weights, model, prime, bits,
                          json_object_get(minor, "weights"), why)) &&
           read_rows(&S, rows, why) && read_columns(&S, columns, why) &&
           fulg_verify_list(json_array_get(json_array_get(S.inputs, 0), 0),
                            model->tokens, "row 1 of input 1", why);
    good = good && (S.graph    ? fulg_verify_prove_graph(&S, why)
                    : bits > 0 ? fulg_verify_prove_balls(&S, why)
                               : fulg_verify_prove_residues(&S, why));
    fulg_verify_weights_clear(&S.weights);
    flint_free(S.row);
    flint_free(S.column);
    *size = S.size;
    return good;
}

int
fulg_verify_minor(slong *size, const fulg_verify_net_t *model,
                  const json_t *minor, fulg_verify_why_t *why)
{
    static const char *const keys[] = {"prime", "weights", "inputs",
                                       "rows",  "columns", NULL};
    slong prime;
    return fulg_verify_keys(minor, keys, "the minor", why) &&
           read_prime(&prime, json_object_get(minor, "prime"), why) &&
           judge(size, model, minor, (uint64_t) prime, 0, 0, why);
}

int
fulg_verify_ball_minor(slong *size, const fulg_verify_net_t *model,
                       const json_t *ball, fulg_verify_why_t *why)
{
    static const char *const keys[] = {"bits", "weights", "inputs",
                                       "rows", "columns", NULL};
    slong bits;
    return fulg_verify_keys(ball, keys, "the minor in balls", why) &&
           read_bits(&bits, json_object_get(ball, "bits"), why) &&
           judge(size, model, ball, 0, WORKING_BITS(bits), 0, why);
}

int
fulg_verify_free_minor(slong *size, const fulg_verify_net_t *model,
                       const json_t *minor, fulg_verify_why_t *why)
{
    static const char *const keys[] = {"prime",   "key",  "weights", "inputs",
                                       "columns", "rows", NULL};
    slong prime, key;
    if (!fulg_verify_keys(minor, keys, "the minor", why) ||
        !read_prime(&prime, json_object_get(minor, "prime"), why) ||
        !fulg_verify_integer(&key, json_object_get(minor, "key"), "key", why))
        return 0;
    if (key < 1)
        return FULG_VERIFY_REFUSE(why, "key is %ld, but must be positive",
                                  (long) key);
    return judge(size, model, minor, (uint64_t) prime, 0, (uint64_t) key, why);
}
