#include <string.h>

#include "impl.h"

#define KINDS 7
static const char order[KINDS + 1] = "qkvouas";

/* The matrices of a head while they are looked at, by kind, in that order.  Balls
   are made where doubles do not do. */
typedef struct
{
    const fulg_check_network_struct *N;
    const fulg_check_options_t *options;
    slong layer, head;
    int there[KINDS], has_svd[KINDS], has_mat[KINDS];
    fulg_floats_view_t view[KINDS];
    fulg_ball_svd_t svd[KINDS]; /* certified where has_svd is 1 */
    arb_mat_t mat[KINDS];
} matrices_t;

static int
slot(char kind)
{
    return (int) (strchr(order, kind | 32) - order);
}

static fulg_status_t
find_matrices(matrices_t *m, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (int i = 0; i < KINDS; i++)
        fulg_floats_view_init(m->view[i]);
    for (int i = 0; i < KINDS && status == FULG_OK; i++)
    {
        if (!fulg_check_network_has(m->N, m->layer, order[i]))
            continue;
        status = fulg_check_network_view(m->view[i], m->N, m->layer, m->head,
                                         order[i], diag);
        m->there[i] = status == FULG_OK;
    }
    return status;
}

static void
clear_matrices(matrices_t *m)
{
    for (int i = 0; i < KINDS; i++)
    {
        fulg_floats_view_clear(m->view[i]);
        if (m->has_svd[i])
            fulg_ball_svd_clear(m->svd[i]);
        if (m->has_mat[i])
            arb_mat_clear(m->mat[i]);
    }
}

/* Matrix i in balls, once. */
static fulg_status_t
need_balls(matrices_t *m, int i, fulg_diag_t diag)
{
    fulg_status_t status;
    if (m->has_mat[i])
        return FULG_OK;
    arb_mat_init(m->mat[i], m->view[i]->rows, m->view[i]->cols);
    m->has_mat[i] = 1;
    status = fulg_floats_view_get_arb_mat(m->mat[i], m->view[i], m->N->radius,
                                          diag);
    return status;
}

static fulg_check_matrix_struct *
new_part(fulg_check_head_t H, char kind)
{
    fulg_check_matrix_struct *M = &H->part[H->num];
    fulg_check_matrix_init(M);
    H->kind[H->num++] = kind;
    return M;
}

static fulg_status_t
add_matrix(fulg_check_head_t H, matrices_t *m, char kind, fulg_diag_t diag)
{
    const int i = slot(kind);
    fulg_check_matrix_struct *M;
    fulg_status_t status;
    int good;
    if (!m->there[i])
        return FULG_OK;
    M = new_part(H, kind);
    /* of K^T, Q^T, O and U^T, when these are as wide as they are tall */
    status = fulg_check_double(&good, M, m->svd[i], m->view[i], kind != 'O',
                               m->N->radius, m->options, diag);
    if (status != FULG_OK)
    {
        fulg_ball_svd_clear(m->svd[i]);
        return status;
    }
    m->has_svd[i] = good;
    if (good)
        return FULG_OK;
    fulg_ball_svd_clear(m->svd[i]);
    status = need_balls(m, i, diag);
    if (status == FULG_OK)
        fulg_check_matrix(M, m->mat[i], m->options);
    return status;
}

/* Keys and values that read latent coordinates C x: of the state, K C and U C. */
static fulg_status_t
product_through_latent(fulg_check_matrix_t M, matrices_t *m, char kind,
                       const fulg_check_matrix_struct *other, fulg_diag_t diag)
{
    const int inner = slot(kind == 'A' ? 'k' : 'u');
    const int outer = slot(kind == 'A' ? 'q' : 'o');
    fulg_status_t status = need_balls(m, inner, diag);
    fulg_check_matrix_t MP;
    arb_mat_t P, T;
    if (status == FULG_OK)
        status = need_balls(m, outer, diag);
    if (status == FULG_OK)
        status = fulg_check_times_latent(P, m->mat[inner], m->N, m->layer,
                                         diag);
    if (status != FULG_OK)
        return status;
    fulg_check_matrix_init(MP);
    fulg_check_matrix(MP, P, m->options);
    if (kind == 'V')
        fulg_check_product(M, m->mat[outer], other, P, MP, m->options);
    else
    {
        arb_mat_init(T, arb_mat_ncols(P), arb_mat_nrows(P));
        arb_mat_transpose(T, P);
        fulg_check_product(M, T, MP, m->mat[outer], other, m->options);
        arb_mat_clear(T);
    }
    fulg_check_matrix_clear(MP);
    arb_mat_clear(P);
    return FULG_OK;
}

