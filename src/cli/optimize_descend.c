#include <stdlib.h>
#include <string.h>

#include "optimize.h"

#define MAX_RUNS 64
/* After so many seconds a certificate in the making is written, so that an
   interrupted run can be resumed. */
#define PATIENCE 20.0

/* All runs, and the bound of the theorem for the first. */
typedef struct
{
    fulg_cli_t *cli;
    const optimize_said_t *said;
    fulg_dataset_t D;
    slong num;
    fulg_heads_struct init[MAX_RUNS];
    fulg_descent_struct run[MAX_RUNS];
    slong num_bounds;
    slong bound_steps[64];
    arb_struct bound[64];
} descend_t;

/* ---- what is printed ---------------------------------------------------- */

/* Steps 0, 1, 2, 5, 10, .. and the last, or every --every. */
static int
is_shown(const descend_t *d, slong k, slong last)
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

/* The first step for which eta rho <= 1 is not proved, or 0. */
static slong
first_large(const fulg_descent_struct *R)
{
    if (R->first_large == 0)
        return R->first_large_open;
    if (R->first_large_open == 0)
        return R->first_large;
    return FLINT_MIN(R->first_large, R->first_large_open);
}

static json_t *
json_step(slong step)
{
    return step ? json_integer(step) : json_null();
}

static json_t *
json_run(const descend_t *d, slong n)
{
    const fulg_descent_struct *R = &d->run[n];
    const fulg_truth_t monotone = fulg_descent_is_monotone(R);
    json_t *object = json_object(), *losses = json_array();
    for (slong k = 0; k <= R->steps; k++)
        if (is_shown(d, k, R->steps))
            json_array_append_new(losses,
                                  json_pack("[I, o]", (json_int_t) k,
                                            fulg_optimize_cli_json(
                                                R->loss + k)));
    json_object_set_new(object, "heads", json_integer(R->point->total));
    json_object_set_new(object, "eta", fulg_exact_json_fmpq(R->eta));
    json_object_set_new(object, "grid", json_integer(R->grid));
    json_object_set_new(object, "steps", json_integer(R->steps));
    json_object_set_new(object, "stationary", json_boolean(R->stationary));
    json_object_set_new(object, "losses", losses);
    json_object_set_new(object, "monotone",
                        fulg_optimize_cli_json_truth(monotone));
    json_object_set_new(object, "first_increase",
                        json_step(R->first_increase));
    json_object_set_new(object, "first_undecided", json_step(R->first_open));
    json_object_set_new(
        object, "hypothesis",
        json_pack("{s:s, s:o, s:o}", "name", "eta rho <= 1", "holds",
                  R->first_large        ? json_false()
                  : R->first_large_open ? json_null()
                                        : json_true(),
                  "first_failure", json_step(first_large(R))));
    json_object_set_new(object, "verdict",
                        json_string(fulg_optimize_cli_verdict(monotone)));
    return object;
}

static json_t *
json_bounds(const descend_t *d)
{
    json_t *list = json_array();
    for (slong k = 0; k < d->num_bounds; k++)
        json_array_append_new(
            list, json_pack("[I, o]", (json_int_t) d->bound_steps[k],
                            fulg_optimize_cli_json(d->bound + k)));
    return list;
}

/* FALSE when one run is refuted, TRUE when all are proved. */
static fulg_truth_t
verdict(const descend_t *d)
{
    fulg_truth_t all = FULG_TRUE;
    for (slong n = 0; n < d->num; n++)
    {
        const fulg_truth_t one = fulg_descent_is_monotone(&d->run[n]);
        if (one == FULG_FALSE || all == FULG_FALSE)
            all = FULG_FALSE;
        else if (one == FULG_UNKNOWN)
            all = FULG_UNKNOWN;
    }
    return all;
}

static void
print_json(const descend_t *d)
{
    json_t *answer = fulg_optimize_cli_json_head(d->cli, "descend", d->D);
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
        json_object_set_new(answer, "monotone",
                            fulg_optimize_cli_json_truth(verdict(d)));
        json_object_set_new(
            answer, "verdict",
            json_string(fulg_optimize_cli_verdict(verdict(d))));
    }
    fulg_cli_print_json(d->cli, answer);
}

static slong
most_steps(const descend_t *d)
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
print_table(FILE *out, const descend_t *d)
{
    const slong last = most_steps(d);
    arb_t error;
    arb_init(error);
    fputs("    step", out);
    for (slong n = 0; n < d->num; n++)
        fprintf(out, "  %12s %3ld", "H =", (long) d->run[n].point->total);
    fputc('\n', out);
    for (slong k = 0; k <= last; k++)
    {
        if (!is_shown(d, k, last))
            continue;
        fprintf(out, "%8ld", (long) k);
        for (slong n = 0; n < d->num; n++)
            if (k <= d->run[n].steps)
                cell(out, d->run[n].loss + k);
            else
                fprintf(out, "  %16s", "");
        fputc('\n', out);
    }
    fputs("  losses to within 1e-11 of themselves; --json and --csv give "
          "enclosures\n", out);
    arb_clear(error);
}

