/*
 * Where the states are, and what the rest of the network reads of their changes (doc:
 * thm-given-states): forwards, what the values make of a state; backwards, what queries
 * and keys that count read, and what goes on through the values.
 */
#include "impl.h"

/* ---- a head ------------------------------------------------------------------------- */

/* A becomes V A; or V^T A. */
static void
apply_value(fmpz_mat_t A, const fulg_weights_t W, slong i, slong h,
            int transposed)
{
    const char *kinds = fulg_arch_sublayer_value_kinds(&W->arch->sub[i]);
    const slong num = kinds[1] == 0 ? 1 : 2;
    for (slong n = 0; n < num; n++)
    {
        const char kind = kinds[transposed ? n : num - 1 - n];
        fulg_jacobian_apply(A, fulg_weights_of_head(W, i, h, kind)->fmpq,
                            transposed);
    }
}

void
fulg_jacobian_join_kind(fmpz_mat_t A, const fulg_jacobian_states_t *states,
                        const fulg_weights_t W, slong i, slong h, char kind)
{
    fmpz_mat_t part;
    fmpz_mat_init_set(part, &states->met[i]);
    fulg_jacobian_apply(part, fulg_weights_of_head(W, i, h, kind)->fmpq, 0);
    fulg_jacobian_join(A, part);
}

void
fulg_jacobian_join_readers(fmpz_mat_t A, const fulg_jacobian_states_t *states,
                           const fulg_weights_t W, slong i, slong h)
{
    fmpz_mat_t part;
    fmpz_mat_init_set(part, &states->read[i + 1]);
    fulg_jacobian_apply(part, fulg_weights_of_head(W, i, h, 'o')->fmpq, 1);
    fulg_jacobian_join(A, part);
}

/* A (initialised here) = K^T Q times what is met, or Q^T K. */
static void
half_form(fmpz_mat_t A, const fulg_jacobian_states_t *states,
          const fulg_weights_t W, slong i, slong h, char kind)
{
    const char other = kind == 'q' ? 'k' : 'q';
    fmpz_mat_init_set(A, &states->met[i]);
    fulg_jacobian_apply(A, fulg_weights_of_head(W, i, h, kind)->fmpq, 0);
    fulg_jacobian_apply(A, fulg_weights_of_head(W, i, h, other)->fmpq, 1);
}

/* B (initialised here) = A^T C */
static void
product(fmpz_mat_t B, const fmpz_mat_t A, const fmpz_mat_t C)
{
    fmpz_mat_t transposed;
    fmpz_mat_init(transposed, fmpz_mat_ncols(A), fmpz_mat_nrows(A));
    fmpz_mat_transpose(transposed, A);
    fmpz_mat_init(B, fmpz_mat_ncols(A), fmpz_mat_ncols(C));
    fmpz_mat_mul(B, transposed, C);
    fmpz_mat_clear(transposed);
}

int
fulg_jacobian_has_scores(const fulg_weights_t W, slong i)
{
    return W->arch->tokens > 1 ||
           !fulg_arch_sublayer_is_normalised(&W->arch->sub[i]);
}

int
fulg_jacobian_form_is_seen(const fulg_jacobian_states_t *states,
                           const fulg_weights_t W, slong i, slong h)
{
    fmpz_mat_t half, form;
    int seen;
    half_form(half, states, W, i, h, 'q');
    product(form, &states->met[i], half);
    /* 1 is added to scores that are normalised. */
    seen = fulg_arch_sublayer_is_normalised(&W->arch->sub[i]) ||
           !fmpz_mat_is_zero(form);
    fmpz_mat_clear(half);
    fmpz_mat_clear(form);
    return seen;
}

int
fulg_jacobian_values_are_seen(const fulg_jacobian_states_t *states,
                              const fulg_weights_t W, slong i, slong h)
{
    fmpz_mat_t values, seen;
    int zero;
    fmpz_mat_init_set(values, &states->met[i]);
    apply_value(values, W, i, h, 0);
    product(seen, &states->read[i + 1], values);
    zero = fmpz_mat_is_zero(seen);
    fmpz_mat_clear(values);
    fmpz_mat_clear(seen);
    return !zero;
}

/* ---- forwards ----------------------------------------------------------------------- */

/* State i + 1 from state i. */
static void
set_met(fulg_jacobian_states_t *states, const fulg_weights_t W, slong i)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fmpz_mat_struct *met = &states->met[i + 1];
    if (sub->residual)
        fmpz_mat_init_set(met, &states->met[i]);
    else
        fmpz_mat_init(met, W->arch->width[i + 1], 0);
    for (slong h = 0; h < sub->heads; h++)
    {
        fmpz_mat_t part;
        /* Its scores are 0. */
        if (!fulg_jacobian_form_is_seen(states, W, i, h))
            continue;
        fmpz_mat_init_set(part, &states->met[i]);
        apply_value(part, W, i, h, 0);
        fulg_jacobian_join(met, part);
    }
    fulg_jacobian_annihilator(&states->unmet[i + 1], met);
    fulg_jacobian_simplify(met, &states->unmet[i + 1]);
}

