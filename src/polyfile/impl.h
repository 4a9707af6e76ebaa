/* What the writers of all formats share. */
#ifndef FULG_POLYFILE_IMPL_H
#define FULG_POLYFILE_IMPL_H

#include <string.h>

#include <fulgurite/polyfile.h>

/* No format takes a prime from here on. */
#define PRIME_LIMIT (UWORD(1) << 31)

/*
 * A format.  The texts are templates: @WORD@ stands for a number, a name or a
 * list, see expand.c.  What depends on the polynomials is written by the
 * templates block, entry, part_.. and point, once for each.
 */
typedef struct
{
    const char *name, *program, *ending;
    const char *run;     /* how a file is run */
    slong max_variables; /* what the program was seen to take; 0: no limit */
    ulong max_prime;     /* for Groebner bases and factors; 0: PRIME_LIMIT */
    int no_prime;        /* it has no numbers modulo a prime */
    int no_rank;         /* it has no matrices */
    int integral;        /* it misreads or refuses denominators */
    int minors;          /* it is for the minor of a certificate alone */
    int notes;           /* the header goes into a file beside it */
    const char *comment; /* begins a line of comment; NULL: there are none */
    const char *comment_end;       /* and ends it; NULL: the line does */
    char joint;                    /* what _ becomes in a name */
    const char *const *reserved;   /* names that get a joint at their end */
    const char *forbidden;         /* letters that begin no name */
    const char *prefix;            /* of the names of blocks */
    const char *quote;             /* around the names in @NAMES@ */
    const char *field_q, *field_p; /* @FIELD@: rationals, or mod @CHAR@ */
    const char *begin;             /* of a system: ring and helpers */
    const char *block;             /* an empty matrix */
    const char *entry;             /* an entry, whole */
    slong part; /* terms in a part of a long entry; 0: never split */
    const char *part_begin, *part_item, *part_end;
    const char *point;
    const char *given;   /* a value of a point; NULL: the value as it is */
    const char *missing; /* for a variable without value; NULL: its name */
    const char *expect;
    const char *describe; /* a block, by the task that prints */
    const char *task[5];  /* by fulg_task_kind_t */
    const char *end;
    const char *eliminate;         /* how to ask for the elimination too */
    const char *const *ideal_text; /* what the task of an ideal does; NULL: the
                                      dimension and degree, by a basis */
    int fold;                      /* long lines are broken */
} fulg_dialect_t;

extern const fulg_dialect_t fulg_polyfile_m2;
extern const fulg_dialect_t fulg_polyfile_singular;
extern const fulg_dialect_t fulg_polyfile_sage;
extern const fulg_dialect_t fulg_polyfile_oscar;
extern const fulg_dialect_t fulg_polyfile_hc;
extern const fulg_dialect_t fulg_polyfile_msolve;
extern const fulg_dialect_t fulg_polyfile_magma;
extern const fulg_dialect_t fulg_polyfile_json;
extern const fulg_dialect_t fulg_polyfile_phc;
extern const fulg_dialect_t fulg_polyfile_gp;
extern const fulg_dialect_t fulg_polyfile_python;
extern const fulg_dialect_t fulg_polyfile_giac;
extern const fulg_dialect_t fulg_polyfile_maxima;
extern const fulg_dialect_t fulg_polyfile_gap;
extern const fulg_dialect_t fulg_polyfile_coq;

const fulg_dialect_t *fulg_polyfile_dialect(fulg_polyfile_format_t format);

#define OUT_SIZE 65536

/* A file being written.  After a failure nothing more is put. */
typedef struct
{
    const fulg_polysys_struct *S;
    const fulg_dialect_t *D;
    ulong prime;       /* 0: the rational numbers */
    ulong check_prime; /* of the computations; 0: the rational numbers */
    int integral;
    fmpz_t scale; /* every coefficient is multiplied by it */
    fulg_sink_t sink;
    fulg_status_t status;
    fulg_diag_struct *diag;
    char **name;  /* of the variables, in this format */
    char **block; /* of the blocks */
    slong *exponent;
    size_t fill;
    slong column;
    /* where a template stands */
    slong b, i, j, p;           /* block, row, column; point */
    const fmpq_mpoly_struct *f; /* polynomial, and its terms from .. to */
    slong from, to;
    const char *times; /* a further factor of every term, or NULL */
    const fulg_expected_t *expected;
    char buffer[OUT_SIZE];
} fulg_polyfile_out_t;

