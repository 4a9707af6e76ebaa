/* What a worker of a survey does with one group of architectures. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "survey.h"

/* ---- time -------------------------------------------------------------------------- */

typedef struct
{
    double end; /* 0: none */
    int over;
} clock_state_t;

static int
tick(void *data, const char *what, slong done, slong total)
{
    clock_state_t *state = data;
    if (state->end > 0 && fulg_cli_seconds() > state->end)
        state->over = 1;
    return state->over;
}

/* ---- certificates -------------------------------------------------------------------- */

static int
write_all(int fd, const char *text, size_t length)
{
    while (length > 0)
    {
        const ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return 0;
        text += n;
        length -= (size_t) n;
    }
    return 1;
}

/* FOLDER/DIGEST.json, whole or not at all: the name beside is the same at every
   try, so that a killed survey leaves nothing that the next does not overwrite. */
static char *
write_certificate(const char *folder, const fulg_cert_t cert)
{
    char digest[FULG_EXACT_DIGEST_SIZE];
    const size_t size = strlen(folder) + 48;
    char *name = flint_malloc(size), *beside = flint_malloc(size);
    json_t *arch = fulg_arch_json(cert->arch), *value = fulg_cert_json(cert);
    char *text = json_dumps(value, JSON_COMPACT);
    int fd, good;
    fulg_exact_digest(digest, arch);
    snprintf(name, size, "%s/%.24s.json", folder, digest);
    snprintf(beside, size, "%s/%.24s.tmp", folder, digest);
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    good = fd >= 0 && write_all(fd, text, strlen(text)) &&
           write_all(fd, "\n", 1) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        good = 0;
    if (!good || rename(beside, name) != 0)
    {
        fulg_cli_message("%s: %s", name, strerror(errno));
        unlink(beside);
        flint_free(name);
        name = NULL;
    }
    free(text);
    json_decref(arch);
    json_decref(value);
    flint_free(beside);
    return name;
}

/* ---- one answer ------------------------------------------------------------------------ */

/* What is known when the method of choice ended early: what it had found, or what
   a theorem says. */
static void
fall_back(fulg_dim_t dim, const fulg_dim_options_t *options)
{
    fulg_dim_options_t theorem = *options;
    fulg_diag_t diag;
    fulg_dim_t other;
    theorem.method = FULG_DIM_THEOREM;
    fulg_dim_init(other, dim->cert->arch);
    if (fulg_dim_certify(other, &theorem, diag) == FULG_OK &&
        fmpz_cmp(other->cert->lower, dim->cert->lower) >= 0)
    {
        const fulg_dim_struct found = *other;
        *other = *dim;
        *dim = found;
    }
    else if (dim->cert->upper->num == 0)
        fulg_dim_upper(dim->cert->upper, dim->cert->arch);
    fulg_dim_clear(other);
}

/* The sentence of the limit that was reached; empty for none. */
static void
answer(fulg_dim_t dim, fulg_diag_t reason, const fulg_cli_survey_t *survey,
       fulg_limit_t limit)
{
    static const char *const ended[] = {
        "", "", "the memory did not suffice",
        "the computation was ended by a signal"};
    fulg_dim_options_t options = survey->dim;
    const double allowed = (double) survey->max_seconds;
    clock_state_t state = {allowed > 0 ? fulg_cli_seconds() + allowed : 0, 0};
    fulg_progress_t progress = {tick, &state};
    fulg_status_t status = FULG_UNABLE;
    options.progress = &progress;
    fulg_diag_init(reason);
    if (limit == FULG_LIMIT_NONE)
        status = fulg_dim_certify(dim, &options, reason);
    else if (limit != FULG_LIMIT_TIME)
        fulg_diag_set(reason, FULG_UNABLE, "%s", ended[limit]);
    if (status == FULG_OK)
    {
        /* What was tried before it succeeded may have left a sentence. */
        fulg_diag_init(reason);
        return;
    }
    if (state.over || limit == FULG_LIMIT_TIME)
        fulg_diag_set(reason, FULG_UNABLE, "more than %ld second%s",
                      (long) survey->max_seconds,
                      survey->max_seconds == 1 ? "" : "s");
    fall_back(dim, &options);
}

/* ---- rows -------------------------------------------------------------------------------- */

typedef struct
{
    char *text;
    size_t length, room;
} lines_t;

/* Texts of a list are architectures, so that there is a row. */
static void
push_line(lines_t *lines, json_t *row)
{
    char *text = row == NULL
                     ? strdup("")
                     : json_dumps(row, JSON_COMPACT | JSON_REAL_PRECISION(6));
    const size_t n = strlen(text);
    if (lines->room - lines->length < n + 2)
    {
        lines->room = 2 * lines->room + n + 2;
        lines->text = flint_realloc(lines->text, lines->room);
    }
    memcpy(lines->text + lines->length, text, n);
    lines->length += n;
    lines->text[lines->length++] = '\n';
    free(text);
    json_decref(row);
}

static json_t *
make_row(const fulg_survey_item_t *item, const fulg_dim_t dim,
         const fulg_cli_survey_t *survey, const char *reason, double seconds,
         const char *certificate)
{
    fulg_arch_t arch;
    json_t *row;
    if (fulg_survey_arch(arch, item->text) != FULG_OK)
        return NULL;
    row = fulg_survey_row(arch, dim, *reason ? reason : NULL);
    json_object_set_new(row, "seconds", json_real(seconds));
    json_object_set_new(row, "seed", fulg_cli_json_seed(survey->dim.seed));
    if (item->name != NULL)
        json_object_set_new(row, "name", fulg_cli_json_text(item->name));
    if (survey->certificates != NULL)
        json_object_set_new(row, "certificate",
                            certificate ? fulg_cli_json_text(certificate)
                                        : json_null());
    fulg_arch_clear(arch);
    return row;
}

static void
push_members(lines_t *lines, const fulg_cli_survey_t *survey, slong group,
             const fulg_dim_t dim, const char *reason, double seconds,
             const char *certificate)
{
    const fulg_survey_list_struct *list = survey->list;
    for (slong m = list->start[group]; m < list->start[group + 1]; m++)
        if (!survey->done[list->member[m]])
            push_line(lines, make_row(&list->item[list->member[m]], dim, survey,
                                      reason, seconds, certificate));
}

/* A lower bound is proved by something. */
static int
has_proof(const fulg_dim_t dim, const char *reason)
{
    return dim->cert->lower_theorem != NULL &&
           (*reason == '\0' || fulg_cert_is_closed(dim->cert));
}

char *
fulg_cli_survey_compute(size_t *length, const fulg_cli_survey_t *survey,
                        slong group, fulg_limit_t limit)
{
    const double start = fulg_cli_seconds();
    const fulg_survey_list_struct *list = survey->list;
    lines_t lines = {NULL, 0, 0};
    char *certificate = NULL;
    fulg_diag_t reason;
    fulg_arch_t arch;
    fulg_dim_t dim;
    int good = 1;
    if (fulg_survey_arch(
            arch, list->item[list->member[list->start[group]]].key) != FULG_OK)
        return NULL;
    fulg_dim_init(dim, arch);
    answer(dim, reason, survey, limit);
    if (survey->certificates != NULL && has_proof(dim, reason->text))
    {
        certificate = write_certificate(survey->certificates, dim->cert);
        good = certificate != NULL;
    }
    if (good)
        push_members(&lines, survey, group, dim, reason->text,
                     fulg_cli_seconds() - start, certificate);
    *length = lines.length;
    flint_free(certificate);
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
    return lines.text;
}
