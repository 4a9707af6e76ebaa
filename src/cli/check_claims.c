#include <stdlib.h>
#include <string.h>

#include "check.h"

/* NAME, with _PART after rank or sigma_min, then =, >= or <= and a number. */
typedef struct
{
    const check_t *check;
    check_claim_t *claim;
    char name[32];
    char part; /* 'Q', .. or 0 */
    char op;   /* '=', '>', '<' or 0 */
    fmpq_t value;
} judge_t;

static const char *const names[] = {"rank", "sigma_min", "regular", "dimension",
                                    "same", "different", NULL};

static int
bad(const judge_t *j, const char *why)
{
    fulg_cli_message("--claim: \"%.80s\": %s", j->claim->text, why);
    return FULG_EXIT_USAGE;
}

static int
parse_number(judge_t *j, const char *text)
{
    fulg_diag_t diag;
    if (fulg_exact_set_text(j->value, text, diag) != FULG_OK)
        return bad(j, "no number follows");
    if (strcmp(j->name, "sigma_min") != 0 &&
        !fmpz_is_one(fmpq_denref(j->value)))
        return bad(j, "an integer is expected");
    if (strcmp(j->name, "sigma_min") == 0 && j->op == '=')
        return bad(j, "sigma_min wants >= or <=");
    return FULG_EXIT_OK;
}

static int
parse(judge_t *j)
{
    const char *text = j->claim->text;
    const size_t n = strcspn(text, "<>=");
    const char *rest = text + n;
    int number;
    if (n == 0 || n >= sizeof j->name)
        return bad(j, "no claim");
    memcpy(j->name, text, n);
    j->name[n] = '\0';
    j->part = 0;
    if (n > 2 && j->name[n - 2] == '_' && strchr("QKAVOU", j->name[n - 1]))
    {
        j->part = j->name[n - 1];
        j->name[n - 2] = '\0';
    }
    j->op = *rest;
    number = strcmp(j->name, "rank") == 0 ||
             strcmp(j->name, "sigma_min") == 0 ||
             strcmp(j->name, "dimension") == 0;
    for (int i = 0;; i++)
        if (names[i] == NULL)
            return bad(j, "a claim is rank[_M], sigma_min[_M], dimension, "
                          "regular, same or different");
        else if (strcmp(names[i], j->name) == 0)
            break;
    if (j->part && (strcmp(j->name, "rank") != 0 &&
                    strcmp(j->name, "sigma_min") != 0))
        return bad(j, "only rank and sigma_min have parts");
    if (number != (j->op != 0))
        return bad(j, number ? "=, >= or <= and a number are missing"
                             : "takes no number");
    if (!number)
        return FULG_EXIT_OK;
    if (*rest != '=' && rest[1] != '=')
        return bad(j, "compare with =, >= or <=");
    return parse_number(j, rest + (*rest == '=' ? 1 : 2));
}

/* ---- verdicts --------------------------------------------------------------- */

static void
decide(judge_t *j, int proved, int refuted)
{
    j->claim->verdict = proved    ? CLAIM_PROVED
                        : refuted ? CLAIM_REFUTED
                                  : CLAIM_UNDECIDED;
}

/* From bounds of one number; upper < 0: none is known. */
static check_verdict_t
compare(const judge_t *j, slong lower, slong upper)
{
    const fmpz *n = fmpq_numref(j->value);
    const int above = fmpz_cmp_si(n, lower) <= 0;    /* lower >= n */
    const int below = upper >= 0 && fmpz_cmp_si(n, upper) >= 0;
    const int over = fmpz_cmp_si(n, lower) < 0;      /* lower > n */
    const int under = upper >= 0 && fmpz_cmp_si(n, upper) > 0;
    if (j->op == '=')
        return above && below ? CLAIM_PROVED
               : over || under ? CLAIM_REFUTED : CLAIM_UNDECIDED;
    if (j->op == '>')
        return above ? CLAIM_PROVED : under ? CLAIM_REFUTED : CLAIM_UNDECIDED;
    return below ? CLAIM_PROVED : over ? CLAIM_REFUTED : CLAIM_UNDECIDED;
}