/* Allocates *out; names are made. */
void fulg_polyfile_out_init(fulg_polyfile_out_t **out,
                            const fulg_polysys_struct *S,
                            const fulg_dialect_t *D,
                            const fulg_polyfile_options_t *options,
                            fulg_sink_t sink, fulg_diag_struct *diag);
/* Sends what is left, and frees; the status of it all. */
fulg_status_t fulg_polyfile_out_clear(fulg_polyfile_out_t *out);

void fulg_polyfile_out_bytes(fulg_polyfile_out_t *out, const char *bytes,
                             size_t n);
void fulg_polyfile_out_text(fulg_polyfile_out_t *out, const char *text);
void fulg_polyfile_out_slong(fulg_polyfile_out_t *out, slong n);
void fulg_polyfile_out_fmpz(fulg_polyfile_out_t *out, const fmpz_t n);
/* x over the rational numbers, its residue otherwise. */
void fulg_polyfile_out_fmpq(fulg_polyfile_out_t *out, const fmpq_t x);
/* A text on one line, in a string of double quotes: line ends, quotes and
   backslashes become harmless. */
void fulg_polyfile_out_quoted(fulg_polyfile_out_t *out, const char *text);
/* The terms from .. to of f, as a sum. */
void fulg_polyfile_out_terms(fulg_polyfile_out_t *out);
/* y = x mod the prime, in -p/2 < y < p/2 (0 <= y < p for msolve); y = x over
   the rational numbers.  A denominator that is no unit ends the writing. */
void fulg_polyfile_out_reduce(fmpq_t y, fulg_polyfile_out_t *out,
                              const fmpq_t x);

/* The next term from *t on whose coefficient is not 0: c, and out->exponent; *t
   is behind it.  0 when there is none below limit. */
int fulg_polyfile_out_next_term(fmpq_t c, fulg_polyfile_out_t *out,
                                const fmpq_mpoly_struct *f, slong *t,
                                slong limit);

/* Whether there is a condition on a map. */
int fulg_polyfile_out_has_conditions(const fulg_polysys_struct *S);
/* Writes a template. */
void fulg_polyfile_out_expand(fulg_polyfile_out_t *out, const char *text);
/* The lines of the header, each after mark. */
void fulg_polyfile_out_header(fulg_polyfile_out_t *out, const char *mark);
/* Words of an expected answer: "dimension", "=", "proved, ..". */
const char *fulg_polyfile_expect_kind_word(fulg_expect_kind_t kind);
const char *fulg_polyfile_expect_relation(fulg_expect_strength_t strength);
const char *fulg_polyfile_expect_strength_word(fulg_expect_strength_t strength);

/* out->scale becomes the least common denominator of entry (i, j) of block b, or
   of its row where the rank of the block is taken; 1 where denominators stay. */
void fulg_polyfile_out_scale(fulg_polyfile_out_t *out, slong b, slong i,
                             slong j);
/* The equations of the system, for the formats msolve and phc. */
void fulg_polyfile_put_equations(fulg_polyfile_out_t *out);
void fulg_polyfile_put_json(fulg_polyfile_out_t *out);
/* The theorem that the minor proves, for Coq. */
void fulg_polyfile_put_coq(fulg_polyfile_out_t *out);

char *fulg_polyfile_legal(const fulg_dialect_t *D, const char *name);

/* UNABLE when the system is beyond a limit of the program, PARSE when an option
   is out of range. */
fulg_status_t fulg_polyfile_check(const fulg_polysys_struct *S,
                                  const fulg_dialect_t *D,
                                  const fulg_polyfile_options_t *options,
                                  fulg_diag_struct *diag);

#endif
