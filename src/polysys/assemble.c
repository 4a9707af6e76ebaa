#include <stdio.h>

#include <flint/fmpz_mpoly.h>

#include "impl.h"

/* What a monomial of the inputs has of one form. */
typedef struct
{
    slong form;
    fmpq_mpoly_struct poly;
} piece_t;

typedef struct
{
    slong num, alloc;
    piece_t *piece;
} pieces_t;

/* The same for all monomials of a column, in the ring of a system. */
typedef struct
{
    const fulg_polysys_expansion_t *E;
    slong c, first;
    const fmpq_mpoly_ctx_struct *ctx;
    slong nvars;
    pieces_t *of; /* by the number of the monomial */
} split_t;

static void
clear_pieces(pieces_t *list, const fmpq_mpoly_ctx_struct *ctx)
{
    for (slong k = 0; k < list->num; k++)
        fmpq_mpoly_clear(&list->piece[k].poly, ctx);
    flint_free(list->piece);
    list->num = list->alloc = 0;
    list->piece = NULL;
}

/* The place for terms of a form; forms come one after the other. */
static fmpq_mpoly_struct *
piece_of(split_t *split, slong monomial, slong form)
{
    pieces_t *list = &split->of[monomial];
    if (list->num == 0 || list->piece[list->num - 1].form != form)
    {
        list->piece = fulg_polysys_grow(list->piece, list->num, &list->alloc,
                                        sizeof(piece_t));
        list->piece[list->num].form = form;
        fmpq_mpoly_init(&list->piece[list->num].poly, split->ctx);
        list->num++;
    }
    return &list->piece[list->num - 1].poly;
}

/* Inputs come first in the work ring, so that the terms of one monomial keep the
   degrevlex order of the coordinates. */
static void
split_form(split_t *split, const fmpq_mpoly_t form, slong number, ulong *exp,
           ulong *image)
{
    const fulg_polysys_expansion_t *E = split->E;
    const slong shift = split->first - E->first;
    fmpq_t c;
    fmpq_init(c);
    for (slong k = 0; k < form->zpoly->length; k++)
    {
        fmpq_mpoly_get_term_exp_ui(exp, form, k, E->work->ctx);
        if (!fulg_polysys_expansion_keeps(E, exp))
            continue;
        for (slong v = E->first; v < E->work->num; v++)
            image[v + shift] = exp[v];
        fmpq_mpoly_get_term_coeff_fmpq(c, form, k, E->work->ctx);
        fmpq_mpoly_push_term_fmpq_ui(
            piece_of(split,
                     fulg_polysys_monomials_find(&E->monomials[split->c], exp),
                     number),
            c, image, split->ctx);
    }
    fmpq_clear(c);
}

static void
split_init(split_t *split, const fulg_polysys_expansion_t *E, slong c,
           slong first, const fulg_polysys_ring_t R)
{
    ulong *exp = flint_malloc((size_t) E->work->num * sizeof(ulong));
    ulong *image = flint_calloc((size_t) R->num, sizeof(ulong));
    fulg_polysys_polylist_t forms;
    split->E = E;
    split->c = c;
    split->first = first;
    split->ctx = R->ctx;
    split->nvars = R->num;
    split->of = flint_calloc((size_t) E->monomials[c].num + 1,
                             sizeof(pieces_t));
    fulg_polysys_polylist_init(&forms, E->work->ctx);
    fulg_polysys_expansion_forms(&forms, E, c);
    for (slong n = 0; n < forms.num; n++)
    {
        split_form(split, &forms.poly[n], n, exp, image);
        fmpq_mpoly_zero(&forms.poly[n], E->work->ctx);
        fmpz_mpoly_realloc(forms.poly[n].zpoly, 0, E->work->ctx->zctx);
    }
    fulg_polysys_polylist_clear(&forms);
    flint_free(exp);
    flint_free(image);
}

static void
split_clear(split_t *split)
{
    for (slong m = 0; m < split->E->monomials[split->c].num; m++)
        clear_pieces(&split->of[m], split->ctx);
    flint_free(split->of);
}

/* ---- one monomial -------------------------------------------------------- */

/* V and A of the heads in the system's ring; inner[p] collects what multiplies
   column p of V. */
typedef struct
{
    fulg_domain_t domain;
    fulg_weights_t weights;
    slong heads, d, out;
    fulg_mat_struct *V, *A;
    fmpq_mpoly_struct *inner;
    fmpq_mpoly_t product;
} last_t;

