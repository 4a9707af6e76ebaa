#include "impl.h"

/* A line is broken before a term that would begin beyond this column. */
#define FOLD 66

/* w1, w2, ..: the letter of the kind of variable v and its number among them,
   which num counts; or its own name when num is NULL. */
static char *
name_of(const fulg_variable_t *v, const fulg_dialect_t *D, slong *num)
{
    static const char letter[] = "wxcs";
    char name[32];
    if (num == NULL)
        return fulg_polyfile_legal(D, v->name);
    flint_sprintf(name, "%c%wd", letter[v->kind], ++num[v->kind]);
    return fulg_polyfile_legal(D, name);
}

void
fulg_polyfile_out_init(fulg_polyfile_out_t **out, const fulg_polysys_struct *S,
                       const fulg_dialect_t *D,
                       const fulg_polyfile_options_t *options, fulg_sink_t sink,
                       fulg_diag_struct *diag)
{
    fulg_polyfile_out_t *o = flint_calloc(1, sizeof(fulg_polyfile_out_t));
    slong num[4] = {0, 0, 0, 0};
    o->S = S;
    o->D = D;
    o->prime = options->prime;
    o->check_prime = options->check_prime;
    /* residues have no denominators */
    o->integral = options->integral || (D->integral && o->prime == 0);
    fmpz_init_set_ui(o->scale, 1);
    o->sink = sink;
    o->status = FULG_OK;
    o->diag = diag;
    o->name = flint_calloc(S->ring->num + 1, sizeof(char *));
    for (slong v = 0; v < S->ring->num; v++)
        o->name[v] = name_of(&S->ring->variable[v], D,
                             options->short_names ? num : NULL);
    o->block = flint_calloc(S->num_blocks + 1, sizeof(char *));
    for (slong b = 0; b < S->num_blocks; b++)
    {
        const char *name = S->block[b].name;
        size_t size = strlen(D->prefix) + strlen(name) + 1;
        char *full = flint_malloc(size);
        strcpy(full, D->prefix);
        strcat(full, name);
        o->block[b] = fulg_polyfile_legal(D, full);
        flint_free(full);
    }
    o->exponent = flint_calloc(S->ring->num + 1, sizeof(slong));
    *out = o;
}

/* Whether denominators go from block b: it holds equations, or the matrix whose
   rank is taken.  The entries of a map are values, and stay, except where the
   file consists of equations. */
static int
is_scaled(const fulg_polyfile_out_t *out, slong b)
{
    const fulg_task_t *task = &out->S->task;
    return out->D->notes || b == task->conditions ||
           (b == task->main && task->kind != FULG_TASK_PRINT &&
            task->kind != FULG_TASK_IMAGE);
}

void
fulg_polyfile_out_scale(fulg_polyfile_out_t *out, slong b, slong i, slong j)
{
    const fulg_polysys_struct *S = out->S;
    const fulg_polysys_polyblock_t *B = &S->block[b];
    const int row = b == S->task.main && S->task.kind == FULG_TASK_RANK;
    fmpz_one(out->scale);
    if (!out->integral || !is_scaled(out, b))
        return;
    for (slong k = row ? 0 : j; k < (row ? B->cols : j + 1); k++)
        fmpz_lcm(out->scale, out->scale,
                 fmpq_denref(fulg_polysys_polyblock_entry(B, i, k)->content));
}

static void
flush(fulg_polyfile_out_t *out)
{
    if (out->status == FULG_OK && out->fill > 0 &&
        !out->sink.put(out->sink.ctx, out->buffer, out->fill))
        out->status = fulg_diag_set(out->diag, FULG_IO,
                                    "the system can not be written");
    out->fill = 0;
}

fulg_status_t
fulg_polyfile_out_clear(fulg_polyfile_out_t *out)
{
    fulg_status_t status;
    flush(out);
    status = out->status;
    for (slong v = 0; v < out->S->ring->num; v++)
        flint_free(out->name[v]);
    for (slong b = 0; b < out->S->num_blocks; b++)
        flint_free(out->block[b]);
    flint_free(out->name);
    flint_free(out->block);
    flint_free(out->exponent);
    fmpz_clear(out->scale);
    flint_free(out);
    return status;
}

void
fulg_polyfile_out_bytes(fulg_polyfile_out_t *out, const char *bytes, size_t n)
{
    for (size_t k = 0; k < n; k++)
    {
        if (out->fill == OUT_SIZE)
            flush(out);
        out->buffer[out->fill++] = bytes[k];
        out->column = (bytes[k] == '\n') ? 0 : out->column + 1;
    }
}

void
fulg_polyfile_out_text(fulg_polyfile_out_t *out, const char *text)
{
    fulg_polyfile_out_bytes(out, text, strlen(text));
}

void
fulg_polyfile_out_slong(fulg_polyfile_out_t *out, slong n)
{
    fmpz_t x;
    fmpz_init_set_si(x, n);
    fulg_polyfile_out_fmpz(out, x);
    fmpz_clear(x);
}