static int
rank_is_at_most_one(const fmpz_mat_t A)
{
    const slong rows = fmpz_mat_nrows(A), cols = fmpz_mat_ncols(A);
    slong n = 0;
    fmpz_t minor;
    int one = 1;
    while (n < rows * cols &&
           fmpz_is_zero(fmpz_mat_entry(A, n / cols, n % cols)))
        n++;
    if (n == rows * cols)
        return 1;
    fmpz_init(minor);
    for (slong i = 0; i < rows && one; i++)
        for (slong j = 0; j < cols && one; j++)
        {
            fmpz_mul(minor, fmpz_mat_entry(A, i, j),
                     fmpz_mat_entry(A, n / cols, n % cols));
            fmpz_submul(minor, fmpz_mat_entry(A, i, n % cols),
                        fmpz_mat_entry(A, n / cols, j));
            one = fmpz_is_zero(minor);
        }
    fmpz_clear(minor);
    return one;
}

/* All heads have forms y_h q^T on the state, with the same q. */
static int
is_rank_one(const fulg_jacobian_states_t *states, const fulg_weights_t W,
            slong i)
{
    fmpz_mat_t forms;
    int one;
    fmpz_mat_init(forms, fmpz_mat_ncols(&states->met[i]), 0);
    for (slong h = 0; h < W->arch->sub[i].heads; h++)
    {
        fmpz_mat_t half, form;
        half_form(half, states, W, i, h, 'k');
        product(form, &states->met[i], half);
        fmpz_mat_clear(half);
        fulg_jacobian_join(forms, form);
    }
    one = rank_is_at_most_one(forms);
    fmpz_mat_clear(forms);
    return one;
}

static int
becomes_parallel(const fulg_jacobian_states_t *states, const fulg_weights_t W,
                 slong i)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    if (W->arch->tokens == 1)
        return 1;
    if (sub->residual || fulg_arch_sublayer_is_normalised(sub))
        return 0;
    return states->parallel[i] || (!sub->causal && is_rank_one(states, W, i));
}

/* ---- backwards ---------------------------------------------------------------------- */

/* What a head reads of a change of its state: in the queries and keys where its values
   are seen, in the values where its form is. */
static void
join_read(fmpz_mat_t read, const fulg_jacobian_states_t *states,
          const fulg_weights_t W, slong i, slong h)
{
    fmpz_mat_t part;
    if (fulg_jacobian_has_scores(W, i) &&
        fulg_jacobian_values_are_seen(states, W, i, h))
    {
        half_form(part, states, W, i, h, 'q');
        fulg_jacobian_join(read, part);
        half_form(part, states, W, i, h, 'k');
        fulg_jacobian_join(read, part);
    }
    if (fulg_jacobian_form_is_seen(states, W, i, h))
    {
        fmpz_mat_init_set(part, &states->read[i + 1]);
        apply_value(part, W, i, h, 1);
        fulg_jacobian_join(read, part);
    }
}

/* The column that all of the state are multiples of, w. */
static void
set_line(fmpq_mat_t w, const fulg_jacobian_states_t *states, slong i)
{
    fmpq_mat_init(w, fmpz_mat_nrows(&states->met[i]), 1);
    fmpq_mat_set_fmpz_mat(w, &states->met[i]);
}

/* T += x y^T */
static void
add_outer(fmpq_mat_t T, const fmpq_mat_t x, const fmpq_mat_t y)
{
    for (slong i = 0; i < fmpq_mat_nrows(T); i++)
        for (slong j = 0; j < fmpq_mat_ncols(T); j++)
            fmpq_addmul(fmpq_mat_entry(T, i, j), fmpq_mat_entry(x, i, 0),
                        fmpq_mat_entry(y, j, 0));
}

