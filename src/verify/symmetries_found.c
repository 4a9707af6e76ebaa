#include <flint/fmpz_mpoly.h>

#include "network.h"

#include "symmetries.h"

/*
 * doc: thm-symmetry-found.  The output is written down as a polynomial f in
 * coordinates and inputs, and a field dw_i = sum c w_j is a symmetry where sum c w_j
 * df/dw_i is 0.
 */

/* Products of terms that an entry may take. */
#define MOST_PRODUCTS 1e8
#define MOST_FIELDS 4096
#define MOST_NUMBER (WORD(1) << 30)

/* ---- reading ------------------------------------------------------------------- */

/* Head h (from 0) of layer i, or the first one of that group, has that matrix. */
static const fulg_verify_place_t *
named_matrix(const fulg_verify_symmetries_t *S, char letter, slong i, slong n)
{
    const fulg_verify_layer_t *L = &S->layer[i];
    const int shared = letter == 'k' || letter == 'u';
    const slong num = shared ? L->groups : L->heads;
    const slong head = shared ? n * (L->heads / L->groups) : n;
    const fulg_verify_place_t *M = NULL;
    if (n < 0 || n >= num)
        return NULL;
    switch (letter)
    {
        case 'q':
            M = S->query;
            break;
        case 'k':
            M = S->key;
            break;
        case 'v':
            M = S->value;
            break;
        case 'o':
            M = S->output;
            break;
        case 'u':
            M = S->inner;
            break;
        default:
            return NULL;
    }
    return &M[i * S->most_heads + head];
}

/* The coordinate of a name such as q1_2_1_1; -1: there is none. */
static slong
named_place(const void *symmetries, const char *name)
{
    const fulg_verify_symmetries_t *S = symmetries;
    const char *text = name;
    slong layer, head, row, col;
    const fulg_verify_place_t *M;
    if (*text == '\0')
        return -1;
    text++;
    layer = fulg_verify_read_index(&text, 0);
    head = fulg_verify_read_index(&text, 1);
    row = fulg_verify_read_index(&text, 1);
    col = fulg_verify_read_index(&text, 1);
    if (*text != '\0' || layer < 1 || layer > S->layers)
        return -1;
    M = named_matrix(S, *name, layer - 1, head - 1);
    if (M == NULL || row < 1 || row > M->rows || col < 1 || col > M->cols)
        return -1;
    return M->offset + (row - 1) * M->cols + col - 1;
}

int
fulg_verify_field_entry(slong *to, slong *from, slong *number,
                        const json_t *entry,
                        slong (*place)(const void *names, const char *name),
                        const void *names, fulg_verify_why_t *why)
{
    const json_t *a = json_array_get(entry, 0), *b = json_array_get(entry, 1);
    if (!fulg_verify_list(entry, 3, "an entry of a field", why) ||
        !fulg_verify_integer(number, json_array_get(entry, 2),
                             "the number of an entry of a field", why))
        return 0;
    *to = json_is_string(a) ? place(names, json_string_value(a)) : -1;
    *from = json_is_string(b) ? place(names, json_string_value(b)) : -1;
    if (*to < 0 || (*from < 0 && !json_is_null(b)))
        return FULG_VERIFY_REFUSE(why, "a field names what is no coordinate");
    if (*number == 0 || *number <= -MOST_NUMBER || *number >= MOST_NUMBER)
        return FULG_VERIFY_REFUSE(why, "a number of a field is 0 or too large");
    return 1;
}

/* ---- the output as a polynomial --------------------------------------------------- */

typedef struct
{
    slong rows, cols;
    fmpz_mpoly_struct *entry;
} matrix_t;

typedef struct
{
    const fulg_verify_symmetries_t *S;
    fmpz_mpoly_ctx_t ring;
} ring_t;

static fmpz_mpoly_struct *
at(const matrix_t *A, slong i, slong j)
{
    return &A->entry[i * A->cols + j];
}

static matrix_t
new_matrix(slong rows, slong cols, ring_t *R)
{
    matrix_t A = {
        rows, cols,
        flint_malloc((size_t) (rows * cols + 1) * sizeof(fmpz_mpoly_struct))};
    for (slong n = 0; n < rows * cols; n++)
        fmpz_mpoly_init(&A.entry[n], R->ring);
    return A;
}

