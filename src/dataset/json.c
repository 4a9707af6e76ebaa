#include <fulgurite/dataset.h>
#include <fulgurite/weights.h>

json_t *
fulg_dataset_json(const fulg_dataset_t D)
{
    json_t *samples = json_array();
    for (slong i = 0; i < D->num; i++)
        json_array_append_new(samples,
                              json_pack("{s:o, s:i}", "tokens",
                                        fulg_weights_mat_json(&D->X[i]),
                                        "label", D->label[i]));
    return json_pack("{s:s, s:o}", "format", FULG_DATASET_FORMAT, "samples",
                     samples);
}
