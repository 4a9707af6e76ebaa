#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* Multiplications that are worth waiting for. */
#define MAX_COST ((fulg_verify_wide_t) 1 << 42)

typedef struct
{
    slong input, row, col;
} place_t;

typedef struct
{
    slong size;
    fulg_verify_weights_t weights;
    place_t *row;  /* ordered by inputs */
    slong *column; /* places among the weights */
    const json_t *inputs;
    uint64_t *matrix;
    uint64_t *gradient;
} minor_t;

static int
by_place(const void *a, const void *b)
{
    const place_t *x = a, *y = b;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

static int
in_range(slong n, slong last, const char *what, slong number,
         fulg_diag_struct *diag)
{
    if (n >= 1 && n <= last)
        return 1;
    return FULG_VERIFY_REFUSE(diag,
                              "row %ld of the minor has %s %ld, not one of "
                              "1..%ld",
                              (long) number, what, (long) n, (long) last);
}

static int
read_row(place_t *place, const json_t *value, slong number, const minor_t *S,
         fulg_diag_struct *diag)
{
    const fulg_verify_net_t *net = S->weights.net;
    char where[80];
    snprintf(where, sizeof where, "row %ld of the minor", (long) number);
    return fulg_verify_list(value, 3, where, diag) &&
           fulg_verify_integer(&place->input, json_array_get(value, 0), where,
                               diag) &&
           fulg_verify_integer(&place->row, json_array_get(value, 1), where,
                               diag) &&
           fulg_verify_integer(&place->col, json_array_get(value, 2), where,
                               diag) &&
           in_range(place->input, (slong) json_array_size(S->inputs), "input",
                    number, diag) &&
           in_range(place->row, net->width[net->layers], "output index",
                    number, diag) &&
           in_range(place->col, net->tokens, "token", number, diag);
}

static int
read_rows(minor_t *S, const json_t *rows, fulg_diag_struct *diag)
{
    S->row = flint_malloc((size_t) S->size * sizeof *S->row);
    for (slong i = 0; i < S->size; i++)
        if (!read_row(&S->row[i], json_array_get(rows, (size_t) i), i + 1, S,
                      diag))
            return 0;
    qsort(S->row, (size_t) S->size, sizeof *S->row, by_place);
    for (slong i = 1; i < S->size; i++)
        if (by_place(&S->row[i - 1], &S->row[i]) == 0)
            return FULG_VERIFY_REFUSE(
                diag, "the row [%ld,%ld,%ld] of the minor occurs twice",
                (long) S->row[i].input, (long) S->row[i].row,
                (long) S->row[i].col);
    return 1;
}

static int
read_columns(minor_t *S, const json_t *columns, fulg_diag_struct *diag)
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
        const slong place =
            whole ? fulg_verify_weight_place(&S->weights,
                                             json_string_value(name))
                  : -1;
        fulg_verify_quote(quoted, name);
        if (place < 0)
            good = FULG_VERIFY_REFUSE(
                diag, "column %ld of the minor is no weight: %s", (long) i + 1,
                quoted);
        else if (seen[place])
            good = FULG_VERIFY_REFUSE(
                diag, "the column %s of the minor occurs twice", quoted);
        else
            seen[S->column[i] = place] = 1;
    }
    flint_free(seen);
    return good;
}

static int
read_prime(slong *prime, const json_t *value, fulg_diag_struct *diag)
{
    if (!fulg_verify_integer(prime, value, "prime", diag))
        return 0;
    if (*prime <= WORD(1) << 30 || *prime >= WORD(1) << 62)
        return FULG_VERIFY_REFUSE(diag,
                                  "prime is %ld, not between 2^30 and 2^62",
                                  (long) *prime);
    if (!fulg_verify_is_prime((uint64_t) *prime))
        return FULG_VERIFY_REFUSE(diag, "prime is %ld, which is composite",
                                  (long) *prime);
    return 1;
}

/* Lists of one length, neither empty nor too long. */
static int
read_size(slong *size, const json_t *rows, const json_t *columns,
          const json_t *inputs, fulg_diag_struct *diag)
{
    if (!json_is_array(rows) || !json_is_array(columns) ||
        !json_is_array(inputs))
        return FULG_VERIFY_REFUSE(
            diag, "rows, columns or inputs of the minor is not a list");
    *size = (slong) json_array_size(rows);
    if (*size < 1 || json_array_size(columns) != (size_t) *size)
        return FULG_VERIFY_REFUSE(
            diag, "the minor has %ld rows and %zu columns", (long) *size,
            json_array_size(columns));
    if (*size > FULG_VERIFY_MAX_MINOR)
        return FULG_VERIFY_REFUSE(
            diag, "a minor of size %ld is beyond this checker's limits",
            (long) *size);
    return 1;
}

