/* The results file of a survey.  A row is written in one piece and is on the disk
   before the next one is awaited; whatever ends the program, the file is a header
   and whole rows, and at most one torn line after them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "survey.h"

static int
failure(const char *file)
{
    fulg_cli_message("%s: %s", file, strerror(errno));
    return FULG_EXIT_USAGE;
}

int
fulg_journal_append(fulg_journal_t *journal, const char *text, size_t length)
{
    if (journal->fd < 0)
    {
        fwrite(text, 1, length, journal->stream);
        return fflush(journal->stream) == 0 ? FULG_EXIT_OK
                                            : failure("standard output");
    }
    while (length > 0)
    {
        const ssize_t n = write(journal->fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure(journal->file);
        text += n;
        length -= (size_t) n;
    }
    return fsync(journal->fd) == 0 ? FULG_EXIT_OK : failure(journal->file);
}

int
fulg_journal_close(fulg_journal_t *journal)
{
    const int fd = journal->fd;
    journal->fd = -1;
    return fd >= 0 && close(fd) != 0 ? failure(journal->file) : FULG_EXIT_OK;
}

/* ---- what the file has -------------------------------------------------------------- */

static const char *const strengths[] = {"proved", "probable", "bounds", NULL};

void
fulg_survey_count(fulg_survey_t *survey, const json_t *row)
{
    const char *status = json_string_value(json_object_get(row, "status"));
    for (int s = 0; strengths[s] != NULL; s++)
        survey->status[s] += strcmp(status, strengths[s]) == 0;
}

static int
mark(void *data, const json_t *row, const char *text, const char *line,
     size_t length)
{
    fulg_survey_t *survey = data;
    const slong n = fulg_survey_list_find(survey->list, text);
    if (n < 0)
        survey->num_foreign++;
    else if (!survey->done[n])
    {
        survey->done[n] = 1;
        survey->num_bare += survey->certificates != NULL &&
                            json_object_get(row, "certificate") == NULL;
        survey->num_done++;
        fulg_survey_count(survey, row);
    }
    return 0;
}

/* What stays of a file of which some rows are tried again. */
typedef struct
{
    char *text;
    size_t length;
} kept_t;

static void
keep(kept_t *kept, const char *line, size_t length)
{
    memmove(kept->text + kept->length, line, length);
    kept->length += length;
    kept->text[kept->length++] = '\n';
}

static int
keep_unlimited(void *data, const json_t *row, const char *text,
               const char *line, size_t length)
{
    if (json_object_get(row, "reason") == NULL)
        keep(data, line, length);
    return 0;
}

/* ---- opening ------------------------------------------------------------------------- */

void
fulg_survey_sync_folder(const char *folder)
{
    const int fd = open(folder, O_RDONLY);
    if (fd >= 0)
    {
        fsync(fd);
        close(fd);
    }
}

/* The entry of a new file is on the disk, too. */
static void
sync_entry(const char *file)
{
    const char *slash = strrchr(file, '/');
    const size_t n = slash ? (size_t) (slash - file) + 1 : 2;
    char *folder = flint_malloc(n + 1);
    memcpy(folder, slash ? file : "./", n);
    folder[n] = '\0';
    fulg_survey_sync_folder(folder);
    flint_free(folder);
}