/* A head's part of both: values += (w^T A w) V + V w (A w)^T, queries += V w (A^T w)^T. */
static void
add_to_line(fmpq_mat_t values, fmpq_mat_t queries, const fmpq_mat_t w,
            const fmpq_mat_t A, const fmpq_mat_t V)
{
    const slong d = fmpq_mat_ncols(V);
    fmpq_mat_t Vw, Aw, form, transposed, part;
    fmpq_mat_init(Vw, fmpq_mat_nrows(V), 1);
    fmpq_mat_init(Aw, d, 1);
    fmpq_mat_init(form, 1, 1);
    fmpq_mat_init(transposed, d, d);
    fmpq_mat_init(part, fmpq_mat_nrows(V), d);
    fmpq_mat_mul(Vw, V, w);
    fmpq_mat_mul(Aw, A, w);
    add_outer(values, Vw, Aw);
    fmpq_zero(fmpq_mat_entry(form, 0, 0));
    for (slong j = 0; j < d; j++)
        fmpq_addmul(fmpq_mat_entry(form, 0, 0), fmpq_mat_entry(w, j, 0),
                    fmpq_mat_entry(Aw, j, 0));
    for (slong k = 0; k < fmpq_mat_nrows(V); k++)
        for (slong j = 0; j < d; j++)
            fmpq_mul(fmpq_mat_entry(part, k, j), fmpq_mat_entry(V, k, j),
                     fmpq_mat_entry(form, 0, 0));
    fmpq_mat_add(values, values, part);
    fmpq_mat_transpose(transposed, A);
    fmpq_mat_mul(Aw, transposed, w);
    add_outer(queries, Vw, Aw);
    fmpq_mat_clear(Vw);
    fmpq_mat_clear(Aw);
    fmpq_mat_clear(form);
    fmpq_mat_clear(transposed);
    fmpq_mat_clear(part);
}

/* What is read where all columns of the state are multiples of one, by all heads
   together. */
static void
join_line(fmpz_mat_t read, const fulg_jacobian_states_t *states,
          const fulg_weights_t W, slong i)
{
    const slong d = W->arch->width[i], out = W->arch->width[i + 1];
    fmpq_mat_t w, T[2];
    set_line(w, states, i);
    for (slong n = 0; n < 2; n++)
        fmpq_mat_init(T[n], out, d);
    for (slong h = 0; h < W->arch->sub[i].heads; h++)
    {
        fmpq_mat_t A, V;
        fulg_weights_head_fmpq(A, V, W, i, h);
        add_to_line(T[0], T[1], w, A, V);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
    for (slong n = 0; n < 2; n++)
    {
        fmpz_mat_t part;
        fmpz_mat_init_set(part, &states->read[i + 1]);
        fulg_jacobian_apply(part, T[n], 1);
        fulg_jacobian_join(read, part);
        fmpq_mat_clear(T[n]);
    }
    fmpq_mat_clear(w);
}

/* State i from state i + 1. */
static void
set_read(fulg_jacobian_states_t *states, const fulg_weights_t W, slong i)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fmpz_mat_struct *read = &states->read[i];
    if (sub->residual)
        fmpz_mat_init_set(read, &states->read[i + 1]);
    else
        fmpz_mat_init(read, W->arch->width[i], 0);
    if (fmpz_mat_ncols(&states->met[i]) == 1 &&
        !fulg_arch_sublayer_is_normalised(sub))
        join_line(read, states, W, i);
    else
        for (slong h = 0; h < sub->heads; h++)
            join_read(read, states, W, i, h);
    fulg_jacobian_annihilator(&states->unread[i], read);
    fulg_jacobian_simplify(read, &states->unread[i]);
}

/* ---- all states ------------------------------------------------------------------------ */

/* A (initialised here) = the unit matrix, K (too) has no columns. */
static void
all_of(fmpz_mat_t A, fmpz_mat_t K, slong d)
{
    fmpz_mat_init(A, d, d);
    fmpz_mat_one(A);
    fmpz_mat_init(K, d, 0);
}

void
fulg_jacobian_states_init(fulg_jacobian_states_t *states,
                          const fulg_weights_t W)
{
    const slong depth = W->arch->depth;
    const int polynomial = fulg_arch_is_pnn(W->arch);
    const size_t size = (size_t) (depth + 1) * sizeof(fmpz_mat_struct);
    states->num = depth + 1;
    states->met = flint_malloc(size);
    states->unmet = flint_malloc(size);
    states->read = flint_malloc(size);
    states->unread = flint_malloc(size);
    states->parallel = flint_calloc((size_t) depth + 1, 1);
    all_of(&states->met[0], &states->unmet[0], W->arch->width[0]);
    states->parallel[0] = W->arch->tokens == 1;
    for (slong i = 0; i < depth; i++)
    {
        if (polynomial)
            fulg_jacobian_polynomial_met(states, W, i);
        else
            set_met(states, W, i);
        states->parallel[i + 1] = (char) becomes_parallel(states, W, i);
    }
    all_of(&states->read[depth], &states->unread[depth], W->arch->width[depth]);
    for (slong i = depth; i-- > 0;)
        if (polynomial)
            fulg_jacobian_polynomial_read(states, W, i);
        else
            set_read(states, W, i);
}

void
fulg_jacobian_states_clear(fulg_jacobian_states_t *states)
{
    for (slong i = 0; i < states->num; i++)
    {
        fmpz_mat_clear(&states->met[i]);
        fmpz_mat_clear(&states->unmet[i]);
        fmpz_mat_clear(&states->read[i]);
        fmpz_mat_clear(&states->unread[i]);
    }
    flint_free(states->met);
    flint_free(states->unmet);
    flint_free(states->read);
    flint_free(states->unread);
    flint_free(states->parallel);
}