/* Input n, from 1, becomes the state X_0 of the tape. */
static int
read_input(fulg_verify_tape_t *T, const minor_t *S, slong n,
           fulg_diag_struct *diag)
{
    const fulg_verify_net_t *net = S->weights.net;
    const json_t *value = json_array_get(S->inputs, (size_t) n - 1);
    const slong t = net->tokens;
    char where[80];
    snprintf(where, sizeof where, "input %ld", (long) n);
    if (!fulg_verify_list(value, net->width[0], where, diag))
        return 0;
    for (slong i = 0; i < net->width[0]; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        snprintf(where, sizeof where, "row %ld of input %ld", (long) i + 1,
                 (long) n);
        if (!fulg_verify_list(row, t, where, diag))
            return 0;
        for (slong j = 0; j < t; j++)
        {
            slong x;
            if (!fulg_verify_integer(&x, json_array_get(row, (size_t) j),
                                     where, diag))
                return 0;
            T->state[0][i * t + j] = fulg_verify_set(x, &S->weights.mod);
        }
    }
    return 1;
}

/* The derivatives, input after input; every input is evaluated, so that no
   denominator vanishes anywhere. */
static int
fill_matrix(minor_t *S, fulg_verify_tape_t *T, fulg_diag_struct *diag)
{
    const slong num = (slong) json_array_size(S->inputs);
    slong i = 0;
    for (slong n = 1; n <= num; n++)
    {
        if (!read_input(T, S, n, diag))
            return 0;
        if (!fulg_verify_evaluate(T, &S->weights, diag))
        {
            fulg_diag_prefix(diag, FULG_PARSE, "input %ld: ", (long) n);
            return 0;
        }
        for (; i < S->size && S->row[i].input == n; i++)
        {
            uint64_t *row = S->matrix + (size_t) i * (size_t) S->size;
            fulg_verify_gradient(S->gradient, T, &S->weights, S->row[i].row,
                                 S->row[i].col);
            for (slong c = 0; c < S->size; c++)
                row[c] = S->gradient[S->column[c]];
        }
    }
    return 1;
}

static int
within_limits(const minor_t *S, fulg_diag_struct *diag)
{
    const fulg_verify_wide_t s = (uint64_t) S->size;
    const fulg_verify_wide_t num = json_array_size(S->inputs) + s;
    /* What is allocated for the tokens must be paid for by the file. */
    if (!fulg_verify_list(
            json_array_get(json_array_get(S->inputs, 0), 0),
            S->weights.net->tokens, "row 1 of input 1", diag))
        return 0;
    if (num * (uint64_t) fulg_verify_cost(&S->weights) + s * s * s / 3 <=
        MAX_COST)
        return 1;
    return FULG_VERIFY_REFUSE(
        diag, "the work for this minor is beyond this checker's limits");
}

/* doc: lem-mod-p */
static int
prove(minor_t *S, fulg_diag_struct *diag)
{
    const size_t size = (size_t) S->size;
    fulg_verify_tape_t T;
    int good = fulg_verify_tape_init(&T, &S->weights, diag);
    S->matrix = malloc(size * size * sizeof(uint64_t));
    S->gradient = malloc((size_t) S->weights.total * sizeof(uint64_t));
    if (good && (S->matrix == NULL || S->gradient == NULL))
        good = FULG_VERIFY_REFUSE(
            diag, "a minor of size %ld is beyond the memory of this machine",
            (long) S->size);
    good = good && fill_matrix(S, &T, diag);
    if (good && !fulg_verify_invertible(S->matrix, S->size, &S->weights.mod))
        good = FULG_VERIFY_REFUSE(diag,
                                  "the minor is not invertible modulo %ld",
                                  (long) S->weights.mod.p);
    fulg_verify_tape_clear(&T);
    free(S->matrix);
    free(S->gradient);
    return good;
}

/* ---- balls ----------------------------------------------------------------- */

#define MIN_BITS 24
#define MAX_BITS 65536
/* Bits times multiplications, and the entries of a minor. */
#define MAX_BALL_COST ((fulg_verify_wide_t) 1 << 44)
#define MAX_BALL_MINOR 4096

static int
read_ball_input(fulg_verify_balls_t *T, const minor_t *S, slong n,
                fulg_diag_struct *diag)
{
    const fulg_verify_net_t *net = S->weights.net;
    const json_t *value = json_array_get(S->inputs, (size_t) n - 1);
    const slong t = net->tokens;
    char where[80];
    int good = 1;
    fmpq_t x;
    snprintf(where, sizeof where, "input %ld", (long) n);
    if (!fulg_verify_list(value, net->width[0], where, diag))
        return 0;
    fmpq_init(x);
    for (slong i = 0; i < net->width[0] && good; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        snprintf(where, sizeof where, "row %ld of input %ld", (long) i + 1,
                 (long) n);
        good = fulg_verify_list(row, t, where, diag);
        for (slong j = 0; j < t && good; j++)
        {
            good = fulg_verify_rational(x, json_array_get(row, (size_t) j),
                                        where, diag);
            arb_set_fmpq(T->state[0] + i * t + j, x, S->weights.bits);
        }
    }
    fmpq_clear(x);
    return good;
}

