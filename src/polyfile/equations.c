/*
 * Formats that are lists of equations and nothing else.
 *
 * msolve: first line the variables, second the characteristic, then one
 * polynomial a line, a comma between two (msolve counts the lines to know how
 * many there are).  Names below 50 characters.
 *
 * PHCpack: the number of equations, and that of the unknowns where it differs,
 * then the equations, each ended by a semicolon.  Its solver takes as many
 * equations as unknowns: where there are more, each gets a combination of new
 * unknowns slack1, .., which are 0 at the solutions that count.
 */
#include "impl.h"

#define NAME_LIMIT 48

static const char *const msolve_text[] = {
    "The file holds the main block, then the conditions.  msolve answers [-1] "
    "for no",
    "zeros, [1, n, -1, []] for infinitely many, and otherwise the real zeros.",
    "For each entry f to saturate by there is a variable with reciprocal1*f = "
    "1.",
    "Primes: below 2^31 for a basis (-g 2); to solve, below 1.5*10^9.", NULL};
static const char *const phc_text[] = {
    "The file holds the main block, then the conditions.  phc -b finds the "
    "isolated",
    "zeros, in floating-point numbers: a zero that is not isolated, or not "
    "simple,",
    "can be missed.  For each entry f to saturate by there is an unknown with",
    "reciprocal1*f = 1.", NULL};

const fulg_dialect_t fulg_polyfile_msolve = {
    .name = "msolve",
    .program = "msolve",
    .ending = ".ms",
    .run = "msolve -f FILE -o ANSWER",
    .no_rank = 1,
    .integral = 1,
    .notes = 1,
    .comment = NULL,
    .joint = '_',
    .prefix = "sys_",
    .quote = "",
    .ideal_text = msolve_text,
    .fold = 0,
};

const fulg_dialect_t fulg_polyfile_phc = {
    .name = "phc",
    .program = "PHCpack",
    .ending = ".phc",
    .run = "phc -b FILE ANSWER",
    .no_prime = 1,
    .no_rank = 1,
    .notes = 1,
    .comment = NULL,
    .joint = '_',
    .forbidden = "eEiI",
    .prefix = "sys_",
    .quote = "",
    .ideal_text = phc_text,
    .fold = 1,
};

/* How the list is written: its number so far, of how many, and the slacks. */
typedef struct
{
    fulg_polyfile_out_t *out;
    int is_phc;
    slong num, total, slacks;
    ulong state;
} list_t;

/* A coefficient of a slack, 1 .. 99: a fixed stream, for a file must not depend
   on chance. */
static slong
next_coefficient(list_t *L)
{
    L->state = (L->state * 1103515245 + 12345) & 0x7fffffff;
    return 1 + (slong) ((L->state >> 8) % 99);
}

static void
begin_equation(list_t *L)
{
    if (L->num++ > 0 && !L->is_phc)
        fulg_polyfile_out_text(L->out, ",\n");
}

static void
end_equation(list_t *L)
{
    if (!L->is_phc)
        return;
    for (slong k = 1; k <= L->slacks; k++)
    {
        fulg_polyfile_out_text(L->out, L->out->column > 60 ? " +\n  " : " + ");
        fulg_polyfile_out_slong(L->out, next_coefficient(L));
        fulg_polyfile_out_text(L->out, "*slack");
        fulg_polyfile_out_slong(L->out, k);
    }
    fulg_polyfile_out_text(L->out, ";\n");
}

/* Entry (i, j) of block b has a term over this field; f, from and to are set. */
static int
find_entry(fulg_polyfile_out_t *out, slong b, slong i, slong j)
{
    slong t = 0;
    int found;
    fmpq_t c;
    fmpq_init(c);
    out->f = fulg_polysys_polyblock_entry(&out->S->block[b], i, j);
    out->to = fmpq_mpoly_length(out->f, out->S->ring->ctx);
    fulg_polyfile_out_scale(out, b, i, j);
    found = fulg_polyfile_out_next_term(c, out, out->f, &t, out->to);
    out->from = found ? t - 1 : 0;
    fmpq_clear(c);
    return found;
}

static slong
count_block(fulg_polyfile_out_t *out, slong b)
{
    const fulg_polysys_polyblock_t *B = &out->S->block[b];
    slong num = 0;
    for (slong i = 0; i < B->rows; i++)
        for (slong j = 0; j < B->cols; j++)
            num += find_entry(out, b, i, j);
    return num;
}

