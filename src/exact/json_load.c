#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <fulgurite/exact.h>

#define MAX_BYTES (UWORD(1) << 30)

/* The whole stream, with a length; FULG_IO or FULG_UNABLE otherwise. */
static fulg_status_t
read_all(char **text, size_t *length, FILE *stream, const char *file,
         fulg_diag_t diag)
{
    size_t room = 1 << 16, used = 0;
    char *buffer = flint_malloc(room);
    for (;;)
    {
        used += fread(buffer + used, 1, room - used, stream);
        if (used < room)
            break;
        if (room >= MAX_BYTES)
        {
            flint_free(buffer);
            return fulg_diag_set(diag, FULG_UNABLE, "%s: larger than 1 GiB",
                                 file);
        }
        room *= 2;
        buffer = flint_realloc(buffer, room);
    }
    if (ferror(stream))
    {
        flint_free(buffer);
        return fulg_diag_set(diag, FULG_IO, "%s: %s", file, strerror(errno));
    }
    *text = buffer;
    *length = used;
    return FULG_OK;
}

fulg_status_t
fulg_json_load(json_t **value, const char *file, fulg_diag_t diag)
{
    const int standard = strcmp(file, "-") == 0;
    const char *name = standard ? "standard input" : file;
    FILE *stream = standard ? stdin : fopen(file, "rb");
    json_error_t error;
    fulg_status_t status;
    char *text = NULL;
    size_t length = 0;

    *value = NULL;
    if (stream == NULL)
        return fulg_diag_set(diag, FULG_IO, "%s: %s", name, strerror(errno));
    status = read_all(&text, &length, stream, name, diag);
    if (!standard)
        fclose(stream);
    if (status != FULG_OK)
        return status;
    *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
                        &error);
    flint_free(text);
    if (*value == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s:%d:%d: %s", name,
                             error.line, error.column, error.text);
    return FULG_OK;
}
