#include <stdio.h>

#include <fulgurite/fiber.h>

#include "impl.h"

static fulg_status_t
check_virtual(const fulg_arch_t arch, fulg_diag_t diag)
{
    int good = arch->family == FULG_FAMILY_ATTENTION && !arch->residual &&
               !fulg_arch_has_value_dim(arch);
    for (slong i = 0; i < arch->depth; i++)
        good = good && arch->heads[i] == 1;
    if (good)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "virtual coordinates belong to attention with one "
                         "head a layer, full values and no residual");
}

static void
set_model(fulg_model_t *M)
{
    fulg_arch_struct *model = M->model;
    const slong d = model->width[0];
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return;
    for (slong i = 0; i < model->depth; i++)
    {
        if (M->coordinates == FULG_COORDINATES_VIRTUAL)
            model->width[i] = d;
        model->head_dim[i] = model->width[i];
    }
}

fulg_status_t
fulg_model_init(fulg_model_t *M, const fulg_arch_t arch,
                fulg_coordinates_t coordinates, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (coordinates == FULG_COORDINATES_A &&
        arch->family != FULG_FAMILY_ATTENTION)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "a polynomial network has no matrix A");
    if (coordinates == FULG_COORDINATES_VIRTUAL)
        status = check_virtual(arch, diag);
    if (status != FULG_OK)
        return status;
    M->coordinates = coordinates;
    fulg_arch_init(M->arch, 1);
    fulg_arch_set(M->arch, arch);
    fulg_arch_init(M->model, 1);
    fulg_arch_set(M->model, arch);
    set_model(M);
    return FULG_OK;
}

void
fulg_model_clear(fulg_model_t *M)
{
    fulg_arch_clear(M->arch);
    fulg_arch_clear(M->model);
}

/* ---- one walk over the coordinates, for names and for values ------------ */

/* Names go to R, variables of the ring to matrices; either may be absent. */
typedef struct
{
    const fulg_model_t *M;
    fulg_ring_struct *R;
    fulg_weights_struct *W;
    slong next;
} walk_t;

/* One matrix of coordinates; a symmetric one has a variable for i <= j. */
static void
walk_matrix(walk_t *walk, fulg_mat_struct *A, slong rows, slong cols,
            int symmetric, const char *prefix, const char *what)
{
    char name[FULG_ARCH_NAME_SIZE], meaning[160];
    for (slong i = 0; i < rows; i++)
        for (slong j = symmetric ? i : 0; j < cols; j++)
        {
            if (walk->R != NULL)
            {
                snprintf(name, sizeof name, "%s%ld_%ld", prefix, (long) i + 1,
                         (long) j + 1);
                snprintf(meaning, sizeof meaning, "%s, row %ld, column %ld",
                         what, (long) i + 1, (long) j + 1);
                fulg_ring_push(walk->R, FULG_VARIABLE_WEIGHT, name, meaning);
            }
            if (A != NULL)
            {
                fmpq_mpoly_struct *f = fulg_mpoly_mat_entry(A->mpoly, i, j);
                fmpq_mpoly_gen(f, walk->next, A->mpoly->ctx);
                if (symmetric)
                    fmpq_mpoly_set(fulg_mpoly_mat_entry(A->mpoly, j, i), f,
                                   A->mpoly->ctx);
            }
            walk->next++;
        }
}

static fulg_mat_struct *
mat_of(const walk_t *walk, slong i, slong h, char kind)
{
    return (walk->W == NULL) ? NULL : fulg_weights_mat(walk->W, i, h, kind);
}

static void
set_identity(fulg_mat_struct *A, const fulg_domain_struct *D)
{
    if (A == NULL)
        return;
    D->ops->zero(A);
    for (slong i = 0; i < D->ops->rows(A) && i < D->ops->cols(A); i++)
        D->ops->set_si(A, i, i, 1);
}

/* The value matrices of a head keep their names. */
static void
walk_values(walk_t *walk, slong i, slong h)
{
    static const char kinds[] = "vou";
    static const char *const names[] = {"value matrix V", "output factor O",
                                        "input factor U"};
    const fulg_arch_struct *arch = walk->M->arch;
    const slong in = arch->width[i], out = arch->width[i + 1];
    const slong v = arch->value_dim[i];
    const int split = fulg_arch_has_value_dim(arch);
    char prefix[64], what[96];
    for (int k = split ? 1 : 0; k < (split ? 3 : 1); k++)
    {
        snprintf(prefix, sizeof prefix, "%c%ld_%ld_", kinds[k], (long) i + 1,
                 (long) h + 1);
        snprintf(what, sizeof what, "layer %ld, head %ld: %s", (long) i + 1,
                 (long) h + 1, names[k]);
        walk_matrix(walk, mat_of(walk, i, h, kinds[k]), k == 2 ? v : out,
                    k == 1 ? v : in, 0, prefix, what);
    }
}

