/* A run of gradient descent on the grid 2^-grid is done again: point k + 1 is the
   point of the grid nearest to point k - eta grad. */
#include <stdio.h>
#include <string.h>

#include "readout.h"

#define GUARD 96
#define MAX_GRID 4096
#define MAX_STEPS 10000000
/* Doublings of the precision before giving up. */
#define DOUBLINGS 6

typedef struct
{
    fulg_verify_readout_t S; /* its u and w are the point */
    fulg_verify_why_t *why;
    slong grid, steps, small, leading;
    fmpq_t eta;
    fmpq *low, *high; /* of the losses */
    arb_t before;
    slong decreases, increases;
} run_t;

/* x becomes floor(x 2^grid + 1/2) / 2^grid. */
static void
to_grid(fmpq_t x, slong grid)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_mul_2exp(n, fmpq_numref(x), (ulong) grid + 1);
    fmpz_add(n, n, fmpq_denref(x));
    fmpz_fdiv_q(n, n, fmpq_denref(x));
    fmpz_fdiv_q_2exp(n, n, 1);
    fmpq_set_fmpz(x, n);
    fmpq_div_2exp(x, x, (ulong) grid);
    fmpz_clear(n);
}

/* The place of number e of head g. */
static fmpq *
number(const fulg_verify_readout_t *S, slong g, slong e)
{
    const slong td = S->T * S->d;
    return e < td ? S->u + g * td + e : S->w + g * S->d * S->d + (e - td);
}

/* log(1 + e^-m) */
static void
logistic(arb_t loss, const arb_t m, slong bits)
{
    arb_neg(loss, m);
    arb_exp(loss, loss, bits);
    arb_log1p(loss, loss, bits);
}

/* The loss and its gradient by a copy of every head. */
static void
loss_and_gradient(arb_t loss, arb_ptr gradient, const run_t *R,
                  const fulg_verify_readout_balls_t *B)
{
    const fulg_verify_readout_t *S = &R->S;
    const slong all = S->heads * fulg_verify_readout_size(S), bits = B->bits;
    arb_ptr part = _arb_vec_init(all);
    arb_t m, root, scale, c;
    arb_init(m);
    arb_init(root);
    arb_init(scale);
    arb_init(c);
    arb_sqrt_ui(root, (ulong) S->total, bits);
    arb_mul_si(scale, root, S->n, bits);
    arb_zero(loss);
    _arb_vec_zero(gradient, all);
    for (slong i = 0; i < S->n; i++)
    {
        fulg_verify_readout_gradient(m, part, S, B, i);
        arb_div(m, m, root, bits);
        arb_mul_si(m, m, S->label[i], bits);
        logistic(c, m, bits);
        arb_add(loss, loss, c, bits);
        /* d/dm log(1 + e^-m) = -1 / (1 + e^m) */
        arb_exp(c, m, bits);
        arb_add_ui(c, c, 1, bits);
        arb_mul(c, c, scale, bits);
        arb_inv(c, c, bits);
        arb_mul_si(c, c, -S->label[i], bits);
        _arb_vec_scalar_addmul(gradient, part, all, c, bits);
    }
    arb_div_si(loss, loss, S->n, bits);
    _arb_vec_clear(part, all);
    arb_clear(m);
    arb_clear(root);
    arb_clear(scale);
    arb_clear(c);
}

/* next = the grid point nearest to theta - eta gradient; 0 when the balls do not
   say which. */
static int
next_point(fmpq *next, const run_t *R, const fulg_verify_readout_balls_t *B,
           arb_srcptr gradient)
{
    const slong all = R->S.heads * fulg_verify_readout_size(&R->S);
    arb_t x, eta;
    fmpz_t n;
    int good = 1;
    arb_init(x);
    arb_init(eta);
    fmpz_init(n);
    arb_set_fmpq(eta, R->eta, B->bits);
    for (slong e = 0; e < all && good; e++)
    {
        arb_mul(x, gradient + e, eta, B->bits);
        arb_sub(x, B->theta + e, x, B->bits);
        /* floor(2 x 2^grid + 1) / 2, rounded down */
        arb_mul_2exp_si(x, x, R->grid + 1);
        arb_add_ui(x, x, 1, B->bits + R->grid);
        arb_mul_2exp_si(x, x, -1);
        arb_floor(x, x, B->bits + R->grid);
        good = arb_get_unique_fmpz(n, x);
        fmpq_set_fmpz(next + e, n);
        fmpq_div_2exp(next + e, next + e, (ulong) R->grid);
    }
    arb_clear(x);
    arb_clear(eta);
    fmpz_clear(n);
    return good;
}

/* max_h |U_h|^2 */
static void
readout(fmpq_t r, const fulg_verify_readout_t *S)
{
    const slong td = S->T * S->d;
    fmpq_t s;
    fmpq_init(s);
    fmpq_zero(r);
    for (slong g = 0; g < S->heads; g++)
    {
        fmpq_zero(s);
        for (slong e = g * td; e < (g + 1) * td; e++)
            fmpq_addmul(s, S->u + e, S->u + e);
        if (fmpq_cmp(s, r) > 0)
            fmpq_set(r, s);
    }
    fmpq_clear(s);
}