/* Keeps the worse verdict; 1 when it is new. */
static int
worsen(judge_t *j, check_verdict_t v, int first)
{
    const check_verdict_t old = j->claim->verdict;
    if (!first && (v == CLAIM_PROVED || old == CLAIM_REFUTED || v == old))
        return 0;
    j->claim->verdict = v;
    return 1;
}

static const char *
place(char *text, size_t size, const check_item_t *item, char kind)
{
    if (kind == 'M')
        snprintf(text, size, "\"%.100s\"", item->name);
    else
        snprintf(text, size, "layer %ld, head %ld, %c",
                 (long) item->head->layer + 1, (long) item->head->head + 1,
                 kind);
    return text;
}

/* A claim that names no part is about the stored matrices. */
static int
concerns(const judge_t *j, const fulg_check_head_struct *H, char kind)
{
    return j->part ? kind == j->part : fulg_check_is_stored(H, kind);
}

static void
judge_part(judge_t *j, const check_item_t *item, int n, int first)
{
    const fulg_check_matrix_struct *M = &item->head->part[n];
    char where[160];
    check_verdict_t v;
    place(where, sizeof where, item, item->head->kind[n]);
    if (strcmp(j->name, "rank") == 0)
    {
        v = compare(j, M->rank_lower, M->rank_upper);
        if (worsen(j, v, first))
            snprintf(j->claim->why, sizeof j->claim->why,
                     "%ld <= rank <= %ld%s%s", (long) M->rank_lower,
                     (long) M->rank_upper, v == CLAIM_PROVED ? "" : ": ",
                     v == CLAIM_PROVED ? "" : where);
    }
    else
    {
        arb_t x;
        char *sigma = arb_get_str(M->sigma_min, 8, 0);
        int above, below;
        arb_init(x);
        arb_set_fmpq(x, j->value, 128);
        above = arb_ge(M->sigma_min, x);
        below = arb_lt(M->sigma_min, x);
        if (j->op == '<')
        {
            above = arb_le(M->sigma_min, x);
            below = arb_gt(M->sigma_min, x);
        }
        v = above ? CLAIM_PROVED : below ? CLAIM_REFUTED : CLAIM_UNDECIDED;
        if (worsen(j, v, first))
            snprintf(j->claim->why, sizeof j->claim->why,
                     "smallest singular value %s: %s%s", sigma, where,
                     v == CLAIM_PROVED ? " and the others" : "");
        flint_free(sigma);
        arb_clear(x);
    }
}

/* rank_M, sigma_min: of every head of every network. */
static int
judge_parts(judge_t *j)
{
    const check_t *check = j->check;
    int first = 1;
    for (slong s = 0; s < check->num; s++)
        for (slong i = 0; i < check->subject[s].num; i++)
        {
            const check_item_t *item = &check->subject[s].item[i];
            for (int n = 0; n < item->head->num; n++)
                if (concerns(j, item->head, item->head->kind[n]))
                {
                    judge_part(j, item, n, first);
                    first = 0;
                }
        }
    return first ? bad(j, "there is no such matrix") : FULG_EXIT_OK;
}

/* rank: of the Jacobian of the one network. */
static int
judge_jacobian(judge_t *j)
{
    const check_subject_t *s = &j->check->subject[0];
    if (j->check->num != 1 || !s->network->has_values)
        return bad(j, "rank is that of the Jacobian of one network; say "
                      "rank_Q, .. for its matrices");
    j->claim->verdict = compare(j, FLINT_MAX(s->jacobian_lower, 0),
                                s->jacobian_upper);
    if (s->jacobian_lower >= 0)
        snprintf(j->claim->why, sizeof j->claim->why,
                 "%ld <= rank of the Jacobian <= %ld",
                 (long) s->jacobian_lower, (long) s->jacobian_upper);
    else
        snprintf(j->claim->why, sizeof j->claim->why,
                 "rank of the Jacobian <= %ld; no lower bound was computed",
                 (long) s->jacobian_upper);
    return FULG_EXIT_OK;
}

/* The dimension is that of generic weights: s->jacobian_upper may be less, the
   rank at weights that are not. */
