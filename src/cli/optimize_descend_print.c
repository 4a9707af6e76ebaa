/* What a descent says, for people and for programs. */
#include "optimize_descend.h"

/* Steps 0, 1, 2, 5, 10, .. and the last, or every --every. */
int
fulg_cli_optimize_is_shown(const optimize_descend_t *d, slong k, slong last)
{
    slong head = k;
    if (k == 0 || k == last)
        return 1;
    if (d->said->every)
        return k % d->said->every == 0;
    while (head % 10 == 0)
        head /= 10;
    return head == 1 || head == 2 || head == 5;
}

static json_t *
json_step(slong step)
{
    return step ? json_integer(step) : json_null();
}

static json_t *
json_run(const optimize_descend_t *d, slong n)
{
    const fulg_optimize_descent_struct *R = &d->run[n];
    const fulg_truth_t monotone = fulg_optimize_descent_is_monotone(R);
    json_t *object = json_object(), *losses = json_array();
    for (slong k = 0; k <= R->steps; k++)
        if (fulg_cli_optimize_is_shown(d, k, R->steps))
            json_array_append_new(
                losses, json_pack("[I, o]", (json_int_t) k,
                                  fulg_cli_optimize_json(R->loss + k)));
    json_object_set_new(object, "heads", json_integer(R->point->total));
    json_object_set_new(object, "eta", fulg_exact_json_fmpq(R->eta));
    json_object_set_new(object, "grid", json_integer(R->grid));
    json_object_set_new(object, "steps", json_integer(R->steps));
    json_object_set_new(object, "stationary", json_boolean(R->stationary));
    json_object_set_new(object, "losses", losses);
    json_object_set_new(object, "monotone",
                        fulg_cli_optimize_json_truth(monotone));
    json_object_set_new(object, "first_increase", json_step(R->first_increase));
    json_object_set_new(object, "first_undecided", json_step(R->first_open));
    json_object_set_new(
        object, "hypothesis",
        json_pack("{s:s, s:o, s:o}", "name", "eta rho <= 1", "holds",
                  R->first_large        ? json_false()
                  : R->first_large_open ? json_null()
                                        : json_true(),
                  "first_failure",
                  json_step(fulg_optimize_descent_first_large(R))));
    json_object_set_new(object, "verdict",
                        json_string(fulg_cli_optimize_verdict(monotone)));
    return object;
}

static json_t *
json_bounds(const optimize_descend_t *d)
{
    json_t *list = json_array();
    for (slong k = 0; k < d->num_bounds; k++)
        json_array_append_new(
            list, json_pack("[I, o]", (json_int_t) d->bound_steps[k],
                            fulg_cli_optimize_json(d->bound + k)));
    return list;
}

/* FALSE when one run is refuted, TRUE when all are proved. */
fulg_truth_t
fulg_cli_optimize_runs_verdict(const optimize_descend_t *d)
{
    fulg_truth_t all = FULG_TRUE;
    for (slong n = 0; n < d->num; n++)
    {
        const fulg_truth_t one = fulg_optimize_descent_is_monotone(&d->run[n]);
        if (one == FULG_FALSE || all == FULG_FALSE)
            all = FULG_FALSE;
        else if (one == FULG_UNKNOWN)
            all = FULG_UNKNOWN;
    }
    return all;
}

void
fulg_cli_optimize_descend_json(const optimize_descend_t *d)
{
    json_t *answer = fulg_cli_optimize_json_head(d->cli, "descend", d->D);
    if (d->num == 1)
    {
        json_t *run = json_run(d, 0);
        json_object_update(answer, run);
        json_decref(run);
        if (d->said->star != NULL)
            json_object_set_new(answer, "bounds", json_bounds(d));
    }
    else
    {
        json_t *runs = json_array();
        for (slong n = 0; n < d->num; n++)
            json_array_append_new(runs, json_run(d, n));
        json_object_set_new(answer, "runs", runs);
        json_object_set_new(
            answer, "monotone",
            fulg_cli_optimize_json_truth(fulg_cli_optimize_runs_verdict(d)));
        json_object_set_new(answer, "verdict",
                            json_string(fulg_cli_optimize_verdict(
                                fulg_cli_optimize_runs_verdict(d))));
    }
    fulg_cli_print_json(d->cli, answer);
}

