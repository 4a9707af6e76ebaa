/* Shared by the tests of systems. */
#ifndef FULG_TESTS_POLYSYS_SYSTEMS_H
#define FULG_TESTS_POLYSYS_SYSTEMS_H

#include "nets.h"

/* y = f at the values of all variables. */
static inline void
value_of(fmpq_t y, const fmpq_mpoly_struct *f, fmpq *value,
         const fulg_ring_struct *R)
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
           const fulg_ring_struct *R)
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
        v = fulg_ring_find(R, name);
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

#endif
