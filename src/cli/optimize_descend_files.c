/* What a descent writes: certificate, table, picture. */
#include "optimize_descend.h"

static int
write_csv(const optimize_descend_t *d)
{
    fulg_cli_output_t output;
    const slong last = fulg_cli_optimize_most_steps(d);
    int code = fulg_cli_output_open(d->cli, &output, d->said->csv);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_cli_output_put(&output, "heads,step,lower,upper\n", 23);
    for (slong n = 0; n < d->num; n++)
        for (slong k = 0; k <= last && k <= d->run[n].steps; k++)
        {
            json_t *pair = fulg_cli_optimize_json(d->run[n].loss + k);
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

int
fulg_cli_optimize_descend_certificate(const optimize_descend_t *d)
{
    json_t *value = fulg_optimize_descent_certificate(&d->run[0], d->D,
                                                      &d->init[0]);
    const int code = fulg_cli_write_json(d->cli, d->said->certificate, value);
    json_decref(value);
    return code;
}

static int
write_plot(const optimize_descend_t *d)
{
    const optimize_plot_t plot = {d->num, d->run, d->num_bounds, d->bound_steps,
                                  d->bound};
    return fulg_cli_optimize_plot(d->cli, d->said->plot, &plot);
}

int
fulg_cli_optimize_descend_files(const optimize_descend_t *d)
{
    int code = d->said->csv != NULL ? write_csv(d) : FULG_EXIT_OK;
    if (code == FULG_EXIT_OK && d->said->plot != NULL)
        code = write_plot(d);
    return code;
}