slong
fulg_cli_optimize_most_steps(const optimize_descend_t *d)
{
    slong most = 0;
    for (slong n = 0; n < d->num; n++)
        most = FLINT_MAX(most, d->run[n].steps);
    return most;
}

/* Midpoint and radius: what fits beside others. */
static void
cell(FILE *out, const arb_t x)
{
    char *text = arb_get_str(x, 12, ARB_STR_NO_RADIUS);
    fprintf(out, "  %16s", text);
    flint_free(text);
}

static void
print_table(FILE *out, const optimize_descend_t *d)
{
    const slong last = fulg_cli_optimize_most_steps(d);
    fputs("    step", out);
    for (slong n = 0; n < d->num; n++)
        fprintf(out, "  %12s %3ld", "H =", (long) d->run[n].point->total);
    fputc('\n', out);
    for (slong k = 0; k <= last; k++)
    {
        if (!fulg_cli_optimize_is_shown(d, k, last))
            continue;
        fprintf(out, "%8ld", (long) k);
        for (slong n = 0; n < d->num; n++)
            if (k <= d->run[n].steps)
                cell(out, d->run[n].loss + k);
            else
                fprintf(out, "  %16s", "");
        fputc('\n', out);
    }
    fputs("  losses with relative error below 1e-11; --json and "
          "--csv give enclosures\n",
          out);
}

static void
print_losses(FILE *out, const optimize_descend_t *d)
{
    const fulg_optimize_descent_struct *R = &d->run[0];
    slong b = 0;
    fprintf(out, "    step  loss%s\n",
            d->num_bounds ? "; bound of the theorem where it applies" : "");
    for (slong k = 0; k <= R->steps; k++)
    {
        while (b < d->num_bounds && d->bound_steps[b] < k)
            b++;
        if (!fulg_cli_optimize_is_shown(d, k, R->steps))
            continue;
        fprintf(out, "%8ld  ", (long) k);
        fulg_cli_optimize_print(out, R->loss + k);
        if (b < d->num_bounds && d->bound_steps[b] == k)
        {
            char *text = arb_get_str(d->bound + b, 6, ARB_STR_NO_RADIUS);
            fprintf(out, "  <= %s", text);
            flint_free(text);
        }
        fputc('\n', out);
    }
}

static void
print_run(FILE *out, const optimize_descend_t *d, slong n)
{
    const fulg_optimize_descent_struct *R = &d->run[n];
    const slong large = fulg_optimize_descent_first_large(R);
    if (d->num > 1)
        fprintf(out, "H = %ld: ", (long) R->point->total);
    if (R->first_increase)
        fprintf(out, "the loss does not decrease in step %ld: refuted\n",
                (long) R->first_increase);
    else if (R->first_open)
        fprintf(out, "undecided whether the loss decreases in step %ld\n",
                (long) R->first_open);
    else
        fprintf(out, "the loss decreases in each of the %ld steps: proved\n",
                (long) R->steps);
    if (large)
        fprintf(out,
                "  eta rho <= 1 %s step %ld on: the proof uses only the "
                "losses\n",
                R->first_large == large ? "fails from" : "is not proved from",
                (long) large);
    else
        fputs("  eta rho <= 1 on every step: the descent lemma applies, "
              "too\n",
              out);
    if (R->stationary)
        fprintf(out,
                "  stationary: after step %ld the gradient changes no "
                "number on the grid 2^-%ld\n",
                (long) R->steps, (long) R->grid);
}

void
fulg_cli_optimize_descend_text(const optimize_descend_t *d)
{
    FILE *out = d->cli->out;
    char *eta = fmpq_get_str(NULL, 10, d->run[0].eta);
    fulg_cli_optimize_print_data(out, d->D);
    fprintf(out, "gradient descent of step %s on the grid 2^-%ld\n", eta,
            (long) d->run[0].grid);
    if (d->num > 1)
        print_table(out, d);
    else
        print_losses(out, d);
    for (slong n = 0; n < d->num; n++)
        print_run(out, d, n);
    flint_free(eta);
}
