/* The largest coefficients, the diffusion map and pruning for programs. */
#include "organize.h"

/* The slices at these places of the order, increasing. */
static json_t *
json_slices(const fulg_tree_haar_struct *H, slong first, slong end)
{
    char *there = flint_calloc((size_t) H->n, 1);
    json_t *list = json_array();
    for (slong p = first; p < end; p++)
        there[H->order[p]] = 1;
    for (slong x = 0; x < H->n; x++)
        if (there[x])
            json_array_append_new(list, json_integer(x));
    flint_free(there);
    return list;
}

/* A vector is the number of minus on plus, and less that of plus on minus; 1 when
   minus is empty. */
static json_t *
json_vector(const fulg_tree_haar_struct *H, slong v)
{
    return json_pack("{s:o, s:o}", "plus",
                     json_slices(H, H->start[v], H->mid[v]), "minus",
                     json_slices(H, H->mid[v], H->end[v]));
}

static json_t *
json_coefficient(const fulg_organize_coefficients_struct *C, slong place)
{
    const slong *n = C->shape;
    const slong v[3] = {place / n[2] / n[1], place / n[2] % n[1], place % n[2]};
    json_t *object = json_object();
    fmpq_t x, norm;
    fmpq_init(x);
    fmpq_init(norm);
    fmpq_one(norm);
    fmpq_set_fmpz_frac(x, C->value + place, C->den);
    for (int a = 0; a < 3; a++)
    {
        json_object_set_new(object, fulg_cube_axis_name(a),
                            json_vector(&C->basis[a], v[a]));
        fmpz_mul_ui(fmpq_numref(norm), fmpq_numref(norm),
                    C->basis[a].norm[v[a]]);
    }
    json_object_set_new(object, "value", fulg_cli_organize_json_fmpq(x));
    json_object_set_new(object, "squared_norm",
                        fulg_cli_organize_json_fmpq(norm));
    fmpq_clear(x);
    fmpq_clear(norm);
    return object;
}

json_t *
fulg_cli_organize_json_largest(const organize_measure_t *M, slong num)
{
    json_t *list = json_array();
    for (slong n = 0; n < FLINT_MIN(num, M->E->nonzero); n++)
        json_array_append_new(list, json_coefficient(M->C, M->E->order[n]));
    return list;
}

json_t *
fulg_cli_organize_json_diffusion(const organize_t *o)
{
    const fulg_organize_diffusion_struct *S = o->diffusion;
    json_t *values = json_array(), *rows = json_array();
    json_t *object = json_pack("{s:s}", "axis", fulg_cube_axis_name(o->axis));
    if (!S->defined)
    {
        json_object_set_new(object, "undefined",
                            json_string(S->n == 1 ? "there is one slice"
                                                  : "the median distance is "
                                                    "0"));
        json_decref(values);
        json_decref(rows);
        return object;
    }
    for (slong i = 0; i < S->n; i++)
        json_array_append_new(values,
                              fulg_cli_organize_json_ball(S->eigenvalue + i));
    for (slong x = 0; x < S->n; x++)
    {
        json_t *row = json_array();
        for (slong i = 0; i < S->num; i++)
            json_array_append_new(
                row, S->known[i] ? fulg_cli_organize_json_ball(
                                       arb_mat_entry(S->coordinate, x, i))
                                 : json_null());
        json_array_append_new(rows, row);
    }
    json_object_set_new(object, "time", json_integer((json_int_t) o->time));
    json_object_set_new(object, "median",
                        fulg_cli_organize_json_fmpq(S->median));
    json_object_set_new(object, "eigenvalues", values);
    json_object_set_new(object, "coordinates", rows);
    return object;
}

/* A string for each query and key: 1 where the coefficient of that head vector is
   kept. */
static json_t *
json_mask(const organize_t *o)
{
    const slong *n = o->X->shape;
    const unsigned char *mask = o->pruning->mask;
    char *text = flint_malloc((size_t) n[2] + 1);
    json_t *rows = json_array();
    for (slong u = 0; u < n[0]; u++)
    {
        json_t *row = json_array();
        for (slong v = 0; v < n[1]; v++)
        {
            for (slong w = 0; w < n[2]; w++)
                text[w] = *mask++ ? '1' : '0';
            text[n[2]] = '\0';
            json_array_append_new(row, json_string(text));
        }
        json_array_append_new(rows, row);
    }
    flint_free(text);
    return rows;
}

json_t *
fulg_cli_organize_json_pruning(const organize_t *o)
{
    const fulg_organize_pruning_struct *P = o->pruning;
    return json_pack(
        "{s:I, s:I, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "kept",
        (json_int_t) P->kept, "dropped", (json_int_t) (o->M.E->size - P->kept),
        "error_squared", fulg_cli_organize_json_fmpq(P->error2),
        "relative_squared", fulg_cli_organize_json_fmpq(P->relative2),
        "largest_error", fulg_cli_organize_json_fmpq(P->sup), "mean_error",
        fulg_cli_organize_json_fmpq(P->mean), "support",
        (json_int_t) P->support, "mean_error_bound",
        fulg_cli_organize_json_ball(P->mean_bound), "mask", json_mask(o));
}