/* One program at a time; where files cannot be locked, nothing is said. */
static int
lock(const fulg_journal_t *journal)
{
    if (flock(journal->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: another survey is writing to it", journal->file);
    return FULG_EXIT_USAGE;
}

static int
write_header(fulg_journal_t *journal, const json_t *header)
{
    char *text = json_dumps(header, JSON_COMPACT);
    const size_t length = strlen(text);
    int code;
    text[length] = '\n';
    code = fulg_journal_append(journal, text, length + 1);
    free(text);
    if (code == FULG_EXIT_OK && journal->fd >= 0)
        sync_entry(journal->file);
    return code;
}

/* The file with these bytes alone, in one step. */
static int
replace(fulg_journal_t *journal, const char *text, size_t length)
{
    const size_t size = strlen(journal->file) + 8;
    fulg_journal_t beside = {.fd = -1};
    char *name = flint_malloc(size);
    int code;
    snprintf(name, size, "%s.tmp", journal->file);
    beside.file = name;
    beside.fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    code = beside.fd < 0 ? failure(name)
                         : fulg_journal_append(&beside, text, length);
    if (code == FULG_EXIT_OK && rename(name, journal->file) != 0)
        code = failure(journal->file);
    flint_free(name);
    if (beside.fd >= 0)
        close(beside.fd);
    if (code != FULG_EXIT_OK)
        return code;
    close(journal->fd);
    journal->fd = open(journal->file, O_WRONLY | O_APPEND | O_CLOEXEC);
    return journal->fd < 0 ? failure(journal->file) : lock(journal);
}

static int
other_list(const fulg_survey_t *survey)
{
    fulg_cli_message("%s: another survey: none of its %ld rows is in the list",
                     survey->journal.file, (long) survey->num_foreign);
    return FULG_EXIT_PARSE;
}

/* The rows that are there count; what was torn off goes. */
static int
go_on(fulg_survey_t *survey, const json_t *expected, int retry)
{
    fulg_journal_t *journal = &survey->journal;
    fulg_diag_t diag;
    json_t *header = NULL;
    char *text;
    size_t length, whole = 0;
    int code = FULG_EXIT_OK;
    fulg_status_t status = fulg_text_load(&text, &length, journal->file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    status = fulg_survey_read(&header, &whole, text, length, journal->file,
                              NULL, NULL, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (header != NULL)
    {
        status = fulg_survey_check_header(header, expected, 1, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, journal->file);
    }
    if (code == FULG_EXIT_OK && retry && header != NULL)
    {
        kept_t kept = {flint_malloc(length + 1), 0};
        json_t *again;
        keep(&kept, text, strcspn(text, "\n"));
        status = fulg_survey_read(&again, &whole, text, length, journal->file,
                                  keep_unlimited, &kept, diag);
        json_decref(status == FULG_OK ? again : NULL);
        code = replace(journal, kept.text, kept.length);
        flint_free(text);
        text = kept.text;
        length = whole = kept.length;
    }
    if (code == FULG_EXIT_OK)
    {
        json_t *again;
        status = fulg_survey_read(&again, &whole, text, length, journal->file,
                                  mark, survey, diag);
        json_decref(status == FULG_OK ? again : NULL);
        if (survey->num_foreign > 0 && survey->num_done == 0)
            code = other_list(survey);
        else if (ftruncate(journal->fd, (off_t) whole) != 0)
            code = failure(journal->file);
        else if (header == NULL)
            code = write_header(journal, expected);
    }
    json_decref(header);
    flint_free(text);
    return code;
}

static int
refuse_existing(const fulg_cli_t *cli, const char *file, off_t size, int resume)
{
    if (size == 0 || resume || cli->force)
        return FULG_EXIT_OK;
    fulg_cli_message("%s exists; --resume goes on with it, --force replaces it",
                     file);
    return FULG_EXIT_USAGE;
}

int
fulg_journal_open(fulg_survey_t *survey, const char *file, const json_t *header,
                  int resume, int retry)
{
    fulg_journal_t *journal = &survey->journal;
    struct stat info;
    int code;
    *journal = (fulg_journal_t){file, -1, survey->cli->out};
    if (strcmp(file, "-") == 0)
    {
        survey->cli->stream = 1;
        return write_header(journal, header);
    }
    journal->fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (journal->fd < 0 || fstat(journal->fd, &info) != 0)
        return failure(file);
    code = lock(journal);
    if (code == FULG_EXIT_OK)
        code = refuse_existing(survey->cli, file, info.st_size, resume);
    if (code != FULG_EXIT_OK)
        return code;
    if (resume && info.st_size > 0)
        return go_on(survey, header, retry);
    if (ftruncate(journal->fd, 0) != 0 && S_ISREG(info.st_mode))
        return failure(file);
    return write_header(journal, header);
}