static void
print_losses(FILE *out, const descend_t *d)
{
    const fulg_descent_struct *R = &d->run[0];
    slong b = 0;
    fprintf(out, "    step  loss%s\n",
            d->num_bounds ? "; bound of the theorem where it applies" : "");
    for (slong k = 0; k <= R->steps; k++)
    {
        while (b < d->num_bounds && d->bound_steps[b] < k)
            b++;
        if (!is_shown(d, k, R->steps))
            continue;
        fprintf(out, "%8ld  ", (long) k);
        fulg_optimize_cli_print(out, R->loss + k);
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
print_run(FILE *out, const descend_t *d, slong n)
{
    const fulg_descent_struct *R = &d->run[n];
    const slong large = first_large(R);
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
        fprintf(out, "  eta rho <= 1 %s step %ld on: what is proved rests on "
                "the losses alone\n", R->first_large == large
                    ? "fails from" : "is not proved from", (long) large);
    else
        fputs("  eta rho <= 1 on every step: the descent lemma applies, "
              "too\n", out);
    if (R->stationary)
        fprintf(out, "  stationary: after step %ld the gradient moves no "
                "number of the grid 2^-%ld\n", (long) R->steps,
                (long) R->grid);
}

static void
print_text(const descend_t *d)
{
    FILE *out = d->cli->out;
    char *eta = fmpq_get_str(NULL, 10, d->run[0].eta);
    fulg_optimize_cli_print_data(out, d->D);
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

/* ---- files -------------------------------------------------------------- */

static int
write_csv(const descend_t *d)
{
    fulg_cli_output_t output;
    const slong last = most_steps(d);
    int code = fulg_cli_output_open(d->cli, &output, d->said->csv);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_cli_output_put(&output, "heads,step,lower,upper\n", 23);
    for (slong n = 0; n < d->num; n++)
        for (slong k = 0; k <= last && k <= d->run[n].steps; k++)
        {
            json_t *pair = fulg_optimize_cli_json(d->run[n].loss + k);
            char line[512];
            const int length = snprintf(
                line, sizeof line, "%ld,%ld,%s,%s\n",
                (long) d->run[n].point->total, (long) k,
                json_string_value(json_array_get(pair, 0)),
                json_string_value(json_array_get(pair, 1)));
            fulg_cli_output_put(&output, line, (size_t) length);
            json_decref(pair);
        }
    return fulg_cli_output_close(&output, code);
}

static int
write_certificate(const descend_t *d)
{
    json_t *value = fulg_descent_certificate(&d->run[0], d->D, &d->init[0]);
    const int code =
        fulg_cli_write_json(d->cli, d->said->certificate, value);
    json_decref(value);
    return code;
}

static int
write_plot(const descend_t *d)
{
    const optimize_plot_t plot = {d->num, d->run, d->num_bounds,
                                  d->bound_steps, d->bound};
    return fulg_optimize_cli_plot(d->cli, d->said->plot, &plot);
}

/* ---- the runs ----------------------------------------------------------- */

/* Where the theorem applies to run 0, for K = 1, 2, 5, .. . */
static int
set_bounds(descend_t *d)
{
    const fulg_descent_struct *R = &d->run[0];
    fulg_descent_bound_t B;
    fulg_heads_t star;
    fulg_diag_t diag;
    int code = fulg_optimize_cli_heads(star, d->said->star, d->D);
    if (code != FULG_EXIT_OK)
        return code;
    for (slong k = 1; k <= R->steps && code == FULG_EXIT_OK; k++)
    {
        fulg_status_t status;
        if (!is_shown(d, k, R->steps) || d->num_bounds == 64)
            continue;
        fulg_descent_bound_init(B);
        status = fulg_descent_bound(B, d->D, &d->init[0], star, R->eta, k,
                                    d->said->max_bits, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, d->said->star);
        else if (B->verdict == FULG_TRUE)
        {
            arb_init(d->bound + d->num_bounds);
            arb_set(d->bound + d->num_bounds, B->bound);
            d->bound_steps[d->num_bounds++] = k;
        }
        fulg_descent_bound_clear(B);
    }
    fulg_heads_clear(star);
    return code;
}

/* One run, in parts that are saved. */
static int
run_one(descend_t *d, slong n)
{
    fulg_descent_struct *R = &d->run[n];
    const slong last = R->steps + d->said->steps;
    slong part = 16;
    double saved = fulg_cli_seconds();
    fulg_diag_t diag;
    while (R->steps < last && !R->stationary)
    {
        const double start = fulg_cli_seconds();
        const fulg_status_t status = fulg_descent_run(
            R, d->D, FLINT_MIN(part, last - R->steps), d->said->max_bits,
            &d->cli->progress, diag);
        const double now = fulg_cli_seconds();
        if (status != FULG_OK)
        {
            if (d->said->certificate != NULL &&
                write_certificate(d) == FULG_EXIT_OK)
                fulg_cli_message("%s holds the first %ld steps; --resume goes "
                                 "on from them", d->said->certificate,
                                 (long) R->steps);
            return fulg_cli_fail(status, diag, NULL);
        }
        part = now - start < 2 ? 2 * part : now - start > 8 ? part / 2 + 1
                                                            : part;
        if (d->said->certificate != NULL && now - saved > PATIENCE &&
            R->steps < last)
        {
            const int code = write_certificate(d);
            if (code != FULG_EXIT_OK)
                return code;
            d->cli->force = 1;
            saved = now;
        }
    }
    return FULG_EXIT_OK;
}

static int
answer(descend_t *d)
{
    int code = FULG_EXIT_OK;
    if (d->said->star != NULL)
        code = set_bounds(d);
    if (code == FULG_EXIT_OK && d->said->certificate != NULL)
        code = write_certificate(d);
    if (code == FULG_EXIT_OK && d->said->csv != NULL)
        code = write_csv(d);
    if (code == FULG_EXIT_OK && d->said->plot != NULL)
        code = write_plot(d);
    if (code != FULG_EXIT_OK)
        return code;
    if (d->cli->json)
        print_json(d);
    else
        print_text(d);
    d->cli->keep_output = 1;
    return fulg_optimize_cli_code(verdict(d));
}

/* The heads of a list "1,2,4", a run each. */
static int
begin(descend_t *d, const fmpq_t eta)
{
    const char *text = d->said->heads ? d->said->heads : "";
    int code = FULG_EXIT_OK;
    do
    {
        const size_t length = strcspn(text, ",");
        char word[32];
        slong heads = 0;
        if (d->num == MAX_RUNS || length >= sizeof word)
        {
            fulg_cli_message("--heads takes up to %d numbers", MAX_RUNS);
            return FULG_EXIT_USAGE;
        }
        memcpy(word, text, length);
        word[length] = '\0';
        if (d->said->heads != NULL)
            code = fulg_optimize_cli_number_of_heads(&heads, word);
        if (code == FULG_EXIT_OK)
            code = fulg_optimize_cli_init(&d->init[d->num], d->said, heads,
                                          d->D);
        if (code != FULG_EXIT_OK)
            return code;
        fulg_descent_init(&d->run[d->num], d->D, &d->init[d->num], eta,
                          d->said->grid);
        d->num++;
        text += length;
    } while (*text++ == ',');
    return code;
}

static int
resume(descend_t *d)
{
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    int code = fulg_cli_load_json(&value, d->said->resume);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_descent_init_json(&d->run[0], d->D, &d->init[0], value,
                                    diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, d->said->resume);
    d->num = 1;
    return FULG_EXIT_OK;
}

static int
start(descend_t *d)
{
    fmpq_t eta;
    int code;
    if (d->said->resume != NULL)
        return resume(d);
    fmpq_init(eta);
    code = fulg_optimize_cli_number(eta, "--eta", d->said->eta, 0);
    if (code == FULG_EXIT_OK)
        code = fulg_optimize_cli_data(d->D, d->said);
    if (code == FULG_EXIT_OK)
    {
        code = begin(d, eta);
        if (code != FULG_EXIT_OK && d->num == 0)
            fulg_dataset_clear(d->D);
    }
    fmpq_clear(eta);
    return code;
}

/* Options that do not go together, and names that cannot be written. */
static int
check(fulg_cli_t *cli, const optimize_said_t *said)
{
    const char *const files[] = {said->certificate, said->csv, said->plot};
    const int many = said->heads != NULL && strchr(said->heads, ',') != NULL;
    fulg_cli_output_t output;
    if (said->resume != NULL &&
        (said->data || said->labels || said->init || said->heads || said->eta))
    {
        fulg_cli_message("--resume takes data, parameters and eta from the "
                         "certificate");
        return FULG_EXIT_USAGE;
    }
    if (said->steps == 0 || (many && (said->certificate || said->star)))
    {
        fulg_cli_message(said->steps == 0
                             ? "--steps is missing"
                             : "--certificate and --star go with one number "
                               "of heads");
        return FULG_EXIT_USAGE;
    }
    for (int k = 0; k < 3; k++)
        if (files[k] != NULL)
        {
            const int code = fulg_cli_output_open(cli, &output, files[k]);
            if (code != FULG_EXIT_OK)
                return code;
            (void) fulg_cli_output_close(&output, FULG_EXIT_UNABLE);
        }
    return FULG_EXIT_OK;
}

int
fulg_optimize_cli_descend(fulg_cli_t *cli, const optimize_said_t *said)
{
    descend_t *d;
    int code = check(cli, said);
    if (code != FULG_EXIT_OK)
        return code;
    d = flint_calloc(1, sizeof *d);
    d->cli = cli;
    d->said = said;
    code = start(d);
    for (slong n = 0; n < d->num && code == FULG_EXIT_OK; n++)
        code = run_one(d, n);
    if (code == FULG_EXIT_OK)
        code = answer(d);
    for (slong n = 0; n < d->num; n++)
    {
        fulg_descent_clear(&d->run[n]);
        fulg_heads_clear(&d->init[n]);
    }
    for (slong k = 0; k < d->num_bounds; k++)
        arb_clear(d->bound + k);
    if (d->num > 0)
        fulg_dataset_clear(d->D);
    flint_free(d);
    return code;
}
