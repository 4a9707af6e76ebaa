/* The Jacobian of a minor's model in balls; shared by the two lower bounds that
   use it. */
#ifndef FULG_DIM_BALL_FIELD_H
#define FULG_DIM_BALL_FIELD_H

#include <fulgurite/ball.h>

#include "impl.h"

/* The bits of the first attempt; each one after it has twice as many. */
#define FULG_DIM_FIRST_BITS 128

/* The columns and the Jacobian rows that are looked at, of a minor's model at the
   minor's point: of every input the output rows at the first few tokens. */
typedef struct
{
    fulg_minor_struct *minor;
    slong out, tokens, seen; /* output rows, tokens, tokens looked at */
    slong num_cols;
    slong *col;
    int stopped; /* the user interrupts */
} fulg_dim_field_t;

/* No columns yet; all tokens.  The columns are freed by flint_free. */
void fulg_dim_field_init(fulg_dim_field_t *field, fulg_minor_t minor);
/* J (initialised here when FULG_OK is returned), enclosed at bits. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_field_enclose(arb_mat_t J, fulg_dim_field_t *field, slong bits,
                       const fulg_progress_t *progress, fulg_diag_t diag);
/* The minor gets the rows and columns of the field, size of them, and the bits. */
void fulg_dim_field_set_minor(const fulg_dim_field_t *field, slong size,
                              slong bits, const slong *row, const slong *col);

/* fulg_dim_lower_ball by thm-reduction. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_ball_reduction(fulg_cert_t cert, fulg_rand_t rand,
                        const fulg_dim_options_t *options, fulg_diag_t diag);

#endif
