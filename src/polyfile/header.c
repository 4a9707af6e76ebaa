#include <stdlib.h>

#include "impl.h"

const char *
fulg_polyfile_expect_kind_word(fulg_expect_kind_t kind)
{
    static const char *const word[] = {"polynomials", "terms", "dimension",
                                       "degree", "rank"};
    return word[kind];
}

const char *
fulg_polyfile_expect_relation(fulg_expect_strength_t strength)
{
    return strength == FULG_EXPECT_AT_LEAST  ? ">="
           : strength == FULG_EXPECT_AT_MOST ? "<="
                                             : "=";
}

const char *
fulg_polyfile_expect_strength_word(fulg_expect_strength_t strength)
{
    return strength == FULG_EXPECT_PROBABLE ? "probable" : "proved";
}

/* One line of the header; every text is taken as one line. */
typedef struct
{
    fulg_polyfile_out_t *out;
    const char *mark;
} lines_t;

static void
line_begin(const lines_t *L, const char *text)
{
    fulg_polyfile_out_text(L->out, L->mark);
    if (L->mark[0] != '\0' && text[0] != '\0')
        fulg_polyfile_out_text(L->out, " ");
    fulg_polyfile_out_text(L->out, text);
}

static void
line_end(const lines_t *L)
{
    if (L->mark[0] != '\0' && L->out->D->comment_end != NULL)
        fulg_polyfile_out_text(L->out, L->out->D->comment_end);
    fulg_polyfile_out_text(L->out, "\n");
}

/* What a person wrote, without line ends. */
static void
put_clean(fulg_polyfile_out_t *out, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
    {
        char c = ((unsigned char) *text < ' ') ? ' ' : *text;
        fulg_polyfile_out_bytes(out, &c, 1);
    }
}

static void
line(const lines_t *L, const char *text)
{
    line_begin(L, text);
    line_end(L);
}

/* Whether a comment of the system says it already. */
static int
says_architecture(const fulg_polysys_struct *S)
{
    for (slong k = 0; k < S->num_comments; k++)
        if (strncmp(S->comment[k], "architecture:", 13) == 0)
            return 1;
    return 0;
}

static void
put_title(const lines_t *L)
{
    const fulg_polysys_struct *S = L->out->S;
    line_begin(L, "");
    if (L->mark[0] != '\0')
        fulg_polyfile_out_text(L->out, " ");
    put_clean(L->out,
              S->title != NULL ? S->title : fulg_polysys_kind_name(S->kind));
    line_end(L);
    line_begin(L, "System \"");
    fulg_polyfile_out_text(L->out, fulg_polysys_kind_name(S->kind));
    fulg_polyfile_out_text(L->out, "\" for ");
    fulg_polyfile_out_text(L->out, L->out->D->program);
    fulg_polyfile_out_text(L->out, ", written by fulgurite ");
    fulg_polyfile_out_text(L->out, fulg_version());
    line_end(L);
    if (S->has_arch && !says_architecture(S))
    {
        json_t *arch = fulg_arch_json(S->arch);
        char *text = json_dumps(arch, JSON_COMPACT);
        line_begin(L, "Network: ");
        put_clean(L->out, text);
        line_end(L);
        free(text);
        json_decref(arch);
    }
    for (slong k = 0; k < S->num_comments; k++)
    {
        line_begin(L, "");
        if (L->mark[0] != '\0')
            fulg_polyfile_out_text(L->out, " ");
        put_clean(L->out, S->comment[k]);
        line_end(L);
    }
}

static const char *const print_text[] = {
    "It prints, for every block, the number of polynomials other than 0, their",
    "number of terms, and the largest total degree.", NULL};
static const char *const dimension_text[] = {
    "It prints the Krull dimension and the degree of the ideal of the main",
    "block, by a Groebner basis modulo the prime below (set it to 0 for the",
    "rational numbers: slower; few primes are unlucky, and give another",
    "answer), then whether the known points are zeros.", NULL};
static const char *const dimension_mod_text[] = {
    "It prints the Krull dimension and the degree of the ideal of the main",
    "block, by a Groebner basis, then whether the known points are zeros.",
    NULL};
static const char *const image_text[] = {
    "Its last line is the affine dimension of the closure of the image of the",
    "main block: the rank of its Jacobian at a random point "
    "modulo a prime.  It is",
    "never too large and, unless the prime is one of a few, it "
    "is too small with",
    "probability under (number of entries) * degree / 10^9.", NULL};
static const char *const image_mod_text[] = {
    "Its last line is the rank of the Jacobian of the main block at a random",
    "point modulo the prime: never above the affine dimension of the closure of",
    "the image, but often below it where the prime is small.", NULL};
static const char *const conditions_text[] = {
    "Its last line is the affine dimension of the closure of the image of the",
    "main block, restricted to the zeros of the block of conditions: the rank of",
    "its Jacobian along them modulo a prime, at known point 1, where they are",
    "smooth.  Another number comes out only where the prime or the point is",
    "special.",
    NULL};
static const char *const rank_text[] = {
    "It prints the rank of the main block at a known point.", NULL};
static const char *const generic_rank_text[] = {
    "It prints the rank of the main block at a random point modulo a prime: never",
    "above the generic rank, and rarely below it where the prime is large.",
    NULL};

static const char *const graph_text[] = {
    "The file holds (entry of the main block) - (coordinate), then the "
    "conditions.",
    NULL};

static void
put_lines(const lines_t *L, const char *const *text)
{
    for (; *text != NULL; text++)
        line(L, *text);
}

