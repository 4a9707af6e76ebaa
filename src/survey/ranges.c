#include <fulgurite/survey.h>

void
fulg_survey_ranges_init(fulg_survey_ranges_t ranges)
{
    ranges->family = json_pack("[s]", "attention");
    ranges->depth = json_pack("[i]", 1);
    ranges->width = NULL;
    ranges->equal_widths = 0;
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        ranges->field[f] = (fulg_survey_axis_t){NULL, 0};
}

void
fulg_survey_ranges_clear(fulg_survey_ranges_t ranges)
{
    json_decref(ranges->family);
    json_decref(ranges->depth);
    json_decref(ranges->width);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        json_decref(ranges->field[f].values);
}

json_t *
fulg_survey_ranges_json(const fulg_survey_ranges_t ranges)
{
    json_t *value = json_object(), *each = json_array();
    json_object_set(value, "family", ranges->family);
    json_object_set(value, "depth", ranges->depth);
    json_object_set(value, ranges->equal_widths ? "width" : "widths",
                    ranges->width);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (ranges->field[f].values != NULL)
        {
            const char *key = fulg_arch_fields[f].key;
            json_object_set(value, key, ranges->field[f].values);
            if (ranges->field[f].each)
                json_array_append_new(each, json_string(key));
        }
    if (json_array_size(each) > 0)
        json_object_set(value, "per_layer", each);
    json_decref(each);
    return value;
}
