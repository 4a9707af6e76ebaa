/* doc: thm-one-token: attention on one token is linear. */
#include "impl.h"

static int
is_residual_of_one_norm(const fulg_verify_net_t *net)
{
    return fulg_verify_all_residual(net) && fulg_verify_one_norm(net);
}

static int
is_about(const fulg_verify_net_t *net)
{
    int heads = 0;
    if (net->pnn || !net->transformer || net->readout)
        return 0;
    for (slong i = 0; i < net->num_subs; i++)
    {
        if (net->sub[i].attention && !net->sub[i].alone)
            return 0;
        heads |= net->sub[i].attention;
    }
    return heads && (net->num_subs == 1 || is_residual_of_one_norm(net));
}

int
fulg_verify_merges(const fulg_verify_net_t *net)
{
    return is_about(net) && is_residual_of_one_norm(net) &&
           net->sub[0].pre_norm == FULG_VERIFY_NO_NORM;
}

/* ---- positions and pieces ------------------------------------------------------ */

enum
{
    NOTHING,
    IMAGE, /* constants in the image of a matrix */
    EVERYTHING
};

/* What the sublayers from i that read one state are: heads, neurons, neurons without
   biases in so many rows; the constants they add; the next one. */
typedef struct
{
    int heads, neurons, constants;
    fmpz_t plain;
    slong next;
} place_t;

static void
look(place_t *P, const fulg_verify_net_t *net, slong i)
{
    fmpz_t beta;
    fmpz_init(beta);
    P->next = fulg_verify_position_end(net, i);
    P->heads = P->neurons = 0;
    P->constants = NOTHING;
    fmpz_zero(P->plain);
    for (; i < P->next; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        int kind = NOTHING;
        P->heads |= s->attention;
        P->neurons |= !s->attention;
        fulg_verify_constants(beta, s);
        if (!fmpz_is_zero(beta))
            kind = fmpz_equal_si(beta, s->out) ? EVERYTHING : IMAGE;
        if (kind > P->constants)
            P->constants = kind;
        for (int k = 0; !s->attention && !s->bias && k <= s->gated; k++)
            fmpz_add_si(P->plain, P->plain, s->hidden);
    }
    fmpz_clear(beta);
}

/* The constants of all pieces: how many are of each kind; and where the last position
   with constants begins. */
typedef struct
{
    slong num[EVERYTHING + 1];
    slong last;
} pieces_t;

static pieces_t
find_pieces(const fulg_verify_net_t *net)
{
    pieces_t found = {{0, 0, 0}, -1};
    int kind = NOTHING;
    place_t P;
    fmpz_init(P.plain);
    for (slong i = 0; i < net->num_subs; i = P.next)
    {
        look(&P, net, i);
        if (i > 0 && !fmpz_is_zero(P.plain))
        {
            found.num[kind]++;
            kind = NOTHING;
        }
        if (P.constants > kind)
            kind = P.constants;
        if (P.constants != NOTHING)
            found.last = i;
    }
    found.num[kind]++;
    fmpz_clear(P.plain);
    return found;
}

/* ---- the upper bound ------------------------------------------------------------- */

void
fulg_verify_one_token(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const pieces_t found = find_pieces(net);
    const slong d = net->width[0];
    fmpz_t total, rank, part, rows;
    fmpz_init(total);
    fmpz_init(rank);
    fmpz_init(part);
    fmpz_init(rows);
    for (slong i = 0; i < net->num_subs; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        if (s->attention)
            fulg_verify_rank_alone(part, rows, s);
        else
            fulg_verify_neurons(part, s);
        fmpz_set(fulg_verify_term(T, s->attention ? "nu" : "neurons", i + 1),
                 part);
        fmpz_add(s->attention ? rank : total, s->attention ? rank : total,
                 part);
    }
    fmpz_set_si(part, d);
    fulg_verify_min_fmpz(rank, part);
    fmpz_set(fulg_verify_term(T, "K", -1), rank);
    fulg_verify_low_rank(part, fmpz_get_si(rank), d, d);
    fmpz_set(fulg_verify_term(T, "linear", -1), part);
    fmpz_add(total, total, part);
    fmpz_mul_si(part, rank, found.num[IMAGE]);
    fmpz_set_si(rows, d);
    fmpz_mul_si(rows, rows, found.num[EVERYTHING]);
    fmpz_add(part, part, rows);
    fmpz_set(fulg_verify_term(T, "constants", -1), part);
    fmpz_add(total, total, part);
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(total);
    fmpz_clear(rank);
    fmpz_clear(part);
    fmpz_clear(rows);
}

