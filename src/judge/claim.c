#include <stdio.h>
#include <string.h>

#include <fulgurite/judge.h>

/* A claim with what it is about. */
typedef struct
{
    fulg_judge_claim_t *claim;
    const fulg_judge_evidence_t *evidence;
    const fulg_judge_options_t *options;
    fulg_diag_struct *diag;
} judge_t;

static fulg_status_t
bad(const judge_t *j, const char *why)
{
    return fulg_diag_set(j->diag, FULG_PARSE, "\"%.80s\": %s", j->claim->text,
                         why);
}

static void
decide(judge_t *j, int proved, int refuted)
{
    j->claim->verdict = proved    ? FULG_CLAIM_PROVED
                        : refuted ? FULG_CLAIM_REFUTED
                                  : FULG_CLAIM_UNDECIDED;
}

/* From bounds of one number; upper < 0: none is known. */
static fulg_judge_claim_verdict_t
compare(const judge_t *j, slong lower, slong upper)
{
    const fmpz *n = fmpq_numref(j->claim->value);
    const int above = fmpz_cmp_si(n, lower) <= 0; /* lower >= n */
    const int below = upper >= 0 && fmpz_cmp_si(n, upper) >= 0;
    const int over = fmpz_cmp_si(n, lower) < 0; /* lower > n */
    const int under = upper >= 0 && fmpz_cmp_si(n, upper) > 0;
    if (j->claim->op == '=')
        return above && below  ? FULG_CLAIM_PROVED
               : over || under ? FULG_CLAIM_REFUTED
                               : FULG_CLAIM_UNDECIDED;
    if (j->claim->op == '>')
        return above   ? FULG_CLAIM_PROVED
               : under ? FULG_CLAIM_REFUTED
                       : FULG_CLAIM_UNDECIDED;
    return below  ? FULG_CLAIM_PROVED
           : over ? FULG_CLAIM_REFUTED
                  : FULG_CLAIM_UNDECIDED;
}

/* Keeps the worse verdict; 1 when it is new. */
static int
worsen(judge_t *j, fulg_judge_claim_verdict_t v, int first)
{
    const fulg_judge_claim_verdict_t old = j->claim->verdict;
    if (!first &&
        (v == FULG_CLAIM_PROVED || old == FULG_CLAIM_REFUTED || v == old))
        return 0;
    j->claim->verdict = v;
    return 1;
}

static const char *
place(char *text, size_t size, const fulg_judge_item_t *item, char kind)
{
    if (kind == 'M')
        snprintf(text, size, "\"%.100s\"", item->name);
    if (kind != 'M' && item->head->head < 0)
        snprintf(text, size, "layer %ld, %s", (long) item->head->number,
                 fulg_check_part_name(kind));
    else if (kind != 'M')
        snprintf(text, size, "layer %ld, head %ld, %s",
                 (long) item->head->number, (long) item->head->head + 1,
                 fulg_check_part_name(kind));
    return text;
}

/* A claim that names no part is about the stored matrices. */
static int
concerns(const judge_t *j, const fulg_check_head_struct *H, char kind)
{
    return j->claim->part ? kind == j->claim->part
                          : fulg_judge_is_stored(H, kind);
}

static void
judge_part(judge_t *j, const fulg_judge_item_t *item, int n, int first)
{
    const fulg_check_matrix_struct *M = &item->head->part[n];
    char where[160];
    fulg_judge_claim_verdict_t v;
    place(where, sizeof where, item, item->head->kind[n]);
    if (j->claim->kind == FULG_CLAIM_RANK)
    {
        v = compare(j, M->rank_lower, M->rank_upper);
        if (worsen(j, v, first))
            snprintf(j->claim->why, sizeof j->claim->why,
                     "%ld <= rank <= %ld%s%s", (long) M->rank_lower,
                     (long) M->rank_upper, v == FULG_CLAIM_PROVED ? "" : ": ",
                     v == FULG_CLAIM_PROVED ? "" : where);
    }
    else
    {
        arb_t x;
        char *sigma = fulg_ball_text(M->sigma_min, 8);
        int above, below;
        arb_init(x);
        arb_set_fmpq(x, j->claim->value, 128);
        above = arb_ge(M->sigma_min, x);
        below = arb_lt(M->sigma_min, x);
        if (j->claim->op == '<')
        {
            above = arb_le(M->sigma_min, x);
            below = arb_gt(M->sigma_min, x);
        }
        v = above   ? FULG_CLAIM_PROVED
            : below ? FULG_CLAIM_REFUTED
                    : FULG_CLAIM_UNDECIDED;
        if (worsen(j, v, first))
            snprintf(j->claim->why, sizeof j->claim->why,
                     "smallest singular value in %s: %s%s", sigma, where,
                     v == FULG_CLAIM_PROVED ? " and the others" : "");
        flint_free(sigma);
        arb_clear(x);
    }
}

