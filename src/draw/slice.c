#include <math.h>
#include <stdlib.h>

#include <fulgurite/draw.h>

/* The slices of the manual: coefficients of the origin and of the directions,
   and the box. */
typedef struct
{
    const char *vector[4];
    const char *low[3], *high[3];
} default_t;

/* dim = 2: a quartic with two crossings and an isolated point; dim = 3: the Whitney
   umbrella x^2 = y z^2 of F_1 = X^2 - y Y^2, F_2 = z X Y + x Y^2. */
static const default_t hypersurface[2] = {
    {{"-1 1 0 2 0 0", "2 1 1 0 1 0", "2 0 2 2 0 -1"}, {"-3", "-3"}, {"3", "3"}},
    {{"1 0 0 0 0 0", "0 0 0 0 0 1", "0 0 -1 0 0 0", "0 0 0 0 1 0"},
     {"-1", "-1", "-1"},
     {"1", "1", "1"}}};
static const default_t rank_one[2] = {
    {{"-1 1 0 2 0 0", "2 1 1 0 1 0", "2 0 2 2 0 -1"}, {"-3", "-3"}, {"3", "3"}},
    {{"1 0 -1 0 0 0", "0 1 0 1 0 0", "0 0 1 0 1 0", "0 0 0 0 0 1"},
     {"-2", "-2", "-2"},
     {"2", "2", "2"}}};
/* dim = 2: the cusp 4 x^3 + 27 y^2 = 0 of X^3 + x X Y^2 + y Y^3. */
static const default_t cubics[2] = {
    {{"1 0 0 0", "0 0 1 0", "0 0 0 1"}, {"-2", "-2"}, {"2", "2"}},
    {{"1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1"},
     {"-3", "-3", "-3"},
     {"3", "3", "3"}}};

static void
allocate(fulg_draw_slice_t S, slong head_dim, slong tokens, slong dim)
{
    S->head_dim = head_dim;
    S->tokens = tokens;
    S->dim = dim;
    S->num = tokens > 1 ? 6 : 4;
    S->origin = _fmpq_vec_init(S->num);
    S->direction = _fmpq_vec_init(dim * S->num);
    S->low = _fmpq_vec_init(dim);
    S->high = _fmpq_vec_init(dim);
}

/* Integers with blanks between them. */
static void
set_vector(fmpq *v, slong num, const char *text)
{
    for (slong i = 0; i < num; i++)
    {
        char *end;
        fmpq_set_si(v + i, strtol(text, &end, 10), 1);
        text = end;
    }
}

void
fulg_draw_slice_init(fulg_draw_slice_t S, slong head_dim, slong tokens,
                     slong dim)
{
    const default_t *table = tokens == 1     ? cubics
                             : head_dim == 1 ? rank_one
                                             : hypersurface;
    const default_t *row = table + (dim - 2);
    allocate(S, head_dim, tokens, dim);
    set_vector(S->origin, S->num, row->vector[0]);
    for (slong i = 0; i < dim; i++)
    {
        set_vector(S->direction + i * S->num, S->num, row->vector[i + 1]);
        set_vector(S->low + i, 1, row->low[i]);
        set_vector(S->high + i, 1, row->high[i]);
    }
}

void
fulg_draw_slice_clear(fulg_draw_slice_t S)
{
    _fmpq_vec_clear(S->origin, S->num);
    _fmpq_vec_clear(S->direction, S->dim * S->num);
    _fmpq_vec_clear(S->low, S->dim);
    _fmpq_vec_clear(S->high, S->dim);
}

/* ---- files --------------------------------------------------------------- */

static fulg_status_t
read_vector(fmpq *v, slong num, const json_t *value, const char *name, slong n,
            fulg_diag_t diag)
{
    if (!json_is_array(value) || (slong) json_array_size(value) != num)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s %ld: expected a list of %ld numbers", name,
                             (long) n, (long) num);
    for (slong i = 0; i < num; i++)
    {
        const fulg_status_t status = fulg_exact_set_json(
            v + i, json_array_get(value, (size_t) i), diag);
        if (status != FULG_OK)
            return fulg_diag_prefix(diag, status, "%s %ld, number %ld: ", name,
                                    (long) n, (long) i + 1);
    }
    return FULG_OK;
}

static fulg_status_t
read_box(fulg_draw_slice_t S, const json_t *value, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpq *pair = _fmpq_vec_init(2);
    if (!json_is_array(value) || (slong) json_array_size(value) != S->dim)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "box: expected a pair [low, high] for each of "
                               "the %ld directions",
                               (long) S->dim);
    for (slong i = 0; i < S->dim && status == FULG_OK; i++)
    {
        status = read_vector(pair, 2, json_array_get(value, (size_t) i),
                             "box, direction", i + 1, diag);
        fmpq_set(S->low + i, pair);
        fmpq_set(S->high + i, pair + 1);
    }
    _fmpq_vec_clear(pair, 2);
    return status;
}

static fulg_status_t
read_vectors(fulg_draw_slice_t S, const json_t *value, fulg_diag_t diag)
{
    const json_t *list = json_object_get(value, "directions");
    fulg_status_t status = read_vector(
        S->origin, S->num, json_object_get(value, "origin"), "origin", 1, diag);
    for (slong i = 0; i < S->dim && status == FULG_OK; i++)
        status = read_vector(S->direction + i * S->num, S->num,
                             json_array_get(list, (size_t) i), "direction",
                             i + 1, diag);
    if (status == FULG_OK)
        status = read_box(S, json_object_get(value, "box"), diag);
    return status;
}