static void
put_block(list_t *L, slong b)
{
    const fulg_polysys_polyblock_t *B = &L->out->S->block[b];
    for (slong i = 0; i < B->rows; i++)
        for (slong j = 0; j < B->cols; j++)
            if (find_entry(L->out, b, i, j))
            {
                begin_equation(L);
                fulg_polyfile_out_terms(L->out);
                end_equation(L);
            }
}

/* The graph of the map: entry - target, times the denominator. */
static void
put_graph(list_t *L)
{
    fulg_polyfile_out_t *out = L->out;
    const fulg_polysys_struct *S = out->S;
    const fulg_polysys_polyblock_t *B = &S->block[S->task.main];
    for (slong k = S->task.first_target; k < S->ring->num; k++)
    {
        slong entry = k - S->task.first_target;
        int some = find_entry(out, S->task.main, entry / B->cols,
                              entry % B->cols);
        begin_equation(L);
        if (some)
        {
            fulg_polyfile_out_terms(out);
            fulg_polyfile_out_text(out, "-");
        }
        if (some && !fmpz_is_one(out->scale))
        {
            fulg_polyfile_out_fmpz(out, out->scale);
            fulg_polyfile_out_text(out, "*");
        }
        fulg_polyfile_out_text(out, out->name[k]);
        end_equation(L);
    }
}

/* reciprocal<k> times the k-th saturating polynomial is 1. */
static void
put_saturations(list_t *L)
{
    fulg_polyfile_out_t *out = L->out;
    const slong b = out->S->task.saturate;
    const fulg_polysys_polyblock_t *B = &out->S->block[b];
    for (slong k = 0; k < B->rows * B->cols; k++)
    {
        char name[48];
        flint_sprintf(name, "reciprocal%wd", k + 1);
        begin_equation(L);
        if (find_entry(out, b, k / B->cols, k % B->cols))
        {
            out->times = name;
            fulg_polyfile_out_terms(out);
            out->times = NULL;
        }
        fulg_polyfile_out_text(out, "-1");
        end_equation(L);
    }
}

static int
check_names(fulg_polyfile_out_t *out)
{
    for (slong v = 0; v < out->S->ring->num && out->status == FULG_OK; v++)
        if (strlen(out->name[v]) > NAME_LIMIT)
            out->status = fulg_diag_set(
                out->diag, FULG_UNABLE,
                "%s reads names of at most %d characters (--names short): "
                "%.60s",
                out->D->program, NAME_LIMIT, out->name[v]);
    return out->status == FULG_OK;
}

static slong
num_saturations(const fulg_polysys_struct *S)
{
    const fulg_polysys_polyblock_t *B =
        &S->block[FLINT_MAX(S->task.saturate, 0)];
    return S->task.saturate < 0 ? 0 : B->rows * B->cols;
}

static void
put_msolve_head(list_t *L)
{
    fulg_polyfile_out_expand(L->out, "@NAMES@");
    for (slong k = 1; k <= num_saturations(L->out->S); k++)
    {
        fulg_polyfile_out_text(L->out, ",reciprocal");
        fulg_polyfile_out_slong(L->out, k);
    }
    fulg_polyfile_out_expand(L->out, "\n@CHAR@\n");
}

static void
put_phc_head(list_t *L)
{
    const fulg_polysys_struct *S = L->out->S;
    slong unknowns = S->ring->num + num_saturations(S);
    L->slacks = FLINT_MAX(L->total - unknowns, 0);
    unknowns += L->slacks;
    fulg_polyfile_out_slong(L->out, L->total);
    if (unknowns != L->total)
    {
        fulg_polyfile_out_text(L->out, " ");
        fulg_polyfile_out_slong(L->out, unknowns);
    }
    fulg_polyfile_out_text(L->out, "\n");
}

void
fulg_polyfile_put_equations(fulg_polyfile_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    const fulg_task_t *task = &S->task;
    list_t L = {out, out->D == &fulg_polyfile_phc, 0, 0, 0, 1};
    if (!check_names(out))
        return;
    L.total = task->kind == FULG_TASK_IMAGE ? S->ring->num - task->first_target
                                            : count_block(out, task->main);
    L.total += num_saturations(S);
    if (task->conditions >= 0)
        L.total += count_block(out, task->conditions);
    if (L.is_phc)
        put_phc_head(&L);
    else
        put_msolve_head(&L);
    if (task->kind == FULG_TASK_IMAGE)
        put_graph(&L);
    else
        put_block(&L, task->main);
    if (task->conditions >= 0)
        put_block(&L, task->conditions);
    if (task->saturate >= 0)
        put_saturations(&L);
    if (L.num == 0 && !L.is_phc)
        fulg_polyfile_out_text(out, "0");
}