/* rank_M, sigma_min: of every head of every network. */
static fulg_status_t
judge_parts(judge_t *j)
{
    const fulg_judge_evidence_t *evidence = j->evidence;
    int first = 1;
    for (slong s = 0; s < evidence->num; s++)
        for (slong i = 0; i < evidence->subject[s].num; i++)
        {
            const fulg_judge_item_t *item = &evidence->subject[s].item[i];
            for (int n = 0; n < item->head->num; n++)
                if (concerns(j, item->head, item->head->kind[n]) &&
                    !fulg_check_is_repeated(item->head, item->head->kind[n]))
                {
                    judge_part(j, item, n, first);
                    first = 0;
                }
        }
    return first ? bad(j, "there is no such matrix") : FULG_OK;
}

/* What the function has and is not evaluated, unless that is to be ignored; or NULL. */
static const char *
not_modelled(const judge_t *j)
{
    return j->options->ignore ? NULL
                              : j->evidence->subject[0].network->unmodelled;
}

/* A claim about a function that is not evaluated. */
static fulg_status_t
leave_open(judge_t *j)
{
    j->claim->verdict = FULG_CLAIM_UNDECIDED;
    snprintf(j->claim->why, sizeof j->claim->why,
             "no theorem: the network has %.200s (--ignore judges the model "
             "without)",
             not_modelled(j));
    return FULG_OK;
}

/* Whose number it is, where something is ignored. */
static void
say_ignored(judge_t *j)
{
    const char *what = j->evidence->subject[0].network->unmodelled;
    const size_t length = strlen(j->claim->why);
    if (what != NULL && j->options->ignore)
        snprintf(j->claim->why + length, sizeof j->claim->why - length,
                 ", of the model without %.200s", what);
}

/* rank: of the Jacobian of the one network. */
static fulg_status_t
judge_jacobian(judge_t *j)
{
    const fulg_judge_subject_struct *s = &j->evidence->subject[0];
    if (j->evidence->num != 1 || !s->network->has_values)
        return bad(j,
                   "rank is that of the Jacobian of one network; use rank_Q, "
                   ".. for its matrices");
    if (not_modelled(j) != NULL)
        return leave_open(j);
    j->claim->verdict = compare(j, FLINT_MAX(s->jacobian_lower, 0),
                                s->jacobian_upper);
    if (s->jacobian_lower >= 0)
        snprintf(j->claim->why, sizeof j->claim->why,
                 "%ld <= rank of the Jacobian <= %ld", (long) s->jacobian_lower,
                 (long) s->jacobian_upper);
    else
        snprintf(j->claim->why, sizeof j->claim->why,
                 "rank of the Jacobian <= %ld; no lower bound was computed",
                 (long) s->jacobian_upper);
    say_ignored(j);
    return FULG_OK;
}

/* The dimension is that of generic weights: s->jacobian_upper may be less, the
   rank at weights that are not. */
