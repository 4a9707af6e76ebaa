#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <fulgurite/exact.h>

#define MAX_BYTES (UWORD(1) << 30)

/* Reads until size bytes are there or the file ends; -1 on failure. */
static ssize_t
read_fully(int fd, char *buffer, size_t size)
{
    size_t used = 0;
    while (used < size)
    {
        const ssize_t n = read(fd, buffer + used, size - used);
        if (n == 0)
            break;
        if (n > 0)
            used += (size_t) n;
        else if (errno != EINTR)
            return -1;
    }
    return (ssize_t) used;
}

/* The whole file, with a length; FULG_IO or FULG_UNABLE otherwise. */
static fulg_status_t
read_all(char **text, size_t *length, int fd, const char *file,
         fulg_diag_t diag)
{
    size_t room = 1 << 16, used = 0;
    char *buffer = flint_malloc(room);
    for (;;)
    {
        const ssize_t n = read_fully(fd, buffer + used, room - used);
        if (n < 0)
        {
            const int why = errno;
            flint_free(buffer);
            return fulg_diag_set(diag, FULG_IO, "%s: %s", file, strerror(why));
        }
        used += (size_t) n;
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
    *text = buffer;
    *length = used;
    return FULG_OK;
}

static const char *
name_of(const char *file)
{
    return strcmp(file, "-") == 0 ? "standard input" : file;
}

fulg_status_t
fulg_exact_text_load(char **text, size_t *length, const char *file,
                     fulg_diag_t diag)
{
    const int standard = strcmp(file, "-") == 0;
    const int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    fulg_status_t status;
    if (fd < 0)
        return fulg_diag_set(diag, FULG_IO, "%s: %s", file, strerror(errno));
    status = read_all(text, length, fd, name_of(file), diag);
    if (!standard)
        close(fd);
    return status;
}

fulg_status_t
fulg_exact_json_load_packed(json_t **value, const char *file, fulg_diag_t diag)
{
    char *text = NULL;
    size_t length = 0;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);

    *value = NULL;
    if (status != FULG_OK)
        return status;
    if (fulg_exact_json_pack(text, length) > 0)
    {
        status = fulg_exact_json_parse(value, text, length, name_of(file),
                                       diag);
        if (status == FULG_OK)
        {
            flint_free(text);
            return status;
        }
        fulg_exact_json_pack_undo(text, length);
    }
    status = fulg_exact_json_parse(value, text, length, name_of(file), diag);
    flint_free(text);
    return status;
}

fulg_status_t
fulg_exact_json_load(json_t **value, const char *file, fulg_diag_t diag)
{
    char *text = NULL;
    size_t length = 0;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);

    *value = NULL;
    if (status != FULG_OK)
        return status;
    status = fulg_exact_json_parse(value, text, length, name_of(file), diag);
    flint_free(text);
    return status;
}