static int
judge_dimension(judge_t *j)
{
    const check_subject_t *s = &j->check->subject[0];
    fulg_dim_options_t options;
    fulg_dim_t dim;
    fulg_diag_t diag;
    fulg_status_t status;
    slong lower = 0, upper = WORD_MAX;
    if (j->check->num != 1 || !s->network->has_values)
        return bad(j, "dimension is that of one network's architecture");
    fulg_dim_options_init(&options);
    options.progress = &j->check->cli->progress;
    fulg_dim_init(dim, s->network->arch);
    status = fulg_dim_certify(dim, &options, diag);
    if (status == FULG_OK && fmpz_fits_si(dim->cert->lower))
        lower = fmpz_get_si(dim->cert->lower);
    if (fmpz_fits_si(fulg_bound_total(s->upper)))
        upper = fmpz_get_si(fulg_bound_total(s->upper));
    j->claim->verdict = compare(j, lower, upper);
    snprintf(j->claim->why, sizeof j->claim->why,
             "%ld <= dimension <= %ld%s%.300s", (long) lower, (long) upper,
             status == FULG_OK ? "" : "; ",
             status == FULG_OK ? "" : diag->text);
    fulg_dim_clear(dim);
    return FULG_EXIT_OK;
}

static int
judge_regular(judge_t *j)
{
    const check_subject_t *s = &j->check->subject[0];
    if (j->check->num != 1 || !s->has_point)
        return bad(j, "regular is decided for one lightning layer with one "
                      "head and a full value matrix");
    decide(j, s->regular == FULG_TRUE, s->regular == FULG_FALSE);
    snprintf(j->claim->why, sizeof j->claim->why, "%s",
             s->regular == FULG_TRUE    ? "every point in the balls is smooth"
             : s->regular == FULG_FALSE ? "the point is singular"
                                        : "a singular point is not excluded");
    return FULG_EXIT_OK;
}

static int
judge_same(judge_t *j)
{
    const fulg_truth_t same = j->check->same.same;
    const int want = strcmp(j->name, "same") == 0;
    if (!j->check->compared)
        return bad(j, "two networks are needed");
    decide(j, same == (want ? FULG_TRUE : FULG_FALSE),
           same == (want ? FULG_FALSE : FULG_TRUE));
    snprintf(j->claim->why, sizeof j->claim->why, "%s", j->check->same.why);
    return FULG_EXIT_OK;
}

static int
judge(judge_t *j)
{
    const int code = parse(j);
    const int network = j->check->subject[0].is_network;
    if (code != FULG_EXIT_OK)
        return code;
    if (strcmp(j->name, "rank") == 0 && !j->part && network)
        return judge_jacobian(j);
    if (strcmp(j->name, "rank") == 0 || strcmp(j->name, "sigma_min") == 0)
        return judge_parts(j);
    if (strcmp(j->name, "dimension") == 0)
        return judge_dimension(j);
    return strcmp(j->name, "regular") == 0 ? judge_regular(j) : judge_same(j);
}

int
fulg_check_claims(check_claim_t **claims, slong *num, const check_t *check,
                  int only_parse)
{
    const char *text = check->claim;
    int code = FULG_EXIT_OK;
    *claims = NULL;
    *num = 0;
    while (text != NULL && code == FULG_EXIT_OK)
    {
        const size_t n = strcspn(text, ",");
        judge_t j = {.check = check};
        *claims = flint_realloc(*claims,
                                (size_t) (*num + 1) * sizeof(check_claim_t));
        j.claim = &(*claims)[(*num)++];
        memset(j.claim, 0, sizeof *j.claim);
        j.claim->text = flint_malloc(n + 1);
        memcpy(j.claim->text, text, n);
        j.claim->text[n] = '\0';
        fmpq_init(j.value);
        code = only_parse ? parse(&j) : judge(&j);
        fmpq_clear(j.value);
        text = text[n] ? text + n + 1 : NULL;
    }
    return code;
}

void
fulg_check_claims_clear(check_claim_t *claims, slong num)
{
    for (slong n = 0; n < num; n++)
        flint_free(claims[n].text);
    flint_free(claims);
}
