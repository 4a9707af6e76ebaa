#include <fulgurite/function.h>

slong
fulg_function_pair(slong d, slong k, slong l)
{
    return k * d - k * (k - 1) / 2 + (l - k);
}

slong
fulg_function_triple(slong d, slong k, slong l, slong m)
{
    const slong e = d - k;
    /* Before those that begin with k come all but the triples of e letters. */
    return d * (d + 1) * (d + 2) / 6 - e * (e + 1) * (e + 2) / 6 +
           fulg_function_pair(e, l - k, m - k);
}

fmpq *
fulg_function_entry(const fulg_function_t F, slong i, slong k, slong l, slong j)
{
    const slong d = F->d;
    if (F->tokens == 1)
        return fmpq_mat_entry(F->coeff, i, fulg_function_triple(d, k, l, j));
    return fmpq_mat_entry(
        F->coeff, i * (d * (d + 1) / 2) + fulg_function_pair(d, k, l), j);
}
