#include <string.h>

#include "impl.h"

static int
has(const fulg_floats_layout_t *layout, char kind)
{
    return strchr(layout->kinds, kind) != NULL;
}

/* Rows and columns of a matrix of a layer's first head. */
static fulg_status_t
shape(slong *rows, slong *cols, const fulg_check_network_t N, slong layer,
      char kind, fulg_diag_t diag)
{
    fulg_floats_view_t view;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_floats_map_view(view, N->map, &N->layout, N->T, layer, 0,
                                  kind, diag);
    *rows = view->rows;
    *cols = view->cols;
    fulg_floats_view_clear(view);
    return status;
}

/* The sizes of one layer from the shapes of its matrices. */
static fulg_status_t
set_layer(fulg_check_network_t N, slong i, fulg_diag_t diag)
{
    fulg_arch_struct *arch = N->arch;
    const int factored = has(&N->layout, 'o');
    slong rows = 0, cols = 0;
    fulg_status_t status = shape(&rows, &cols, N, i, 'q', diag);
    if (status != FULG_OK)
        return status;
    if (i > 0 && arch->width[i] != cols)
        return fulg_diag_set(diag, FULG_PARSE,
                             "layer %ld has inputs of width %ld, layer %ld "
                             "outputs of width %ld",
                             (long) i + 1, (long) cols, (long) i,
                             (long) arch->width[i]);
    arch->width[i] = cols;
    arch->sub[i].head_dim = rows;
    arch->sub[i].heads = N->layout.heads[i];
    /* One group a head is what an architecture says by 0. */
    if (factored && N->layout.kv_heads[i] < N->layout.heads[i])
        arch->sub[i].kv_heads = N->layout.kv_heads[i];
    status = shape(&rows, &cols, N, i, factored ? 'o' : 'v', diag);
    arch->width[i + 1] = rows;
    arch->sub[i].value_dim = factored ? cols : 0;
    return status;
}

static fulg_status_t
set_arch(fulg_check_network_t N, fulg_diag_t diag)
{
    const fulg_floats_map_struct *map = N->map;
    fulg_status_t status = FULG_OK;
    fulg_arch_init(N->arch, N->layout.layers);
    for (slong i = 0; i < N->layout.layers && status == FULG_OK; i++)
        status = set_layer(N, i, diag);
    N->arch->tokens = map->tokens ? map->tokens : 3;
    fulg_arch_set_all(N->arch, "norm", map->norm);
    fulg_arch_set_all(N->arch, "mask", map->causal);
    fulg_arch_set_all(N->arch, "residual", map->residual);
    if (status == FULG_OK)
        status = fulg_arch_check(N->arch, diag);
    return status;
}

/* What is stored twice may differ. */
static fulg_status_t
check_kinds(const fulg_floats_layout_t *layout, fulg_diag_t diag)
{
    if (has(layout, 'a') && (has(layout, 'q') || has(layout, 'k')))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "A cannot be combined with Q or K: give A, or Q and K");
    if (has(layout, 'v') && (has(layout, 'o') || has(layout, 'u')))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "V cannot be combined with O or U: give V, or O and U");
    return FULG_OK;
}

static int
same_view(const fulg_floats_view_t a, const fulg_floats_view_t b)
{
    return a->tensor == b->tensor && a->rows == b->rows && a->cols == b->cols &&
           a->start == b->start && a->row_step == b->row_step &&
           a->col_step == b->col_step && fmpq_equal(a->scale, b->scale) &&
           fmpz_equal(a->root, b->root);
}

/* The heads of a group share their matrix of that kind. */
static fulg_status_t
check_shared(const fulg_check_network_t N, slong layer, slong head, char kind,
             fulg_diag_t diag)
{
    const slong first = fulg_check_network_first(N, layer, head);
    fulg_floats_view_t a, b;
    fulg_status_t status;
    if (first == head || !has(&N->layout, kind))
        return FULG_OK;
    fulg_floats_view_init(a);
    fulg_floats_view_init(b);
    status = fulg_floats_map_view(a, N->map, &N->layout, N->T, layer, first,
                                  kind, diag);
    if (status == FULG_OK)
        status = fulg_floats_map_view(b, N->map, &N->layout, N->T, layer, head,
                                      kind, diag);
    if (status == FULG_OK && !same_view(a, b))
        status = fulg_diag_set(
            diag, FULG_PARSE,
            "layer %ld: heads %ld and %ld are in the same group "
            "(kv_heads), but each has its own %c",
            (long) layer + 1, (long) first + 1, (long) head + 1,
            kind == 'k' ? 'K' : 'U');
    fulg_floats_view_clear(a);
    fulg_floats_view_clear(b);
    return status;
}

