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
fulg_cli_journal_append(fulg_cli_journal_t *journal, const char *text,
                        size_t length)
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
fulg_cli_journal_close(fulg_cli_journal_t *journal)
{
    const int fd = journal->fd;
    journal->fd = -1;
    return fd >= 0 && close(fd) != 0 ? failure(journal->file) : FULG_EXIT_OK;
}

/* ---- what the file has -------------------------------------------------------------- */

static const char *const strengths[] = {"proved", "probable", "bounds", NULL};

void
fulg_cli_survey_count(fulg_cli_survey_t *survey, const json_t *row)
{
    const char *status = json_string_value(json_object_get(row, "status"));
    for (int s = 0; strengths[s] != NULL; s++)
        survey->status[s] += strcmp(status, strengths[s]) == 0;
}

/* A row that is done has its certificate where they are wanted now.  A row without
   a proof says null. */
static void
look_for_certificate(fulg_cli_survey_t *survey, const json_t *row)
{
    const json_t *value = json_object_get(row, "certificate");
    const char *file = json_string_value(value), *slash;
    char *name;
    size_t size;
    survey->num_bare += value == NULL;
    if (file == NULL)
        return;
    slash = strrchr(file, '/');
    size = strlen(survey->certificates) + strlen(file) + 2;
    name = flint_malloc(size);
    snprintf(name, size, "%s/%s", survey->certificates,
             slash ? slash + 1 : file);
    survey->num_elsewhere += access(name, F_OK) != 0;
    flint_free(name);
}

static void
mark(fulg_cli_survey_t *survey, const json_t *row, const char *text)
{
    const slong n = fulg_survey_list_find(survey->list, text);
    if (n < 0)
        survey->num_foreign++;
    else if (!survey->done[n])
    {
        survey->done[n] = 1;
        if (survey->certificates != NULL)
            look_for_certificate(survey, row);
        survey->num_done++;
        fulg_cli_survey_count(survey, row);
    }
}

/* What stays of a file of which some rows are tried again. */
typedef struct
{
    fulg_cli_survey_t *survey;
    int retry;
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

/* With retry, rows that a limit ended are as if they were not there. */
static int
take_row(void *data, const json_t *row, const char *text, const char *line,
         size_t length)
{
    kept_t *kept = data;
    if (kept->retry && json_object_get(row, "reason") != NULL)
        return 0;
    if (kept->retry)
        keep(kept, line, length);
    mark(kept->survey, row, text);
    return 0;
}

/* The header is enough. */
static int
stop(void *data, const json_t *row, const char *text, const char *line,
     size_t length)
{
    return 1;
}

/* ---- opening ------------------------------------------------------------------------- */

void
fulg_cli_survey_sync_folder(const char *folder)
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
    fulg_cli_survey_sync_folder(folder);
    flint_free(folder);
}