static fulg_status_t
judge_dimension(judge_t *j)
{
    const fulg_judge_subject_struct *s = &j->evidence->subject[0];
    fulg_dim_options_t options;
    fulg_dim_t dim;
    fulg_diag_t diag;
    fulg_status_t status;
    slong lower = 0, upper = WORD_MAX;
    if (j->evidence->num != 1 || !s->network->has_values)
        return bad(j, "dimension is that of one network's architecture");
    if (not_modelled(j) != NULL)
        return leave_open(j);
    fulg_dim_options_init(&options);
    options.progress = j->options->progress;
    fulg_dim_init(dim, s->network->arch);
    status = fulg_dim_certify(dim, &options, diag);
    if (status == FULG_OK && fmpz_fits_si(dim->cert->lower))
        lower = fmpz_get_si(dim->cert->lower);
    if (fmpz_fits_si(fulg_cert_bound_total(s->upper)))
        upper = fmpz_get_si(fulg_cert_bound_total(s->upper));
    j->claim->verdict = compare(j, lower, upper);
    snprintf(j->claim->why, sizeof j->claim->why,
             "%ld <= dimension <= %ld%s%.300s", (long) lower, (long) upper,
             status == FULG_OK ? "" : "; ",
             status == FULG_OK ? "" : diag->text);
    say_ignored(j);
    fulg_dim_clear(dim);
    return FULG_OK;
}

static fulg_status_t
judge_regular(judge_t *j)
{
    const fulg_judge_subject_struct *s = &j->evidence->subject[0];
    if (j->evidence->num == 1 && s->is_network && s->network->has_values &&
        not_modelled(j) != NULL)
        return leave_open(j);
    if (j->evidence->num != 1 || !s->has_point)
        return bad(j, "regular is decided for one lightning layer with one "
                      "head and a full value matrix");
    decide(j, s->regular == FULG_TRUE, s->regular == FULG_FALSE);
    snprintf(j->claim->why, sizeof j->claim->why, "%s",
             s->regular == FULG_TRUE    ? "every point in the balls is smooth"
             : s->regular == FULG_FALSE ? "the point is singular"
                                        : "a singular point is not excluded");
    say_ignored(j);
    return FULG_OK;
}

/* A gain 0 hides its coordinate from the sublayer. */
static fulg_status_t
judge_gains(judge_t *j)
{
    slong all = 0, zero = 0, open = 0;
    for (slong s = 0; s < j->evidence->num; s++)
        for (slong n = 0; n < j->evidence->subject[s].num_vectors; n++)
        {
            const fulg_check_vector_struct *V =
                &j->evidence->subject[s].vector[n];
            if (V->block.kind != 'n')
                continue;
            all++;
            zero += V->zero;
            open += V->block.rows - V->zero - V->nonzero;
        }
    if (all == 0)
        return bad(j, "no norm with a gain was read");
    decide(j, zero == 0 && open == 0, zero > 0);
    snprintf(j->claim->why, sizeof j->claim->why,
             "%ld gains: %ld entries are 0, of %ld it is not known", (long) all,
             (long) zero, (long) open);
    return FULG_OK;
}

static fulg_status_t
judge_same(judge_t *j)
{
    const int want = j->claim->kind == FULG_CLAIM_SAME;
    fulg_truth_t same;
    if (j->evidence->same == NULL)
        return bad(j, "two networks are needed");
    same = j->evidence->same->same;
    decide(j, same == (want ? FULG_TRUE : FULG_FALSE),
           same == (want ? FULG_FALSE : FULG_TRUE));
    snprintf(j->claim->why, sizeof j->claim->why, "%s", j->evidence->same->why);
    return FULG_OK;
}

fulg_status_t
fulg_judge_claim(fulg_judge_claim_t *claim,
                 const fulg_judge_evidence_t *evidence,
                 const fulg_judge_options_t *options, fulg_diag_t diag)
{
    judge_t j = {claim, evidence, options, diag};
    switch (claim->kind)
    {
        case FULG_CLAIM_RANK:
            return !claim->part && evidence->subject[0].is_network
                       ? judge_jacobian(&j)
                       : judge_parts(&j);
        case FULG_CLAIM_SIGMA_MIN:
            return judge_parts(&j);
        case FULG_CLAIM_DIMENSION:
            return judge_dimension(&j);
        case FULG_CLAIM_GAINS:
            return judge_gains(&j);
        case FULG_CLAIM_REGULAR:
            return judge_regular(&j);
        case FULG_CLAIM_SAME:
        case FULG_CLAIM_DIFFERENT:
            return judge_same(&j);
    }
    return bad(&j, "no claim");
}