static void
clear_matrix(matrix_t *A, ring_t *R)
{
    for (slong n = 0; n < A->rows * A->cols; n++)
        fmpz_mpoly_clear(&A->entry[n], R->ring);
    flint_free(A->entry);
}

/* f += g h */
static void
add_product(fmpz_mpoly_struct *f, const fmpz_mpoly_struct *g,
            const fmpz_mpoly_struct *h, ring_t *R)
{
    fmpz_mpoly_t product;
    fmpz_mpoly_init(product, R->ring);
    fmpz_mpoly_mul(product, g, h, R->ring);
    fmpz_mpoly_add(f, f, product, R->ring);
    fmpz_mpoly_clear(product, R->ring);
}

/* Coordinates times A; where there are none, A itself. */
static matrix_t
weights_times(fulg_verify_place_t M, const matrix_t *A, ring_t *R)
{
    const slong rows = M.rows > 0 ? M.rows : A->rows;
    matrix_t B = new_matrix(rows, A->cols, R);
    fmpz_mpoly_t w;
    fmpz_mpoly_init(w, R->ring);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < A->cols; j++)
        {
            if (M.rows == 0)
                fmpz_mpoly_set(at(&B, i, j), at(A, i, j), R->ring);
            for (slong k = 0; M.rows > 0 && k < A->rows; k++)
            {
                fmpz_mpoly_gen(w, M.offset + i * M.cols + k, R->ring);
                add_product(at(&B, i, j), w, at(A, k, j), R);
            }
        }
    fmpz_mpoly_clear(w, R->ring);
    return B;
}

/* Y += what a head adds at the state X. */
static void
add_head(matrix_t *Y, const matrix_t *X, slong i, slong head, ring_t *R)
{
    const fulg_verify_symmetries_t *S = R->S;
    const slong n = i * S->most_heads + head, tokens = S->tokens;
    matrix_t query = weights_times(S->query[n], X, R);
    matrix_t key = weights_times(S->key[n], X, R);
    matrix_t mixed = new_matrix(X->rows, tokens, R), inner, out;
    fmpz_mpoly_t score;
    fmpz_mpoly_init(score, R->ring);
    for (slong t = 0; t < tokens; t++)
        for (slong s = 0; s < (S->layer[i].causal ? t + 1 : tokens); s++)
        {
            fmpz_mpoly_zero(score, R->ring);
            for (slong r = 0; r < key.rows; r++)
                add_product(score, at(&key, r, s), at(&query, r, t), R);
            for (slong r = 0; r < X->rows; r++)
                add_product(at(&mixed, r, t), at(X, r, s), score, R);
        }
    fmpz_mpoly_clear(score, R->ring);
    inner = weights_times(S->inner[n], &mixed, R);
    out = weights_times(S->layer[i].values && !S->layer[i].forms ? S->output[n]
                                                                 : S->value[n],
                        &inner, R);
    for (slong k = 0; k < Y->rows * Y->cols; k++)
        fmpz_mpoly_add(&Y->entry[k], &Y->entry[k], &out.entry[k], R->ring);
    clear_matrix(&query, R);
    clear_matrix(&key, R);
    clear_matrix(&mixed, R);
    clear_matrix(&inner, R);
    clear_matrix(&out, R);
}

static matrix_t
output(ring_t *R)
{
    const fulg_verify_symmetries_t *S = R->S;
    matrix_t X = new_matrix(S->layer[0].in, S->tokens, R);
    for (slong k = 0; k < X.rows * X.cols; k++)
        fmpz_mpoly_gen(&X.entry[k], S->num + k, R->ring);
    for (slong i = 0; i < S->layers; i++)
    {
        matrix_t Y = new_matrix(S->layer[i].out, S->tokens, R);
        for (slong h = 0; h < S->layer[i].heads; h++)
            add_head(&Y, &X, i, h, R);
        for (slong k = 0; S->layer[i].residual && k < X.rows * X.cols; k++)
            fmpz_mpoly_add(&Y.entry[k], &Y.entry[k], &X.entry[k], R->ring);
        clear_matrix(&X, R);
        X = Y;
    }
    return X;
}

