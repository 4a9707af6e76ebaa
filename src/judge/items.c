#include <pthread.h>
#include <string.h>

#include <fulgurite/judge.h>

/* Threads take the next item until none is left; the first error stays. */
typedef struct
{
    const fulg_judge_options_t *options;
    fulg_judge_subject_struct *subject;
    slong next, done;
    int stop;
    fulg_status_t status;
    fulg_diag_t diag;
    pthread_mutex_t lock;
} work_t;

/* A singular value decomposition of more than this is not made by the way. */
#define MAX_FLOAT_SIDE 256

static void
float_ranks(const work_t *w, fulg_judge_item_t *item, int part,
            const fulg_floats_view_t view)
{
    const slong rows = view->rows, cols = view->cols;
    fulg_diag_t diag;
    double *columns;
    if (FLINT_MIN(rows, cols) > MAX_FLOAT_SIDE || rows * cols == 0)
        return;
    columns = flint_malloc((size_t) (rows * cols) * sizeof(double));
    if (fulg_floats_view_get_doubles(columns, view, diag) == FULG_OK)
    {
        item->rank32[part] = fulg_lapack_rank(w->options->lapack, columns, rows,
                                              cols, 32);
        item->rank64[part] = fulg_lapack_rank(w->options->lapack, columns, rows,
                                              cols, 64);
    }
    flint_free(columns);
}

static void
float_report(const work_t *w, fulg_judge_item_t *item)
{
    const fulg_check_network_struct *N = w->subject->network;
    for (int n = 0; n < FULG_CHECK_PARTS; n++)
        item->rank32[n] = item->rank64[n] = -1;
    if (w->options->lapack == NULL)
        return;
    for (int n = 0; n < item->head->num; n++)
    {
        const char kind = (char) (item->head->kind[n] | 32);
        fulg_floats_view_t view;
        fulg_diag_t diag;
        fulg_floats_view_init(view);
        if (!w->subject->is_network)
        {
            const fulg_tensor_struct *tensor = fulg_floats_tensors_find(
                N->T, item->name);
            if (fulg_floats_view_set(view, tensor, diag) == FULG_OK)
                float_ranks(w, item, n, view);
        }
        else if (fulg_check_network_has(N, item->head->layer, kind) &&
                 fulg_check_network_view(view, N, item->head->layer,
                                         FLINT_MAX(item->head->head, 0), kind,
                                         diag) == FULG_OK)
            float_ranks(w, item, n, view);
        fulg_floats_view_clear(view);
    }
}

static fulg_status_t
do_matrix(const work_t *w, fulg_judge_item_t *item, fulg_diag_t diag)
{
    const fulg_check_network_struct *N = w->subject->network;
    fulg_check_head_struct *H = item->head;
    fulg_floats_view_t view;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_floats_view_set(
        view, fulg_floats_tensors_find(N->T, item->name), diag);
    if (status == FULG_OK)
    {
        H->num = 1;
        H->kind[0] = 'M';
        fulg_check_matrix_init(&H->part[0]);
        status = fulg_check_view(&H->part[0], view, N->radius,
                                 &w->options->check, diag);
        if (status != FULG_OK)
            fulg_check_head_clear(H);
    }
    fulg_floats_view_clear(view);
    return status;
}

static fulg_status_t
do_item(const work_t *w, fulg_judge_item_t *item, fulg_diag_t diag)
{
    fulg_status_t status;
    if (w->subject->is_network && item->head->head < 0)
        status = fulg_check_sublayer(item->head, w->subject->network,
                                     item->head->layer, &w->options->check,
                                     diag);
    else if (w->subject->is_network)
        status = fulg_check_head(item->head, w->subject->network,
                                 item->head->layer, item->head->head,
                                 &w->options->check, diag);
    else
        status = do_matrix(w, item, diag);
    if (status == FULG_OK)
        float_report(w, item);
    return status;
}

static void
take_items(work_t *w, const fulg_progress_t *progress)
{
    for (;;)
    {
        fulg_status_t status;
        fulg_diag_t diag;
        slong n;
        pthread_mutex_lock(&w->lock);
        n = w->stop ? w->subject->num : w->next++;
        pthread_mutex_unlock(&w->lock);
        if (n >= w->subject->num)
            return;
        status = do_item(w, &w->subject->item[n], diag);
        pthread_mutex_lock(&w->lock);
        w->done++;
        /* Only the main thread has a progress to tell. */
        if (status == FULG_OK && progress != NULL &&
            fulg_progress_tick(progress, "heads", w->done, w->subject->num))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        if (status != FULG_OK)
        {
            w->subject->item[n].head->num = 0;
            w->stop = 1;
        }
        if (status != FULG_OK && w->status == FULG_OK)
        {
            w->status = status;
            w->diag[0] = diag[0];
        }
        pthread_mutex_unlock(&w->lock);
    }
}

static void *
run_thread(void *data)
{
    take_items(data, NULL);
    flint_cleanup();
    return NULL;
}

fulg_status_t
fulg_judge_items(fulg_judge_subject_t S, const fulg_judge_options_t *options,
                 fulg_diag_t diag)
{
    const slong wanted = FLINT_MIN(FLINT_MIN(options->threads, 256), S->num) -
                         1;
    pthread_t *thread;
    work_t w = {.options = options, .subject = S, .status = FULG_OK};
    slong started = 0;
    thread = flint_malloc((size_t) FLINT_MAX(wanted, 1) * sizeof(pthread_t));
    pthread_mutex_init(&w.lock, NULL);
    fulg_diag_init(w.diag);
    while (started < wanted &&
           pthread_create(&thread[started], NULL, run_thread, &w) == 0)
        started++;
    take_items(&w, options->progress);
    for (slong n = 0; n < started; n++)
        pthread_join(thread[n], NULL);
    pthread_mutex_destroy(&w.lock);
    flint_free(thread);
    if (w.status == FULG_OK)
        return FULG_OK;
    *diag = *w.diag;
    return fulg_diag_prefix(diag, w.status, "%s: ", S->name);
}
