#include "optimize.h"

/* What both tasks here work on. */
typedef struct
{
    fulg_dataset_t D;
    fulg_optimize_heads_t init, star;
} points_t;

static int
load(points_t *p, const optimize_said_t *said, const char *option)
{
    slong heads;
    int code = fulg_cli_optimize_count(&heads, "--heads", said->heads);
    if (code != FULG_EXIT_OK)
        return code;
    if (said->star == NULL)
    {
        fulg_cli_message("%s is missing", option);
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_optimize_data(p->D, said);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_cli_optimize_heads(p->star, said->star, p->D);
    if (code != FULG_EXIT_OK)
    {
        fulg_dataset_clear(p->D);
        return code;
    }
    if (heads != 0)
    {
        fulg_diag_t diag;
        const fulg_status_t status = fulg_optimize_heads_repeat(p->star, heads,
                                                                diag);
        if (status != FULG_OK)
        {
            fulg_dataset_clear(p->D);
            fulg_optimize_heads_clear(p->star);
            return fulg_cli_fail(status, diag, said->star);
        }
    }
    /* without --init as many zero heads as the other point has */
    code = fulg_cli_optimize_init(p->init, said,
                                  heads        ? heads
                                  : said->init ? 0
                                               : p->star->total,
                                  p->D);
    if (code == FULG_EXIT_OK && p->init->total != p->star->total)
    {
        fulg_cli_message("%s has %ld heads, the initial point %ld", said->star,
                         (long) p->star->total, (long) p->init->total);
        code = FULG_EXIT_PARSE;
        fulg_optimize_heads_clear(p->init);
    }
    if (code != FULG_EXIT_OK)
    {
        fulg_dataset_clear(p->D);
        fulg_optimize_heads_clear(p->star);
    }
    return code;
}

static void
clear(points_t *p)
{
    fulg_dataset_clear(p->D);
    fulg_optimize_heads_clear(p->init);
    fulg_optimize_heads_clear(p->star);
}

/* ---- realize ------------------------------------------------------------ */

typedef struct
{
    arb_t loss, distance;
    fulg_truth_t verdict;
} realized_t;

static void
realize(realized_t *r, const points_t *p, const fmpq_t epsilon, slong max_bits)
{
    fmpq_t d;
    arb_t e;
    fmpq_init(d);
    arb_init(e);
    arb_init(r->loss);
    arb_init(r->distance);
    r->verdict = FULG_UNKNOWN;
    fulg_optimize_heads_distance_squared(d, p->init, p->star);
    for (slong bits = 128;
         bits == 128 || (bits <= max_bits && r->verdict == FULG_UNKNOWN);
         bits *= 2)
    {
        fulg_optimize_loss(r->loss, p->D, p->star, bits);
        arb_set_fmpq(r->distance, d, bits);
        arb_sqrtpos(r->distance, r->distance, bits);
        arb_set_fmpq(e, epsilon, bits);
        r->verdict = arb_le(r->loss, e)   ? FULG_TRUE
                     : arb_gt(r->loss, e) ? FULG_FALSE
                                          : FULG_UNKNOWN;
    }
    fmpq_clear(d);
    arb_clear(e);
}

static void
print_realized(fulg_cli_t *cli, const realized_t *r, const points_t *p,
               const fmpq_t epsilon)
{
    char *text;
    if (cli->json)
    {
        json_t *answer = fulg_cli_optimize_json_head(cli, "realize", p->D);
        json_object_set_new(answer, "heads", json_integer(p->star->total));
        json_object_set_new(answer, "epsilon", fulg_exact_json_fmpq(epsilon));
        json_object_set_new(answer, "loss", fulg_cli_optimize_json(r->loss));
        json_object_set_new(answer, "distance",
                            fulg_cli_optimize_json(r->distance));
        json_object_set_new(answer, "verdict",
                            json_string(fulg_cli_optimize_verdict(r->verdict)));
        fulg_cli_print_json(cli, answer);
        return;
    }
    text = fmpq_get_str(NULL, 10, epsilon);
    fulg_cli_optimize_print_data(cli->out, p->D);
    fputs("  loss at theta        in ", cli->out);
    fulg_cli_optimize_print(cli->out, r->loss);
    fputs("\n  |theta - theta_0|    in ", cli->out);
    fulg_cli_optimize_print(cli->out, r->distance);
    fprintf(cli->out, "\n  loss <= %s: %s%s\n", text,
            fulg_cli_optimize_verdict(r->verdict),
            r->verdict == FULG_TRUE ? "; the distance bounds g_0 at this loss"
                                    : "");
    flint_free(text);
}

int
fulg_cli_optimize_realize(fulg_cli_t *cli, const optimize_said_t *said)
{
    points_t p;
    realized_t r;
    fmpq_t epsilon;
    int code;
    fmpq_init(epsilon);
    code = fulg_cli_optimize_number(epsilon, "--eps", said->epsilon, 0);
    if (code == FULG_EXIT_OK)
        code = load(&p, said, "--theta");
    if (code == FULG_EXIT_OK)
    {
        realize(&r, &p, epsilon, said->max_bits);
        print_realized(cli, &r, &p, epsilon);
        cli->keep_output = 1;
        code = fulg_cli_optimize_code(r.verdict);
        arb_clear(r.loss);
        arb_clear(r.distance);
        clear(&p);
    }
    fmpq_clear(epsilon);
    return code;
}

/* ---- bound -------------------------------------------------------------- */

typedef struct
{
    const char *name;
    fulg_truth_t holds;
    const arb_struct *value;
} hypothesis_t;

static void
hypotheses(hypothesis_t list[3], const fulg_optimize_descent_bound_t R)
{
    list[0] = (hypothesis_t){"B exists", R->has_B, R->B};
    list[1] = (hypothesis_t){"eta rho <= 1", R->step_fits, R->eta_rho};
    list[2] = (hypothesis_t){"beta D^2 <= 1/2", R->curvature_fits,
                             R->beta_D_squared};
}

static json_t *
json_or_null(const arb_t x, int known)
{
    return known ? fulg_cli_optimize_json(x) : json_null();
}

static void
print_bound_json(fulg_cli_t *cli, const fulg_optimize_descent_bound_t R,
                 const points_t *p, slong least, const arb_t gap)
{
    json_t *answer = fulg_cli_optimize_json_head(cli, "bound", p->D);
    json_t *list = json_array();
    const int known = R->has_B == FULG_TRUE;
    hypothesis_t h[3];
    hypotheses(h, R);
    for (int k = 0; k < 3; k++)
        json_array_append_new(
            list, json_pack("{s:s, s:o}", "name", h[k].name, "holds",
                            fulg_cli_optimize_json_truth(h[k].holds)));
    json_object_set_new(answer, "heads", json_integer(R->heads));
    json_object_set_new(answer, "identical_heads", json_boolean(R->identical));
    json_object_set_new(answer, "least_heads",
                        least ? json_integer(least) : json_null());
    json_object_set_new(answer, "D0_squared",
                        fulg_cli_optimize_json(R->distance_squared));
    json_object_set_new(answer, "loss", fulg_cli_optimize_json(R->loss));
    json_object_set_new(answer, "loss_star",
                        fulg_cli_optimize_json(R->loss_star));
    json_object_set_new(answer, "D_squared",
                        fulg_cli_optimize_json(R->D_squared));
    json_object_set_new(answer, "B", json_or_null(R->B, known));
    json_object_set_new(answer, "rho", json_or_null(R->rho, known));
    json_object_set_new(answer, "eta_rho", json_or_null(R->eta_rho, known));
    json_object_set_new(answer, "beta_D_squared",
                        json_or_null(R->beta_D_squared, known));
    json_object_set_new(answer, "bound", fulg_cli_optimize_json(R->bound));
    json_object_set_new(answer, "hypotheses", list);
    json_object_set_new(
        answer, "generalization",
        json_pack("{s:s, s:o, s:s}", "formula", "D^2 / n", "value",
                  fulg_cli_optimize_json(gap), "status",
                  "value of a formula, distributional, not proved here"));
    json_object_set_new(answer, "verdict",
                        json_string(fulg_cli_optimize_verdict(R->verdict)));
    fulg_cli_print_json(cli, answer);
}

static void
line(FILE *out, const char *name, const arb_t x)
{
    fprintf(out, "  %-22s", name);
    fulg_cli_optimize_print(out, x);
    fputc('\n', out);
}

static void
print_bound_text(FILE *out, const fulg_optimize_descent_bound_t R,
                 const points_t *p, const optimize_said_t *said, slong least,
                 const arb_t gap)
{
    static const char *const says[] = {"fails", "holds", "is undecided"};
    hypothesis_t h[3];
    hypotheses(h, R);
    fulg_cli_optimize_print_data(out, p->D);
    fprintf(out, "%ld steps of size %s, %ld head%s%s\n", (long) said->steps,
            said->eta, (long) R->heads, R->heads == 1 ? "" : "s",
            R->heads > 1 && R->identical ? ", all equal" : "");
    line(out, "loss at theta_0", R->loss);
    line(out, "loss at theta*", R->loss_star);
    line(out, "|theta_0 - theta*|^2", R->distance_squared);
    line(out, "D^2", R->D_squared);
    for (int k = 0; k < 3; k++)
    {
        if (R->has_B == FULG_TRUE && k == 1)
            line(out, "rho", R->rho);
        fprintf(out, "hypothesis %s %s", h[k].name, says[h[k].holds]);
        if (R->has_B == FULG_TRUE)
        {
            fputs(k == 0 ? ": B in " : ": the left side is in ", out);
            fulg_cli_optimize_print(out, h[k].value);
        }
        fputc('\n', out);
    }
    if (least)
        fprintf(out,
                "the least number of equal heads for which all hold: "
                "%ld\n",
                (long) least);
    fprintf(out,
            R->verdict == FULG_TRUE
                ? "proved: the loss decreases in every step and after "
                  "%ld steps is at most\n"
                : "not proved; after %ld steps the formula would give\n",
            (long) said->steps);
    line(out, "bound", R->bound);
    fputs("generalization gap of the order D^2 / n = ", out);
    fulg_cli_optimize_print(out, gap);
    fputs(":\n  value of a formula, distributional, not proved here", out);
    fputc('\n', out);
}

static int
bound(fulg_cli_t *cli, const optimize_said_t *said, const points_t *p,
      const fmpq_t eta)
{
    fulg_optimize_descent_bound_t R;
    fulg_diag_t diag;
    fulg_status_t status;
    slong least = 0;
    arb_t gap;
    int code;
    arb_init(gap);
    fulg_optimize_descent_bound_init(R);
    status = said->find_heads
                 ? fulg_optimize_descent_bound_least_heads(
                       &least, R, p->D, p->init, p->star, eta, said->steps,
                       said->max_bits, diag)
                 : fulg_optimize_descent_bound(R, p->D, p->init, p->star, eta,
                                               said->steps, said->max_bits,
                                               diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else
    {
        arb_div_si(gap, R->D_squared, p->D->num, R->bits);
        if (cli->json)
            print_bound_json(cli, R, p, least, gap);
        else
            print_bound_text(cli->out, R, p, said, least, gap);
        cli->keep_output = 1;
        code = fulg_cli_optimize_code(R->verdict);
    }
    fulg_optimize_descent_bound_clear(R);
    arb_clear(gap);
    return code;
}

int
fulg_cli_optimize_bound(fulg_cli_t *cli, const optimize_said_t *said)
{
    points_t p;
    fmpq_t eta;
    int code;
    if (said->steps == 0)
    {
        fulg_cli_message("--K is missing");
        return FULG_EXIT_USAGE;
    }
    fmpq_init(eta);
    code = fulg_cli_optimize_number(eta, "--eta", said->eta, 0);
    if (code == FULG_EXIT_OK)
        code = load(&p, said, "--star");
    if (code == FULG_EXIT_OK)
    {
        code = bound(cli, said, &p, eta);
        clear(&p);
    }
    fmpq_clear(eta);
    return code;
}
