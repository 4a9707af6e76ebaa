/*
 * Templates.  @WORD@ is replaced, @@ is one @, and "@IF WORD@ .. @END@" is
 * kept when WORD holds.
 */
#include "impl.h"

typedef struct
{
    const char *word;
    void (*put)(fulg_polyfile_out_t *out);
} directive_t;

static void
put_names(fulg_polyfile_out_t *out)
{
    const char *quote = out->D->quote;
    slong n = out->S->ring->num;
    for (slong v = 0; v < n; v++)
    {
        if (v > 0)
            fulg_polyfile_out_text(out, !out->D->fold      ? ","
                                        : out->column > 66 ? ",\n  "
                                                           : ", ");
        fulg_polyfile_out_text(out, quote);
        fulg_polyfile_out_text(out, out->name[v]);
        fulg_polyfile_out_text(out, quote);
    }
    /* Some systems have no ring without variables. */
    if (n == 0)
    {
        fulg_polyfile_out_text(out, quote);
        fulg_polyfile_out_text(out, "none1");
        fulg_polyfile_out_text(out, quote);
    }
}

static void
put_values(fulg_polyfile_out_t *out)
{
    const fulg_polypoint_t *point = &out->S->point[out->p];
    slong n = out->S->ring->num;
    for (slong v = 0; v < n; v++)
    {
        const char *quote = point->given[v] ? out->D->given : NULL;
        if (v > 0)
            fulg_polyfile_out_text(out, out->column > 66 ? ",\n  " : ", ");
        fulg_polyfile_out_text(out, quote != NULL ? quote : "");
        if (point->given[v])
            fulg_polyfile_out_fmpq(out, point->value + v);
        else
            fulg_polyfile_out_text(
                out, out->D->missing != NULL ? out->D->missing : out->name[v]);
        fulg_polyfile_out_text(out, quote != NULL ? quote : "");
    }
    if (n == 0)
        fulg_polyfile_out_text(out, out->D->missing != NULL ? out->D->missing
                                                            : "none1");
}

static void
put_why(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_text(
        out, fulg_polyfile_expect_strength_word(out->expected->strength));
    if (out->prime != 0)
        fulg_polyfile_out_text(out, " over the rational numbers");
    if (out->expected->why != NULL && out->expected->why[0] != '\0')
    {
        fulg_polyfile_out_text(out, "; ");
        fulg_polyfile_out_quoted(out, out->expected->why);
    }
}

static void
put_blocks(fulg_polyfile_out_t *out)
{
    slong b = out->b;
    for (out->b = 0; out->b < out->S->num_blocks; out->b++)
        fulg_polyfile_out_expand(out, out->D->describe);
    out->b = b;
}

static void
put_expect(fulg_polyfile_out_t *out)
{
    for (slong k = 0; k < out->S->num_expected; k++)
    {
        out->expected = &out->S->expected[k];
        fulg_polyfile_out_expand(out, out->D->expect);
    }
}

static void
put_points(fulg_polyfile_out_t *out)
{
    for (slong p = 1; p <= out->S->num_points; p++)
    {
        fulg_polyfile_out_text(out, p > 1 ? ", point" : "point");
        fulg_polyfile_out_slong(out, p);
    }
}

static void
put_field(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_expand(out, out->prime == 0 ? out->D->field_q
                                                  : out->D->field_p);
}

#define PUT_BLOCK(name, number)                          \
    static void name(fulg_polyfile_out_t *out)           \
    {                                                    \
        fulg_polyfile_out_text(out, out->block[number]); \
    }
#define PUT_SLONG(name, number)                \
    static void name(fulg_polyfile_out_t *out) \
    {                                          \
        fulg_polyfile_out_slong(out, number);  \
    }

PUT_BLOCK(put_block, out->b)
PUT_BLOCK(put_main, out->S->task.main)
PUT_BLOCK(put_cond, out->S->task.conditions)
PUT_BLOCK(put_sat, out->S->task.saturate)
PUT_SLONG(put_rows, out->S->block[out->b].rows)
PUT_SLONG(put_cols, out->S->block[out->b].cols)
PUT_SLONG(put_rows1, FLINT_MAX(out->S->block[out->b].rows, 1))
PUT_SLONG(put_cols1, FLINT_MAX(out->S->block[out->b].cols, 1))
PUT_SLONG(put_i, out->i + 1)
PUT_SLONG(put_j, out->j + 1)
PUT_SLONG(put_i0, out->i)
PUT_SLONG(put_j0, out->j)
PUT_SLONG(put_p, out->p + 1)
PUT_SLONG(put_num_points, out->S->num_points)
PUT_SLONG(put_sources, out->S->task.first_target)
PUT_SLONG(put_vars, FLINT_MAX(out->S->ring->num, 1))
PUT_SLONG(put_char, (slong) out->prime)
PUT_SLONG(put_check, (slong) (out->prime == 0 ? out->check_prime : out->prime))
/* where a rank can only be taken modulo a prime */
PUT_SLONG(put_fallback, (slong) FULG_POLYFILE_CHECK_PRIME)
PUT_SLONG(put_rank_point, out->S->task.point + 1)

static void
put_block_name(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_text(out, out->S->block[out->b].name);
}

static void
put_rank_prime(fulg_polyfile_out_t *out)
{
    if (out->prime != 0)
        fulg_polyfile_out_slong(out, (slong) out->prime);
    else
        fulg_polyfile_out_fmpz(out, out->S->task.prime);
}

