/*
 * Any bytes as a results file of a survey, as a list of architectures, and as the
 * ranges of an option: refused with a sentence, or sound, and the same again when
 * they are written and read.
 */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(int good)
{
    if (!good)
        abort();
}

/* ---- a list --------------------------------------------------------------------- */

/* Items are different, in groups, and found. */
static void
check_closed(const fulg_survey_list_t list)
{
    slong members = 0;
    for (slong n = 0; n < list->num; n++)
    {
        const fulg_survey_item_t *item = &list->item[n];
        fulg_arch_t arch;
        check(fulg_survey_list_find(list, item->text) == n);
        check(item->group >= 0 && item->group < list->num_groups);
        check(fulg_survey_arch(arch, item->key) == FULG_OK);
        fulg_arch_clear(arch);
    }
    for (slong g = 0; g < list->num_groups; g++)
    {
        members += list->start[g + 1] - list->start[g];
        check(list->start[g + 1] > list->start[g]);
    }
    check(members == list->num);
}

/* Every item is in one of two shards. */
static void
check_shards(const fulg_survey_list_t whole, const char *text, size_t length)
{
    slong total = 0;
    for (slong k = 1; k <= 2; k++)
    {
        fulg_survey_list_t part;
        fulg_diag_t diag;
        fulg_survey_list_init(part);
        check(fulg_survey_list_read(part, text, length, diag) == FULG_OK);
        fulg_survey_list_close(part, 0, k, 2);
        for (slong n = 0; n < part->num; n++)
            check(fulg_survey_list_find(whole, part->item[n].text) >= 0);
        total += part->num;
        fulg_survey_list_clear(part);
    }
    check(total == whole->num);
}

static void
read_list(const char *text, size_t length)
{
    fulg_survey_list_t list;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_survey_list_init(list);
    status = fulg_survey_list_read(list, text, length, diag);
    check(status == FULG_OK || *diag->text != '\0');
    fulg_survey_list_close(list, 0, 1, 1);
    check_closed(list);
    if (status == FULG_OK)
        check_shards(list, text, length);
    fulg_survey_list_clear(list);
}

/* ---- results ---------------------------------------------------------------------- */

typedef struct
{
    char *text;
    size_t length;
    slong rows;
} copy_t;

static void
put(copy_t *copy, const char *line, size_t length)
{
    memcpy(copy->text + copy->length, line, length);
    copy->length += length;
    copy->text[copy->length++] = '\n';
}

/* A row tells its architecture, and compares as equal with itself alone. */
static int
take(void *data, const json_t *row, const char *text, const char *line,
     size_t length)
{
    copy_t *copy = data;
    fulg_arch_t arch;
    check(json_is_string(json_object_get(row, "status")));
    check(fulg_survey_arch(arch, text) == FULG_OK);
    fulg_arch_clear(arch);
    check(fulg_survey_compare(text, text) == 0);
    put(copy, line, length);
    copy->rows++;
    return 0;
}

/* What is whole is read; cut off anywhere, it is a beginning of the same rows. */
static void
read_results(const char *text, size_t length)
{
    copy_t copy = {flint_malloc(length + 2), 0, 0},
           again = {flint_malloc(length + 2), 0, 0};
    json_t *header, *same;
    size_t whole, second;
    fulg_diag_t diag;
    const fulg_status_t status = fulg_survey_read(&header, &whole, text, length,
                                                  "x", take, &copy, diag);
    check(whole <= length && (whole == 0 || text[whole - 1] == '\n'));
    check(status == FULG_OK || *diag->text != '\0');
    if (status == FULG_OK)
    {
        check(memchr(text + whole, '\n', length - whole) == NULL);
        check(fulg_survey_read(&same, &second, text, whole, "x", take, &again,
                               diag) == FULG_OK);
        check(second == whole && again.length == copy.length &&
              memcmp(again.text, copy.text, copy.length) == 0);
        check(header == NULL ||
              fulg_survey_check_header(header, same, 1, diag) == FULG_OK);
        json_decref(header);
        json_decref(same);
    }
    flint_free(copy.text);
    flint_free(again.text);
}

/* ---- ranges --------------------------------------------------------------------------- */

static void
read_ranges(const char *text, size_t length)
{
    const int f = length > 0
                      ? (unsigned char) text[0] % (FULG_ARCH_NUM_FIELDS + 1)
                      : 0;
    char *copy = flint_malloc(length + 1);
    json_t *values = NULL;
    fulg_diag_t diag;
    if (length > 0)
        memcpy(copy, text + 1, length - 1);
    copy[length > 0 ? length - 1 : 0] = '\0';
    /* A million of values takes its time. */
    if (strlen(copy) < 9 &&
        fulg_survey_values(
            &values, f < FULG_ARCH_NUM_FIELDS ? &fulg_arch_fields[f] : NULL,
            "--x", copy, diag) == FULG_OK)
        check(json_array_size(values) > 0);
    json_decref(values);
    flint_free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *) data;
    if (size == 0)
        return 0;
    switch (data[0])
    {
        case 'r':
            read_ranges(text + 1, size - 1);
            break;
        case 'l':
            read_list(text + 1, size - 1);
            break;
        default:
            read_results(text, size);
    }
    return 0;
}
