#include <stdio.h>

#include <fulgurite/dataset.h>
#include <fulgurite/exact.h>
#include <fulgurite/weights.h>

static const json_t *
tokens_of(const json_t *samples, size_t i)
{
    return json_object_get(json_array_get(samples, i), "tokens");
}

/* One sample, whose shape is that of the first. */
static fulg_status_t
set_sample(fulg_dataset_t D, slong i, const json_t *samples, fulg_diag_t diag)
{
    static const char *const keys[] = {"tokens", "label", NULL};
    const json_t *sample = json_array_get(samples, (size_t) i);
    const json_t *label = json_object_get(sample, "label");
    char where[64];
    fmpq_t x;
    fulg_status_t status;
    snprintf(where, sizeof where, "sample %ld", (long) i + 1);
    if (!json_is_object(sample))
        return fulg_diag_set(diag, FULG_PARSE, "%s is not an object", where);
    status = fulg_exact_json_check_keys(sample, keys, where, diag);
    if (status != FULG_OK)
        return status;
    if (label == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s has no \"label\"", where);
    fmpq_init(x);
    status = fulg_exact_set_json(x, label, diag);
    if (status != FULG_OK)
        fulg_diag_prefix(diag, status, "%s, label: ", where);
    else if (!fmpz_is_one(fmpq_denref(x)) || !fmpz_is_pm1(fmpq_numref(x)))
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s: the label is neither 1 nor -1", where);
    D->label[i] = fmpq_sgn(x);
    fmpq_clear(x);
    if (status != FULG_OK)
        return status;
    snprintf(where, sizeof where, "sample %ld, tokens", (long) i + 1);
    return fulg_weights_mat_set_json(&D->X[i], tokens_of(samples, (size_t) i),
                                     where, diag);
}

fulg_status_t
fulg_dataset_init_json(fulg_dataset_t D, const json_t *value, fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "samples", NULL};
    const json_t *samples = json_object_get(value, "samples");
    const json_t *first = tokens_of(samples, 0);
    fulg_status_t status;
    status = fulg_exact_json_check_format(value, FULG_DATASET_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "the dataset", diag);
    if (status != FULG_OK)
        return status;
    if (!json_is_array(samples) || json_array_size(samples) == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"samples\" is not a list of one or more");
    if (json_array_size(first) == 0 ||
        json_array_size(json_array_get(first, 0)) == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "sample 1: \"tokens\" is not a list of rows of "
                             "one or more numbers");
    status = fulg_dataset_init(
        D, (slong) json_array_size(samples), (slong) json_array_size(first),
        (slong) json_array_size(json_array_get(first, 0)), diag);
    if (status != FULG_OK)
        return status;
    for (slong i = 0; i < D->num && status == FULG_OK; i++)
        status = set_sample(D, i, samples, diag);
    if (status != FULG_OK)
        fulg_dataset_clear(D);
    return status;
}
