/* What is seen of long work on a terminal: one line, written over itself. */
#include <unistd.h>

#include "cli.h"

#define TIME 32

static int shown;

static void
time_left(char *text, double left)
{
    const long seconds = left < 1e15 ? (long) left + 1 : 1000000000000000;
    if (seconds < 100)
        snprintf(text, TIME, "%ld s", seconds);
    else if (seconds < 7200)
        snprintf(text, TIME, "%ld min", (seconds + 30) / 60);
    else
        snprintf(text, TIME, "%ld h", (seconds + 1800) / 3600);
}

void
fulg_cli_show(const fulg_cli_t *cli, const char *what, slong done, slong total,
              double left)
{
    static double last;
    const double now = fulg_cli_seconds();
    if (cli->quiet || !isatty(STDERR_FILENO) || now - last < 0.2)
        return;
    last = now;
    shown = 1;
    fprintf(stderr, "\r\033[K%s: %ld", what, (long) done);
    if (total > 0)
        fprintf(stderr, " of %ld", (long) total);
    if (left >= 0)
    {
        char text[TIME];
        time_left(text, left);
        fprintf(stderr, ", %s left", text);
    }
    fflush(stderr);
}

void
fulg_cli_clear_progress(void)
{
    if (shown)
        fputs("\r\033[K", stderr);
    shown = 0;
}