static void
walk_a(walk_t *walk, slong i, slong h)
{
    const fulg_arch_struct *model = walk->M->model;
    const int symmetric = model->tokens == 1;
    const slong d = model->width[i];
    char prefix[64], what[96];
    if (walk->M->coordinates == FULG_COORDINATES_VIRTUAL)
    {
        snprintf(prefix, sizeof prefix, "m%ld_", (long) i + 1);
        snprintf(what, sizeof what, "virtual weights M_%ld%s", (long) i + 1,
                 symmetric ? " (symmetric part)" : "");
    }
    else
    {
        snprintf(prefix, sizeof prefix, "a%ld_%ld_", (long) i + 1,
                 (long) h + 1);
        snprintf(what, sizeof what, "layer %ld, head %ld: A = K^T Q%s",
                 (long) i + 1, (long) h + 1,
                 symmetric ? " (symmetric part)" : "");
    }
    walk_matrix(walk, mat_of(walk, i, h, 'q'), d, d, symmetric, prefix, what);
    if (walk->W != NULL)
        set_identity(mat_of(walk, i, h, 'k'), walk->W->domain);
}

static void
walk_layers(walk_t *walk)
{
    const fulg_arch_struct *model = walk->M->model;
    for (slong i = 0; i < model->depth; i++)
        for (slong h = 0; h < model->heads[i]; h++)
        {
            walk_a(walk, i, h);
            if (walk->M->coordinates == FULG_COORDINATES_A)
                walk_values(walk, i, h);
            else if (i + 1 < model->depth)
                set_identity(mat_of(walk, i, h, 'v'), walk->W == NULL
                                                          ? NULL
                                                          : walk->W->domain);
            else
                walk_matrix(walk, mat_of(walk, i, h, 'v'),
                            model->width[i + 1], model->width[i], 0, "l",
                            "virtual weights L");
        }
}

fulg_status_t
fulg_model_push(slong *first, fulg_ring_t R, const fulg_model_t *M,
                fulg_diag_t diag)
{
    walk_t walk = {M, R, NULL, R->num};
    *first = R->num;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return fulg_ring_push_weights(first, R, M->arch, diag);
    walk_layers(&walk);
    return FULG_OK;
}

fulg_status_t
fulg_model_weights(fulg_weights_t W, const fulg_model_t *M,
                   const fulg_domain_t D, slong first, fulg_diag_t diag)
{
    walk_t walk = {M, NULL, W, first};
    fulg_status_t status = fulg_weights_init(W, M->model, D, diag);
    if (status != FULG_OK)
        return status;
    if (M->coordinates != FULG_COORDINATES_WEIGHTS)
        walk_layers(&walk);
    else
        for (slong b = 0; b < W->num; b++)
            walk_matrix(&walk, &W->mat[b], W->block[b].rows, W->block[b].cols,
                        0, "", "");
    return FULG_OK;
}

/* ---- coordinates of rational weights ------------------------------------ */

void
fulg_polysys_give_matrix(fulg_polysys_t S, slong point, slong *next, const fmpq_mat_t A,
            int symmetric)
{
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = symmetric ? i : 0; j < fmpq_mat_ncols(A); j++)
        {
            fmpq_set(x, fmpq_mat_entry(A, i, j));
            if (symmetric)
            {
                fmpq_add(x, x, fmpq_mat_entry(A, j, i));
                fmpq_div_2exp(x, x, 1);
            }
            fulg_polysys_point_set(S, point, (*next)++, x);
        }
    fmpq_clear(x);
}

static void
give_a(fulg_polysys_t S, slong point, slong *next, const fulg_weights_t W,
       slong i, slong h)
{
    const fmpq_mat_struct *K = fulg_weights_mat(W, i, h, 'k')->fmpq;
    const fmpq_mat_struct *Q = fulg_weights_mat(W, i, h, 'q')->fmpq;
    fmpq_mat_t Kt, A;
    fmpq_mat_init(Kt, fmpq_mat_ncols(K), fmpq_mat_nrows(K));
    fmpq_mat_init(A, fmpq_mat_ncols(K), fmpq_mat_ncols(Q));
    fmpq_mat_transpose(Kt, K);
    fmpq_mat_mul(A, Kt, Q);
    fulg_polysys_give_matrix(S, point, next, A, W->arch->tokens == 1);
    fmpq_mat_clear(Kt);
    fmpq_mat_clear(A);
}

static fulg_status_t
give_virtual(fulg_polysys_t S, slong point, slong *next,
             const fulg_weights_t W, fulg_diag_t diag)
{
    fulg_virtual_t virt;
    fulg_status_t status = fulg_virtual_init(virt, W, diag);
    if (status != FULG_OK)
        return status;
    for (slong i = 0; i < virt->depth; i++)
        fulg_polysys_give_matrix(S, point, next, &virt->M[i], W->arch->tokens == 1);
    fulg_polysys_give_matrix(S, point, next, FULG_VIRTUAL_L(virt), 0);
    fulg_virtual_clear(virt);
    return FULG_OK;
}

