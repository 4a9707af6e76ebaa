/* Whole commands of the program, for other languages. */
#ifndef FULGURITE_CALL_H
#define FULGURITE_CALL_H

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The exit codes of the program, which fulg_call returns.  NO: the answer is no
   (refused, different).  USAGE: the words make no sense, or a file or the disk.
   PARSE: the input does not parse or contradicts itself.  UNABLE: a limit was
   reached, or the caller asked to stop.  INTERNAL: a fault of the library. */
enum
{
    FULG_EXIT_OK = 0,
    FULG_EXIT_NO = 1,
    FULG_EXIT_USAGE = 2,
    FULG_EXIT_PARSE = 3,
    FULG_EXIT_UNABLE = 4,
    FULG_EXIT_INTERNAL = 5
};

/* What the program would print: on standard output, and on standard error
   without "fulgurite: " before its lines.  Never NULL after fulg_call. */
typedef struct
{
    char *answer, *message;
    size_t answer_length; /* without the byte 0 behind it */
} fulg_call_struct;
typedef fulg_call_struct fulg_call_t[1];

/* Runs a command of the program: words are those after the program's name and
   end with NULL, such as {"dim", "--widths", "4,4", "--head-dim", "2", NULL}.  Returns
   its exit code; call is initialised in any case.  With "--json" the answer is
   the object described in the manual; with UNABLE it holds what was found so
   far, or nothing.  Handles no signals; prints nothing and does not end the
   process, but for faults and lack of memory in FLINT and GMP (see the manual).
   progress (or NULL) is told at most 20 times a second, by the calling thread;
   what is "" when it is only asked whether to go on.  When it asks to stop, the
   code is UNABLE, or that of an answer that was ready.  It must not call fulg_call.  Other threads may: one call waits
   for the end of another. */
FULG_MUST_CHECK int fulg_call(fulg_call_t call, const char *const *words,
                              const fulg_progress_t *progress);
void fulg_call_clear(fulg_call_t call);

#ifdef __cplusplus
}
#endif

#endif
