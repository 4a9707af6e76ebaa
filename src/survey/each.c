#include <string.h>

#include <fulgurite/survey.h>

/* One digit of the odometer: a value of the list for place at of the axis. */
typedef struct
{
    const json_t *values;
    int field; /* -1: a width */
    size_t now;
} digit_t;

typedef struct
{
    const fulg_survey_ranges_struct *ranges;
    const char *family;
    slong depth, num;
    digit_t *digit;
} odometer_t;

static void
push_digits(odometer_t *o, int field, const json_t *values, slong times)
{
    for (slong n = 0; n < times; n++)
        o->digit[o->num++] = (digit_t){values, field, 0};
}

static int
is_used(const odometer_t *o, int field)
{
    const int pnn = strcmp(o->family, "pnn") == 0;
    const int kinds = pnn ? FULG_USED_BY_POLYNOMIAL
                          : FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD;
    return o->ranges->field[field].values != NULL &&
           (fulg_arch_fields[field].used_by & kinds) != 0;
}

/* A value for each layer that has one, or one for the network or for all layers
   alike. */
static slong
places(const odometer_t *o, int field)
{
    return o->ranges->field[field].each &&
                   fulg_arch_fields[field].place != FULG_FIELD_NETWORK
               ? fulg_arch_field_count(&fulg_arch_fields[field], o->depth)
               : 1;
}

static void
odometer_init(odometer_t *o, const fulg_survey_ranges_t ranges,
              const char *family, slong depth)
{
    const size_t most = (size_t) (depth + 1) * (FULG_ARCH_NUM_FIELDS + 1);
    o->ranges = ranges;
    o->family = family;
    o->depth = depth;
    o->num = 0;
    o->digit = flint_malloc(most * sizeof(digit_t));
    push_digits(o, -1, ranges->width, ranges->equal_widths ? 1 : depth + 1);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (is_used(o, f))
            push_digits(o, f, ranges->field[f].values, places(o, f));
}

/* 0 after the last combination. */
static int
advance(odometer_t *o)
{
    for (slong n = o->num - 1; n >= 0; n--)
    {
        if (++o->digit[n].now < json_array_size(o->digit[n].values))
            return 1;
        o->digit[n].now = 0;
    }
    return 0;
}

static json_t *
shown(const digit_t *digit)
{
    return json_array_get(digit->values, digit->now);
}

/* The combination as a file would say it. */
static json_t *
combination(const odometer_t *o)
{
    json_t *value = json_object(), *widths = json_array();
    json_object_set_new(value, "format", json_string(FULG_ARCH_FORMAT));
    json_object_set_new(value, "family", json_string(o->family));
    json_object_set_new(value, "widths", widths);
    for (slong i = 0; i <= o->depth; i++)
        json_array_append(widths,
                          shown(&o->digit[o->ranges->equal_widths ? 0 : i]));
    for (slong n = o->ranges->equal_widths ? 1 : o->depth + 1; n < o->num; n++)
    {
        const int f = o->digit[n].field;
        const char *key = fulg_arch_fields[f].key;
        json_t *list = json_object_get(value, key);
        if (places(o, f) == 1)
            json_object_set(value, key, shown(&o->digit[n]));
        else if (list != NULL)
            json_array_append(list, shown(&o->digit[n]));
        else
        {
            list = json_array();
            json_array_append(list, shown(&o->digit[n]));
            json_object_set_new(value, key, list);
        }
    }
    return value;
}

/* total += the combinations of o, up to the limit */
static void
count(slong *total, const odometer_t *o)
{
    slong product = 1;
    for (slong n = 0; n < o->num && product <= FULG_SURVEY_MOST; n++)
        product *= (slong) json_array_size(o->digit[n].values);
    *total = FLINT_MIN(*total + product, FULG_SURVEY_MOST + 1);
}

/* What becomes of the combinations. */
typedef struct
{
    void (*take)(void *data, const fulg_arch_t arch);
    void *data;
    slong taken, refused;
    fulg_diag_struct *diag;
} taker_t;

static void
run(taker_t *taker, odometer_t *o)
{
    do
    {
        fulg_arch_t arch;
        json_t *value = combination(o);
        if (fulg_arch_init_json(arch, value, taker->diag) != FULG_OK)
            taker->refused++;
        else
        {
            taker->taken++;
            taker->take(taker->data, arch);
            fulg_arch_clear(arch);
        }
        json_decref(value);
    } while (advance(o));
}

/* Goes through families and depths; counts (taker == NULL) or runs. */
static void
sweep(taker_t *taker, slong *total, const fulg_survey_ranges_t ranges)
{
    size_t i, j;
    json_t *family, *depth;
    json_array_foreach(ranges->family, i, family)
        json_array_foreach(ranges->depth, j, depth)
    {
        odometer_t o;
        odometer_init(&o, ranges, json_string_value(family),
                      (slong) json_integer_value(depth));
        if (taker == NULL)
            count(total, &o);
        else
            run(taker, &o);
        flint_free(o.digit);
    }
}

fulg_status_t
fulg_survey_each(slong *refused, const fulg_survey_ranges_t ranges,
                 void (*take)(void *data, const fulg_arch_t arch), void *data,
                 fulg_diag_t diag)
{
    taker_t taker = {.take = take, .data = data, .diag = diag};
    slong total = 0;
    size_t n;
    json_t *depth;
    *refused = 0;
    json_array_foreach(ranges->depth, n, depth) if (
        json_integer_value(depth) >
        FULG_ARCH_MAX_DEPTH) return fulg_diag_set(diag, FULG_PARSE,
                                                  "--depth goes up to %d",
                                                  FULG_ARCH_MAX_DEPTH);
    sweep(NULL, &total, ranges);
    if (total > FULG_SURVEY_MOST)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the ranges have more than %d combinations: "
                             "divide them among several surveys",
                             FULG_SURVEY_MOST);
    sweep(&taker, &total, ranges);
    *refused = taker.refused;
    if (taker.taken == 0 && taker.refused == 1)
        return fulg_diag_prefix(diag, FULG_PARSE, "not an architecture: ");
    if (taker.taken == 0)
        return fulg_diag_prefix(diag, FULG_PARSE,
                                "none of the %ld combinations is an "
                                "architecture; the last one: ",
                                (long) taker.refused);
    fulg_diag_init(diag);
    return FULG_OK;
}