/* One program at a time; where files cannot be locked, nothing is said. */
static int
lock(const fulg_cli_journal_t *journal)
{
    if (flock(journal->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: another survey is writing to it", journal->file);
    return FULG_EXIT_USAGE;
}

/* The first line, with its newline in place of the zero byte. */
static char *
header_line(size_t *length, const json_t *header)
{
    char *text = json_dumps(header, JSON_COMPACT);
    *length = strlen(text) + 1;
    text[*length - 1] = '\n';
    return text;
}

static int
write_header(fulg_cli_journal_t *journal, const json_t *header)
{
    size_t length;
    char *text = header_line(&length, header);
    int code = fulg_cli_journal_append(journal, text, length);
    free(text);
    if (code == FULG_EXIT_OK && journal->fd >= 0)
        sync_entry(journal->file);
    return code;
}

/* The file with these bytes alone, in one step. */
static int
replace(fulg_cli_journal_t *journal, const char *text, size_t length)
{
    const size_t size = strlen(journal->file) + 8;
    fulg_cli_journal_t beside = {.fd = -1};
    char *name = flint_malloc(size);
    int code;
    snprintf(name, size, "%s.tmp", journal->file);
    beside.file = name;
    beside.fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    code = beside.fd < 0 ? failure(name)
                         : fulg_cli_journal_append(&beside, text, length);
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
other_list(const fulg_cli_survey_t *survey)
{
    if (survey->num_foreign == 1)
        fulg_cli_message("%s: another survey: its only row is not in the list",
                         survey->journal.file);
    else
        fulg_cli_message("%s: another survey: none of its %ld rows is in the "
                         "list",
                         survey->journal.file, (long) survey->num_foreign);
    return FULG_EXIT_PARSE;
}

/* The header of the text is that of this survey; *found: there is one. */
static int
check_header(int *found, const fulg_cli_journal_t *journal, const char *text,
             size_t length, const json_t *expected)
{
    json_t *header;
    size_t whole;
    fulg_diag_t diag;
    fulg_status_t status = fulg_survey_read(&header, &whole, text, length,
                                            journal->file, stop, NULL, diag);
    *found = status == FULG_OK && header != NULL;
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (*found)
        status = fulg_survey_check_header(header, expected, 1, diag);
    json_decref(header);
    return status == FULG_OK ? FULG_EXIT_OK
                             : fulg_cli_fail(status, diag, journal->file);
}

/* The rows that are there count; what was torn off goes. */
static int
take_rows(fulg_cli_survey_t *survey, const char *text, size_t length, int retry)
{
    fulg_cli_journal_t *journal = &survey->journal;
    kept_t kept = {survey, retry, flint_malloc(length + 1), 0};
    fulg_diag_t diag;
    json_t *header;
    size_t whole;
    int code = FULG_EXIT_OK;
    fulg_status_t status;
    if (retry)
        keep(&kept, text, strcspn(text, "\n"));
    status = fulg_survey_read(&header, &whole, text, length, journal->file,
                              take_row, &kept, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, NULL);
    else if (survey->num_foreign > 0 && survey->num_done == 0)
        code = other_list(survey);
    else if (retry)
        code = replace(journal, kept.text, kept.length);
    else if (ftruncate(journal->fd, (off_t) whole) != 0)
        code = failure(journal->file);
    json_decref(status == FULG_OK ? header : NULL);
    flint_free(kept.text);
    return code;
}

/* A header that was torn off is written again; whatever else has no whole line is
   somebody else's file. */
static int
begin_again(fulg_cli_journal_t *journal, const char *text, size_t length,
            const json_t *expected)
{
    size_t whole;
    char *line = header_line(&whole, expected);
    const int torn = length < whole && memcmp(text, line, length) == 0;
    free(line);
    if (!torn)
    {
        fulg_cli_message("%s: line 1: not the results of this survey, nor the "
                         "beginning of their first line",
                         journal->file);
        return FULG_EXIT_PARSE;
    }
    return ftruncate(journal->fd, 0) != 0 ? failure(journal->file)
                                          : write_header(journal, expected);
}

static int
go_on(fulg_cli_survey_t *survey, const json_t *expected, int retry)
{
    fulg_cli_journal_t *journal = &survey->journal;
    fulg_diag_t diag;
    char *text;
    size_t length;
    int code, found;
    fulg_status_t status = fulg_exact_text_load(&text, &length, journal->file,
                                                diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code = check_header(&found, journal, text, length, expected);
    if (code == FULG_EXIT_OK && found)
        code = take_rows(survey, text, length, retry);
    else if (code == FULG_EXIT_OK)
        code = begin_again(journal, text, length, expected);
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
fulg_cli_journal_open(fulg_cli_survey_t *survey, const char *file,
                      const json_t *header, int resume, int retry)
{
    fulg_cli_journal_t *journal = &survey->journal;
    struct stat info;
    int code;
    *journal = (fulg_cli_journal_t){file, -1, survey->cli->out};
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
