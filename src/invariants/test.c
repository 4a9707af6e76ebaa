#include <stdio.h>
#include <string.h>

#include "impl.h"

/* F as integers: point = scale * coordinates. */
typedef struct
{
    fulg_invariants_verdict_t *verdict;
    const fulg_invariants_struct *model;
    slong max;
    fmpz *point;
    fmpz **pointer;
    fmpz_t scale, value;
} testing_t;

static void
testing_init(testing_t *T, const fulg_invariants_t model,
             const fulg_function_t F)
{
    const slong num = model->num, cols = fmpq_mat_ncols(F->coeff);
    T->model = model;
    T->point = _fmpz_vec_init(num);
    T->pointer = flint_malloc(sizeof *T->pointer * (size_t) num);
    fmpz_init_set_ui(T->scale, 1);
    fmpz_init(T->value);
    for (slong n = 0; n < num; n++)
        fmpz_lcm(T->scale, T->scale,
                 fmpq_denref(fmpq_mat_entry(F->coeff, n / cols, n % cols)));
    for (slong n = 0; n < num; n++)
    {
        const fmpq *x = fmpq_mat_entry(F->coeff, n / cols, n % cols);
        fmpz_divexact(T->point + n, T->scale, fmpq_denref(x));
        fmpz_mul(T->point + n, T->point + n, fmpq_numref(x));
        T->pointer[n] = T->point + n;
    }
}

static void
testing_clear(testing_t *T)
{
    _fmpz_vec_clear(T->point, T->model->num);
    flint_free(T->pointer);
    fmpz_clear(T->scale);
    fmpz_clear(T->value);
}

/* value / scale^degree */
static void
set_value(testing_t *T)
{
    fmpz_t denominator;
    fmpz_init(denominator);
    fmpz_pow_ui(denominator, T->scale, (ulong) T->verdict->degree);
    fmpq_set_fmpz_frac(T->verdict->value, T->value, denominator);
    fmpz_clear(denominator);
    T->verdict->violated = 1;
}

static char *
copy(const char *text)
{
    char *result = flint_malloc(strlen(text) + 1);
    strcpy(result, text);
    return result;
}

/* The polynomial as text, unless it is long. */
#define MAX_READABLE 40
static char *
readable(const fulg_invariants_t model, const fmpz_mpoly_t f)
{
    char **names, *text;
    if (fmpz_mpoly_length(f, model->ring) > MAX_READABLE)
        return NULL;
    names = fulg_invariants_names(model, 0);
    text = fmpz_mpoly_get_str_pretty(f, (const char **) names, model->ring);
    fulg_invariants_clear_names(names, model->num);
    return text;
}

static int
test_one(void *data, const fmpz_mpoly_t f, const char *which)
{
    testing_t *T = data;
    if (T->verdict->tested == T->max)
    {
        T->verdict->exhausted = 0;
        return 1;
    }
    T->verdict->tested++;
    fmpz_mpoly_evaluate_all_fmpz(T->value, f, T->pointer, T->model->ring);
    if (fmpz_is_zero(T->value))
        return 0;
    set_value(T);
    T->verdict->which = copy(which);
    T->verdict->text = readable(T->model, f);
    return 1;
}

/* M = sum of b_u M_u at the point. */
static void
evaluate_pencil(fmpq_mat_t M, const testing_t *T,
                const fulg_invariants_pencil_t *pencil,
                const fulg_invariants_part_t *part, const slong *b)
{
    fmpq_mat_zero(M);
    for (slong n = 0; n < (pencil->colors > 1 ? pencil->size : 1); n++)
        for (slong i = 0; i < pencil->rows; i++)
            for (slong j = 0; j < pencil->cols; j++)
            {
                slong coeff, var;
                fmpz *entry = fmpq_mat_entry_num(M, i, j);
                pencil->entry(&coeff, &var, T->model, part, b[n], 0, i, j);
                if (coeff > 0)
                    fmpz_addmul_ui(entry, T->point + var, (ulong) coeff);
                else if (coeff < 0)
                    fmpz_submul_ui(entry, T->point + var, (ulong) -coeff);
            }
}

static void
select_minor(fmpq_mat_t B, const fmpq_mat_t M, const slong *row,
             const slong *col)
{
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
            fmpq_set(fmpq_mat_entry(B, i, j),
                     fmpq_mat_entry(M, row[i], col ? col[j] : j));
}

static void
say_minor(testing_t *T, const fulg_invariants_pencil_t *pencil,
          const slong *row, const slong *col, const slong *b)
{
    fulg_invariants_tour_t tour = {.model = T->model};
    fulg_invariants_say_list(&tour, "minor of rows", row, pencil->size);
    fulg_invariants_say_list(&tour, " and columns", col, pencil->size);
    if (pencil->colors > 1)
        fulg_invariants_say_list(&tour, ", of the sum of output rows", b,
                                 pencil->size);
    T->verdict->which = copy(tour.which);
}