/* 1 when eta (G^2 / 4 + beta) <= 1 for readouts up to sqrt(B2). */
static int
is_small(const run_t *R, const fmpq_t B2, slong bits)
{
    arb_t B, r, G2, beta, x;
    int small;
    arb_init(B);
    arb_init(r);
    arb_init(G2);
    arb_init(beta);
    arb_init(x);
    arb_set_fmpq(B, B2, bits);
    arb_set_fmpq(r, R->S.R2, bits);
    /* G^2 = T (R^2 + R^6 B^2) */
    arb_pow_ui(x, r, 3, bits);
    arb_mul(G2, x, B, bits);
    arb_add(G2, G2, r, bits);
    arb_mul_si(G2, G2, R->S.T, bits);
    /* beta^2 = T R^6 (1 + 2 R^2 B)^2 / H */
    arb_sqrtpos(B, B, bits);
    arb_mul(beta, B, r, bits);
    arb_mul_2exp_si(beta, beta, 1);
    arb_add_ui(beta, beta, 1, bits);
    arb_mul_si(x, x, R->S.T, bits);
    arb_div_si(x, x, R->S.total, bits);
    arb_sqrtpos(x, x, bits);
    arb_mul(beta, beta, x, bits);
    arb_mul_2exp_si(G2, G2, -2);
    arb_add(G2, G2, beta, bits);
    arb_set_fmpq(x, R->eta, bits);
    arb_mul(G2, G2, x, bits);
    arb_sub_ui(G2, G2, 1, bits);
    small = arb_is_nonpositive(G2);
    arb_clear(B);
    arb_clear(r);
    arb_clear(G2);
    arb_clear(beta);
    arb_clear(x);
    return small;
}

/* The loss of point k, against the file and the loss before: 1, 0 after a
   sentence, or -1 when the bits do not say. */
static int
judge_loss(run_t *R, slong k, const arb_t loss, slong bits)
{
    const int inside = fulg_verify_inside(loss, R->low + k, R->high + k, bits);
    if (inside == 0)
        return FULG_VERIFY_REFUSE(R->why,
                                  "loss %ld is not the one in the "
                                  "certificate",
                                  (long) k);
    if (inside < 0 || (k > 0 && arb_overlaps(loss, R->before)))
        return -1;
    if (k > 0 && arb_lt(loss, R->before))
        R->decreases++;
    else if (k > 0)
        R->increases++;
    return 1;
}

/* Point k: its loss, and the next point.  1, 0 or -1 as above. */
static int
try_step(run_t *R, fmpq *next, slong k, slong bits)
{
    const slong all = R->S.heads * fulg_verify_readout_size(&R->S);
    arb_ptr gradient = _arb_vec_init(all);
    fulg_verify_readout_balls_t B;
    arb_t loss;
    int found;
    arb_init(loss);
    fulg_verify_readout_balls_init(&B, &R->S, bits);
    loss_and_gradient(loss, gradient, R, &B);
    if (k < R->steps && !next_point(next, R, &B, gradient))
        found = -1;
    else
        found = judge_loss(R, k, loss, bits);
    if (found == 1)
        arb_set(R->before, loss);
    fulg_verify_readout_balls_clear(&B, &R->S);
    _arb_vec_clear(gradient, all);
    arb_clear(loss);
    return found;
}

static int
do_step(run_t *R, fmpq *next, slong k)
{
    const slong size = fulg_verify_readout_size(&R->S);
    fmpq_t a, b;
    int found = -1;
    for (slong n = 0; n < DOUBLINGS && found < 0; n++)
        found = try_step(R, next, k, (R->grid + GUARD) << n);
    if (found < 0)
        return FULG_VERIFY_GIVE_UP(R->why, "%ld bits do not decide step %ld",
                                   (long) (R->grid + GUARD) << (DOUBLINGS - 1),
                                   (long) k + 1);
    if (found == 0 || k == R->steps)
        return found;
    fmpq_init(a);
    fmpq_init(b);
    readout(a, &R->S);
    for (slong g = 0; g < R->S.heads; g++)
        for (slong e = 0; e < size; e++)
            fmpq_set(number(&R->S, g, e), next + g * size + e);
    readout(b, &R->S);
    if (R->leading == k &&
        is_small(R, fmpq_cmp(a, b) > 0 ? a : b, R->grid + GUARD))
        R->leading++;
    fmpq_clear(a);
    fmpq_clear(b);
    return 1;
}

static int
all_steps(run_t *R)
{
    const slong size = fulg_verify_readout_size(&R->S);
    fmpq *next = _fmpq_vec_init(R->S.heads * size);
    int good = 1;
    for (slong g = 0; g < R->S.heads; g++)
        for (slong e = 0; e < size; e++)
            to_grid(number(&R->S, g, e), R->grid);
    for (slong k = 0; k <= R->steps && good; k++)
        good = do_step(R, next, k);
    _fmpq_vec_clear(next, R->S.heads * size);
    return good;
}