void
fulg_polyfile_out_fmpz(fulg_polyfile_out_t *out, const fmpz_t n)
{
    char *text = fmpz_get_str(NULL, 10, n);
    fulg_polyfile_out_text(out, text);
    flint_free(text);
}

void
fulg_polyfile_out_fmpq(fulg_polyfile_out_t *out, const fmpq_t x)
{
    char *text;
    fmpq_t y;
    fmpq_init(y);
    fulg_polyfile_out_reduce(y, out, x);
    text = fmpq_get_str(NULL, 10, y);
    fulg_polyfile_out_text(out, text);
    flint_free(text);
    fmpq_clear(y);
}

void
fulg_polyfile_out_quoted(fulg_polyfile_out_t *out, const char *text)
{
    for (; *text != '\0'; text++)
    {
        char c = *text;
        if (c == '"' || c == '\\' || c == '$')
            c = '\'';
        else if ((unsigned char) c < ' ')
            c = ' ';
        fulg_polyfile_out_bytes(out, &c, 1);
    }
}

void
fulg_polyfile_out_reduce(fmpq_t y, fulg_polyfile_out_t *out, const fmpq_t x)
{
    fmpz_t p;
    fmpq_set(y, x);
    if (out->prime == 0 || out->status != FULG_OK)
        return;
    fmpz_init_set_ui(p, out->prime);
    if (!fmpq_mod_fmpz(fmpq_numref(y), x, p))
        out->status = fulg_diag_set(
            out->diag, FULG_DOMAIN,
            "the prime %lu divides the denominator of a coefficient",
            (unsigned long) out->prime);
    fmpz_one(fmpq_denref(y));
    /* msolve reads residues, the others the shortest numbers */
    if (out->D->fold && fmpz_cmp_ui(fmpq_numref(y), out->prime / 2) > 0)
        fmpz_sub(fmpq_numref(y), fmpq_numref(y), p);
    fmpz_clear(p);
}

int
fulg_polyfile_out_next_term(fmpq_t c, fulg_polyfile_out_t *out,
                            const fmpq_mpoly_struct *f, slong *t, slong limit)
{
    const fmpq_mpoly_ctx_struct *ctx = out->S->ring->ctx;
    while (*t < limit && out->status == FULG_OK)
    {
        slong k = (*t)++;
        fmpq_mpoly_get_term_coeff_fmpq(c, f, k, ctx);
        fmpq_mul_fmpz(c, c, out->scale);
        fulg_polyfile_out_reduce(c, out, c);
        if (fmpq_is_zero(c))
            continue;
        fmpq_mpoly_get_term_exp_si(out->exponent, f, k, ctx);
        return 1;
    }
    return 0;
}

/* |c| and the monomial, without sign; a coefficient 1 is not written. */
static void
put_term(fulg_polyfile_out_t *out, fmpq_t c)
{
    int some = 0;
    slong n = out->S->ring->num;
    fmpq_abs(c, c);
    for (slong v = 0; v < n; v++)
        some |= (out->exponent[v] != 0);
    some |= (out->times != NULL);
    if (!some || !fmpq_is_one(c))
    {
        char *text = fmpq_get_str(NULL, 10, c);
        fulg_polyfile_out_text(out, text);
        flint_free(text);
        if (some)
            fulg_polyfile_out_text(out, "*");
    }
    if (out->times != NULL)
        fulg_polyfile_out_text(out, out->times);
    for (slong v = 0, first = (out->times == NULL); v < n; v++)
    {
        if (out->exponent[v] == 0)
            continue;
        if (!first)
            fulg_polyfile_out_text(out, "*");
        first = 0;
        fulg_polyfile_out_text(out, out->name[v]);
        if (out->exponent[v] > 1)
        {
            fulg_polyfile_out_text(out, "^");
            fulg_polyfile_out_slong(out, out->exponent[v]);
        }
    }
}

void
fulg_polyfile_out_terms(fulg_polyfile_out_t *out)
{
    int first = 1;
    slong t = out->from;
    fmpq_t c;
    fmpq_init(c);
    while (fulg_polyfile_out_next_term(c, out, out->f, &t, out->to))
    {
        int minus = (fmpq_sgn(c) < 0);
        /* An operator ends a line, so that no line looks complete. */
        if (first)
            fulg_polyfile_out_text(out, minus ? "-" : "");
        else if (!out->D->fold)
            fulg_polyfile_out_text(out, minus ? "-" : "+");
        else
        {
            fulg_polyfile_out_text(out, minus ? " -" : " +");
            fulg_polyfile_out_text(out, out->column > FOLD ? "\n  " : " ");
        }
        put_term(out, c);
        first = 0;
    }
    if (first)
        fulg_polyfile_out_text(out, "0");
    fmpq_clear(c);
}
