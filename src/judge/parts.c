#include <string.h>

#include "impl.h"

/* 1 when two files have a tensor of the same name: each is a network. */
static fulg_status_t
share_a_name(int *share, const char *const *files, int num_files,
             fulg_diag_t diag)
{
    json_t *names = json_object();
    fulg_status_t status = FULG_OK;
    *share = 0;
    for (int i = 0; i < num_files && status == FULG_OK && !*share; i++)
    {
        fulg_floats_tensors_t T;
        fulg_floats_tensors_init(T);
        status = fulg_floats_tensors_load(T, files[i], diag);
        if (status == FULG_OK && T->has_arch)
            *share = 1;
        for (slong n = 0; n < T->num && status == FULG_OK && !*share; n++)
        {
            *share = json_object_get(names, T->tensor[n].name) != NULL;
            json_object_set_new_nocheck(names, T->tensor[n].name, json_true());
        }
        fulg_floats_tensors_clear(T);
    }
    json_decref(names);
    return status;
}

/* How many layers the files have as one network; 0 for a list of matrices, -1 for
   one that a map does not fit, -2 for what is refused. */
static slong
count_layers(const char *const *files, int num_files,
             const fulg_judge_options_t *options)
{
    fulg_judge_subject_t S;
    fulg_diag_t diag;
    slong layers = -2;
    if (fulg_judge_subject_init(S, files, num_files, options, diag) == FULG_OK)
        layers = S->is_network ? S->network->layout.layers : -(S->note != NULL);
    fulg_judge_subject_clear(S);
    return layers;
}

/* 1 when each file alone is a network, or, without a map, a list of matrices; also
   when a map fits some alone, and all together are no longer than these. */
static int
are_whole(const char *const *files, int num_files,
          const fulg_judge_options_t *options)
{
    slong most = 0;
    int fit = 1;
    for (int i = 0; i < num_files; i++)
    {
        const slong layers = count_layers(files + i, 1, options);
        if (layers == -2)
            return 0;
        fit = fit && layers >= 0;
        most = FLINT_MAX(most, layers);
    }
    return fit || count_layers(files, num_files, options) <= most;
}

fulg_status_t
fulg_judge_are_parts(int *parts, const char *const *files, int num_files,
                     const fulg_judge_options_t *options, fulg_diag_t diag)
{
    int arrays = 1, share;
    fulg_status_t status;
    *parts = 0;
    if (num_files < 2)
        return FULG_OK;
    for (int i = 0; i < num_files; i++)
    {
        /* What is read once cannot be looked at first. */
        if (strcmp(files[i], "-") == 0)
            return FULG_OK;
        arrays = arrays && fulg_exact_text_ends(files[i], ".npy");
    }
    *parts = arrays;
    if (arrays)
        return FULG_OK;
    status = share_a_name(&share, files, num_files, diag);
    if (status == FULG_OK && !share)
        *parts = !are_whole(files, num_files, options);
    return status;
}