/* f += a b */
static void
addmul(fmpq_mpoly_t f, const fmpq_mpoly_t a, const fmpq_mpoly_t b, last_t *last)
{
    const fmpq_mpoly_ctx_struct *ctx = last->domain->ctx;
    if (fmpq_mpoly_is_zero(a, ctx) || fmpq_mpoly_is_zero(b, ctx))
        return;
    fmpq_mpoly_mul(last->product, a, b, ctx);
    if (fmpq_mpoly_is_zero(f, ctx))
        fmpq_mpoly_swap(f, last->product, ctx);
    else
        fmpq_mpoly_add(f, f, last->product, ctx);
}

static fulg_status_t
last_init(last_t *last, const fulg_polysys_expansion_t *E, slong first,
          const fulg_polysys_ring_t R, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    fulg_status_t status;
    fulg_domain_init_mpoly(last->domain, R->ctx);
    status = fulg_polysys_model_weights(last->weights, &E->model, last->domain,
                                        first, diag);
    if (status != FULG_OK)
        return status;
    last->d = arch->width[arch->depth - 1];
    last->out = arch->width[arch->depth];
    fulg_polysys_expansion_heads(&last->V, &last->A, &last->heads,
                                 last->weights);
    last->inner = flint_malloc((size_t) last->d * sizeof(fmpq_mpoly_struct));
    for (slong p = 0; p < last->d; p++)
        fmpq_mpoly_init(&last->inner[p], R->ctx);
    fmpq_mpoly_init(last->product, R->ctx);
    return FULG_OK;
}

static void
last_clear(last_t *last)
{
    const fmpq_mpoly_ctx_struct *ctx = last->domain->ctx;
    for (slong p = 0; p < last->d; p++)
        fmpq_mpoly_clear(&last->inner[p], ctx);
    flint_free(last->inner);
    fmpq_mpoly_clear(last->product, ctx);
    fulg_polysys_expansion_heads_clear(last->V, last->A, last->heads,
                                       last->domain);
    fulg_weights_clear(last->weights);
}

/* (p <= q, r) of a form's number. */
static void
form_indices(slong *p, slong *q, slong *r, slong form, slong d)
{
    slong pair = form / d;
    *r = form % d;
    for (*p = 0; pair >= d - *p; (*p)++)
        pair -= d - *p;
    *q = *p + pair;
}

static void
zero_inner(last_t *last)
{
    for (slong p = 0; p < last->d; p++)
        fmpq_mpoly_zero(&last->inner[p], last->domain->ctx);
}

/* entry[i stride] += sum of V_ip inner_p */
static void
add_outputs(fmpq_mpoly_struct *entry, slong stride, const fulg_mat_struct *V,
            last_t *last)
{
    for (slong i = 0; i < last->out; i++)
        for (slong p = 0; p < last->d; p++)
            addmul(&entry[i * stride],
                   fulg_domain_mpoly_mat_entry(V->mpoly, i, p), &last->inner[p],
                   last);
}

static void
add_head(fmpq_mpoly_struct *entry, slong stride, const pieces_t *list, slong h,
         last_t *last)
{
    const slong forms = last->d * last->d * (last->d + 1) / 2;
    const fulg_mpoly_mat_struct *A = last->A[h].mpoly;
    zero_inner(last);
    for (slong k = 0; k < list->num; k++)
    {
        const fmpq_mpoly_struct *f = &list->piece[k].poly;
        slong p, q, r;
        if (list->piece[k].form >= forms)
            continue;
        form_indices(&p, &q, &r, list->piece[k].form, last->d);
        addmul(&last->inner[p], fulg_domain_mpoly_mat_entry(A, q, r), f, last);
        if (p != q)
            addmul(&last->inner[q], fulg_domain_mpoly_mat_entry(A, p, r), f,
                   last);
    }
    add_outputs(entry, stride, &last->V[h], last);
}

/* The coefficients of one monomial in all output rows: entry[i stride]. */
static void
assemble(fmpq_mpoly_struct *entry, slong stride, const pieces_t *list,
         last_t *last)
{
    const fulg_arch_struct *arch = last->weights->arch;
    const slong forms = last->d * last->d * (last->d + 1) / 2;
    for (slong h = 0; h < last->heads; h++)
        add_head(entry, stride, list, h, last);
    if (last->heads == 0)
    {
        zero_inner(last);
        for (slong k = 0; k < list->num; k++)
            fmpq_mpoly_set(&last->inner[list->piece[k].form],
                           &list->piece[k].poly, last->domain->ctx);
        add_outputs(entry, stride,
                    fulg_weights_mat(last->weights, arch->depth - 1, 0, 'w'),
                    last);
        return;
    }
    for (slong k = 0; k < list->num; k++)
        if (list->piece[k].form >= forms)
        {
            fmpq_mpoly_struct *f =
                &entry[(list->piece[k].form - forms) * stride];
            fmpq_mpoly_add(f, f, &list->piece[k].poly, last->domain->ctx);
        }
}

