#include <stdio.h>
#include <string.h>

#include "impl.h"

/* Weights up to which exact equality is tried. */
#define MAX_EXACT 4096

#define EXACT_BITS 256

/* The input of a proof that they differ; outputs modulo a prime are not kept. */
static void
keep_witness(fulg_judge_inputs_t p, const fulg_fiber_same_t result)
{
    arb_mat_t A, B;
    if (!result->has_witness || result->prime != 0)
        return;
    if (result->balls)
    {
        fulg_judge_inputs_keep(p, result->X, result->ball_A, result->ball_B);
        return;
    }
    arb_mat_init(A, fmpq_mat_nrows(result->YA), fmpq_mat_ncols(result->YA));
    arb_mat_init(B, fmpq_mat_nrows(result->YB), fmpq_mat_ncols(result->YB));
    arb_mat_set_fmpq_mat(A, result->YA, EXACT_BITS);
    arb_mat_set_fmpq_mat(B, result->YB, EXACT_BITS);
    fulg_judge_inputs_keep(p, result->X, A, B);
    arb_mat_clear(A);
    arb_mat_clear(B);
}

/* Exact weights A and B. */
static void
compare_weights(fulg_judge_inputs_t p, const fulg_weights_t A,
                const fulg_weights_t B)
{
    fulg_fiber_same_options_t options;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_rand_init(rand, p->options->seed);
    fulg_fiber_same_options_init(&options);
    if (fulg_fiber_same(result, A, B, rand, &options, diag) != FULG_OK)
        return;
    p->same->same = result->equal;
    snprintf(p->same->why, sizeof p->same->why, "%.500s", result->reason);
    keep_witness(p, result);
    fulg_fiber_same_clear(result);
}

/* Exact weights of small networks are compared exactly. */
static void
compare_exactly(fulg_judge_inputs_t p)
{
    fulg_weights_t A, B;
    fulg_diag_t diag;
    mag_t left, right;
    /* The theorems and residues know no epsilon and no other angles. */
    if (!fulg_arch_has_plain_constants(p->A->network->arch) ||
        !fulg_arch_has_plain_constants(p->B->network->arch))
        return;
    mag_init(left);
    mag_init(right);
    if (fulg_check_weights(A, left, p->A->network, MAX_EXACT, diag) == FULG_OK)
    {
        if (fulg_check_weights(B, right, p->B->network, MAX_EXACT, diag) ==
            FULG_OK)
        {
            if (mag_is_zero(left) && mag_is_zero(right))
                compare_weights(p, A, B);
            fulg_weights_clear(B);
        }
        fulg_weights_clear(A);
    }
    mag_clear(left);
    mag_clear(right);
}

static fulg_status_t
check_shapes(const fulg_judge_subject_t A, const fulg_judge_subject_t B,
             fulg_diag_t diag)
{
    const fulg_arch_struct *a = A->network->arch, *b = B->network->arch;
    const slong left = fulg_arch_output_columns(a);
    const slong right = fulg_arch_output_columns(b);
    if (a->width[0] == b->width[0] && a->tokens == b->tokens &&
        a->width[a->depth] == b->width[b->depth] && left == right)
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_PARSE,
        "%s and %s: inputs %ld x %ld and %ld x %ld, outputs %ld x %ld and "
        "%ld x %ld: these are not comparable",
        A->name, B->name, (long) a->width[0], (long) a->tokens,
        (long) b->width[0], (long) b->tokens, (long) a->width[a->depth],
        (long) left, (long) b->width[b->depth], (long) right);
}

/* ---- what was not looked at ------------------------------------------------- */

static int
equal_tensors(const fulg_tensor_struct *x, const fulg_tensor_struct *y)
{
    if (strcmp(x->dtype, y->dtype) != 0 || x->rank != y->rank ||
        x->fortran != y->fortran || x->length != y->length)
        return 0;
    for (int i = 0; i < x->rank; i++)
        if (x->shape[i] != y->shape[i])
            return 0;
    return x->length == 0 || memcmp(x->data, y->data, x->length) == 0;
}

/* The number of tensors of A, of all or of those that no matrix is made of, that B
   has not, or has otherwise; *first is one of them. */
static slong
count_differing(const char **first, const fulg_judge_subject_t A,
                const fulg_judge_subject_t B, int all)
{
    const fulg_floats_tensors_struct *T = A->network->T;
    slong num = 0;
    for (slong n = 0; n < T->num; n++)
    {
        const fulg_tensor_struct *x = &T->tensor[n], *y;
        if (!all && (x->used || (A->network->by_blocks && !A->network->by_map)))
            continue;
        y = fulg_floats_tensors_find(B->network->T, x->name);
        if (y != NULL && equal_tensors(x, y))
            continue;
        if (num++ == 0)
            *first = x->name;
    }
    return num;
}

static int
is_exact(const fulg_judge_subject_t S)
{
    return S->network->radius->kind == FULG_RADIUS_ZERO;
}

/* Networks of any size are the same when all their numbers are. */
static void
compare_tensors(const fulg_judge_inputs_struct *p)
{
    const char *first;
    if (p->same->same != FULG_UNKNOWN || !is_exact(p->A) || !is_exact(p->B) ||
        !fulg_arch_equal(p->A->network->arch, p->B->network->arch) ||
        strcmp(p->A->map_name, p->B->map_name) != 0 ||
        count_differing(&first, p->A, p->B, 1) > 0 ||
        count_differing(&first, p->B, p->A, 1) > 0)
        return;
    p->same->same = FULG_TRUE;
    snprintf(p->same->why, sizeof p->same->why, "all tensors are equal");
}

