#include "impl.h"

/* Entry (i, j) of block b with its name and meaning as a comment. */
static void
put_entry(fulg_polyfile_out_t *out)
{
    const fulg_polysys_polyblock_t *B = &out->S->block[out->b];
    slong k = out->i * B->cols + out->j;
    slong length;
    out->f = fulg_polysys_polyblock_entry(B, out->i, out->j);
    length = fmpq_mpoly_length(out->f, out->S->ring->ctx);
    if (B->label != NULL && B->label[k] != NULL)
    {
        fulg_polyfile_out_text(out, out->D->comment);
        fulg_polyfile_out_text(out, " ");
        fulg_polyfile_out_quoted(out, B->label[k]);
        if (B->about != NULL && B->about[k] != NULL)
        {
            fulg_polyfile_out_text(out, ": ");
            fulg_polyfile_out_quoted(out, B->about[k]);
        }
        if (out->D->comment_end != NULL)
            fulg_polyfile_out_text(out, out->D->comment_end);
        fulg_polyfile_out_text(out, "\n");
    }
    fulg_polyfile_out_scale(out, out->b, out->i, out->j);
    out->from = 0;
    out->to = length;
    if (out->D->part == 0 || length <= out->D->part)
    {
        fulg_polyfile_out_expand(out, out->D->entry);
        return;
    }
    fulg_polyfile_out_expand(out, out->D->part_begin);
    for (slong t = 0; t < length && out->status == FULG_OK; t += out->D->part)
    {
        out->from = t;
        out->to = FLINT_MIN(length, t + out->D->part);
        fulg_polyfile_out_expand(out, out->D->part_item);
    }
    fulg_polyfile_out_expand(out, out->D->part_end);
}

static void
put_system(fulg_polyfile_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_header(out, out->D->comment);
    fulg_polyfile_out_expand(out, out->D->begin);
    for (out->b = 0; out->b < S->num_blocks; out->b++)
    {
        const fulg_polysys_polyblock_t *B = &S->block[out->b];
        fulg_polyfile_out_expand(out, out->D->block);
        for (out->i = 0; out->i < B->rows; out->i++)
            for (out->j = 0; out->j < B->cols; out->j++)
                if (!fmpq_mpoly_is_zero(
                        fulg_polysys_polyblock_entry(B, out->i, out->j),
                        S->ring->ctx))
                    put_entry(out);
    }
    fmpz_one(out->scale);
    for (out->p = 0; out->p < S->num_points; out->p++)
        fulg_polyfile_out_expand(out, out->D->point);
    fulg_polyfile_out_expand(out, out->D->task[S->task.kind]);
    fulg_polyfile_out_expand(out, out->D->end);
}

fulg_status_t
fulg_polyfile_write(const fulg_polysys_t S, fulg_polyfile_format_t format,
                    const fulg_polyfile_options_t *options, fulg_sink_t sink,
                    fulg_diag_t diag)
{
    const fulg_dialect_t *D = fulg_polyfile_dialect(format);
    fulg_polyfile_options_t usual;
    fulg_status_t status;
    fulg_polyfile_out_t *out;
    fulg_polyfile_options_init(&usual);
    if (options == NULL)
        options = &usual;
    status = fulg_polyfile_check(S, D, options, diag);
    if (status != FULG_OK)
        return status;
    fulg_polyfile_out_init(&out, S, D, options, sink, diag);
    if (D->notes)
        fulg_polyfile_put_equations(out);
    else if (format == FULG_POLYFILE_JSON)
        fulg_polyfile_put_json(out);
    else if (D->minors)
        fulg_polyfile_put_coq(out);
    else
        put_system(out);
    return fulg_polyfile_out_clear(out);
}

fulg_status_t
fulg_polyfile_write_notes(const fulg_polysys_t S, fulg_polyfile_format_t format,
                          const fulg_polyfile_options_t *options,
                          fulg_sink_t sink, fulg_diag_t diag)
{
    fulg_polyfile_options_t usual;
    fulg_polyfile_out_t *out;
    fulg_polyfile_options_init(&usual);
    fulg_polyfile_out_init(&out, S, fulg_polyfile_dialect(format),
                           options != NULL ? options : &usual, sink, diag);
    fulg_polyfile_out_header(out, "");
    return fulg_polyfile_out_clear(out);
}