static int
fill_balls(arb_ptr matrix, arb_ptr gradient, const minor_t *S,
           fulg_verify_balls_t *T, fulg_diag_struct *diag)
{
    const slong num = (slong) json_array_size(S->inputs);
    slong i = 0;
    for (slong n = 1; n <= num; n++)
    {
        if (!read_ball_input(T, S, n, diag))
            return 0;
        /* Softmax is defined everywhere: no need to look at unused inputs. */
        if (i == S->size || S->row[i].input != n)
            continue;
        if (!fulg_verify_balls_evaluate(T, &S->weights, diag))
        {
            fulg_diag_prefix(diag, FULG_PARSE, "input %ld: ", (long) n);
            return 0;
        }
        for (; i < S->size && S->row[i].input == n; i++)
        {
            fulg_verify_balls_gradient(gradient, T, &S->weights, S->row[i].row,
                                       S->row[i].col);
            for (slong c = 0; c < S->size; c++)
                arb_set(matrix + i * S->size + c, gradient + S->column[c]);
        }
    }
    return 1;
}

static int
prove_balls(const minor_t *S, fulg_diag_struct *diag)
{
    const slong size = S->size, total = S->weights.total;
    fulg_verify_balls_t T;
    arb_ptr matrix, gradient;
    int good = fulg_verify_balls_init(&T, &S->weights, diag);
    matrix = _arb_vec_init(size * size);
    gradient = _arb_vec_init(total);
    good = good && fill_balls(matrix, gradient, S, &T, diag);
    if (good && !fulg_verify_ball_invertible(matrix, size, S->weights.bits))
        good = FULG_VERIFY_REFUSE(
            diag, "%ld bits do not show that the minor is invertible",
            (long) S->weights.bits);
    _arb_vec_clear(matrix, size * size);
    _arb_vec_clear(gradient, total);
    fulg_verify_balls_clear(&T);
    return good;
}

static int
read_bits(slong *bits, const json_t *value, fulg_diag_struct *diag)
{
    if (!fulg_verify_integer(bits, value, "bits", diag))
        return 0;
    if (*bits < MIN_BITS || *bits > MAX_BITS)
        return FULG_VERIFY_REFUSE(diag, "bits is %ld, not one of %d..%d",
                                  (long) *bits, MIN_BITS, MAX_BITS);
    return 1;
}

static int
balls_within_limits(const minor_t *S, fulg_diag_struct *diag)
{
    const fulg_verify_wide_t s = (uint64_t) S->size;
    const fulg_verify_wide_t num = json_array_size(S->inputs) + s;
    const fulg_verify_wide_t cost =
        num * (uint64_t) fulg_verify_cost(&S->weights) + 2 * s * s * s;
    if (!fulg_verify_list(
            json_array_get(json_array_get(S->inputs, 0), 0),
            S->weights.net->tokens, "row 1 of input 1", diag))
        return 0;
    if (S->size <= MAX_BALL_MINOR && cost < (fulg_verify_wide_t) 1 << 62 &&
        cost * (uint64_t) S->weights.bits <= MAX_BALL_COST)
        return 1;
    return FULG_VERIFY_REFUSE(
        diag, "the work for this minor is beyond this checker's limits");
}

/* ---- both ------------------------------------------------------------------ */

static int
judge(slong *size, const fulg_verify_net_t *model, const json_t *minor,
      uint64_t prime, slong bits, fulg_diag_struct *diag)
{
    const json_t *rows = json_object_get(minor, "rows");
    const json_t *columns = json_object_get(minor, "columns");
    minor_t S;
    int good;
    memset(&S, 0, sizeof S);
    S.inputs = json_object_get(minor, "inputs");
    if (!read_size(&S.size, rows, columns, S.inputs, diag))
        return 0;
    good = fulg_verify_weights_init(&S.weights, model, prime, bits,
                                    json_object_get(minor, "weights"), diag) &&
           read_rows(&S, rows, diag) && read_columns(&S, columns, diag);
    if (bits > 0)
        good = good && balls_within_limits(&S, diag) && prove_balls(&S, diag);
    else
        good = good && within_limits(&S, diag) && prove(&S, diag);
    fulg_verify_weights_clear(&S.weights);
    flint_free(S.row);
    flint_free(S.column);
    *size = S.size;
    return good;
}

int
fulg_verify_minor(slong *size, const fulg_verify_net_t *model,
                  const json_t *minor, fulg_diag_struct *diag)
{
    static const char *const keys[] = {"prime",   "weights", "inputs", "rows",
                                       "columns", NULL};
    slong prime;
    return fulg_verify_keys(minor, keys, "the minor", diag) &&
           read_prime(&prime, json_object_get(minor, "prime"), diag) &&
           judge(size, model, minor, (uint64_t) prime, 0, diag);
}

int
fulg_verify_ball_minor(slong *size, const fulg_verify_net_t *model,
                       const json_t *ball, fulg_diag_struct *diag)
{
    static const char *const keys[] = {"bits",    "weights", "inputs", "rows",
                                       "columns", NULL};
    slong bits;
    return fulg_verify_keys(ball, keys, "the minor in balls", diag) &&
           read_bits(&bits, json_object_get(ball, "bits"), diag) &&
           judge(size, model, ball, 0, bits, diag);
}
