#include <fulgurite/base.h>

int
fulg_progress_tick(const fulg_progress_t *progress, const char *what,
                   slong done, slong total)
{
    if (progress == NULL || progress->tick == NULL)
        return 0;
    return progress->tick(progress->data, what, done, total);
}
