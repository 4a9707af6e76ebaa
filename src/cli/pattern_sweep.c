#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "picture.h"

#define MAX_LENGTHS 64
#define MAX_SAMPLES 1000

/* What the samples of one length needed; -1: none found. */
typedef struct
{
    slong length, existence, median;
    slong *size;
} row_t;

typedef struct
{
    fulg_cli_pattern_t *A;
    fulg_pattern_method_t method;
    ulong gamma;
    int num;
    row_t row[MAX_LENGTHS];
} sweep_t;

/* One random matrix: the first size that a method proves. */
static int
sample(slong *size, row_t *row, const sweep_t *S, fulg_rand_t rand)
{
    fulg_cli_pattern_t *A = S->A;
    fulg_pattern_t P;
    fulg_pattern_shape_t shape;
    fulg_pattern_result_t result;
    fulg_diag_t diag;
    fulg_status_t status = fulg_pattern_init_random(P, row->length, A->nonzeros,
                                                    S->gamma, rand, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, "--sweep");
    fulg_pattern_shape_init(&shape, P);
    if (fulg_pattern_existence(&row->existence, &shape, row->length,
                               &A->options, diag) != FULG_OK)
        row->existence = -1;
    status = fulg_pattern_search(&result, S->method, P, &A->options, diag);
    *size = result.proved ? result.size : -1;
    fulg_pattern_result_clear(&result);
    fulg_pattern_shape_clear(&shape);
    fulg_pattern_clear(P);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* None found counts as larger than all others. */
static int
by_size(const void *a, const void *b)
{
    const ulong x = (ulong) * (const slong *) a,
                y = (ulong) * (const slong *) b;
    return x < y ? -1 : x > y;
}

static int
fill(sweep_t *S)
{
    fulg_cli_pattern_t *A = S->A;
    int code = FULG_EXIT_OK;
    for (int n = 0; n < S->num && code == FULG_EXIT_OK; n++)
    {
        row_t *row = &S->row[n];
        slong *sorted = flint_malloc((size_t) A->samples * sizeof(slong));
        fulg_rand_t rand;
        /* A length has the same matrices in every sweep of this seed. */
        fulg_rand_init(rand, A->cli->seed * 1000003 + (ulong) row->length);
        for (slong s = 0; s < A->samples && code == FULG_EXIT_OK; s++)
            code = sample(&row->size[s], row, S, rand);
        memcpy(sorted, row->size, (size_t) A->samples * sizeof(slong));
        if (code == FULG_EXIT_OK)
            qsort(sorted, (size_t) A->samples, sizeof(slong), by_size);
        row->median = sorted[(A->samples - 1) / 2];
        flint_free(sorted);
    }
    return code;
}

static json_t *
size_json(slong size)
{
    return size < 0 ? json_null() : json_integer(size);
}

static void
set_text(json_t *answer, const char *key, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_object_set_new(answer, key, json_string(text));
    flint_free(text);
}

static void
print_json(const sweep_t *S)
{
    const fulg_cli_pattern_t *A = S->A;
    json_t *answer = fulg_cli_json_head(A->cli), *rows = json_array();
    json_object_set_new(answer, "nonzeros", json_integer(A->nonzeros));
    json_object_set_new(answer, "gamma", json_integer((json_int_t) S->gamma));
    set_text(answer, "e1", A->options.e1);
    set_text(answer, "e2", A->options.e2);
    json_object_set_new(answer, "method",
                        json_string(fulg_pattern_method_name(S->method)));
    for (int n = 0; n < S->num; n++)
    {
        const row_t *row = &S->row[n];
        json_t *object = json_object(), *sizes = json_array();
        json_object_set_new(object, "length", json_integer(row->length));
        for (slong s = 0; s < A->samples; s++)
            json_array_append_new(sizes, size_json(row->size[s]));
        json_object_set_new(object, "hidden_sizes", sizes);
        json_object_set_new(object, "median", size_json(row->median));
        json_object_set_new(object, "existence", size_json(row->existence));
        json_array_append_new(rows, object);
    }
    json_object_set_new(answer, "sweep", rows);
    fulg_cli_print_json(A->cli, answer);
}

static void
print_size(FILE *out, slong size)
{
    if (size < 0)
        fprintf(out, " %8s", "none");
    else
        fprintf(out, " %8ld", (long) size);
}

static void
print_text(const sweep_t *S)
{
    const fulg_cli_pattern_t *A = S->A;
    FILE *out = A->cli->out;
    fprintf(out,
            "first hidden size proved (%s), %ld random matrices per "
            "length, %ld entries per row\n\n",
            fulg_pattern_method_name(S->method), (long) A->samples,
            (long) A->nonzeros);
    fprintf(out, "%8s %8s %8s %8s %10s\n", "length", "least", "median", "most",
            "existence");
    for (int n = 0; n < S->num; n++)
    {
        const row_t *row = &S->row[n];
        slong least = row->size[0], most = row->size[0];
        for (slong s = 1; s < A->samples; s++)
        {
            if (by_size(&row->size[s], &least) < 0)
                least = row->size[s];
            if (by_size(&row->size[s], &most) > 0)
                most = row->size[s];
        }
        fprintf(out, "%8ld", (long) row->length);
        print_size(out, least);
        print_size(out, row->median);
        print_size(out, most);
        fputs("  ", out);
        print_size(out, row->existence);
        fputc('\n', out);
    }
}

/* ---- the plot ------------------------------------------------------------------ */

/* What gnuplot is told, with its data. */
static void
write_script(FILE *out, const void *data)
{
    const sweep_t *S = data;
    const fulg_cli_pattern_t *A = S->A;
    fprintf(out, "set logscale x 2\nset key top left\nset grid\n"
                 "set offsets 0, 0, 1, 0\nset yrange [0:*]\n"
                 "set xlabel 'length L (logarithmic)'\n"
                 "set ylabel 'hidden size d'\n$samples << EOD\n");
    for (int n = 0; n < S->num; n++)
        for (slong s = 0; s < A->samples; s++)
            if (S->row[n].size[s] >= 0)
                fprintf(out, "%ld %ld\n", (long) S->row[n].length,
                        (long) S->row[n].size[s]);
    fprintf(out, "EOD\n$lines << EOD\n");
    for (int n = 0; n < S->num; n++)
    {
        const row_t *row = &S->row[n];
        fprintf(out, "%ld ", (long) row->length);
        fprintf(out, row->median < 0 ? "NaN " : "%ld ", (long) row->median);
        fprintf(out, row->existence < 0 ? "NaN\n" : "%ld\n",
                (long) row->existence);
    }
    fprintf(out,
            "EOD\nplot $samples using 1:2 with points pt 6 title "
            "'random matrices (%s)', \\\n"
            "  $lines using 1:2 with lines lw 2 title 'median', \\\n"
            "  $lines using 1:3 with linespoints dt 2 title "
            "'existence bound'\n",
            fulg_pattern_method_name(S->method));
}

static int
check(const sweep_t *S)
{
    const fulg_cli_pattern_t *A = S->A;
    if (S->num == 0)
        fulg_cli_message("--sweep needs lengths such as 8,16,32, not \"%.60s\"",
                         A->sweep);
    else if (A->samples > MAX_SAMPLES)
        fulg_cli_message("--samples goes up to %d", MAX_SAMPLES);
    else if (S->gamma < 1)
        fulg_cli_message("--gamma of a sweep is an integer from 1 to 1000000, "
                         "not \"%.60s\"",
                         A->gamma);
    else
        return A->plot ? fulg_cli_picture_check(A->plot) : FULG_EXIT_OK;
    return FULG_EXIT_USAGE;
}

static int
run_sweep(sweep_t *S)
{
    const fulg_cli_pattern_t *A = S->A;
    fulg_cli_output_t output;
    int code = FULG_EXIT_OK, missing = 0;
    if (A->plot != NULL)
        code = fulg_cli_output_open(A->cli, &output, A->plot);
    if (code != FULG_EXIT_OK)
        return code;
    code = fill(S);
    if (A->plot != NULL)
    {
        if (code == FULG_EXIT_OK)
            code = fulg_cli_picture_put(&output, A->plot, 720, 480,
                                        write_script, S);
        code = fulg_cli_output_close(&output, code);
    }
    if (code != FULG_EXIT_OK)
        return code;
    if (A->cli->json)
        print_json(S);
    else
        print_text(S);
    for (int n = 0; n < S->num; n++)
        for (slong s = 0; s < A->samples; s++)
            missing |= S->row[n].size[s] < 0;
    A->cli->keep_output = 1;
    return missing ? FULG_EXIT_UNABLE : FULG_EXIT_OK;
}

int
fulg_cli_pattern_sweep(fulg_cli_pattern_t *A)
{
    sweep_t S = {.A = A, .gamma = 1};
    slong length[MAX_LENGTHS], gamma = 1;
    int code;
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
        if (A->methods[m])
            S.method = (fulg_pattern_method_t) m;
    S.num = fulg_cli_pattern_numbers(length, A->sweep, MAX_LENGTHS);
    if (A->gamma != NULL &&
        (fulg_cli_pattern_numbers(&gamma, A->gamma, 1) != 1 || gamma > 1000000))
        gamma = 0;
    S.gamma = (ulong) gamma;
    code = check(&S);
    for (int n = 0; n < S.num && code == FULG_EXIT_OK; n++)
        code = fulg_cli_pattern_check_rs(A, length[n]);
    if (code != FULG_EXIT_OK)
        return code;
    A->options.with_difference = 0;
    for (int n = 0; n < S.num; n++)
    {
        S.row[n].length = length[n];
        S.row[n].size = flint_calloc((size_t) A->samples, sizeof(slong));
    }
    code = run_sweep(&S);
    for (int n = 0; n < S.num; n++)
        flint_free(S.row[n].size);
    return code;
}
