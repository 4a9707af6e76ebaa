#include <fulgurite/exact.h>

/* The exact value of a double. */
static json_t *
exact_value(double x)
{
    json_t *value;
    arf_t y;
    fmpq_t z;
    arf_init(y);
    fmpq_init(z);
    arf_set_d(y, x);
    arf_get_fmpq(z, y);
    value = fulg_exact_json_fmpq(z);
    arf_clear(y);
    fmpq_clear(z);
    return value;
}

void
fulg_exact_json_doubles(json_t *value)
{
    size_t i;
    json_t *item;
    if (json_is_array(value))
        json_array_foreach(value, i, item)
        {
            if (json_is_real(item))
                json_array_set_new(value, i,
                                   exact_value(json_real_value(item)));
            else
                fulg_exact_json_doubles(item);
        }
    else if (json_is_object(value))
        for (void *place = json_object_iter(value); place != NULL;
             place = json_object_iter_next(value, place))
        {
            item = json_object_iter_value(place);
            if (json_is_real(item))
                json_object_iter_set_new(value, place,
                                         exact_value(json_real_value(item)));
            else
                fulg_exact_json_doubles(item);
        }
}