/* The product of two matrices, the first one transposed or not. */
static fulg_status_t
product_in_balls(fulg_check_matrix_t M, const fulg_check_matrix_struct *ML,
                 const fulg_check_matrix_struct *MR, matrices_t *m, int left,
                 int right, int transpose, fulg_diag_t diag)
{
    fulg_status_t status = need_balls(m, left, diag);
    arb_mat_t T;
    if (status == FULG_OK)
        status = need_balls(m, right, diag);
    if (status != FULG_OK)
        return status;
    if (!transpose)
    {
        fulg_check_product(M, m->mat[left], ML, m->mat[right], MR, m->options);
        return FULG_OK;
    }
    arb_mat_init(T, m->view[left]->cols, m->view[left]->rows);
    arb_mat_transpose(T, m->mat[left]);
    fulg_check_product(M, T, ML, m->mat[right], MR, m->options);
    arb_mat_clear(T);
    return FULG_OK;
}

/* A = K^T Q and V = O U, where both factors are there.  Where the inner side is the
   short one of both, their decompositions are those of K^T and Q^T, or of O and
   U^T. */
static fulg_status_t
add_product(fulg_check_head_t H, matrices_t *m, char kind, char left_kind,
            char right_kind, int transpose, fulg_diag_t diag)
{
    const int left = slot(left_kind), right = slot(right_kind);
    const fulg_check_matrix_struct *ML = fulg_check_head_part(H, left_kind);
    const fulg_check_matrix_struct *MR = fulg_check_head_part(H, right_kind);
    const fulg_floats_view_struct *L = m->view[left], *R = m->view[right];
    fulg_check_matrix_struct *M;
    if (m->there[slot(kind)] || !m->there[left] || !m->there[right])
        return FULG_OK;
    M = new_part(H, kind);
    if (fulg_check_has_latent(m->N, m->layer))
        return product_through_latent(M, m, kind, kind == 'A' ? MR : ML, diag);
    if (m->has_svd[left] && m->has_svd[right] &&
        fulg_check_double_product(M, transpose ? L->cols : L->rows, R->cols,
                                  m->svd[left], ML, m->svd[right], MR,
                                  m->options))
        return FULG_OK;
    return product_in_balls(M, ML, MR, m, left, right, transpose, diag);
}

/* Scale and root, which the matrices were read without. */
static void
scale_parts(fulg_check_head_t H, const matrices_t *m)
{
    arb_t f, g;
    arb_init(f);
    arb_init(g);
    for (int n = 0; n < H->num; n++)
    {
        const char kind = (char) (H->kind[n] | 32);
        const int i = slot(kind);
        if (m->there[i])
            fulg_floats_view_factor(f, m->view[i], 128);
        else
        {
            fulg_floats_view_factor(f, m->view[slot(kind == 'a' ? 'k' : 'o')],
                                    128);
            fulg_floats_view_factor(g, m->view[slot(kind == 'a' ? 'q' : 'u')],
                                    128);
            arb_mul(f, f, g, 128);
        }
        if (!arb_is_one(f))
            fulg_check_matrix_scale(&H->part[n], f);
    }
    arb_clear(f);
    arb_clear(g);
}

/* Without an architecture nobody has compared the shapes yet. */
static fulg_status_t
check_shapes(const matrices_t *m, fulg_diag_t diag)
{
    const int q = slot('q'), k = slot('k'), o = slot('o'), u = slot('u');
    if (m->N->by_blocks)
        return FULG_OK;
    if (m->there[q] && m->there[k] &&
        (m->view[q]->rows != m->view[k]->rows ||
         m->view[q]->cols != m->view[k]->cols))
        return fulg_diag_set(diag, FULG_PARSE, "Q and K have different shapes");
    if (m->there[o] && m->there[u] && m->view[o]->cols != m->view[u]->rows)
        return fulg_diag_set(diag, FULG_PARSE, "O has %ld columns, U %ld rows",
                             (long) m->view[o]->cols, (long) m->view[u]->rows);
    return FULG_OK;
}

static fulg_status_t
add_parts(fulg_check_head_t H, matrices_t *m, fulg_diag_t diag)
{
    fulg_status_t status = add_matrix(H, m, 'Q', diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'K', diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'S', diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'A', diag);
    if (status == FULG_OK)
        status = add_product(H, m, 'A', 'K', 'Q', 1, diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'V', diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'O', diag);
    if (status == FULG_OK)
        status = add_matrix(H, m, 'U', diag);
    if (status == FULG_OK)
        status = add_product(H, m, 'V', 'O', 'U', 0, diag);
    return status;
}

fulg_status_t
fulg_check_head(fulg_check_head_t H, const fulg_check_network_t N, slong layer,
                slong head, const fulg_check_options_t *options,
                fulg_diag_t diag)
{
    matrices_t m;
    fulg_status_t status;
    memset(&m, 0, sizeof m);
    fulg_check_head_start(H, N, layer, head);
    m.N = N;
    m.options = options;
    m.layer = layer;
    m.head = head;
    status = find_matrices(&m, diag);
    if (status == FULG_OK)
        status = check_shapes(&m, diag);
    if (status == FULG_OK)
        status = add_parts(H, &m, diag);
    if (status == FULG_OK)
        scale_parts(H, &m);
    else
        fulg_check_head_clear(H);
    clear_matrices(&m);
    return status;
}