static void
put_what(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_text(out,
                           fulg_polyfile_expect_kind_word(out->expected->kind));
}

/* polynomials 1, terms 2, dimension 3, degree 4, rank 5 */
static void
put_what_number(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_slong(out, (slong) out->expected->kind + 1);
}

static void
put_relation(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_text(
        out, fulg_polyfile_expect_relation(out->expected->strength));
}

static void
put_value(fulg_polyfile_out_t *out)
{
    fulg_polyfile_out_fmpz(out, out->expected->value);
}

static const directive_t directives[] = {{"NAMES", put_names},
                                         {"FIELD", put_field},
                                         {"CHAR", put_char},
                                         {"CHECK", put_check},
                                         {"FALLBACK", put_fallback},
                                         {"BLOCK", put_block},
                                         {"BLOCKNAME", put_block_name},
                                         {"MAIN", put_main},
                                         {"COND", put_cond},
                                         {"SAT", put_sat},
                                         {"ROWS", put_rows},
                                         {"ROWS1", put_rows1},
                                         {"COLS1", put_cols1},
                                         {"COLS", put_cols},
                                         {"I", put_i},
                                         {"J", put_j},
                                         {"I0", put_i0},
                                         {"J0", put_j0},
                                         {"POLY", fulg_polyfile_out_terms},
                                         {"P", put_p},
                                         {"VALUES", put_values},
                                         {"POINTS", put_points},
                                         {"NUMPOINTS", put_num_points},
                                         {"SOURCES", put_sources},
                                         {"VARS", put_vars},
                                         {"RANKPRIME", put_rank_prime},
                                         {"RANKPOINT", put_rank_point},
                                         {"BLOCKS", put_blocks},
                                         {"EXPECT", put_expect},
                                         {"WHAT", put_what},
                                         {"RELATION", put_relation},
                                         {"VALUE", put_value},
                                         {"WHY", put_why},
                                         {"WHATNUMBER", put_what_number},
                                         {NULL, NULL}};

static int
is_word(const char *word, size_t n, const char *name)
{
    return strlen(name) == n && strncmp(word, name, n) == 0;
}

static int
holds(const fulg_polyfile_out_t *out, const char *word, size_t n)
{
    const fulg_task_t *task = &out->S->task;
    int prime = out->prime != 0 || !fmpz_is_zero(task->prime);
    if (is_word(word, n, "COND"))
        return fulg_polyfile_out_has_conditions(out->S);
    if (is_word(word, n, "NOCOND"))
        return !fulg_polyfile_out_has_conditions(out->S);
    if (is_word(word, n, "SAT"))
        return task->saturate >= 0;
    if (is_word(word, n, "POINT"))
        return task->point >= 0;
    if (is_word(word, n, "NOPOINT"))
        return task->point < 0;
    if (is_word(word, n, "POINTS"))
        return out->S->num_points > 0;
    if (is_word(word, n, "MODULO"))
        return out->prime != 0;
    if (is_word(word, n, "RATIONAL"))
        return out->prime == 0;
    if (is_word(word, n, "RANKPRIME"))
        return prime;
    if (is_word(word, n, "RATIONALPOINT"))
        return !prime && task->point >= 0;
    if (is_word(word, n, "RATIONALGENERIC"))
        return !prime && task->point < 0;
    if (is_word(word, n, "BIGRANKPRIME"))
        return prime && out->prime == 0 &&
               fmpz_cmp_ui(task->prime, PRIME_LIMIT) > 0;
    if (is_word(word, n, "SMALLRANK"))
        return out->prime != 0 || fmpz_cmp_ui(task->prime, PRIME_LIMIT) <= 0;
    return 0;
}

static void
put_directive(fulg_polyfile_out_t *out, const char *word, size_t n)
{
    for (const directive_t *d = directives; d->word != NULL; d++)
        if (is_word(word, n, d->word))
        {
            d->put(out);
            return;
        }
    out->status = fulg_diag_set(out->diag, FULG_UNABLE,
                                "no directive %.*s in the template of %s",
                                (int) n, word, out->D->name);
}

/* What follows the @END@ of an @IF ..@ that text is just behind. */
static const char *
skip(const char *text)
{
    for (slong depth = 1; depth > 0;)
    {
        const char *end = strstr(text, "@END@");
        const char *inner = strstr(text, "@IF ");
        if (inner != NULL && inner < end)
        {
            depth++;
            text = inner + 4;
        }
        else
        {
            depth--;
            text = end + 5;
        }
    }
    return text;
}

void
fulg_polyfile_out_expand(fulg_polyfile_out_t *out, const char *text)
{
    while (*text != '\0' && out->status == FULG_OK)
    {
        const char *at = strchr(text, '@'), *end;
        if (at == NULL)
            at = text + strlen(text);
        fulg_polyfile_out_bytes(out, text, at - text);
        if (*at == '\0')
            return;
        end = strchr(at + 1, '@');
        if (end == NULL)
            return;
        text = end + 1;
        if (end == at + 1)
            fulg_polyfile_out_text(out, "@");
        else if (strncmp(at, "@IF ", 4) == 0)
        {
            if (!holds(out, at + 4, end - (at + 4)))
                text = skip(text);
        }
        else if (end != at + 4 || strncmp(at, "@END", 4) != 0)
            put_directive(out, at + 1, end - (at + 1));
    }
}