fulg_status_t
fulg_model_point(fulg_polysys_t S, slong point, slong first,
                 const fulg_model_t *M, const fulg_weights_t W,
                 fulg_diag_t diag)
{
    slong next = first;
    if (M->coordinates == FULG_COORDINATES_VIRTUAL)
        return give_virtual(S, point, &next, W, diag);
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        if (M->coordinates == FULG_COORDINATES_WEIGHTS ||
            (block->kind != 'q' && block->kind != 'k'))
            fulg_polysys_give_matrix(S, point, &next, W->mat[b].fmpq, 0);
        else if (block->kind == 'q')
            give_a(S, point, &next, W, block->layer, block->head);
    }
    return FULG_OK;
}

/* ---- conditions and comments -------------------------------------------- */

static slong
least(slong a, slong b)
{
    return a < b ? a : b;
}

/* The largest rank of A, or of its symmetric part. */
static slong
largest_rank(const fulg_model_t *M, slong i)
{
    const slong d = M->model->width[i];
    const slong a = least(M->arch->head_dim[i], d);
    return (M->model->tokens == 1) ? least(2 * a, d) : a;
}

/* Does a hidden width bound the ranks of the virtual weights' products? */
static int
is_narrow(const fulg_model_t *M)
{
    for (slong i = 1; M->coordinates == FULG_COORDINATES_VIRTUAL &&
                      i < M->arch->depth; i++)
        if (M->arch->width[i] < M->arch->width[0])
            return 1;
    return 0;
}

fulg_status_t
fulg_model_check_free(const fulg_arch_t arch, fulg_coordinates_t coordinates,
                      fulg_diag_t diag)
{
    fulg_model_t M;
    fulg_status_t status = fulg_model_init(&M, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    if (is_narrow(&M))
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the virtual weights are not free (a hidden "
                               "width is below the first): derivatives by them "
                               "mean nothing; use the weights");
    for (slong i = 0; status == FULG_OK && i < arch->depth &&
                      coordinates != FULG_COORDINATES_WEIGHTS; i++)
        if (largest_rank(&M, i) < M.model->width[i])
            status = fulg_diag_set(
                diag, FULG_UNABLE,
                "the coordinates are not free (the rank of %c_%ld is at most "
                "%ld): derivatives by them mean nothing; use the weights",
                coordinates == FULG_COORDINATES_A ? 'A' : 'M', (long) i + 1,
                (long) largest_rank(&M, i));
    fulg_model_clear(&M);
    return status;
}

fulg_status_t
fulg_model_conditions(fulg_polylist_t *L, const fulg_model_t *M,
                      const fulg_weights_t W, slong max_terms,
                      fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t terms, all;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return FULG_OK;
    if (is_narrow(M))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "with a hidden width below the first the virtual "
                             "weights satisfy more than bounds on their "
                             "ranks; use other coordinates");
    fmpz_init(terms);
    fmpz_init(all);
    for (slong i = 0; i < M->model->depth && status == FULG_OK; i++)
    {
        const slong d = M->model->width[i], size = largest_rank(M, i) + 1;
        fulg_polylist_minors_terms(terms, d, d, size);
        fmpz_addmul_ui(all, terms, (ulong) M->model->heads[i]);
        if (size <= d && fmpz_cmp_si(all, max_terms) > 0)
            status = fulg_diag_set(diag, FULG_UNABLE,
                                   "the minors that bound the ranks have more "
                                   "than %ld terms", (long) max_terms);
        for (slong h = 0; status == FULG_OK && h < M->model->heads[i]; h++)
            fulg_polylist_minors(L, fulg_weights_mat(W, i, h, 'q')->mpoly,
                                 size, M->model->tokens == 1);
    }
    fmpz_clear(terms);
    fmpz_clear(all);
    return status;
}

void
fulg_model_comment(fulg_polysys_t S, const fulg_model_t *M)
{
    const int one = M->model->tokens == 1;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
    {
        fulg_polysys_comment(S, "coordinates: the weights");
        return;
    }
    if (M->coordinates == FULG_COORDINATES_A)
        fulg_polysys_comment(S, "coordinates: the values, and A = K^T Q in "
                                "place of Q and K");
    else
        fulg_polysys_comment(S, "coordinates: the virtual weights M_i = "
                                "P^T K_i^T Q_i P with P = V_(i-1) .. V_1, and "
                                "L = V_l .. V_1");
    if (one)
        fulg_polysys_comment(S, "  with one token the function depends on "
                                "the symmetric part alone, which is used");
    for (slong i = 0; i < M->model->depth; i++)
        if (largest_rank(M, i) < M->model->width[i])
            fulg_polysys_comment(S, "  rank of %s%ld: at most %ld",
                                 M->coordinates == FULG_COORDINATES_A ? "A_"
                                                                      : "M_",
                                 (long) i + 1, (long) largest_rank(M, i));
}
