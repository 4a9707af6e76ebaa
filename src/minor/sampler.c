#include <fulgurite/minor.h>

/* A normalised stack is undefined where a column of weights sums to zero; such
   inputs are rare and drawn again.  Half of all residues have no root: a network
   with free exponentials may have to be tried 2^norms times. */
#define MAX_TRIES 100
#define MAX_FREE_TRIES 1000000

fulg_status_t
fulg_minor_sampler_init(fulg_minor_sampler_t sampler, fulg_minor_t minor,
                        fulg_diag_t diag)
{
    const fulg_arch_struct *model = minor->weights->arch;
    fulg_domain_t D;
    fulg_status_t status;
    if (minor->key)
        fulg_domain_init_free(D, minor->prime, minor->key);
    else
        fulg_domain_init_nmod(D, minor->prime);
    sampler->minor = minor;
    sampler->out = model->width[model->depth];
    sampler->columns = fulg_arch_output_columns(model);
    status = fulg_weights_init(sampler->weights, model, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(sampler->weights, minor->weights, diag);
    if (status != FULG_OK)
        fulg_weights_clear(sampler->weights);
    return status;
}

void
fulg_minor_sampler_clear(fulg_minor_sampler_t sampler)
{
    fulg_weights_clear(sampler->weights);
}

static void
set_random_input(fmpq_mat_t X, slong bound, slong first_zero_row,
                 fulg_rand_t rand)
{
    for (slong i = 0; i < FLINT_MIN(first_zero_row, fmpq_mat_nrows(X)); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
            fmpq_set_si(fmpq_mat_entry(X, i, j), fulg_rand_signed(rand, bound),
                        1);
}

fulg_status_t
fulg_minor_sampler_draw(nmod_mat_t J, fulg_minor_sampler_t sampler,
                        const fulg_draw_t *draw, fulg_rand_t rand,
                        fulg_diag_t diag)
{
    const fulg_weights_struct *W = sampler->weights;
    const slong step = draw->num_out * sampler->columns;
    const slong most = sampler->minor->key ? MAX_FREE_TRIES : MAX_TRIES;
    fulg_status_t status = FULG_OK;
    fulg_mat_t rows, X;

    W->domain->ops->init(rows, draw->num * step, W->parameters, W->domain);
    W->domain->ops->init(X, W->arch->width[0], W->arch->tokens, W->domain);
    for (slong n = 0; n < draw->num && status == FULG_OK; n++)
    {
        fmpq_mat_struct *input = fulg_minor_add_input(sampler->minor);
        slong tries = 0;
        do
        {
            set_random_input(input, draw->bound, draw->first_zero_row, rand);
            fulg_domain_set_fmpq_mat(X, input, W->domain);
            status = fulg_eval_jacobian_part(
                rows, n * step, W, X, draw->first_out, draw->num_out, diag);
        } while (status == FULG_DOMAIN && ++tries < most);
    }
    W->domain->ops->clear(X);
    if (status != FULG_OK)
        W->domain->ops->clear(rows);
    else
        *J = *rows->nmod;
    return status;
}