static int
read_numbers(run_t *R, const json_t *certificate)
{
    const json_t *losses = json_object_get(certificate, "losses");
    char where[64];
    if (!fulg_verify_rational(R->eta, json_object_get(certificate, "eta"),
                              "eta", R->why) ||
        !fulg_verify_integer(&R->grid, json_object_get(certificate, "grid"),
                             "grid", R->why) ||
        !fulg_verify_integer(&R->steps, json_object_get(certificate, "steps"),
                             "steps", R->why) ||
        !fulg_verify_integer(&R->small,
                             json_object_get(certificate, "small_steps"),
                             "small_steps", R->why))
        return 0;
    if (fmpq_sgn(R->eta) <= 0 || R->grid < 1 || R->steps < 0)
        return FULG_VERIFY_REFUSE(R->why, "eta, grid or steps is out of range");
    if (R->grid > MAX_GRID || R->steps > MAX_STEPS)
        return FULG_VERIFY_GIVE_UP(R->why, "such a grid or so many steps are "
                                           "beyond this checker's limits");
    if (!fulg_verify_list(losses, R->steps + 1, "losses", R->why))
        return 0;
    R->low = _fmpq_vec_init(R->steps + 1);
    R->high = _fmpq_vec_init(R->steps + 1);
    for (slong k = 0; k <= R->steps; k++)
    {
        snprintf(where, sizeof where, "loss %ld", (long) k);
        if (!fulg_verify_enclosure(R->low + k, R->high + k,
                                   json_array_get(losses, (size_t) k), where,
                                   R->why))
            return 0;
    }
    return 1;
}

/* "final" is the point that was reached. */
static int
check_final(run_t *R, const json_t *certificate)
{
    json_t *other = json_pack("{s:O, s:O}", "samples",
                              json_object_get(certificate, "samples"), "heads",
                              json_object_get(certificate, "final"));
    fulg_verify_readout_t F;
    const slong size = fulg_verify_readout_size(&R->S);
    int good = fulg_verify_readout_init(&F, other, R->why);
    int equal = good && F.heads == R->S.heads;
    for (slong g = 0; g < R->S.heads && equal; g++)
    {
        equal = F.copies[g] == R->S.copies[g];
        for (slong e = 0; e < size && equal; e++)
            equal = fmpq_equal(number(&F, g, e), number(&R->S, g, e));
    }
    fulg_verify_readout_clear(&F);
    json_decref(other);
    if (good && !equal)
        return FULG_VERIFY_REFUSE(
            R->why, "the final point is not the point that the run reaches");
    return good;
}

static int
check_claims(const run_t *R, const json_t *certificate)
{
    const json_t *monotone = json_object_get(certificate, "monotone");
    if (R->small != R->leading)
        return FULG_VERIFY_REFUSE(R->why,
                                  "eta rho <= 1 is proved for the "
                                  "first %ld steps, not %ld",
                                  (long) R->leading, (long) R->small);
    if (json_is_true(monotone) ? R->decreases == R->steps
                               : json_is_false(monotone) && R->increases > 0)
        return 1;
    return FULG_VERIFY_REFUSE(R->why, "monotone contradicts the losses");
}

static void
set_statement(fulg_verify_claim_t *claim, const run_t *R,
              const json_t *certificate)
{
    const json_t *last = json_array_get(json_object_get(certificate, "losses"),
                                        (size_t) R->steps);
    const char *low = json_string_value(json_array_get(last, 0));
    const char *high = json_string_value(json_array_get(last, 1));
    const size_t size = strlen(low) + strlen(high) + 200;
    claim->statement = flint_malloc(size);
    snprintf(claim->statement, size,
             "%ld step%s of gradient descent at %ld head%s, loss %s, in the "
             "end in [%s, %s]",
             (long) R->steps, R->steps == 1 ? "" : "s", (long) R->S.total,
             R->S.total == 1 ? "" : "s",
             R->increases ? "not monotone" : "decreasing in each", low, high);
}

int
fulg_verify_descent(fulg_verify_claim_t *claim, const json_t *certificate,
                    fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "format", "kind",     "samples",     "heads", "eta",    "grid", "steps",
        "losses", "monotone", "small_steps", "final", "digest", NULL};
    run_t R;
    int good;
    if (!fulg_verify_keys(certificate, keys, "the certificate", why) ||
        !fulg_verify_own_digest(certificate, why))
        return 0;
    memset(&R, 0, sizeof R);
    R.why = why;
    fmpq_init(R.eta);
    arb_init(R.before);
    good = fulg_verify_readout_init(&R.S, certificate, why) &&
           read_numbers(&R, certificate) && all_steps(&R) &&
           check_final(&R, certificate) && check_claims(&R, certificate);
    if (good)
        set_statement(claim, &R, certificate);
    if (R.low != NULL)
        _fmpq_vec_clear(R.low, R.steps + 1);
    if (R.high != NULL)
        _fmpq_vec_clear(R.high, R.steps + 1);
    fulg_verify_readout_clear(&R.S);
    fmpq_clear(R.eta);
    arb_clear(R.before);
    return good;
}