/* A positive integer of an object. */
static fulg_status_t
read_size(slong *n, const json_t *value, const char *key, fulg_diag_t diag)
{
    const json_t *number = json_object_get(value, key);
    if (!json_is_integer(number) || json_integer_value(number) < 1 ||
        json_integer_value(number) > (WORD(1) << 30))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%s\": expected a positive integer", key);
    *n = (slong) json_integer_value(number);
    return FULG_OK;
}

fulg_status_t
fulg_draw_slice_init_json(fulg_draw_slice_t S, const json_t *value,
                          fulg_diag_t diag)
{
    static const char *const keys[] = {"format",     "d",        "d_out",
                                       "tokens",     "head_dim", "origin",
                                       "directions", "box",      NULL};
    slong d, d_out, tokens, head_dim;
    const slong dim = (slong) json_array_size(
        json_object_get(value, "directions"));
    fulg_status_t status = fulg_exact_json_check_format(
        value, FULG_DRAW_SLICE_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "slice", diag);
    if (status == FULG_OK)
        status = read_size(&d, value, "d", diag);
    if (status == FULG_OK)
        status = read_size(&d_out, value, "d_out", diag);
    if (status == FULG_OK)
        status = read_size(&tokens, value, "tokens", diag);
    if (status == FULG_OK)
        status = read_size(&head_dim, value, "head_dim", diag);
    if (status != FULG_OK)
        return status;
    if (d != 2 || d_out != 1)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "slices are drawn for d = 2, d_out = 1, not for "
                             "d = %ld, d_out = %ld",
                             (long) d, (long) d_out);
    if (dim != 2 && dim != 3)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"directions\": expected two or three");
    allocate(S, head_dim, tokens, dim);
    status = read_vectors(S, value, diag);
    if (status == FULG_OK)
        status = fulg_draw_slice_check(S, diag);
    if (status != FULG_OK)
        fulg_draw_slice_clear(S);
    return status;
}

static json_t *
vector_json(const fmpq *v, slong num)
{
    json_t *list = json_array();
    for (slong i = 0; i < num; i++)
        json_array_append_new(list, fulg_exact_json_fmpq(v + i));
    return list;
}

json_t *
fulg_draw_slice_json(const fulg_draw_slice_t S)
{
    json_t *directions = json_array(), *box = json_array();
    for (slong i = 0; i < S->dim; i++)
    {
        json_t *pair = json_array();
        json_array_append_new(pair, fulg_exact_json_fmpq(S->low + i));
        json_array_append_new(pair, fulg_exact_json_fmpq(S->high + i));
        json_array_append_new(box, pair);
        json_array_append_new(directions,
                              vector_json(S->direction + i * S->num, S->num));
    }
    return json_pack(
        "{s:s,s:i,s:i,s:I,s:I,s:o,s:o,s:o}", "format", FULG_DRAW_SLICE_FORMAT,
        "d", 2, "d_out", 1, "tokens", (json_int_t) S->tokens, "head_dim",
        (json_int_t) S->head_dim, "origin", vector_json(S->origin, S->num),
        "directions", directions, "box", box);
}

/* ---- checks and points --------------------------------------------------- */

fulg_status_t
fulg_draw_slice_check(const fulg_draw_slice_t S, fulg_diag_t diag)
{
    fmpq_mat_t D;
    slong rank;
    fmpq_mat_init(D, S->dim, S->num);
    for (slong i = 0; i < S->dim; i++)
        for (slong j = 0; j < S->num; j++)
            fmpq_set(fmpq_mat_entry(D, i, j), S->direction + i * S->num + j);
    rank = fulg_rank_exact(NULL, NULL, D);
    fmpq_mat_clear(D);
    if (rank < S->dim)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the %ld directions span a space of dimension %ld "
                             "only",
                             (long) S->dim, (long) rank);
    for (slong i = 0; i < S->dim; i++)
    {
        const double low = fmpq_get_d(S->low + i);
        const double high = fmpq_get_d(S->high + i);
        if (fmpq_cmp(S->low + i, S->high + i) >= 0)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "the box is empty in direction %ld",
                                 (long) i + 1);
        /* Pictures are drawn in doubles. */
        if (!(fabs(low) < 1e60 && fabs(high) < 1e60 && high - low > 1e-60 &&
              high - low > 1e-9 * (fabs(low) + fabs(high))))
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "the box is too thin or too far out in "
                                 "direction %ld",
                                 (long) i + 1);
    }
    return FULG_OK;
}

fulg_status_t
fulg_draw_slice_function(fulg_function_t F, const fulg_draw_slice_t S,
                         const fmpq *x, fulg_diag_t diag)
{
    const fulg_status_t status = fulg_function_init(F, 2, 1, S->tokens, diag);
    fmpq_t y;
    if (status != FULG_OK)
        return status;
    fmpq_init(y);
    for (slong n = 0; n < S->num; n++)
    {
        fmpq_set(y, S->origin + n);
        for (slong i = 0; i < S->dim; i++)
            fmpq_addmul(y, x + i, S->direction + i * S->num + n);
        /* a row for each pair and a column for each y, or one row */
        if (S->num == 6)
            fmpq_set(fmpq_mat_entry(F->coeff, n % 3, n / 3), y);
        else
            fmpq_set(fmpq_mat_entry(F->coeff, 0, n), y);
    }
    fmpq_clear(y);
    return FULG_OK;
}
