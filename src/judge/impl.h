/* Private to the module. */
#ifndef FULG_JUDGE_IMPL_H
#define FULG_JUDGE_IMPL_H

#include <fulgurite/judge.h>

/* The map that options name, or the one that the names of the tensors suggest:
   *text is NULL without any. */
void fulg_judge_choose_map(const char **text, const char **name,
                           const fulg_tensors_t T,
                           const fulg_judge_options_t *options);
/* PARSE for a file given by name that is no matrix of the map its neighbours
   suggest: a mistake, not something to pass over. */
fulg_status_t fulg_judge_check_names(const fulg_tensors_t T, const char *map,
                                     fulg_diag_t diag);

#endif
