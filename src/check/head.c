#include <string.h>

#include <fulgurite/check.h>

/* The matrices of a head while they are looked at: Q, K, V, O, U, A by kind. */
typedef struct
{
    int there[6];
    arb_mat_t mat[6];
    fulg_view_t view[6];
} matrices_t;

static const char order[] = "qkvoua";

static int
slot(char kind)
{
    return (int) (strchr(order, kind) - order);
}

static fulg_status_t
read_matrices(matrices_t *m, const fulg_check_network_t N, slong layer,
              slong head, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    memset(m->there, 0, sizeof m->there);
    for (int i = 0; i < 6; i++)
        fulg_view_init(m->view[i]);
    for (const char *k = N->layout.kinds; *k && status == FULG_OK; k++)
    {
        const int i = slot(*k);
        status = fulg_check_network_matrix(m->mat[i], m->view[i], N, layer,
                                           head, *k, diag);
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
        if (m->there[i])
            arb_mat_clear(m->mat[i]);
    }
}

static fulg_check_matrix_struct *
new_part(fulg_check_head_t H, char kind)
{
    fulg_check_matrix_struct *M = &H->part[H->num];
    fulg_check_matrix_init(M);
    H->kind[H->num++] = kind;
    return M;
}

static void
add_matrix(fulg_check_head_t H, const matrices_t *m, char kind, const fulg_check_options_t *options)
{
    if (m->there[slot(kind)])
        fulg_check_matrix(new_part(H, (char) (kind - 32)), m->mat[slot(kind)],
                          options);
}

/* The product of two matrices, the first one transposed or not. */
static void
add_product(fulg_check_head_t H, const matrices_t *m, char kind, char left,
            char right, int transpose, const fulg_check_options_t *options)
{
    const fulg_check_matrix_struct *ML = fulg_check_head_part(H, left);
    const fulg_check_matrix_struct *MR = fulg_check_head_part(H, right);
    const arb_mat_struct *L = m->mat[slot((char) (left | 32))];
    const arb_mat_struct *R = m->mat[slot((char) (right | 32))];
    arb_mat_t T;
    if (!transpose)
    {
        fulg_check_product(new_part(H, kind), L, ML, R, MR, options);
        return;
    }
    arb_mat_init(T, arb_mat_ncols(L), arb_mat_nrows(L));
    arb_mat_transpose(T, L);
    fulg_check_product(new_part(H, kind), T, ML, R, MR, options);
    arb_mat_clear(T);
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

fulg_status_t
fulg_check_head(fulg_check_head_t H, const fulg_check_network_t N, slong layer,
                slong head, const fulg_check_options_t *options, fulg_diag_t diag)
{
    matrices_t m;
    fulg_status_t status = read_matrices(&m, N, layer, head, diag);
    if (status == FULG_OK)
        status = check_shapes(&m, diag);
    if (status == FULG_OK)
    {
        memset(H, 0, sizeof(fulg_check_head_struct));
        H->layer = layer;
        H->head = head;
        add_matrix(H, &m, 'q', options);
        add_matrix(H, &m, 'k', options);
        if (m.there[slot('a')])
            add_matrix(H, &m, 'a', options);
        else if (m.there[slot('q')] && m.there[slot('k')])
            add_product(H, &m, 'A', 'K', 'Q', 1, options);
        add_matrix(H, &m, 'v', options);
        add_matrix(H, &m, 'o', options);
        add_matrix(H, &m, 'u', options);
        if (!m.there[slot('v')] && m.there[slot('o')] && m.there[slot('u')])
            add_product(H, &m, 'V', 'O', 'U', 0, options);
        scale_parts(H, &m);
    }
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
