/* The lines of a picture: pieces that share an end become one path. */
#include <stdlib.h>

#include "draw_svg.h"

/* An end of a piece, to find the piece that goes on there. */
typedef struct
{
    double x, y;
    slong piece;
    int end;
} end_t;

static int
compare(const void *a, const void *b)
{
    const end_t *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->piece < q->piece ? -1 : p->piece > q->piece;
}

typedef struct
{
    const fulg_draw_piece_t *piece;
    slong num;
    slong *next; /* of end e of piece n at 2 n + e: 2 m + e', or -1 */
    char *used;
} chain_t;

static void
chain_init(chain_t *C, const fulg_cli_svg_t *g, slong surface,
           fulg_cli_draw_kind_t kind)
{
    const fulg_draw_picture_struct *P = g->A->P;
    end_t *list = flint_malloc(sizeof(end_t) * (size_t) (2 * P->num_piece + 1));
    slong num = 0;
    C->piece = P->piece;
    C->num = P->num_piece;
    C->next = flint_malloc(sizeof(slong) * (size_t) (2 * C->num + 1));
    C->used = flint_malloc((size_t) C->num + 1);
    for (slong n = 0; n < C->num; n++)
    {
        const fulg_draw_piece_t *p = P->piece + n;
        C->next[2 * n] = C->next[2 * n + 1] = -1;
        C->used[n] = p->surface != surface ||
                     fulg_cli_draw_kind_of_piece(
                         g->A, surface, (fulg_draw_place_t) p->place) != kind;
        for (int e = 0; e < 2 && !C->used[n]; e++)
            list[num++] = (end_t){p->end[e][0], p->end[e][1], n, e};
    }
    qsort(list, (size_t) num, sizeof(end_t), compare);
    for (slong n = 0; n + 1 < num; n++)
        if (list[n].x == list[n + 1].x && list[n].y == list[n + 1].y)
        {
            C->next[2 * list[n].piece + list[n].end] = 2 * list[n + 1].piece +
                                                       list[n + 1].end;
            C->next[2 * list[n + 1].piece + list[n + 1].end] =
                2 * list[n].piece + list[n].end;
            n++;
        }
    flint_free(list);
}

/* The line that begins with an end of a piece. */
static void
put_line(const fulg_cli_svg_t *g, chain_t *C, slong end)
{
    const double *x = C->piece[end / 2].end[end % 2];
    fulg_cli_output_format(g->out, "M%.6g %.6g", fulg_cli_svg_across(g, x[0]),
                           fulg_cli_svg_down(g, x[1]));
    while (end >= 0 && !C->used[end / 2])
    {
        C->used[end / 2] = 1;
        x = C->piece[end / 2].end[1 - end % 2];
        fulg_cli_output_format(g->out, "L%.6g %.6g",
                               fulg_cli_svg_across(g, x[0]),
                               fulg_cli_svg_down(g, x[1]));
        end = C->next[end ^ 1];
    }
}

void
fulg_cli_svg_put_curve(const fulg_cli_svg_t *g, slong surface,
                       fulg_cli_draw_kind_t kind)
{
    const fulg_cli_draw_look_t *look = fulg_draw_look + kind;
    chain_t C;
    slong first = 0;
    chain_init(&C, g, surface, kind);
    while (first < C.num && C.used[first])
        first++;
    if (first < C.num)
    {
        fulg_cli_output_format(
            g->out,
            "<path class=\"%s\" fill=\"none\" stroke=\"%s\" "
            "stroke-width=\"%.2g\" stroke-linejoin=\"round\" "
            "stroke-linecap=\"round\"%s d=\"",
            fulg_cli_draw_role_name(g->A->E->surface[surface].role),
            look->color, look->width,
            kind == FULG_DRAW_KIND_CLOSURE ? " stroke-dasharray=\"7 5\"" : "");
        for (int closed = 0; closed < 2; closed++)
            for (slong end = 0; end < 2 * C.num; end++)
                if (!C.used[end / 2] && (closed || C.next[end] < 0))
                    put_line(g, &C, end);
        fulg_cli_output_format(g->out, "\"/>\n");
    }
    flint_free(C.next);
    flint_free(C.used);
}
