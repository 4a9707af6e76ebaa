/* The processes of a survey, as their parent sees them. */
#ifndef FULG_CLI_SURVEY_WORKER_H
#define FULG_CLI_SURVEY_WORKER_H

#include <sys/types.h>

#include "survey.h"

#define FULG_SURVEY_MOST_SENT 64
/* A number that is sent is FULG_SURVEY_LIMITS group + limit. */
#define FULG_SURVEY_LIMITS 4

typedef struct
{
    pid_t pid;
    int to, from;
    slong sent[FULG_SURVEY_MOST_SENT]; /* numbers; the first is under way */
    slong num_sent;
    double since; /* when the first began, as far as the parent knows */
    char *text;   /* what has come since the last whole group */
    size_t length, room;
} fulg_cli_survey_worker_t;

/* Starts worker n of num, which closes the pipes of the others.  0, or -1 with
   errno. */
int fulg_cli_survey_worker_start(fulg_cli_survey_worker_t *workers, slong num,
                                 slong n, const fulg_cli_survey_t *survey);
/* Its exit status, of waitpid. */
int fulg_cli_survey_worker_end(fulg_cli_survey_worker_t *worker, int by_force);
/* What that status says of the group that was under way. */
fulg_limit_t fulg_cli_survey_worker_limit(int status);

#endif
