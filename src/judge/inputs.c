#include "impl.h"

/* Two networks at inputs, in balls. */

/* Random inputs; bits at first, and for each sublayer, which loses a few. */
#define TRIES 3
#define FIRST_BITS 64
#define SUBLAYER_BITS 8
/* Outputs with fewer certain bits than this say nothing: more are tried. */
#define SHARP 20
/* Weights of a sublayer, which is evaluated at once: 3 GB. */
#define MAX_EVALUATED (WORD(1) << 26)

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
find_entry(fulg_judge_same_t same, const arb_mat_t A, const arb_mat_t B)
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

/* 1 when every radius is small beside the largest entry. */
static int
is_sharp(const arb_mat_t Y)
{
    mag_t radius, size, entry;
    int sharp;
    mag_init(radius);
    mag_init(size);
    mag_init(entry);
    for (slong i = 0; i < arb_mat_nrows(Y); i++)
        for (slong j = 0; j < arb_mat_ncols(Y); j++)
        {
            arb_srcptr y = arb_mat_entry(Y, i, j);
            mag_max(radius, radius, arb_radref(y));
            arf_get_mag(entry, arb_midref(y));
            mag_max(size, size, entry);
        }
    mag_mul_2exp_si(radius, radius, SHARP);
    sharp = mag_cmp(radius, size) <= 0;
    mag_clear(radius);
    mag_clear(size);
    mag_clear(entry);
    return sharp;
}

static fulg_status_t
compare_at(fulg_judge_inputs_t p, fulg_diag_t diag)
{
    const slong bits = p->bits;
    const fulg_progress_t *progress = p->options->progress;
    arb_mat_t X, A, B;
    fulg_status_t status;
    arb_mat_init(X, fmpq_mat_nrows(p->same->input),
                 fmpq_mat_ncols(p->same->input));
    arb_mat_set_fmpq_mat(X, p->same->input, bits);
    status = fulg_check_forward(A, p->A->network, X, bits, MAX_EVALUATED,
                                progress, diag);
    if (status == FULG_OK)
    {
        status = fulg_check_forward(B, p->B->network, X, bits, MAX_EVALUATED,
                                    progress, diag);
        if (status == FULG_OK)
        {
            p->differ = find_entry(p->same, A, B);
            p->sharp = is_sharp(A) && is_sharp(B);
            arb_mat_clear(B);
        }
        arb_mat_clear(A);
    }
    arb_mat_clear(X);
    return status;
}

/* One more input.  What lacks precision or memory leaves the question open. */
static fulg_status_t
try_input(fulg_judge_inputs_t p, fulg_diag_t diag)
{
    fulg_status_t status;
    draw(p->same->input, p->rand);
    p->tries++;
    p->sharp = 0;
    status = compare_at(p, diag);
    if (status == FULG_PARSE ||
        (status != FULG_OK &&
         fulg_progress_tick(p->options->progress, "layers", 0, 0)))
        return status;
    return FULG_OK;
}

void
fulg_judge_inputs_keep(fulg_judge_inputs_t p, const fmpq_mat_t X,
                       const arb_mat_t A, const arb_mat_t B)
{
    p->differ = find_entry(p->same, A, B);
    fmpq_mat_set(p->same->input, X);
}

/* Many layers lose many bits, so that a pass in vain costs more than bits to spare. */
fulg_status_t
fulg_judge_inputs_search(fulg_judge_inputs_t p, fulg_diag_t diag)
{
    const slong most = FLINT_MAX(p->options->check.max_bits, 4 * p->bits);
    fulg_status_t status;
    while ((status = try_input(p, diag)) == FULG_OK && !p->differ &&
           !p->sharp && p->bits < most)
        p->bits = FLINT_MIN(4 * p->bits, most);
    return status;
}

fulg_status_t
fulg_judge_inputs_search_further(fulg_judge_inputs_t p, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    while (status == FULG_OK && p->tries < TRIES && !p->differ)
    {
        p->bits *= 2;
        status = try_input(p, diag);
    }
    return status;
}

void
fulg_judge_inputs_init(fulg_judge_inputs_t p, fulg_judge_same_t same,
                       const fulg_judge_subject_t A,
                       const fulg_judge_subject_t B,
                       const fulg_judge_options_t *options)
{
    const fulg_arch_struct *arch = A->network->arch;
    p->same = same;
    p->A = A;
    p->B = B;
    p->options = options;
    p->tries = 0;
    p->bits = FIRST_BITS + SUBLAYER_BITS * (arch->depth - 1);
    p->differ = p->sharp = 0;
    fulg_rand_init(p->rand, options->seed);
    same->has_input = 1;
    fmpq_mat_init(same->input, arch->width[0], arch->tokens);
    arb_init(same->left);
    arb_init(same->right);
}

void
fulg_judge_inputs_clear(fulg_judge_same_t same)
{
    if (!same->has_input)
        return;
    same->has_input = 0;
    fmpq_mat_clear(same->input);
    arb_clear(same->left);
    arb_clear(same->right);
}