/* More products of terms than the output takes. */
static double
products(const fulg_verify_symmetries_t *S)
{
    double terms = 1, all = 0;
    for (slong i = 0; i < S->layers && terms < 1e30; i++)
    {
        const fulg_verify_layer_t *L = &S->layer[i];
        const double d = (double) L->in, t = (double) S->tokens;
        const double rows = L->forms ? d : (double) L->rows;
        const double keys = L->forms ? terms : d * terms;
        const double inner = L->values && !L->forms ? (double) L->values : 1;
        const double old = terms;
        terms = (double) L->heads * inner * d * t * terms * rows * keys * d *
                    terms +
                (L->residual ? old : 0);
        all += terms * (double) L->out * t;
    }
    return all;
}

/* ---- fields ----------------------------------------------------------------------- */

/* sum += number w_from df/dw_to */
static void
add_change(fmpz_mpoly_t sum, const fmpz_mpoly_struct *f, slong to, slong from,
           slong number, ring_t *R)
{
    fmpz_mpoly_t df, w;
    fmpz_mpoly_init(df, R->ring);
    fmpz_mpoly_init(w, R->ring);
    fmpz_mpoly_derivative(df, f, to, R->ring);
    fmpz_mpoly_scalar_mul_si(df, df, number, R->ring);
    if (from < 0)
        fmpz_mpoly_one(w, R->ring);
    else
        fmpz_mpoly_gen(w, from, R->ring);
    add_product(sum, df, w, R);
    fmpz_mpoly_clear(df, R->ring);
    fmpz_mpoly_clear(w, R->ring);
}

/* Output k of F does not change along the field; it joins the others where k is the
   first. */
static int
check_output(fulg_verify_symmetries_t *S, const matrix_t *F, slong k,
             const json_t *field, ring_t *R, fulg_verify_why_t *why)
{
    fmpz_mpoly_t sum;
    int good = 1;
    fmpz_mpoly_init(sum, R->ring);
    for (size_t n = 0; n < json_array_size(field) && good; n++)
    {
        slong to, from, number;
        good = fulg_verify_field_entry(
            &to, &from, &number, json_array_get(field, n), named_place, S, why);
        if (!good)
            break;
        if (k == 0)
            fulg_verify_symmetry_add(S, to, from, number);
        add_change(sum, &F->entry[k], to, from, number, R);
    }
    if (good && !fmpz_mpoly_is_zero(sum, R->ring))
        good = FULG_VERIFY_REFUSE(why, "the output changes along a field that "
                                       "is claimed to be a symmetry");
    fmpz_mpoly_clear(sum, R->ring);
    return good;
}

int
fulg_verify_has_fields(const json_t *fields, fulg_verify_why_t *why)
{
    if (json_is_array(fields) && json_array_size(fields) > 0 &&
        json_array_size(fields) <= MOST_FIELDS)
        return 1;
    return FULG_VERIFY_REFUSE(why, "fields is no list of 1 to %d fields",
                              MOST_FIELDS);
}

int
fulg_verify_symmetries_found(fulg_verify_symmetries_t *S, const json_t *fields,
                             fulg_verify_why_t *why)
{
    ring_t R = {.S = S};
    matrix_t F;
    int good = 1;
    if (!fulg_verify_has_fields(fields, why))
        return 0;
    if (products(S) > MOST_PRODUCTS)
        return FULG_VERIFY_GIVE_UP(why,
                                   "the output of the network has too many "
                                   "terms to check fields");
    fmpz_mpoly_ctx_init(R.ring, S->num + S->layer[0].in * S->tokens,
                        ORD_DEGLEX);
    F = output(&R);
    for (size_t n = 0; n < json_array_size(fields) && good; n++)
    {
        const json_t *field = json_array_get(fields, n);
        if (!json_is_array(field) ||
            json_array_size(field) > (size_t) (S->num * (S->num + 1)))
            good = FULG_VERIFY_REFUSE(why, "a field is no list of entries");
        for (slong k = 0; good && k < F.rows * F.cols; k++)
            good = check_output(S, &F, k, field, &R, why);
        if (good)
            fulg_verify_symmetry_done(S);
    }
    clear_matrix(&F, &R);
    fmpz_mpoly_ctx_clear(R.ring);
    return good;
}
