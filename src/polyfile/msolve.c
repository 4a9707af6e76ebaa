/*
 * msolve.  First line the variables, second the characteristic, then one
 * polynomial a line, a comma between two (msolve counts the lines to know how
 * many there are).  No comments; names below 50 characters.
 */
#include "impl.h"

#define NAME_LIMIT 48

const fulg_dialect_t fulg_polyfile_msolve = {
    .name = "msolve",
    .program = "msolve",
    .ending = ".ms",
    .run = "msolve -f FILE -o ANSWER",
    .comment = NULL,
    .joint = '_',
    .prefix = "sys_",
    .quote = "",
    .fold = 0,
};

/* A comma and a line break before every polynomial but the first. */
static void
put_separator(fulg_out_t *out, slong *num)
{
    if ((*num)++ > 0)
        fulg_out_text(out, ",\n");
}

/* f of block b, unless it is 0 over this field. */
static void
put_polynomial(fulg_out_t *out, slong *num, const fmpq_mpoly_struct *f)
{
    slong t = 0;
    slong length = fmpq_mpoly_length(f, out->S->ring->ctx);
    fmpq_t c;
    fmpq_init(c);
    if (fulg_out_next_term(c, out, f, &t, length))
    {
        put_separator(out, num);
        out->f = f;
        out->from = t - 1;
        out->to = length;
        fulg_out_terms(out);
    }
    fmpq_clear(c);
}

static void
put_block(fulg_out_t *out, slong *num, slong b)
{
    const fulg_polyblock_t *B = &out->S->block[b];
    for (slong i = 0; i < B->rows; i++)
        for (slong j = 0; j < B->cols; j++)
            put_polynomial(out, num, fulg_polyblock_entry(B, i, j));
}

/* The graph of the map: entry - target. */
static void
put_graph(fulg_out_t *out, slong *num)
{
    const fulg_polysys_struct *S = out->S;
    const fulg_polyblock_t *B = &S->block[S->task.main];
    for (slong k = S->task.first_target; k < S->ring->num; k++)
    {
        slong entry = k - S->task.first_target;
        out->f = fulg_polyblock_entry(B, entry / B->cols, entry % B->cols);
        out->from = 0;
        out->to = fmpq_mpoly_length(out->f, S->ring->ctx);
        put_separator(out, num);
        if (out->to > 0)
            fulg_out_terms(out);
        if (out->to > 0)
            fulg_out_text(out, "-");
        fulg_out_text(out, out->name[k]);
    }
}

/* inverse<k> times the k-th saturating polynomial is 1. */
static void
put_saturations(fulg_out_t *out, slong *num)
{
    const fulg_polyblock_t *B = &out->S->block[out->S->task.saturate];
    for (slong k = 0; k < B->rows * B->cols; k++)
    {
        char name[32] = "inverse";
        slong before = *num;
        flint_sprintf(name, "inverse%wd", k + 1);
        out->times = name;
        put_polynomial(out, num,
                       fulg_polyblock_entry(B, k / B->cols, k % B->cols));
        out->times = NULL;
        if (*num == before)
            put_separator(out, num);
        fulg_out_text(out, "-1");
    }
}

static int
check(fulg_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    if (S->task.kind == FULG_TASK_RANK)
        out->status = fulg_diag_set(
            out->diag, FULG_UNABLE,
            "msolve has no matrices: a rank needs another format");
    for (slong v = 0; v < S->ring->num && out->status == FULG_OK; v++)
        if (strlen(out->name[v]) > NAME_LIMIT)
            out->status = fulg_diag_set(
                out->diag, FULG_UNABLE,
                "msolve reads names of at most %d characters: %.60s",
                NAME_LIMIT, out->name[v]);
    return out->status == FULG_OK;
}

void
fulg_polyfile_put_msolve(fulg_out_t *out)
{
    const fulg_task_t *task = &out->S->task;
    slong num = 0;
    if (!check(out))
        return;
    fulg_out_expand(out, "@NAMES@");
    if (task->saturate >= 0)
    {
        const fulg_polyblock_t *B = &out->S->block[task->saturate];
        for (slong k = 1; k <= B->rows * B->cols; k++)
        {
            fulg_out_text(out, ",inverse");
            fulg_out_slong(out, k);
        }
    }
    fulg_out_expand(out, "\n@CHAR@\n");
    if (task->kind == FULG_TASK_IMAGE)
        put_graph(out, &num);
    else
        put_block(out, &num, task->main);
    if (task->conditions >= 0)
        put_block(out, &num, task->conditions);
    if (task->saturate >= 0)
        put_saturations(out, &num);
    if (num == 0)
        fulg_out_text(out, "0");
}
