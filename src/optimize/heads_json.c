#include <stdio.h>

#include <fulgurite/exact.h>
#include <fulgurite/weights.h>

#include "impl.h"

#define MAX_HEADS (WORD(1) << 40)
#define WHERE_SIZE 64

static fulg_status_t
set_matrix(fmpq_mat_t A, const json_t *head, const char *name, slong number,
           fulg_diag_t diag)
{
    const json_t *value = json_object_get(head, name);
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "head %ld, %s", (long) number, name);
    if (value == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s is missing", where);
    return fulg_weights_mat_set_json(A, value, where, diag);
}

/* W = Q^T K, with as many rows as Q has. */
static fulg_status_t
set_product(fmpq_mat_t W, const json_t *head, slong number, fulg_diag_t diag)
{
    const slong a = (slong) json_array_size(json_object_get(head, "Q"));
    const slong d = fmpq_mat_nrows(W);
    fmpq_mat_t Q, K, Qt;
    fulg_status_t status;
    fmpq_mat_init(Q, a, d);
    fmpq_mat_init(K, a, d);
    fmpq_mat_init(Qt, d, a);
    status = set_matrix(Q, head, "Q", number, diag);
    if (status == FULG_OK)
        status = set_matrix(K, head, "K", number, diag);
    if (status == FULG_OK)
    {
        fmpq_mat_transpose(Qt, Q);
        fmpq_mat_mul(W, Qt, K);
    }
    fmpq_mat_clear(Q);
    fmpq_mat_clear(K);
    fmpq_mat_clear(Qt);
    return status;
}

static fulg_status_t
set_head(fulg_optimize_heads_t P, slong g, const json_t *head, fulg_diag_t diag)
{
    static const char *const keys[] = {"U", "W", "Q", "K", "copies", NULL};
    const json_t *copies = json_object_get(head, "copies");
    char where[WHERE_SIZE];
    fulg_status_t status;
    snprintf(where, sizeof where, "head %ld", (long) g + 1);
    if (!json_is_object(head))
        return fulg_diag_set(diag, FULG_PARSE, "%s is not an object", where);
    status = fulg_exact_json_check_keys(head, keys, where, diag);
    if (status != FULG_OK)
        return status;
    if (copies != NULL &&
        (!json_is_integer(copies) || json_integer_value(copies) < 1 ||
         json_integer_value(copies) > MAX_HEADS))
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: \"copies\" is not a number from 1 to %ld",
                             where, (long) MAX_HEADS);
    P->copies[g] = copies ? (slong) json_integer_value(copies) : 1;
    status = set_matrix(&P->U[g], head, "U", g + 1, diag);
    if (status != FULG_OK)
        return status;
    if (json_object_get(head, "Q") == NULL &&
        json_object_get(head, "K") == NULL)
        return set_matrix(&P->W[g], head, "W", g + 1, diag);
    if (json_object_get(head, "W") != NULL)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: give either W or both Q and K", where);
    return set_product(&P->W[g], head, g + 1, diag);
}

/* Equal neighbours become copies of one head. */
static fulg_status_t
join(fulg_optimize_heads_t P, fulg_diag_t diag)
{
    slong kept = 0;
    P->total = P->copies[0];
    for (slong g = 1; g < P->num; g++)
    {
        P->total += P->copies[g];
        if (P->total > MAX_HEADS)
            return fulg_diag_set(diag, FULG_UNABLE, "more than %ld heads",
                                 (long) MAX_HEADS);
        if (fmpq_mat_equal(&P->U[kept], &P->U[g]) &&
            fmpq_mat_equal(&P->W[kept], &P->W[g]))
            P->copies[kept] += P->copies[g];
        else if (++kept != g)
        {
            fmpq_mat_swap(&P->U[kept], &P->U[g]);
            fmpq_mat_swap(&P->W[kept], &P->W[g]);
            P->copies[kept] = P->copies[g];
        }
    }
    for (slong g = kept + 1; g < P->num; g++)
    {
        fmpq_mat_clear(&P->U[g]);
        fmpq_mat_clear(&P->W[g]);
    }
    P->num = kept + 1;
    return FULG_OK;
}

static fulg_status_t
set_list(fulg_optimize_heads_t P, const json_t *list, slong tokens, slong dim,
         fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"heads\" is not a list of one or more");
    fulg_optimize_heads_init(P, (slong) json_array_size(list), tokens, dim);
    for (slong g = 0; g < P->num && status == FULG_OK; g++)
        status = set_head(P, g, json_array_get(list, (size_t) g), diag);
    if (status == FULG_OK)
        status = join(P, diag);
    if (status != FULG_OK)
        fulg_optimize_heads_clear(P);
    return status;
}

fulg_status_t
fulg_optimize_heads_init_json(fulg_optimize_heads_t P, const json_t *value,
                              slong tokens, slong dim, fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "architecture", "layers",
                                       NULL};
    static const char *const layer_keys[] = {"heads", NULL};
    const json_t *layers = json_object_get(value, "layers");
    fulg_status_t status;
    if (json_is_array(value))
        return set_list(P, value, tokens, dim, diag);
    status = fulg_exact_json_check_format(value, "fulgurite-weights/1", diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "the weights", diag);
    if (status != FULG_OK)
        return status;
    if (json_array_size(layers) != 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"layers\" is not a list of one layer");
    status = fulg_exact_json_check_keys(json_array_get(layers, 0), layer_keys,
                                        "the layer", diag);
    if (status != FULG_OK)
        return status;
    return set_list(P, json_object_get(json_array_get(layers, 0), "heads"),
                    tokens, dim, diag);
}

json_t *
fulg_optimize_heads_json_list(const fulg_optimize_heads_t P)
{
    json_t *list = json_array();
    for (slong g = 0; g < P->num; g++)
    {
        json_t *head = json_pack("{s:o, s:o}", "W",
                                 fulg_weights_mat_json(&P->W[g]), "U",
                                 fulg_weights_mat_json(&P->U[g]));
        if (P->copies[g] > 1)
            json_object_set_new(head, "copies",
                                json_integer((json_int_t) P->copies[g]));
        json_array_append_new(list, head);
    }
    return list;
}

json_t *
fulg_optimize_heads_json(const fulg_optimize_heads_t P)
{
    return json_pack("{s:s, s:[{s:o}]}", "format", "fulgurite-weights/1",
                     "layers", "heads", fulg_optimize_heads_json_list(P));
}
