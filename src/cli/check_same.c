#include "check.h"

#define TRIES 3
#define FIRST_BITS 64
/* Weights up to which exact equality is tried. */
#define MAX_EXACT 4096

/* Entries k/8, |k| <= 8. */
static void
draw(fmpq_mat_t X, fulg_rand_t rand)
{
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
            fmpq_set_si(fmpq_mat_entry(X, i, j), fulg_rand_signed(rand, 8), 8);
}

/* 1 when an entry of the outputs differs for certain; the one that differs most,
   judged by midpoints. */
static int
find_entry(check_same_t *same, const arb_mat_t A, const arb_mat_t B)
{
    arf_t gap, best;
    int found = 0;
    arf_init(gap);
    arf_init(best);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arb_srcptr a = arb_mat_entry(A, i, j), b = arb_mat_entry(B, i, j);
            if (arb_overlaps(a, b))
                continue;
            arf_sub(gap, arb_midref(a), arb_midref(b), 64, ARF_RND_DOWN);
            if (found && arf_cmpabs(gap, best) <= 0)
                continue;
            arf_set(best, gap);
            found = 1;
            same->row = i;
            same->col = j;
            arb_set(same->left, a);
            arb_set(same->right, b);
        }
    arf_clear(gap);
    arf_clear(best);
    return found;
}

static fulg_status_t
compare_at(int *differ, check_t *check, slong bits, fulg_diag_t diag)
{
    const fulg_progress_t *progress = &check->cli->progress;
    arb_mat_t X, A, B;
    fulg_status_t status;
    arb_mat_init(X, fmpq_mat_nrows(check->same.input),
                 fmpq_mat_ncols(check->same.input));
    arb_mat_set_fmpq_mat(X, check->same.input, bits);
    status = fulg_check_forward(A, check->subject[0].network, X, bits, progress,
                                diag);
    if (status == FULG_OK)
    {
        status = fulg_check_forward(B, check->subject[1].network, X, bits,
                                    progress, diag);
        if (status == FULG_OK)
        {
            *differ = find_entry(&check->same, A, B);
            arb_mat_clear(B);
        }
        arb_mat_clear(A);
    }
    arb_mat_clear(X);
    return status;
}

/* Exact weights of small networks are compared exactly. */
static void
compare_exactly(check_t *check)
{
    check_same_t *same = &check->same;
    fulg_weights_t A, B;
    fulg_same_options_t options;
    fulg_same_t result;
    fulg_rand_t rand;
    fulg_diag_t diag;
    mag_t radius;
    mag_init(radius);
    if (fulg_check_weights(A, radius, check->subject[0].network, MAX_EXACT,
                           diag) != FULG_OK)
        return;
    if (mag_is_zero(radius) &&
        fulg_check_weights(B, radius, check->subject[1].network, MAX_EXACT,
                           diag) == FULG_OK)
    {
        fulg_rand_init(rand, check->cli->seed);
        fulg_same_options_init(&options);
        if (mag_is_zero(radius) &&
            fulg_fiber_same(result, A, B, rand, &options, diag) == FULG_OK)
        {
            same->same = result->equal;
            snprintf(same->why, sizeof same->why, "%.500s", result->reason);
            fulg_same_clear(result);
        }
        fulg_weights_clear(B);
    }
    fulg_weights_clear(A);
    mag_clear(radius);
}

static int
check_shapes(const check_t *check)
{
    const fulg_arch_struct *a = check->subject[0].network->arch;
    const fulg_arch_struct *b = check->subject[1].network->arch;
    if (a->width[0] == b->width[0] && a->tokens == b->tokens &&
        a->width[a->depth] == b->width[b->depth])
        return 1;
    fulg_cli_message("%s and %s: inputs %ld x %ld and %ld x %ld, outputs of "
                     "%ld and %ld rows: these are not comparable",
                     check->subject[0].name, check->subject[1].name,
                     (long) a->width[0], (long) a->tokens, (long) b->width[0],
                     (long) b->tokens, (long) a->width[a->depth],
                     (long) b->width[b->depth]);
    return 0;
}

int
fulg_check_same(check_t *check)
{
    check_same_t *same = &check->same;
    const fulg_arch_struct *arch = check->subject[0].network->arch;
    fulg_rand_t rand;
    int differ = 0;
    if (!check_shapes(check))
        return FULG_EXIT_PARSE;
    check->compared = 1;
    same->same = FULG_UNKNOWN;
    same->has_input = 1;
    fmpq_mat_init(same->input, arch->width[0], arch->tokens);
    arb_init(same->left);
    arb_init(same->right);
    fulg_rand_init(rand, check->cli->seed);
    for (slong n = 0; n < TRIES && !differ; n++)
    {
        fulg_diag_t diag;
        fulg_status_t status;
        draw(same->input, rand);
        status = compare_at(&differ, check, FIRST_BITS << n, diag);
        /* What lacks precision or memory leaves the question open. */
        if (status == FULG_PARSE ||
            (status != FULG_OK && fulg_progress_tick(&check->cli->progress,
                                                     "layers", 0, 0)))
            return fulg_cli_fail(status, diag, NULL);
    }
    snprintf(same->why, sizeof same->why,
             differ ? "the outputs at an input are apart"
                    : "no input was found at which the outputs are apart");
    if (differ)
        same->same = FULG_FALSE;
    else
        compare_exactly(check);
    if (!differ)
    {
        same->has_input = 0;
        fmpq_mat_clear(same->input);
        arb_clear(same->left);
        arb_clear(same->right);
    }
    return FULG_EXIT_OK;
}