static const char *const *
task_text(const fulg_polyfile_out_t *out)
{
    const fulg_task_t *task = &out->S->task;
    switch (task->kind)
    {
        case FULG_TASK_IMAGE:
            return fulg_polyfile_out_has_conditions(out->S) ? conditions_text
                   : out->prime != 0                        ? image_mod_text
                                                            : image_text;
        case FULG_TASK_RANK:
            return task->point >= 0 ? rank_text : generic_rank_text;
        case FULG_TASK_DIMENSION:
        case FULG_TASK_CRITICAL:
            return out->D->ideal_text != NULL ? out->D->ideal_text
                   : out->prime != 0          ? dimension_mod_text
                                              : dimension_text;
        default:
            return print_text;
    }
}

/* How msolve finds the ideal of the closure of an image. */
static void
put_elimination(const lines_t *L)
{
    fulg_polyfile_out_t *out = L->out;
    if (out->S->task.kind != FULG_TASK_IMAGE || out->D != &fulg_polyfile_msolve)
        return;
    line_begin(L, "The ideal of the closure of the image: msolve -e ");
    fulg_polyfile_out_slong(out, out->S->task.first_target);
    fulg_polyfile_out_text(out, " -g 2 -f FILE -o ANSWER");
    line_end(L);
    if (out->prime != 0)
        line(L, "Modulo a prime the answer also lists the variables that were "
                "eliminated.");
}

static void
put_task(const lines_t *L)
{
    const fulg_task_t *task = &L->out->S->task;
    if (L->out->D->notes)
    {
        put_lines(L, task->kind == FULG_TASK_IMAGE ? graph_text
                                                   : L->out->D->ideal_text);
        put_elimination(L);
        return;
    }
    put_lines(L, task_text(L->out));
    if (task->kind == FULG_TASK_IMAGE && L->out->D->eliminate != NULL)
        line(L, L->out->D->eliminate);
    if (task->saturate >= 0)
        line(L, "The ideal is saturated by each entry of the block to saturate "
                "by.");
}

static void
put_expected(const lines_t *L)
{
    const fulg_polysys_struct *S = L->out->S;
    if (S->num_expected == 0)
        line(L, "Expected: no answer is known beforehand.");
    for (slong k = 0; k < S->num_expected; k++)
    {
        const fulg_expected_t *e = &S->expected[k];
        line_begin(L, L->out->prime == 0
                          ? "Expected: "
                          : "Expected over the rational numbers: ");
        fulg_polyfile_out_text(L->out, fulg_polyfile_expect_kind_word(e->kind));
        fulg_polyfile_out_text(L->out, " ");
        fulg_polyfile_out_text(L->out,
                               fulg_polyfile_expect_relation(e->strength));
        fulg_polyfile_out_text(L->out, " ");
        fulg_polyfile_out_fmpz(L->out, e->value);
        fulg_polyfile_out_text(L->out, "; ");
        fulg_polyfile_out_text(L->out,
                               fulg_polyfile_expect_strength_word(e->strength));
        if (e->why != NULL && e->why[0] != '\0')
        {
            fulg_polyfile_out_text(L->out, ", ");
            put_clean(L->out, e->why);
        }
        line_end(L);
    }
    if (L->out->prime != 0)
        line(L, "The polynomials are taken modulo the prime: the answer can be "
                "another.");
}

static void
put_variables(const lines_t *L)
{
    const fulg_polysys_struct *S = L->out->S;
    line(L, S->ring->num == 0 ? "No variables." : "Variables:");
    for (slong v = 0; v < S->ring->num; v++)
    {
        if (S->task.kind == FULG_TASK_IMAGE && v == S->task.first_target)
            line(L, "and, for the coordinates of the image:");
        line_begin(L, "  ");
        fulg_polyfile_out_text(L->out, L->out->name[v]);
        fulg_polyfile_out_text(L->out, ": ");
        put_clean(L->out, S->ring->variable[v].meaning);
        line_end(L);
    }
}

static void
put_block_line(const lines_t *L, slong b)
{
    const fulg_polysys_struct *S = L->out->S;
    const fulg_polysys_polyblock_t *B = &S->block[b];
    line_begin(L, "  ");
    fulg_polyfile_out_text(L->out, L->out->block[b]);
    fulg_polyfile_out_text(L->out, " (");
    fulg_polyfile_out_slong(L->out, B->rows);
    fulg_polyfile_out_text(L->out, " x ");
    fulg_polyfile_out_slong(L->out, B->cols);
    fulg_polyfile_out_text(L->out, b == S->task.main         ? ", main"
                                   : b == S->task.conditions ? ", conditions"
                                   : b == S->task.saturate ? ", to saturate by"
                                                           : "");
    fulg_polyfile_out_text(L->out, "): ");
    put_clean(L->out, B->meaning);
    line_end(L);
}

void
fulg_polyfile_out_header(fulg_polyfile_out_t *out, const char *mark)
{
    lines_t L = {out, mark};
    const fulg_polysys_struct *S = out->S;
    put_title(&L);
    line(&L, "");
    line_begin(&L, "Run: ");
    fulg_polyfile_out_text(out, out->D->run);
    line_end(&L);
    put_task(&L);
    put_expected(&L);
    line(&L, "");
    put_variables(&L);
    line(&L, "");
    line(&L, "Blocks of polynomials:");
    for (slong b = 0; b < S->num_blocks; b++)
        put_block_line(&L, b);
    for (slong p = 0; p < S->num_points; p++)
    {
        line_begin(&L, "Known point ");
        fulg_polyfile_out_slong(out, p + 1);
        fulg_polyfile_out_text(out, ": ");
        put_clean(out, S->point[p].meaning);
        line_end(&L);
    }
    fulg_polyfile_out_text(out, "\n");
}