/* What a map says of groups its rules must keep to: of a group the matrices of the
   first head alone are looked at. */
static fulg_status_t
check_groups(const fulg_check_network_t N, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < N->layout.layers; i++)
        for (slong h = 0; h < N->layout.heads[i] && status == FULG_OK; h++)
        {
            status = check_shared(N, i, h, 'k', diag);
            if (status == FULG_OK)
                status = check_shared(N, i, h, 'u', diag);
        }
    return status;
}

fulg_status_t
fulg_check_network_init(fulg_check_network_t N, const fulg_floats_tensors_t T,
                        const fulg_floats_map_t map, fulg_diag_t diag)
{
    fulg_status_t status;
    N->T[0] = T[0];
    N->map[0] = map[0];
    N->by_blocks = N->by_map = 0;
    N->unmodelled = NULL;
    if (fulg_floats_tensors_are_blocks(T))
    {
        fulg_check_set_blocks(N);
        fulg_floats_radius_init(N->radius);
        return FULG_OK;
    }
    status = fulg_floats_map_layout(&N->layout, map, T, diag);
    if (status != FULG_OK)
        return status;
    status = check_kinds(&N->layout, diag);
    if (status == FULG_OK)
        status = check_groups(N, diag);
    if (status != FULG_OK)
    {
        fulg_floats_layout_clear(&N->layout);
        return status;
    }
    N->has_values = has(&N->layout, 'q') && has(&N->layout, 'k') &&
                    (has(&N->layout, 'v') ||
                     (has(&N->layout, 'o') && has(&N->layout, 'u')));
    if (T->has_arch)
    {
        fulg_arch_init(N->arch, 1);
        fulg_arch_set(N->arch, T->arch);
    }
    else if (N->has_values)
    {
        status = set_arch(N, diag);
        if (status != FULG_OK)
            fulg_arch_clear(N->arch);
    }
    else
        fulg_arch_init(N->arch, 1);
    if (status != FULG_OK)
    {
        fulg_floats_layout_clear(&N->layout);
        return status;
    }
    fulg_floats_radius_init(N->radius);
    N->unmodelled = fulg_floats_map_unmodelled(map, 0, NULL);
    return FULG_OK;
}

void
fulg_check_network_clear(fulg_check_network_t N)
{
    fulg_floats_tensors_clear(N->T);
    fulg_floats_layout_clear(&N->layout);
    if (N->by_map)
        fulg_floats_layout_clear(&N->map_layout);
    flint_free(N->unmodelled);
    fulg_floats_map_clear(N->map);
    fulg_floats_radius_clear(N->radius);
    fulg_arch_clear(N->arch);
}

/* The shape that the architecture wants. */
static fulg_status_t
check_shape(const fulg_floats_view_t view, const fulg_arch_t arch, slong layer,
            slong head, char kind, fulg_diag_t diag)
{
    const slong in = arch->width[layer], out = arch->width[layer + 1];
    const slong value_dim = arch->sub[layer].value_dim;
    const slong rows = kind == 'q' || kind == 'k' ? arch->sub[layer].head_dim
                       : kind == 'u'              ? value_dim
                       : kind == 'a'              ? in
                                                  : out;
    const slong cols = kind == 'o' ? value_dim : in;
    if (view->rows == rows && view->cols == cols)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE,
                         "layer %ld, head %ld: %c is %ld x %ld, expected "
                         "%ld x %ld",
                         (long) layer + 1, (long) head + 1, kind - 32,
                         (long) view->rows, (long) view->cols, (long) rows,
                         (long) cols);
}

fulg_status_t
fulg_check_network_view(fulg_floats_view_t view, const fulg_check_network_t N,
                        slong layer, slong head, char kind, fulg_diag_t diag)
{
    fulg_status_t status;
    if (N->by_blocks)
        return fulg_check_block_view(view, N, layer, head, kind, diag);
    status = fulg_floats_map_view(view, N->map, &N->layout, N->T, layer, head,
                                  kind, diag);
    if (status == FULG_OK && N->has_values)
        return check_shape(view, N->arch, layer, head, kind, diag);
    return status;
}

fulg_status_t
fulg_check_network_matrix(arb_mat_t A, fulg_floats_view_t view,
                          const fulg_check_network_t N, slong layer, slong head,
                          char kind, fulg_diag_t diag)
{
    fulg_status_t status = fulg_check_network_view(view, N, layer, head, kind,
                                                   diag);
    if (status != FULG_OK)
        return status;
    arb_mat_init(A, view->rows, view->cols);
    status = fulg_floats_view_get_arb_mat(A, view, N->radius, diag);
    if (status != FULG_OK)
        arb_mat_clear(A);
    return status;
}
