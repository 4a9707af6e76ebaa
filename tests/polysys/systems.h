/* Shared by the tests of systems. */
#ifndef FULG_TESTS_POLYSYS_SYSTEMS_H
#define FULG_TESTS_POLYSYS_SYSTEMS_H

#include "nets.h"

/* y = f at the values of all variables. */
static inline void
value_of(fmpq_t y, const fmpq_mpoly_struct *f, fmpq *value,
         const fulg_polysys_ring_struct *R)
{
    fmpq **point = flint_malloc(((size_t) R->num + 1) * sizeof(fmpq *));
    for (slong v = 0; v < R->num; v++)
        point[v] = value + v;
    assert_true(fmpq_mpoly_evaluate_all_fmpq(y, f, point, R->ctx));
    flint_free(point);
}

/* The exponents that "coefficient of x1_1^2*x1_2 in output (2,1)" names. */
static inline void
read_about(ulong *exp, slong *i, slong *j, const char *about,
           const fulg_polysys_ring_struct *R)
{
    const char *end, *at = about + strlen("coefficient of ");
    long row, col;
    memset(exp, 0, (size_t) R->num * sizeof(ulong));
    assert_int_equal(strncmp(about, "coefficient of ", 15), 0);
    end = strstr(about, " in output (");
    assert_non_null(end);
    assert_int_equal(sscanf(end, " in output (%ld,%ld)", &row, &col), 2);
    *i = row - 1;
    *j = col - 1;
    while (at < end)
    {
        char name[32];
        ulong power = 1;
        int used = 0;
        slong v;
        assert_int_equal(sscanf(at, "%31[x0-9_]%n", name, &used), 1);
        at += used;
        if (*at == '^')
            power = strtoul(at + 1, (char **) &at, 10);
        v = fulg_polysys_ring_find(R, name);
        assert_true(v >= 0);
        exp[v] = power;
        if (*at == '*')
            at++;
    }
}

/* The values of all weights, in the order of the ring. */
static inline fmpq *
all_weights(const fulg_weights_t W)
{
    fmpq *value = _fmpq_vec_init(W->parameters + 1);
    slong next = 0;
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                fmpq_set(value + next++, fmpq_mat_entry(W->mat[b].fmpq, i, j));
    return value;
}

/* A small polynomial network: family of fulg_test_arch that has coefficients. */
static inline void
small_arch(fulg_arch_t arch, fulg_rand_t rand, slong round)
{
    static const slong families[] = {0, 1, 2, 3, 4, 7};
    const slong family = families[round % 6];
    const slong depth = 1 + (round / 6) % 2;
    do
    {
        fulg_test_arch(arch, rand, family, depth, 2);
        if (arch->tokens <= 2 || depth == 1)
            break;
        fulg_arch_clear(arch);
    } while (1);
    for (slong i = 0; i < depth && depth == 2; i++)
        arch->sub[i].head_dim = (family == 7)
                                    ? 1
                                    : FLINT_MIN(2, arch->sub[i].head_dim);
}

static inline void
square(fulg_arch_t arch, slong depth, slong d, slong a, slong t)
{
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = d;
    for (slong i = 0; i < depth; i++)
        arch->sub[i].head_dim = a;
    arch->tokens = t;
}

static inline slong
expected_of(const fulg_polysys_t S, fulg_expect_kind_t kind)
{
    const fulg_expected_t *expected = fulg_polysys_expected(S, kind);
    return expected == NULL ? -2 : fmpz_get_si(expected->value);
}

static inline int
vanishes(const fulg_polysys_t S, const fulg_polysys_polyblock_t *block,
         fmpq *value)
{
    int zero = 1;
    fmpq_t y;
    fmpq_init(y);
    for (slong k = 0; k < block->rows * block->cols && zero; k++)
    {
        value_of(y, &block->entry[k], value, S->ring);
        zero = fmpq_is_zero(y);
    }
    fmpq_clear(y);
    return zero;
}

/* The known point satisfies the conditions and lies on the graph of the map. */
static inline void
check_graph(const fulg_polysys_t S)
{
    const fulg_polysys_polyblock_t *map = &S->block[S->task.main];
    fmpq *value = S->point[0].value;
    fmpq_t y;
    fmpq_init(y);
    for (slong v = 0; v < S->ring->num; v++)
        assert_true(S->point[0].given[v]);
    if (S->task.conditions >= 0)
        assert_true(vanishes(S, &S->block[S->task.conditions], value));
    for (slong k = 0; k < map->rows; k++)
    {
        value_of(y, &map->entry[k], value, S->ring);
        assert_true(fmpq_equal(y, value + S->task.first_target + k));
    }
    fmpq_clear(y);
}

#endif
