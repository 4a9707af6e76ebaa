#include <stdio.h>
#include <string.h>

#include "impl.h"

/* Polynomials on their way into a block. */
typedef struct
{
    const fmpz_mpoly_ctx_struct *ctx;
    slong num, alloc, terms, max_terms;
    fmpz_mpoly_struct *f;
    char **which;
} collection_t;

static int
collect(void *data, const fmpz_mpoly_t f, const char *which)
{
    collection_t *C = data;
    C->terms += fmpz_mpoly_length(f, C->ctx);
    if (C->terms > C->max_terms)
        return 1;
    if (C->num == C->alloc)
    {
        C->alloc = 2 * C->alloc + 16;
        C->f = flint_realloc(C->f, sizeof *C->f * (size_t) C->alloc);
        C->which = flint_realloc(C->which,
                                 sizeof *C->which * (size_t) C->alloc);
    }
    fmpz_mpoly_init(&C->f[C->num], C->ctx);
    fmpz_mpoly_set(&C->f[C->num], f, C->ctx);
    C->which[C->num] = flint_malloc(strlen(which) + 1);
    strcpy(C->which[C->num++], which);
    return 0;
}

/* The two rings have the same variables in the same order: a polynomial moves as
   it is. */
static void
move(fulg_polysys_t S, collection_t *C, const char *name, const char *meaning)
{
    const slong number = fulg_polysys_push_block(S, name, meaning,
                                                 FLINT_MAX(1, C->num), 1);
    fulg_polysys_polyblock_t *block = &S->block[number];
    for (slong n = 0; n < C->num; n++)
    {
        fmpq_mpoly_struct *entry = fulg_polysys_polyblock_entry(block, n, 0);
        fmpz_mpoly_swap(entry->zpoly, &C->f[n], S->ring->ctx->zctx);
        fmpq_one(entry->content);
        fmpq_mpoly_reduce(entry, S->ring->ctx);
        fulg_polysys_polyblock_describe(block, n, NULL, C->which[n]);
    }
}

static fulg_status_t
finish(fulg_polysys_t S, slong *num, slong *terms, collection_t *C,
       const char *name, const char *meaning, fulg_status_t status,
       fulg_diag_t diag)
{
    if (status == FULG_OK && C->terms > C->max_terms)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the polynomials have more than %ld terms (at "
                               "%s)",
                               (long) C->max_terms, meaning);
    if (status == FULG_OK)
    {
        move(S, C, name, meaning);
        *num += C->num;
        *terms = C->terms;
    }
    for (slong n = 0; n < C->num; n++)
    {
        fmpz_mpoly_clear(&C->f[n], C->ctx);
        flint_free(C->which[n]);
    }
    flint_free(C->f);
    flint_free(C->which);
    return status;
}

/* The coordinate in words. */
static void
meaning_of(char *text, size_t size, const fulg_invariants_t model, slong n,
           int output)
{
    char *name = fulg_invariants_name(model, n, output);
    long x[6] = {0, 0, 0, 0, 0, 0};
    sscanf(name + 1, "%ld_%ld_%ld_%ld_%ld_%ld", &x[0], &x[1], &x[2], &x[3],
           &x[4], &x[5]);
    if (name[0] == 'y')
        snprintf(text, size,
                 "coefficient of x%ld_%ld x%ld_%ld x%ld_%ld in "
                 "output row %ld, column %ld",
                 x[3], x[2], x[4], x[2], x[5], x[1], x[0], x[1]);
    else if (name[0] == 'z')
        snprintf(text, size,
                 "coefficient of x%ld_%ld x%ld_%ld x%ld_%ld in "
                 "output row %ld, column %ld",
                 x[2], x[1], x[3], x[1], x[4], x[1], x[0], x[1]);
    else if (model->tokens == 1)
        snprintf(text, size, "coefficient of x%ld x%ld x%ld in output row %ld",
                 x[1], x[2], x[3], x[0]);
    else
        snprintf(text, size, "coefficient of x%ld x%ld y%ld in F_%ld(x, y)",
                 x[1], x[2], x[3], x[0]);
    flint_free(name);
}

void
fulg_invariants_system_init(fulg_polysys_t S, const fulg_invariants_t model,
                            const fulg_arch_t arch, int output)
{
    const slong num = output ? model->num_output : model->num;
    fulg_polysys_init(S, FULG_POLYSYS_INVARIANTS, arch);
    for (slong n = 0; n < num; n++)
    {
        char meaning[256], *name = fulg_invariants_name(model, n, output);
        meaning_of(meaning, sizeof meaning, model, n, output);
        fulg_polysys_ring_push(S->ring, FULG_VARIABLE_COEFFICIENT, name,
                               meaning);
        flint_free(name);
    }
    fulg_polysys_ring_close(S->ring);
    fulg_polysys_title(S, "Relations among the coefficients of one layer");
    fulg_polysys_comment(S, "Every polynomial vanishes at every layer of this "
                            "shape.");
    if (!output && model->tokens > 1)
        fulg_polysys_comment(S, "Output row i, column m, is the sum over the "
                                "tokens n of F_i(x_n, x_m).");
}

fulg_status_t
fulg_invariants_system_push(fulg_polysys_t S, slong *num, slong *terms,
                            const fulg_invariants_t model,
                            fulg_invariants_family_t family,
                            const fulg_invariants_part_t *part, slong max_terms,
                            fulg_diag_t diag)
{
    collection_t C = {.terms = *terms, .max_terms = max_terms};
    char name[64], *at;
    fulg_status_t status;
    fmpz_t limit;
    C.ctx = fulg_invariants_family_is_linear(family) ? model->output
                                                     : model->ring;
    fmpz_init_set_si(limit, max_terms);
    status = fulg_invariants_each(model, family, part, collect, &C, limit,
                                  diag);
    fmpz_clear(limit);
    snprintf(name, sizeof name, "%s%ld%s", fulg_invariants_family_name(family),
             (long) part->size, part->side ? "rows" : "");
    while ((at = strchr(name, '-')) != NULL)
        *at = '_';
    return finish(S, num, terms, &C, name,
                  fulg_invariants_family_text(model, family), status, diag);
}

fulg_status_t
fulg_invariants_system_push_discovered(fulg_polysys_t S, slong *num,
                                       slong *terms,
                                       const fulg_invariants_t model,
                                       const fulg_invariants_discovery_t *found,
                                       slong k, slong max_terms,
                                       fulg_diag_t diag)
{
    collection_t C = {
        .ctx = model->ring, .terms = *terms, .max_terms = max_terms};
    char name[32], meaning[64];
    const fulg_status_t status = fulg_invariants_discovered(found, model, k,
                                                            collect, &C, diag);
    snprintf(name, sizeof name, "degree%ld", (long) k);
    snprintf(meaning, sizeof meaning, "all relations of degree %ld: a basis",
             (long) k);
    return finish(S, num, terms, &C, name, meaning, status, diag);
}
