#include <stdlib.h>

#include <fulgurite/rank.h>

#include "heads_reduction.h"
#include "impl.h"

/* doc: thm-heads-reduction.  Which inputs and outputs the model has is free: the
   models are tried in the order of their minors. */

#define POINT_BOUND 99
#define MAX_INPUTS 48
#define MAX_OUTPUTS 48
#define MAX_CHOICES 96
#define MAX_MODELS 6

typedef struct
{
    slong in, out, size;
} choice_t;

static int
compare(const void *a, const void *b)
{
    const choice_t *x = a, *y = b;
    return (x->size > y->size) - (x->size < y->size);
}

/* May the model have a minor of that size, as far as upper bounds tell? */
static int
may_have(const fulg_arch_t model, slong size)
{
    fulg_cert_bound_t bound;
    int may;
    fulg_cert_bound_init(bound);
    fulg_dim_upper(bound, model);
    may = fmpz_cmp_si(fulg_cert_bound_total(bound), size) >= 0;
    fulg_cert_bound_clear(bound);
    return may;
}

/* The size of the minor that the model needs; 0 when the theorem does not hold with
   it, or the minor is impossible or larger than most. */
static slong
minor_size(const fulg_arch_t arch, slong in, slong out, slong most)
{
    fulg_arch_t model;
    fmpz_t size;
    slong n = 0;
    fmpz_init(size);
    fulg_dim_heads_model(model, arch, in, out);
    if (fulg_dim_heads_size(size, model) && fmpz_cmp_si(size, most) <= 0 &&
        fulg_dim_heads_separate(arch, model) == NULL &&
        may_have(model, fmpz_get_si(size)))
        n = fmpz_get_si(size);
    fulg_arch_clear(model);
    fmpz_clear(size);
    return n;
}

/* One output sees too little, and what two or more do not see none does; several
   heads of one layer need as many as their sum has coefficients. */
static slong
list_outputs(choice_t *choice, const fulg_arch_t arch, slong in, slong most)
{
    const slong out = FLINT_MIN(arch->width[arch->depth], MAX_OUTPUTS);
    slong num = 0, o = FLINT_MIN(2, out);
    for (; num == 0 && o <= out; o++)
    {
        const slong size = minor_size(arch, in, o, most);
        if (size > 0)
            choice[num++] = (choice_t){.in = in, .out = o, .size = size};
    }
    if (num > 0 && o <= out)
    {
        o = FLINT_MIN(out, 2 * choice[0].out);
        choice[1] = (choice_t){
            .in = in, .out = o, .size = minor_size(arch, in, o, most)};
        num += choice[1].size > 0;
    }
    return num;
}

/* The models with a minor of at most that size, the smallest first. */
static slong
list_choices(choice_t *choice, const fulg_arch_t arch, slong most)
{
    const slong in = FLINT_MIN(arch->width[0], MAX_INPUTS);
    slong num = 0;
    for (slong s = 2; s <= in && num < MAX_CHOICES - 1; s++)
        num += list_outputs(choice + num, arch, s, most);
    qsort(choice, (size_t) num, sizeof *choice, compare);
    return num;
}

static fulg_status_t
try_model(fulg_cert_t cert, const choice_t *choice, fulg_rand_t rand,
          ulong max_bytes, const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_arch_t model;
    fmpz_t size;
    fulg_status_t status;
    fulg_dim_heads_model(model, cert->arch, choice->in, choice->out);
    fmpz_init_set_si(size, choice->size);
    status = fulg_dim_check_jacobian(size, model, max_bytes, diag);
    fmpz_clear(size);
    if (status == FULG_OK)
        status = fulg_minor_init(cert->minor, model, diag);
    fulg_arch_clear(model);
    if (status != FULG_OK)
        return status;
    cert->has_minor = 1;
    cert->minor->prime = fulg_exact_prime_small(rand);
    fulg_weights_random(cert->minor->weights, rand, POINT_BOUND, 1);
    status = fulg_minor_grow(cert->minor, choice->size, POINT_BOUND, rand,
                             progress, diag);
    if (status == FULG_OK && cert->minor->size < choice->size)
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "the model of %ld inputs and %ld outputs has "
            "rank %ld at the chosen point, but %ld is needed",
            (long) choice->in, (long) choice->out, (long) cert->minor->size,
            (long) choice->size);
    if (status != FULG_OK)
        fulg_cert_reset_lower(cert);
    return status;
}

fulg_status_t
fulg_dim_lower_heads_reduction(fulg_cert_t cert, slong most, fulg_rand_t rand,
                               ulong max_bytes, const fulg_progress_t *progress,
                               fulg_diag_t diag)
{
    const char *why = fulg_dim_heads_not_covered(cert->arch);
    fulg_status_t status = FULG_UNABLE;
    choice_t choice[MAX_CHOICES];
    fmpz_t total;
    slong num;
    if (why != NULL)
        return fulg_diag_set(diag, FULG_UNABLE, "%s", why);
    fmpz_init(total);
    fulg_dim_heads_total(total, cert->arch);
    if (!fmpz_equal(total, fulg_cert_bound_total(cert->upper)))
        why = "the reduction of several heads proves the bound "
              "virtual-weights, which is not attained here";
    fmpz_clear(total);
    if (why != NULL)
        return fulg_diag_set(diag, FULG_UNABLE, "%s", why);

    num = list_choices(choice, cert->arch, most);
    fulg_diag_set(diag, FULG_UNABLE,
                  "the reduction of several heads finds no model that "
                  "is small enough");
    for (slong n = 0; n < num && status != FULG_OK && n < MAX_MODELS; n++)
    {
        if (fulg_progress_tick(progress, "rank of the model", 0,
                               choice[n].size))
            break;
        status = try_model(cert, &choice[n], rand, max_bytes, progress, diag);
    }
    if (status != FULG_OK)
        return FULG_UNABLE;
    cert->lower_theorem = &fulg_dim_heads_reduction;
    fmpz_set(cert->lower, fulg_cert_bound_total(cert->upper));
    return FULG_OK;
}
