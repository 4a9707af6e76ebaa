/* The parts of the writer for Coq. */
#ifndef FULG_POLYFILE_COQ_H
#define FULG_POLYFILE_COQ_H

#include "impl.h"

/* UNABLE unless examples/verify/coq/Network.v has networks of this kind, with
   integers for weights and inputs. */
fulg_status_t fulg_polyfile_coq_check(const fulg_minor_t minor,
                                      fulg_diag_struct *diag);
/* The definitions of network, weights and inputs. */
void fulg_polyfile_coq_put_network(fulg_polyfile_out_t *out,
                                   const fulg_minor_t minor);
/* "[:: ", then before every item but the first a comma and, when line is set or
   the line is long, its end. */
void fulg_polyfile_coq_put_joint(fulg_polyfile_out_t *out, slong n, int line);

#endif