/* The minor of distinct coordinates as a polynomial, when it is short. */
static void
write_minor(testing_t *T, const fulg_invariants_pencil_t *pencil,
            const fulg_invariants_part_t *part, const slong *row,
            const slong *col)
{
    fulg_invariants_tour_t tour = {
        .model = T->model, .part = part, .ctx = T->model->ring};
    slong *u = flint_calloc((size_t) (2 * pencil->size), sizeof(slong));
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    fmpz_mpoly_init(tour.f, tour.ctx);
    tour.exponent = flint_calloc((size_t) T->model->num, sizeof(ulong));
    fulg_invariants_polar_minor(&tour, pencil, one, row, col, u,
                                u + pencil->size);
    fmpz_mpoly_sort_terms(tour.f, tour.ctx);
    fmpz_mpoly_combine_like_terms(tour.f, tour.ctx);
    T->verdict->text = readable(T->model, tour.f);
    fmpz_mpoly_clear(tour.f, tour.ctx);
    flint_free(tour.exponent);
    flint_free(u);
    fmpz_clear(one);
}

static void
sort(slong *c, slong num)
{
    for (slong n = 1; n < num; n++)
        for (slong m = n; m > 0 && c[m - 1] > c[m]; m--)
        {
            const slong kept = c[m];
            c[m] = c[m - 1];
            c[m - 1] = kept;
        }
}

/* A minor of this size that is not 0 in a matrix of at least this rank: its first
   independent rows, then columns that are independent there. */
static void
violate(testing_t *T, const fulg_invariants_pencil_t *pencil,
        const fmpq_mat_t M, slong *row, slong *col, const slong *b)
{
    const slong r = pencil->size, cols = fmpq_mat_ncols(M);
    slong *seen = flint_malloc(sizeof(slong) * (size_t) (r + cols));
    fmpq_mat_t B, C;
    fmpq_t det;
    fmpq_init(det);
    fmpq_mat_init(B, r, cols);
    fmpq_mat_init(C, r, r);
    select_minor(B, M, row, NULL);
    fulg_rank_exact(seen, col, B);
    sort(col, r);
    select_minor(C, M, row, col);
    fmpq_mat_det(det, C);
    fmpz_set(T->value, fmpq_numref(det));
    set_value(T);
    say_minor(T, pencil, row, col, b);
    fmpq_clear(det);
    fmpq_mat_clear(B);
    fmpq_mat_clear(C);
    flint_free(seen);
}

/* All minors vanish iff the rank is smaller.  A form of degree r in b vanishes iff
   it does at all b >= 0 with sum r. */
static void
test_ranks(testing_t *T, const fulg_invariants_pencil_t *pencil,
           const fulg_invariants_part_t *part)
{
    const slong r = pencil->size, side = FLINT_MAX(pencil->rows, pencil->cols);
    slong *b = flint_calloc((size_t) (r + 2 * side), sizeof(slong));
    slong *row = b + r, *col = row + side;
    fmpq_mat_t M;
    fmpq_mat_init(M, pencil->rows, pencil->cols);
    do
    {
        slong rank;
        if (T->verdict->tested == T->max)
        {
            T->verdict->exhausted = 0;
            break;
        }
        T->verdict->tested++;
        evaluate_pencil(M, T, pencil, part, b);
        rank = fulg_rank_exact(row, col, M);
        if (rank >= r)
        {
            sort(row, rank);
            violate(T, pencil, M, row, col, b);
            if (pencil->colors == 1 && r < 5)
                write_minor(T, pencil, part, row, col);
            break;
        }
    } while (pencil->colors > 1 &&
             fulg_invariants_next_multiset(b, pencil->colors, r));
    fmpq_mat_clear(M);
    flint_free(b);
}

fulg_status_t
fulg_invariants_test(fulg_invariants_verdict_t *verdict,
                     const fulg_invariants_t model,
                     fulg_invariants_family_t family,
                     const fulg_invariants_part_t *part,
                     const fulg_function_t F, slong max_polynomials,
                     fulg_diag_t diag)
{
    testing_t T = {.verdict = verdict, .max = max_polynomials};
    fulg_invariants_pencil_t pencil;
    fulg_status_t status = FULG_OK;
    if (F->d != model->d || F->d_out != model->d_out ||
        (F->tokens == 1) != (model->tokens == 1))
        return fulg_diag_set(diag, FULG_PARSE,
                             "the function is %ld x %ld with %s, the layer "
                             "%ld x %ld with %s",
                             (long) F->d_out, (long) F->d,
                             F->tokens == 1 ? "one token" : "several tokens",
                             (long) model->d_out, (long) model->d,
                             model->tokens == 1 ? "one" : "several");
    memset(verdict, 0, sizeof *verdict);
    verdict->family = family;
    verdict->size = part->size;
    verdict->degree = part->degree;
    verdict->side = part->side;
    verdict->exhausted = 1;
    fmpq_init(verdict->value);
    /* A function is given by its tensor: the linear relations hold. */
    if (fulg_invariants_family_is_linear(family))
        return FULG_OK;
    testing_init(&T, model, F);
    if (fulg_invariants_pencil(&pencil, model, family, part) &&
        family != FULG_INVARIANTS_CROSS_COLUMN)
        test_ranks(&T, &pencil, part);
    else
    {
        fmpz_t limit;
        fmpz_init_set_si(limit, WORD(1000000));
        status = fulg_invariants_each(model, family, part, test_one, &T, limit,
                                      diag);
        fmpz_clear(limit);
    }
    testing_clear(&T);
    if (status != FULG_OK)
        fulg_invariants_verdict_clear(verdict);
    return status;
}

void
fulg_invariants_verdict_clear(fulg_invariants_verdict_t *verdict)
{
    flint_free(verdict->which);
    flint_free(verdict->text);
    fmpq_clear(verdict->value);
}