/* What is known of the matrices alone says nothing of networks with more in them. */
static void
doubt(fulg_judge_same_t same, slong num, const char *first,
      const char *unmodelled)
{
    char known[300];
    snprintf(known, sizeof known, "%.290s", same->why);
    if (num > 0)
        snprintf(same->why, sizeof same->why,
                 "%s; but %ld ignored tensor%s, such as \"%.60s\" "
                 "(--ignore compares without them)",
                 known, (long) num, num == 1 ? " differs" : "s differ", first);
    else
        snprintf(same->why, sizeof same->why,
                 "%s; but the model does not include %.60s (--ignore "
                 "compares without them)",
                 known, unmodelled);
    same->same = FULG_UNKNOWN;
}

/* Of what it is true, where something is ignored. */
static void
say_ignored(fulg_judge_same_t same, slong num, const char *first,
            const char *unmodelled)
{
    char known[300];
    snprintf(known, sizeof known, "%.290s", same->why);
    if (num > 0)
        snprintf(same->why, sizeof same->why,
                 "%s, without %ld ignored tensors that differ, such as "
                 "\"%.60s\"%s%.60s",
                 known, (long) num, first, unmodelled ? ", and without " : "",
                 unmodelled ? unmodelled : "");
    else
        snprintf(same->why, sizeof same->why, "%s, of the models without %.60s",
                 known, unmodelled);
}

/* What both networks have beside what was read of them. */
typedef struct
{
    const char *unmodelled; /* NULL: nothing */
    slong differing;        /* tensors; first is one of them */
    const char *first;
} rest_t;

/* A layout with more, but config.json says what is not known: only Q, K, V, O are
   read. */
static int
is_read_in_part(const fulg_judge_subject_t S)
{
    return S->network->has_values && !S->network->by_blocks &&
           fulg_floats_map_has_blocks(S->network->map);
}

static int
same_configs(const fulg_judge_subject_t A, const fulg_judge_subject_t B)
{
    json_t *a = fulg_judge_load_config(A->name);
    json_t *b = fulg_judge_load_config(B->name);
    const int same = (a == NULL && b == NULL) || json_equal(a, b);
    json_decref(a);
    json_decref(b);
    return same;
}

/* Of what is read in part, only a copy is known to be the same. */
static const char *
find_unmodelled(const fulg_judge_inputs_struct *p)
{
    if (p->A->network->unmodelled != NULL)
        return p->A->network->unmodelled;
    if (p->B->network->unmodelled != NULL)
        return p->B->network->unmodelled;
    if ((is_read_in_part(p->A) || is_read_in_part(p->B)) &&
        (p->same->same != FULG_TRUE || !same_configs(p->A, p->B)))
        return "norms, biases and neurons";
    return NULL;
}

/* After a comparison of all tensors, and before any other proof. */
static int
has_rest(rest_t *rest, const fulg_judge_inputs_struct *p)
{
    const fulg_judge_subject_struct *A = p->A, *B = p->B;
    rest->unmodelled = find_unmodelled(p);
    rest->first = NULL;
    rest->differing = FLINT_MAX(count_differing(&rest->first, A, B, 0),
                                count_differing(&rest->first, B, A, 0));
    return rest->differing > 0 || rest->unmodelled != NULL;
}

/* Exactly, where no input has told the two apart. */
static void
decide(fulg_judge_inputs_t p, int units)
{
    snprintf(p->same->why, sizeof p->same->why,
             "no input was found at which the outputs differ");
    compare_exactly(p);
    if (units)
        fulg_judge_compare_units(p->same, p->A, p->B, p->options);
}

/* An input at which they differ, or a proof that there is none. */
static fulg_status_t
compare(fulg_judge_inputs_t p, int units, fulg_diag_t diag)
{
    fulg_status_t status = fulg_judge_inputs_search(p, diag);
    if (status == FULG_OK && !p->differ)
    {
        decide(p, units);
        if (p->same->same == FULG_UNKNOWN)
            status = fulg_judge_inputs_search_further(p, diag);
    }
    if (status == FULG_OK && p->differ)
    {
        p->same->same = FULG_FALSE;
        snprintf(p->same->why, sizeof p->same->why,
                 "the outputs differ at an input");
    }
    return status;
}

fulg_status_t
fulg_judge_same(fulg_judge_same_t same, const fulg_judge_subject_t A,
                const fulg_judge_subject_t B,
                const fulg_judge_options_t *options, fulg_diag_t diag)
{
    fulg_judge_inputs_t p;
    fulg_status_t status;
    rest_t rest;
    int rested;
    memset(same, 0, sizeof(fulg_judge_same_struct));
    same->same = FULG_UNKNOWN;
    status = check_shapes(A, B, diag);
    if (status != FULG_OK)
        return status;
    fulg_judge_inputs_init(p, same, A, B, options);
    compare_tensors(p);
    rested = has_rest(&rest, p);
    /* Sublayers are not compared where the answer would be doubted. */
    if (same->same == FULG_UNKNOWN)
        status = compare(p, !rested || options->ignore, diag);
    if (status != FULG_OK)
        return status;
    if (!p->differ)
        fulg_judge_inputs_clear(same);
    if (rested && (!options->ignore || same->same != FULG_UNKNOWN))
        (options->ignore ? say_ignored : doubt)(same, rest.differing,
                                                rest.first, rest.unmodelled);
    return FULG_OK;
}

void
fulg_judge_same_clear(fulg_judge_same_t same)
{
    fulg_judge_inputs_clear(same);
}
