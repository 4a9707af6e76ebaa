/* The parts of "print_upper": a bound, with the meaning of its terms. */
#ifndef FULG_CLI_UPPER_H
#define FULG_CLI_UPPER_H

#include "cli.h"

/* What one layer adds to a bound: the words, the number, and how it comes about
   ("2 heads x 12"), which is the number itself where there is nothing to say.
 */
typedef struct
{
    char what[160], how[160];
    fmpz_t value;
} fulg_upper_row_t;

typedef void (*fulg_upper_describe_t)(fulg_upper_row_t *row,
                                          const fulg_cert_t cert, slong i);

/* A term of the bound; the same where it is small. */
const fmpz *fulg_upper_term(const fulg_cert_t cert, const char *name,
                                slong i);
long fulg_upper_size(const fulg_cert_t cert, const char *name, slong i);
/* text, by a format. */
void fulg_upper_say(char text[160], const char *format, ...)
    FULG_PRINTF(2, 3);
/* The row adds each for every head. */
void fulg_upper_each(fulg_upper_row_t *row, const fmpz_t each,
                         slong heads);
/* "    label  text        number", the number in a line of its own when the
   text is too long. */
void fulg_upper_row(FILE *out, const char *label, const char *text,
                        const fmpz_t value);
/* The layers 1 .. last, those that read the same together. */
void fulg_upper_layers(FILE *out, const fulg_cert_t cert,
                           const char *label, slong last,
                           fulg_upper_describe_t describe);

/* The bounds, by their theorems. */
void fulg_upper_virtual(FILE *out, const fulg_cert_t cert);
void fulg_upper_sum(FILE *out, const fulg_cert_t cert);
void fulg_upper_quotient(FILE *out, const fulg_cert_t cert);
void fulg_upper_cut(FILE *out, const fulg_cert_t cert);
void fulg_upper_transformer(FILE *out, const fulg_cert_t cert);

#endif
