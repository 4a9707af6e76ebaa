#include "transformer.h"

/* ---- doc: thm-one-token: hypotheses under which the upper bound is attained ------- */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    if (cert->arch->sub[0].residual)
        fulg_cert_reasons_say(
            reasons,
            "with outputs scaled down, all sublayers act in parallel, and to "
            "the next order\none after the other: each counts");
    else
        fulg_cert_reasons_say(reasons,
                              "the function shows a matrix and a constant");
}

static const char *const meanings[][2] = {
    {"width", "coordinates that the sublayers read"},
    {"neurons", "relu or gated neurons of a sublayer"},
    {"after", "the width, and attention without neurons that reads constants"},
    {"free",
     "pieces whose constants are all vectors, and pieces with constants"},
    {"seen", "the rank with which it sees a constant, and the width"},
    {NULL, NULL}};
static const fulg_theorem_t one_token = {"one-token", 0, say, meanings};

/* ---- with norms, or one sublayer alone ------------------------------------------ */

/* How often attention comes right after attention without neurons beside it; how often
   attention without neurons reads constants. */
typedef struct
{
    slong pairs, reads, places;
} count_t;

static count_t
count(const fulg_arch_struct *arch)
{
    count_t n = {0, 0, 0};
    fulg_dim_place_t place, last = {0};
    int constants = 0;
    for (slong i = 0; i < arch->depth; i = place.to)
    {
        fulg_dim_place_set(&place, arch, i);
        n.places += place.attention;
        n.pairs += place.attention && last.attention && !last.forward;
        n.reads += constants && !place.forward;
        constants = constants || place.constants;
        last = place;
    }
    return n;
}

/* The least number of neurons that can be scaled, of a sublayer; 0 when there are
   none. */
static slong
least_neurons(const fulg_arch_struct *arch)
{
    slong least = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_dim_shape_t s;
        fulg_dim_shape_set(&s, arch, i);
        if (!s.attention && s.scaled && (least == 0 || s.hidden < least))
            least = s.hidden;
    }
    return least;
}

static void
push_normed(fulg_cert_t cert)
{
    const count_t n = count(cert->arch);
    const slong least = least_neurons(cert->arch);
    const int plain = cert->arch->sub[0].pre_norm == FULG_PRE_NORM_NONE;
    fulg_dim_shape_t s;
    fulg_dim_shape_set(&s, cert->arch, 0);
    fulg_dim_push_hypothesis(cert, "width", -1, s.n,
                             plain ? 1 : FLINT_MAX(2, n.pairs + 1));
    if (n.places > 1 && least > 0)
        fulg_dim_push_hypothesis(cert, "neurons", -1, least, 2);
    if (n.reads > 0)
        fulg_dim_push_hypothesis(cert, "after", -1, s.d, n.reads);
}

/* ---- without ------------------------------------------------------------------ */

/* min(d, the number of forms in which neurons without biases, of the sublayers
   [from, to), see a constant). */
static slong
seen(const fulg_arch_struct *arch, const fulg_dim_place_t *place)
{
    const slong d = arch->width[0];
    slong rank = 0;
    for (slong i = place->from; i < place->to; i++)
    {
        fulg_dim_shape_t s;
        slong own;
        fulg_dim_shape_set(&s, arch, i);
        if (s.attention || s.bias)
            continue;
        own = fulg_dim_min_product(d, s.hidden, s.gated ? 2 : 1);
        rank = own > d - rank ? d : rank + own;
    }
    return rank;
}

/* The pieces with constants, those where these are all vectors, and the end of the
   sublayers that add constants. */
typedef struct
{
    slong some, full, end;
} pieces_t;

static void
end_piece(pieces_t *P, int piece)
{
    P->some += piece > 0;
    P->full += piece == 2;
}

static pieces_t
pieces(const fulg_arch_struct *arch)
{
    pieces_t P = {0, 0, 0};
    fulg_dim_place_t place;
    int piece = 0;
    for (slong i = 0; i < arch->depth; i = place.to)
    {
        fulg_dim_place_set(&place, arch, i);
        if (place.cuts)
        {
            end_piece(&P, piece);
            piece = 0;
        }
        piece = FLINT_MAX(piece, place.constants);
        if (place.constants)
            P.end = place.to;
    }
    end_piece(&P, piece);
    return P;
}

static void
push_merged(fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const pieces_t P = pieces(arch);
    fulg_dim_place_t place;
    int plane = 0, constants = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_dim_shape_t s;
        fulg_dim_shape_set(&s, arch, i);
        plane = plane || (!s.attention && s.relu && !s.bias);
    }
    fulg_dim_push_hypothesis(cert, "width", -1, arch->width[0], plane ? 2 : 1);
    if (P.some < 2)
        return;
    fulg_dim_push_hypothesis(cert, "free", -1, P.full, P.some);
    for (slong i = 0; i < P.end; i = place.to)
    {
        fulg_dim_place_set(&place, arch, i);
        if (constants && place.cuts)
            fulg_dim_push_hypothesis(cert, "seen", i + 1, seen(arch, &place),
                                     arch->width[0]);
        constants = constants || place.constants;
    }
}

/* ---- the theorem ---------------------------------------------------------------- */

static int
applies(const fulg_cert_struct *cert)
{
    return fulg_dim_is_alone(cert->arch);
}

static void
push_hypotheses(fulg_cert_t cert)
{
    if (fulg_dim_merges(cert->arch))
        push_merged(cert);
    else
        push_normed(cert);
}

static fulg_status_t
prove(fulg_cert_t cert, fulg_diag_t diag)
{
    const fulg_dim_upper_t *upper = fulg_dim_merges(cert->arch)
                                        ? &fulg_dim_upper_one_token
                                        : &fulg_dim_upper_transformer;
    push_hypotheses(cert);
    return fulg_dim_attain(cert, &one_token, upper, diag);
}

const fulg_dim_lower_t fulg_dim_lower_one_token = {applies, prove};