/* ---- names --------------------------------------------------------------- */

/* c<i>_<k>_<l>_<j> from the monomial of one lightning layer. */
static void
single_name(char *name, const fulg_polysys_expansion_t *E, const ulong *exp,
            slong i)
{
    const slong d = E->model.model->width[0], t = E->model.model->tokens;
    slong index[3], n = 0;
    for (slong token = 0; token < t; token++)
        for (slong row = 0; row < d; row++)
            for (ulong e = 0; e < exp[row * t + token]; e++)
                index[n++] = row + 1;
    snprintf(name, FULG_COEFFICIENT_NAME_SIZE, "c%ld_%ld_%ld_%ld", (long) i + 1,
             (long) index[0], (long) index[1], (long) index[2]);
}

/* "coefficient of x1_1^2*x1_2 in output (1,2)"; freed by the caller. */
static char *
monomial_meaning(const fulg_polysys_expansion_t *E, const ulong *exp, slong i,
                 slong j)
{
    size_t size = 64, used;
    char *text;
    for (slong v = 0; v < E->num_inputs; v++)
        size += (exp[v] > 0) ? 64 : 0;
    text = flint_malloc(size);
    used = (size_t) snprintf(text, size, "coefficient of ");
    for (slong v = 0, some = 0; v < E->num_inputs; v++)
        if (exp[v] > 0)
        {
            used += (size_t) snprintf(text + used, size - used, "%s%s",
                                      some ? "*" : "",
                                      E->work->variable[v].name);
            if (exp[v] > 1)
                used += (size_t) snprintf(text + used, size - used, "^%lu",
                                          (unsigned long) exp[v]);
            some = 1;
        }
    snprintf(text + used, size - used, " in output (%ld,%ld)", (long) i + 1,
             (long) j + 1);
    return text;
}

char *
fulg_polysys_expansion_describe(char *name, const fulg_polysys_expansion_t *E,
                                slong n)
{
    const slong row = E->start[E->num_columns];
    const slong i = n / row, place = n % row;
    const ulong *exp;
    slong c = 0;
    while (place >= E->start[c + 1])
        c++;
    exp = E->monomials[c].exp +
          E->order[c][place - E->start[c]] * E->num_inputs;
    if (E->single)
        single_name(name, E, exp, i);
    else
        snprintf(name, FULG_COEFFICIENT_NAME_SIZE, "c%ld", (long) n + 1);
    return monomial_meaning(E, exp, i, E->column[c]);
}

/* ---- all ----------------------------------------------------------------- */

static fulg_status_t
fill_column(fulg_polysys_polyblock_t *block, const fulg_polysys_expansion_t *E,
            slong c, slong first, const fulg_polysys_ring_t R, last_t *last,
            const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    const slong row = E->start[E->num_columns];
    const slong num = E->monomials[c].num;
    fulg_status_t status = FULG_OK;
    split_t split;
    split_init(&split, E, c, first, R);
    for (slong k = 0; k < num && status == FULG_OK; k++)
    {
        pieces_t *list = &split.of[E->order[c][k]];
        for (slong n = 0; n < list->num; n++)
            fmpq_mpoly_reduce(&list->piece[n].poly, R->ctx);
        assemble(&block->entry[E->start[c] + k], row, list, last);
        clear_pieces(list, R->ctx);
        if (fulg_progress_tick(options->progress, "coefficients",
                               E->start[c] + k, row))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    }
    split_clear(&split);
    return status;
}

fulg_status_t
fulg_polysys_expansion_block(slong *number, fulg_polysys_t S, const char *name,
                             const fulg_polysys_expansion_t *E, slong first,
                             const fulg_polysys_options_t *options,
                             fulg_diag_t diag)
{
    const slong b = fulg_polysys_push_block(
        S, name, "coefficients of the function", E->num, 1);
    fulg_status_t status;
    char label[FULG_COEFFICIENT_NAME_SIZE], *about;
    last_t last;
    *number = b;
    status = last_init(&last, E, first, S->ring, diag);
    if (status != FULG_OK)
        return status;
    for (slong c = 0; c < E->num_columns && status == FULG_OK; c++)
        status = fill_column(&S->block[b], E, c, first, S->ring, &last, options,
                             diag);
    last_clear(&last);
    for (slong n = 0; n < E->num && status == FULG_OK; n++)
    {
        about = fulg_polysys_expansion_describe(label, E, n);
        fulg_polysys_polyblock_describe(&S->block[b], n, label, about);
        flint_free(about);
    }
    return status;
}