/* ---- the lower bound ------------------------------------------------------------- */

/* What neurons without biases see of constants, where there are others after them. */
static int
seen_claims(fulg_verify_claims_t *C, const fulg_verify_net_t *net, slong last)
{
    int before = NOTHING, good = 1;
    place_t P;
    fmpz_t d;
    fmpz_init_set_si(d, net->width[0]);
    fmpz_init(P.plain);
    for (slong i = 0; good && i <= last; i = P.next)
    {
        look(&P, net, i);
        if (before != NOTHING && !fmpz_is_zero(P.plain))
        {
            fulg_verify_min_fmpz(P.plain, d);
            good = fulg_verify_claim(C, "seen", i + 1, P.plain, d);
        }
        before |= P.constants;
    }
    fmpz_clear(P.plain);
    fmpz_clear(d);
    return good;
}

static int
claims_without_norms(fulg_verify_claims_t *C, const fulg_verify_net_t *net)
{
    const pieces_t found = find_pieces(net);
    const slong some = found.num[IMAGE] + found.num[EVERYTHING];
    slong least = 1;
    for (slong i = 0; i < net->num_subs; i++)
        if (net->sub[i].relu && !net->sub[i].bias)
            least = 2;
    if (!fulg_verify_claim_si(C, "width", -1, net->width[0], least))
        return 0;
    return some < 2 ||
           (fulg_verify_claim_si(C, "free", -1, found.num[EVERYTHING], some) &&
            seen_claims(C, net, found.last));
}

static int
claims_with_norms(fulg_verify_claims_t *C, const fulg_verify_net_t *net)
{
    slong pairs = 0, reads = 0, places = 0, fewest = 0;
    int before = NOTHING, heads_last = 0;
    place_t P;
    fmpz_init(P.plain);
    for (slong i = 0; i < net->num_subs; i = P.next)
    {
        look(&P, net, i);
        places += P.heads;
        pairs += P.heads && heads_last;
        reads += !P.neurons && before != NOTHING;
        heads_last = !P.neurons;
        before |= P.constants;
    }
    fmpz_clear(P.plain);
    for (slong i = 0; i < net->num_subs; i++)
        if (net->sub[i].scaled && (!fewest || net->sub[i].hidden < fewest))
            fewest = net->sub[i].hidden;
    if (net->sub[0].pre_norm == FULG_VERIFY_NO_NORM)
        pairs = 0;
    else if (pairs == 0)
        pairs = 1;
    return fulg_verify_claim_si(C, "width", -1, net->sub[0].width, pairs + 1) &&
           (places < 2 || fewest == 0 ||
            fulg_verify_claim_si(C, "neurons", -1, fewest, 2)) &&
           (reads == 0 ||
            fulg_verify_claim_si(C, "after", -1, net->width[0], reads));
}

int
fulg_verify_one_token_lower(fmpz_t value, const fulg_verify_net_t *net,
                            const json_t *bound, fulg_verify_why_t *why)
{
    fulg_verify_claims_t C = {json_object_get(bound, "hypotheses"), 0, net,
                              why};
    const int merges = fulg_verify_merges(net);
    fulg_verify_terms_t T;
    if (!is_about(net))
        return FULG_VERIFY_REFUSE(why, "the theorem is about residual networks "
                                       "of one kind of norm on one token");
    if (!json_is_array(C.list))
        return FULG_VERIFY_REFUSE(why, "hypotheses is not a list");
    if (!(merges ? claims_without_norms(&C, net)
                 : claims_with_norms(&C, net)) ||
        !fulg_verify_claims_end(&C))
        return 0;
    fulg_verify_terms_init(&T);
    if (merges)
        fulg_verify_one_token(&T, net);
    else
        fulg_verify_transformer(&T, net);
    fmpz_set(value, fulg_verify_last_term(&T));
    fulg_verify_terms_clear(&T);
    return 1;
}
