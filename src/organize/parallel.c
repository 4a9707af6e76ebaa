#include <pthread.h>

#include "impl.h"

typedef struct
{
    void (*work)(void *data, slong n);
    void *data;
    slong num, next, done;
    int stop;
    pthread_mutex_t lock;
} queue_t;

/* Only the main thread has a progress to tell. */
static void
take(queue_t *q, const fulg_progress_t *progress, const char *what)
{
    for (;;)
    {
        slong n, done;
        pthread_mutex_lock(&q->lock);
        n = q->stop ? q->num : q->next++;
        done = q->done;
        pthread_mutex_unlock(&q->lock);
        if (n >= q->num)
            return;
        if (progress != NULL &&
            fulg_progress_tick(progress, what, done, q->num))
        {
            pthread_mutex_lock(&q->lock);
            q->stop = 1;
            pthread_mutex_unlock(&q->lock);
            return;
        }
        q->work(q->data, n);
        pthread_mutex_lock(&q->lock);
        q->done++;
        pthread_mutex_unlock(&q->lock);
    }
}

static void *
run(void *data)
{
    take(data, NULL, NULL);
    flint_cleanup();
    return NULL;
}

int
fulg_organize_parallel(void (*work)(void *data, slong n), void *data, slong num,
                       slong threads, const fulg_progress_t *progress,
                       const char *what)
{
    const slong wanted = FLINT_MIN(FLINT_MIN(threads, 256), num) - 1;
    pthread_t *thread = flint_malloc((size_t) FLINT_MAX(wanted, 1) *
                                     sizeof(pthread_t));
    queue_t q = {.work = work, .data = data, .num = num};
    slong started = 0;
    pthread_mutex_init(&q.lock, NULL);
    while (started < wanted &&
           pthread_create(&thread[started], NULL, run, &q) == 0)
        started++;
    take(&q, progress, what);
    for (slong n = 0; n < started; n++)
        pthread_join(thread[n], NULL);
    pthread_mutex_destroy(&q.lock);
    flint_free(thread);
    return !q.stop;
}
