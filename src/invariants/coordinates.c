#include <stdio.h>
#include <string.h>

#include "impl.h"

slong
fulg_invariants_var(const fulg_invariants_t model, int side, slong color,
                    slong line, slong pair)
{
    const slong i = side ? line : color, j = side ? color : line;
    return (i * model->pairs + pair) * model->d + j;
}

slong
fulg_invariants_colors(const fulg_invariants_t model, int side)
{
    return side ? model->d : model->d_out;
}

slong
fulg_invariants_lines(const fulg_invariants_t model, int side)
{
    return side ? model->d_out : model->d;
}

slong
fulg_invariants_line_rank(const fulg_invariants_t model, int side)
{
    return side ? model->value_rank : model->alpha;
}

/* Place p holds the coefficients of x_k x_l (token) x_j (column), a block of
   pairs * d coordinates, or, where token = column, of the triples. */
fulg_invariants_place_t *
fulg_invariants_places(slong *num, const fulg_invariants_t model)
{
    const slong t = model->tokens, first = model->all_columns ? 0 : t - 1;
    fulg_invariants_place_t *list = flint_malloc(
        sizeof *list * (size_t) (model->d_out * t * (t - first)));
    slong n = 0, offset = 0;
    for (slong i = 0; i < model->d_out; i++)
        for (slong m = first; m < t; m++)
            for (slong token = 0; token < (model->causal ? m + 1 : t); token++)
            {
                const fulg_invariants_place_t place = {i, m, token, offset};
                list[n++] = place;
                offset += token == m ? model->triples : model->pairs * model->d;
            }
    *num = n;
    return list;
}

static void
name_function(char *text, size_t size, const fulg_invariants_t model, slong n)
{
    slong k, l, m;
    if (model->tokens == 1)
    {
        fulg_invariants_triple(&k, &l, &m, model->d, n % model->triples);
        snprintf(text, size, "c%ld_%ld_%ld_%ld",
                 (long) (n / model->triples + 1), (long) k + 1, (long) l + 1,
                 (long) m + 1);
        return;
    }
    m = n % model->d;
    fulg_invariants_pair(&k, &l, model->d, n / model->d % model->pairs);
    snprintf(text, size, "c%ld_%ld_%ld_%ld",
             (long) (n / model->d / model->pairs + 1), (long) k + 1,
             (long) l + 1, (long) m + 1);
}

static void
name_output(char *text, size_t size, const fulg_invariants_t model, slong n)
{
    slong num, p = 0, k, l, m;
    fulg_invariants_place_t *list = fulg_invariants_places(&num, model), place;
    while (p + 1 < num && list[p + 1].offset <= n)
        p++;
    place = list[p];
    flint_free(list);
    n -= place.offset;
    if (place.token == place.column)
    {
        fulg_invariants_triple(&k, &l, &m, model->d, n);
        snprintf(text, size, "z%ld_%ld_%ld_%ld_%ld", (long) place.row + 1,
                 (long) place.column + 1, (long) k + 1, (long) l + 1,
                 (long) m + 1);
        return;
    }
    m = n % model->d;
    fulg_invariants_pair(&k, &l, model->d, n / model->d);
    snprintf(text, size, "y%ld_%ld_%ld_%ld_%ld_%ld", (long) place.row + 1,
             (long) place.column + 1, (long) place.token + 1, (long) k + 1,
             (long) l + 1, (long) m + 1);
}

char *
fulg_invariants_name(const fulg_invariants_t model, slong n, int output)
{
    char *text = flint_malloc(160);
    if (output)
        name_output(text, 160, model, n);
    else
        name_function(text, 160, model, n);
    return text;
}

char **
fulg_invariants_names(const fulg_invariants_t model, int output)
{
    const slong num = output ? model->num_output : model->num;
    char **names = flint_malloc(sizeof *names * (size_t) FLINT_MAX(num, 1));
    for (slong n = 0; n < num; n++)
        names[n] = fulg_invariants_name(model, n, output);
    return names;
}

void
fulg_invariants_clear_names(char **names, slong num)
{
    for (slong n = 0; n < num; n++)
        flint_free(names[n]);
    flint_free(names);
}

slong
fulg_invariants_weight_length(const fulg_invariants_t model)
{
    return model->d_out + model->d + (model->tokens == 1 ? 0 : model->d);
}

void
fulg_invariants_add_weight(slong *weight, const fulg_invariants_t model,
                           slong var)
{
    slong *x = weight + model->d_out, k, l, m;
    if (model->tokens == 1)
    {
        weight[var / model->triples]++;
        fulg_invariants_triple(&k, &l, &m, model->d, var % model->triples);
        x[m]++;
    }
    else
    {
        weight[var / model->d / model->pairs]++;
        fulg_invariants_pair(&k, &l, model->d, var / model->d % model->pairs);
        x[model->d + var % model->d]++;
    }
    x[k]++;
    x[l]++;
}
