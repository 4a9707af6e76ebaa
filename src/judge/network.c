#include <fulgurite/judge.h>

int
fulg_judge_is_stored(const fulg_check_head_t H, char kind)
{
    if (kind == 'A')
        return fulg_check_head_part(H, 'K') == NULL;
    return kind != 'V' || fulg_check_head_part(H, 'O') == NULL;
}

/* An exact decision for exact weights of one layer; nothing is said when the
   theory of one layer does not apply. */
static void
classify(fulg_judge_subject_t s)
{
    fulg_single_class_t *C;
    fulg_weights_t W;
    fulg_diag_t diag;
    mag_t radius;
    mag_init(radius);
    if (fulg_check_weights(W, radius, s->network, WORD(1) << 24, diag) !=
        FULG_OK)
        return;
    C = flint_malloc(sizeof *C);
    if (mag_is_zero(radius) &&
        fulg_single_classify_weights(C, W, diag) == FULG_OK)
    {
        s->regular = C->singular == FULG_UNKNOWN ? FULG_UNKNOWN
                     : C->singular               ? FULG_FALSE
                                                 : FULG_TRUE;
        if (C->jacobian_rank >= 0)
        {
            s->jacobian_lower = s->jacobian_upper = C->jacobian_rank;
            s->jacobian_theorem = "one-layer, exact";
        }
    }
    flint_free(C);
    mag_clear(radius);
    fulg_weights_clear(W);
}

static fulg_status_t
single_layer(fulg_judge_subject_t s, const fulg_judge_options_t *options,
             fulg_diag_t diag)
{
    fulg_check_point_t point;
    const fulg_status_t status = fulg_check_point(
        &point, s->network, s->item[0].head, &options->check, diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "%s: ", s->name);
    s->has_point = 1;
    s->regular = fulg_check_regular(&point);
    s->jacobian_lower = fulg_check_jacobian_lower(&point);
    s->jacobian_theorem = "one-layer";
    if (s->network->radius->kind == FULG_RADIUS_ZERO &&
        (s->regular == FULG_UNKNOWN || s->jacobian_lower < s->jacobian_upper))
        classify(s);
    return FULG_OK;
}

/* A minor of the Jacobian in balls, where that is affordable. */
static fulg_status_t
ball_rank(fulg_judge_subject_t s, const fulg_judge_options_t *options,
          fulg_diag_t diag)
{
    fulg_ball_rank_options_t how;
    fulg_ball_jacobian_rank_t result;
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_status_t status;
    mag_t radius;
    mag_init(radius);
    /* What is too large has no bound here. */
    if (fulg_check_weights(W, radius, s->network, options->max_weights, diag) !=
        FULG_OK)
        return FULG_OK;
    fulg_rand_init(rand, options->seed);
    fulg_ball_rank_options_init(&how);
    how.target = s->jacobian_upper;
    how.max_bits = FLINT_MAX(options->check.max_bits, how.bits);
    how.progress = options->progress;
    status = fulg_ball_jacobian_rank(result, W, radius, &how, rand, diag);
    if (status == FULG_OK)
    {
        s->jacobian_lower = result->rank;
        s->jacobian_theorem = "minor in balls";
        fulg_ball_jacobian_rank_clear(result);
    }
    mag_clear(radius);
    fulg_weights_clear(W);
    if (status != FULG_OK &&
        fulg_progress_tick(options->progress, "inputs", 0, 0))
        return fulg_diag_prefix(diag, status, "%s: ", s->name);
    return FULG_OK;
}

fulg_status_t
fulg_judge_network(fulg_judge_subject_t s, const fulg_judge_options_t *options,
                   fulg_diag_t diag)
{
    const fulg_check_network_struct *N = s->network;
    const fulg_arch_struct *arch = N->arch;
    const fulg_status_t status = fulg_check_vectors_init(
        &s->vector, &s->num_vectors, N, diag);
    if (status != FULG_OK)
    {
        s->vector = NULL;
        s->num_vectors = 0;
        return fulg_diag_prefix(diag, status, "%s: ", s->name);
    }
    fulg_dim_upper(s->upper, arch);
    /* Of a function that is not evaluated nothing is known but this. */
    if (N->unmodelled != NULL && !options->ignore)
    {
        s->jacobian_upper = fulg_arch_num_parameters(arch);
        return FULG_OK;
    }
    s->jacobian_upper = fmpz_fits_si(fulg_cert_bound_total(s->upper))
                            ? fmpz_get_si(fulg_cert_bound_total(s->upper))
                            : WORD_MAX;
    if (!N->by_blocks && fulg_arch_is_single_head(arch) &&
        !fulg_arch_is_normalised(arch) &&
        fulg_check_head_part(s->item[0].head, 'V') != NULL &&
        fulg_check_head_part(s->item[0].head, 'A') != NULL)
        return single_layer(s, options, diag);
    return ball_rank(s, options, diag);
}
