#include <stdio.h>
#include <string.h>

#include "impl.h"

static fulg_status_t
check_virtual(const fulg_arch_t arch, fulg_diag_t diag)
{
    int good = fulg_polysys_is_plain(arch);
    for (slong i = 0; i < arch->depth; i++)
        good = good && arch->sub[i].heads == 1;
    if (good)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "virtual coordinates need attention with one head per "
                         "layer, full values and no residual connections");
}

static void
set_model(fulg_polysys_model_t *M)
{
    fulg_arch_struct *model = M->model;
    const slong d = model->width[0];
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return;
    for (slong i = 0; i < model->depth; i++)
    {
        if (M->coordinates == FULG_COORDINATES_VIRTUAL)
            model->width[i] = d;
        model->sub[i].head_dim = model->width[i];
    }
}

fulg_status_t
fulg_polysys_model_init(fulg_polysys_model_t *M, const fulg_arch_t arch,
                        fulg_coordinates_t coordinates, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (coordinates == FULG_COORDINATES_A && fulg_arch_is_pnn(arch))
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
fulg_polysys_model_clear(fulg_polysys_model_t *M)
{
    fulg_arch_clear(M->arch);
    fulg_arch_clear(M->model);
}

/* ---- one walk over the coordinates, for names and for values ------------ */

/* Names go to R, variables of the ring to matrices; either may be absent. */
typedef struct
{
    const fulg_polysys_model_t *M;
    fulg_polysys_ring_struct *R;
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
                fulg_polysys_ring_push(walk->R, FULG_VARIABLE_WEIGHT, name,
                                       meaning);
            }
            if (A != NULL)
            {
                fmpq_mpoly_struct *f = fulg_domain_mpoly_mat_entry(A->mpoly, i,
                                                                   j);
                fmpq_mpoly_gen(f, walk->next, A->mpoly->ctx);
                if (symmetric)
                    fmpq_mpoly_set(fulg_domain_mpoly_mat_entry(A->mpoly, j, i),
                                   f, A->mpoly->ctx);
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
    static const char letters[] = "vou";
    static const char *const names[] = {"value matrix V", "output factor O",
                                        "input factor U"};
    const fulg_arch_struct *arch = walk->M->arch;
    const slong in = arch->width[i], out = arch->width[i + 1];
    const slong v = arch->sub[i].value_dim;
    char prefix[64], what[96];
    for (const char *kind = fulg_arch_sublayer_value_kinds(&arch->sub[i]);
         *kind != '\0'; kind++)
    {
        const long k = strchr(letters, *kind) - letters;
        snprintf(prefix, sizeof prefix, "%c%ld_%ld_", *kind, (long) i + 1,
                 (long) h + 1);
        snprintf(what, sizeof what, "layer %ld, head %ld: %s", (long) i + 1,
                 (long) h + 1, names[k]);
        walk_matrix(walk, mat_of(walk, i, h, *kind), k == 2 ? v : out,
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
        for (slong h = 0; h < model->sub[i].heads; h++)
        {
            walk_a(walk, i, h);
            if (walk->M->coordinates == FULG_COORDINATES_A)
                walk_values(walk, i, h);
            else if (i + 1 < model->depth)
                set_identity(mat_of(walk, i, h, 'v'),
                             walk->W == NULL ? NULL : walk->W->domain);
            else
                walk_matrix(walk, mat_of(walk, i, h, 'v'), model->width[i + 1],
                            model->width[i], 0, "l", "virtual weights L");
        }
}

fulg_status_t
fulg_polysys_model_push(slong *first, fulg_polysys_ring_t R,
                        const fulg_polysys_model_t *M, fulg_diag_t diag)
{
    walk_t walk = {M, R, NULL, R->num};
    *first = R->num;
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        return fulg_polysys_ring_push_weights(first, R, M->arch, diag);
    walk_layers(&walk);
    return FULG_OK;
}

fulg_status_t
fulg_polysys_model_weights(fulg_weights_t W, const fulg_polysys_model_t *M,
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
