#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fulgurite/survey.h>

/* What is being read: one word between commas at a time. */
typedef struct
{
    const fulg_field_t *field;
    const char *option, *word;
    int length;
    json_t *values,
        *seen; /* seen: their texts, for who asks whether one is there */
    fulg_diag_struct *diag;
} reader_t;

static fulg_status_t
refuse(const reader_t *r, const char *why)
{
    return fulg_diag_set(r->diag, FULG_PARSE, "%s: \"%.*s\" %s", r->option,
                         r->length > 60 ? 60 : r->length, r->word, why);
}

/* Appends the value unless it is there. */
static void
push(const reader_t *r, json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    if (json_object_get(r->seen, text) == NULL)
    {
        json_object_set_new(r->seen, text, json_true());
        json_array_append(r->values, value);
    }
    free(text);
    json_decref(value);
}

static int
is_word(const reader_t *r, const char *text)
{
    return (size_t) r->length == strlen(text) &&
           strncmp(r->word, text, (size_t) r->length) == 0;
}

/* "3" or "2-6" in n bytes: 1 and the two ends, or 0. */
static int
read_ends(slong *from, slong *to, const char *text, size_t n)
{
    char copy[48], *end;
    if (n == 0 || n >= sizeof copy)
        return 0;
    memcpy(copy, text, n);
    copy[n] = '\0';
    if (copy[0] < '0' || copy[0] > '9')
        return 0;
    errno = 0;
    *from = *to = strtol(copy, &end, 10);
    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        *to = strtol(end + 1, &end, 10);
    return *end == '\0' && errno == 0;
}

/* The numbers of a range, through make. */
static fulg_status_t
push_range(reader_t *r, const char *text, size_t n, slong minimum,
           json_t *(*make)(const reader_t *r, slong value))
{
    slong from, to;
    if (!read_ends(&from, &to, text, n))
        return refuse(r, "is neither a number nor a range like 2-6");
    if (from > to)
        return refuse(r, "runs backwards");
    if (from < minimum)
        return fulg_diag_set(r->diag, FULG_PARSE, "%s: %ld is less than %ld",
                             r->option, (long) from, (long) minimum);
    if (to - from >= FULG_SURVEY_MOST)
        return refuse(r, "has more than a million values");
    for (slong value = from; value <= to; value++)
        push(r, make(r, value));
    return FULG_OK;
}

static json_t *
make_size(const reader_t *r, slong value)
{
    return json_integer(value);
}

/* "swiglu:3" of "swiglu:2-4" */
static json_t *
make_hidden(const reader_t *r, slong value)
{
    const int kind = (int) strcspn(r->word, ":");
    return json_sprintf("%.*s:%ld", kind, r->word, (long) value);
}

static fulg_status_t
read_hidden(reader_t *r)
{
    const size_t kind = strcspn(r->word, ":");
    if (is_word(r, "none"))
    {
        push(r, json_null());
        return FULG_OK;
    }
    for (slong n = 0; n < FULG_ACTIVATIONS; n++)
    {
        const char *name = fulg_arch_activation(n)->name;
        if (strlen(name) == kind && strncmp(name, r->word, kind) == 0 &&
            kind + 1 < (size_t) r->length)
            return push_range(r, r->word + kind + 1,
                              (size_t) r->length - kind - 1, 1, make_hidden);
    }
    return refuse(r, "is neither \"none\" nor an activation with a number of "
                     "neurons, such as gelu:4 or gelu:2-6");
}

static fulg_status_t
read_choice(reader_t *r, const char *const *choices, int is_flag)
{
    for (int n = 0; choices[n] != NULL; n++)
        if (is_word(r, choices[n]))
        {
            push(r, is_flag ? json_boolean(n) : json_string(choices[n]));
            return FULG_OK;
        }
    return fulg_diag_set(r->diag, FULG_PARSE,
                         "%s: \"%.*s\" is not %s%s%s or %s", r->option,
                         r->length > 60 ? 60 : r->length, r->word, choices[0],
                         choices[2] ? ", " : "", choices[2] ? choices[1] : "",
                         choices[2] ? choices[2] : choices[1]);
}

static fulg_status_t
read_word(reader_t *r)
{
    static const char *const yes_no[] = {"no", "yes", NULL};
    static const char *const biases[] = {"none", "qkv", "full", NULL};
    if (r->field == NULL)
        return push_range(r, r->word, (size_t) r->length, 1, make_size);
    switch (r->field->form)
    {
        case FULG_FIELD_SIZE:
            if (r->field->standard == 0 && r->field->minimum > 0 &&
                is_word(r, "none"))
            {
                push(r, json_null());
                return FULG_OK;
            }
            return push_range(r, r->word, (size_t) r->length, r->field->minimum,
                              make_size);
        case FULG_FIELD_CHOICE:
            return read_choice(r, r->field->choices, 0);
        case FULG_FIELD_FLAG:
            return read_choice(r, yes_no, 1);
        case FULG_FIELD_BIAS:
            return read_choice(r, biases, 0);
        case FULG_FIELD_HIDDEN:
            break;
    }
    return read_hidden(r);
}

fulg_status_t
fulg_survey_values(json_t **values, const fulg_field_t *field,
                   const char *option, const char *text, fulg_diag_t diag)
{
    reader_t r = {.field = field, .option = option, .diag = diag};
    fulg_status_t status = FULG_OK;
    r.values = json_array();
    r.seen = json_object();
    for (r.word = text; status == FULG_OK; r.word += r.length + 1)
    {
        r.length = (int) strcspn(r.word, ",");
        status = r.length == 0 ? fulg_diag_set(diag, FULG_PARSE,
                                               "%s: a value is missing in "
                                               "\"%.60s\"",
                                               option, text)
                               : read_word(&r);
        if (r.word[r.length] == '\0')
            break;
    }
    json_decref(r.seen);
    if (status == FULG_OK)
        *values = r.values;
    else
        json_decref(r.values);
    return status;
}
