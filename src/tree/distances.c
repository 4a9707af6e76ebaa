#include <fulgurite/tree.h>

void
fulg_tree_distances_init(fulg_tree_distances_t D, slong n)
{
    D->n = n;
    D->d = _fmpz_vec_init(n * n);
    fmpz_init_set_ui(D->den, 1);
    fmpz_init(D->error);
    D->twin = NULL;
}

void
fulg_tree_distances_clear(fulg_tree_distances_t D)
{
    _fmpz_vec_clear(D->d, D->n * D->n);
    fmpz_clear(D->den);
    fmpz_clear(D->error);
}
