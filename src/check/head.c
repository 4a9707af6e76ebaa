#include <string.h>

#include "impl.h"

/* The matrices of a head while they are looked at: Q, K, V, O, U, A by kind.  Balls
   are made where doubles do not do. */
typedef struct
{
    const fulg_check_network_struct *N;
    const fulg_check_options_t *options;
    int there[6], has_svd[6], has_mat[6];
    fulg_view_t view[6];
    fulg_ball_svd_t svd[6]; /* certified where has_svd is 1 */
    arb_mat_t mat[6];
} matrices_t;

static const char order[] = "qkvoua";

static int
slot(char kind)
{
    return (int) (strchr(order, kind | 32) - order);
}

static fulg_status_t
find_matrices(matrices_t *m, slong layer, slong head, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (int i = 0; i < 6; i++)
        fulg_view_init(m->view[i]);
    for (const char *k = m->N->layout.kinds; *k && status == FULG_OK; k++)
    {
        const int i = slot(*k);
        status = fulg_check_network_view(m->view[i], m->N, layer, head, *k,
                                         diag);
        m->there[i] = status == FULG_OK;
    }
    return status;
}

static void
clear_matrices(matrices_t *m)
{
    for (int i = 0; i < 6; i++)
    {
        fulg_view_clear(m->view[i]);
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
    status = fulg_view_get_arb_mat(m->mat[i], m->view[i], m->N->radius, diag);
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
    const fulg_view_struct *L = m->view[left], *R = m->view[right];
    fulg_check_matrix_struct *M;
    if (m->there[slot(kind)] || !m->there[left] || !m->there[right])
        return FULG_OK;
    M = new_part(H, kind);
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
            fulg_view_factor(f, m->view[i], 128);
        else
        {
            fulg_view_factor(f, m->view[slot(kind == 'a' ? 'k' : 'o')], 128);
            fulg_view_factor(g, m->view[slot(kind == 'a' ? 'q' : 'u')], 128);
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
    memset(H, 0, sizeof(fulg_check_head_struct));
    H->layer = layer;
    H->head = head;
    m.N = N;
    m.options = options;
    status = find_matrices(&m, layer, head, diag);
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

void
fulg_check_head_clear(fulg_check_head_t H)
{
    for (int n = 0; n < H->num; n++)
        fulg_check_matrix_clear(&H->part[n]);
}

const fulg_check_matrix_struct *
fulg_check_head_part(const fulg_check_head_t H, char kind)
{
    for (int n = 0; n < H->num; n++)
        if (H->kind[n] == kind)
            return &H->part[n];
    return NULL;
}
