/* Private to the module. */
#ifndef FULG_JUDGE_IMPL_H
#define FULG_JUDGE_IMPL_H

#include <fulgurite/config.h>
#include <fulgurite/judge.h>

/* The config.json in the folder of a file, or NULL; a new reference. */
json_t *fulg_judge_load_config(const char *file);

/* A map and how it was chosen; text is NULL without any. */
typedef struct
{
    const char *text, *name, *why;
    const char *type; /* of the model, where one is known; or NULL */
    json_t *config;   /* the config.json whose type it is, or NULL */
    slong layers;     /* that it says; 0: none */
    int is_builtin;
    slong heads, kv_heads, head_dim;
} fulg_judge_choice_t;
/* The map that options name, that config.json beside file suggests, or that the
   names of the tensors do.  choice is to be cleared. */
void fulg_judge_choose_map(fulg_judge_choice_t *choice,
                           const fulg_floats_tensors_t T, const char *file,
                           const fulg_judge_options_t *options);
void fulg_judge_choice_clear(fulg_judge_choice_t *choice);
/* A network of a published layout is read whole: norms, biases and feed-forward
   sublayers, too.  Where that cannot be, it stays what it is, with the reason in the
   note. */
void fulg_judge_read_blocks(fulg_judge_subject_t S,
                            const fulg_judge_choice_t *choice,
                            const fulg_judge_options_t *options);
/* Sets the note of S; format takes two texts. */
void fulg_judge_set_note(fulg_judge_subject_t S, const char *format,
                         const char *name, const char *why);
/* Exact networks by blocks that are not told apart are the same when all their units
   are proved to be (fulg_fiber_same_unit); else the reason names the first that is
   not. */
void fulg_judge_compare_units(fulg_judge_same_t same,
                              const fulg_judge_subject_t A,
                              const fulg_judge_subject_t B,
                              const fulg_judge_options_t *options);
/* The two networks at random inputs, in balls.  differ: at the last input, for certain;
   sharp: the outputs there are known well enough that they seem equal where they do
   not differ.  same gets that input, and the outputs. */
typedef struct
{
    fulg_judge_same_struct *same;
    const fulg_judge_subject_struct *A, *B;
    const fulg_judge_options_t *options;
    fulg_rand_t rand;
    slong tries, bits;
    int differ, sharp;
} fulg_judge_inputs_struct;
typedef fulg_judge_inputs_struct fulg_judge_inputs_t[1];
/* The input of same is to be cleared, the rest needs no clearing. */
void fulg_judge_inputs_init(fulg_judge_inputs_t p, fulg_judge_same_t same,
                            const fulg_judge_subject_t A,
                            const fulg_judge_subject_t B,
                            const fulg_judge_options_t *options);
void fulg_judge_inputs_clear(fulg_judge_same_t same);
/* With more and more bits, until the outputs differ or are sharp.  PARSE, or an error
   when interrupted; what lacks precision or memory leaves the question open. */
FULG_MUST_CHECK fulg_status_t fulg_judge_inputs_search(fulg_judge_inputs_t p,
                                                       fulg_diag_t diag);
/* An input found elsewhere, with outputs that differ there. */
void fulg_judge_inputs_keep(fulg_judge_inputs_t p, const fmpq_mat_t X,
                            const arb_mat_t A, const arb_mat_t B);
/* A few more, for where they agree so far and nothing proves that they always do. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_inputs_search_further(fulg_judge_inputs_t p, fulg_diag_t diag);
/* A copy, to be freed with flint_free. */
char *fulg_judge_copy(const char *text);
/* PARSE for a file given by name that is no matrix of the map its neighbours
   suggest: a mistake, not something to pass over. */
fulg_status_t fulg_judge_check_names(const fulg_floats_tensors_t T,
                                     const char *map, fulg_diag_t diag);

#endif
