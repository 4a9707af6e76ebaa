#include <fulgurite/function.h>

void
fulg_function_random(fulg_function_t F, slong head_dim, fulg_rand_t rand,
                     slong bound, slong denominator)
{
    fulg_domain_t Q;
    fulg_mat_t left, right, V;
    fmpq_mat_t A;
    fulg_domain_init_fmpq(Q);
    Q->ops->init(left, F->d, head_dim, Q);
    Q->ops->init(right, head_dim, F->d, Q);
    Q->ops->init(V, F->d_out, F->d, Q);
    fulg_weights_mat_random(left, rand, bound, denominator, Q);
    fulg_weights_mat_random(right, rand, bound, denominator, Q);
    fulg_weights_mat_random(V, rand, bound, denominator, Q);
    fmpq_mat_init(A, F->d, F->d);
    fmpq_mat_mul(A, left->fmpq, right->fmpq);
    fulg_function_set_av(F, A, V->fmpq);
    fmpq_mat_clear(A);
    Q->ops->clear(left);
    Q->ops->clear(right);
    Q->ops->clear(V);
}
