#include <string.h>

#include "impl.h"

/* ---- words ------------------------------------------------------------------ */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    if (cert->arch->depth > 1)
        fulg_cert_reasons_say(reasons,
                              "the cubic part of the stack is one layer with "
                              "all the heads");
    fulg_cert_reasons_say(
        reasons,
        strcmp(cert->side, "mixing") == 0
            ? "to first order, only mixtures of heads do not change the "
              "function, since"
            : "to first order, only scalings of heads do not change the "
              "function, since");
}

static const char *const meanings[][2] = {
    {"alpha", "ranks of the forms"},
    {"nu", "ranks of the values"},
    {"width", "3 x heads, of all layers together"},
    {"key", "(width - alpha)^2, and heads - 1"},
    {"value", "(width - nu)(next width - nu), and heads - 1"},
    {"full_key", "forms of full rank"},
    {"full_value", "values of full rank"},
    {NULL, NULL}};
static const fulg_theorem_t many_heads = {"many-heads", 0, say, meanings};
static const fulg_theorem_t degree_three = {"degree-three", 0, say, meanings};

/* ---- hypotheses ------------------------------------------------------------- */

static void
push(fulg_cert_t cert, const char *name, slong index, slong left, slong right)
{
    fmpz_t a, b;
    fmpz_init_set_si(a, left);
    fmpz_init_set_si(b, right);
    fulg_cert_push_hypothesis(cert, name, index, a, b);
    fmpz_clear(a);
    fmpz_clear(b);
}

/* a b >= heads - 1 */
static void
push_product(fulg_cert_t cert, const char *name, slong index, slong a, slong b,
             const fmpz_t heads)
{
    fmpz_t left, right;
    fmpz_init_set_si(left, a);
    fmpz_mul_si(left, left, b);
    fmpz_init(right);
    fmpz_sub_ui(right, heads, 1);
    fulg_cert_push_hypothesis(cert, name, index, left, right);
    fmpz_clear(left);
    fmpz_clear(right);
}

static slong
alpha_of(const fulg_arch_t arch, slong i)
{
    return FLINT_MIN(arch->sub[i].head_dim, arch->width[i]);
}

/* What the theorems on many heads always ask for. */
static void
push_common(fulg_cert_t cert, const fmpz_t heads)
{
    const fulg_arch_struct *arch = cert->arch;
    fmpz_t width, three;
    push(cert, "tokens", -1, arch->tokens, 2);
    for (slong i = 0; i < arch->depth; i++)
    {
        push(cert, "alpha", i + 1, alpha_of(arch, i), 2);
        push(cert, "nu", i + 1, fulg_dim_value_rank(arch, i), 2);
    }
    fmpz_init_set_si(width, arch->width[0]);
    fmpz_init(three);
    fmpz_mul_ui(three, heads, 3);
    fulg_cert_push_hypothesis(cert, "width", -1, width, three);
    fmpz_clear(width);
    fmpz_clear(three);
}

/* What keeps the heads from mixing ("key", "value"), or lets them ("mixing"). */
static void
push_side(fulg_cert_t cert, const char *side, const fmpz_t heads)
{
    const fulg_arch_struct *arch = cert->arch;
    cert->side = side;
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong in = arch->width[i], out = arch->width[i + 1];
        const slong alpha = alpha_of(arch, i);
        const slong nu = fulg_dim_value_rank(arch, i);
        if (strcmp(side, "key") == 0)
            push_product(cert, "key", i + 1, in - alpha, in - alpha, heads);
        else if (strcmp(side, "value") == 0)
            push_product(cert, "value", i + 1, in - nu, out - nu, heads);
        else if (strcmp(side, "mixing") == 0)
        {
            push(cert, "full_key", -1, alpha, in);
            push(cert, "full_value", -1, nu, FLINT_MIN(in, out));
        }
    }
}

static int
all_hold(const fulg_cert_t cert)
{
    for (slong i = 0; i < cert->num_hypotheses; i++)
        if (fmpz_cmp(cert->hypothesis[i].left, cert->hypothesis[i].right) < 0)
            return 0;
    return 1;
}

/* The hypothesis that fails on every side, if there is one. */
static void
say_why(const fulg_cert_t cert, fulg_diag_t diag)
{
    static const char *const known[][2] = {
        {"tokens", "two tokens"},
        {"alpha", "forms K^T Q of rank 2 or more"},
        {"nu", "values of rank 2 or more"},
        {"width", "a width of 3 times the heads of all layers together"}};
    fulg_diag_set(diag, FULG_UNABLE,
                  "the theorem on many heads needs a head_dim or value_dim "
                  "that is smaller compared with the width");
    for (slong i = cert->num_hypotheses - 1; i >= 0; i--)
    {
        const fulg_hypothesis_t *h = &cert->hypothesis[i];
        char *left, *right;
        size_t n = 0;
        while (n < 4 && strcmp(h->name, known[n][0]) != 0)
            n++;
        if (n == 4 || fmpz_cmp(h->left, h->right) >= 0)
            continue;
        left = fmpz_get_str(NULL, 10, h->left);
        right = fmpz_get_str(NULL, 10, h->right);
        fulg_diag_set(diag, FULG_UNABLE,
                      "the theorem on many heads needs %s (%s; here %s)",
                      known[n][1], right, left);
        flint_free(left);
        flint_free(right);
    }
}

static int
try_side(fulg_cert_t cert, const char *side, const fmpz_t heads)
{
    fulg_cert_reset_lower(cert);
    push_common(cert, heads);
    push_side(cert, side, heads);
    return all_hold(cert);
}

/* Sum over the layers of H (m + v - 1); with mixing H (d^2 + d d' - H). */
static void
set_value(fulg_cert_t cert, const fmpz_t heads)
{
    const fulg_arch_struct *arch = cert->arch;
    fmpz_zero(cert->lower);
    if (strcmp(cert->side, "mixing") == 0)
    {
        fmpz_set_si(cert->lower, arch->width[0]);
        fmpz_add_ui(cert->lower, cert->lower, (ulong) arch->width[1]);
        fmpz_mul_si(cert->lower, cert->lower, arch->width[0]);
        fmpz_sub(cert->lower, cert->lower, heads);
        fmpz_mul(cert->lower, cert->lower, heads);
        return;
    }
    for (slong i = 0; i < arch->depth; i++)
        fmpz_add(cert->lower, cert->lower,
                 fulg_cert_bound_get(cert->upper, "scaled", i + 1));
}

/* doc: thm-many-heads for one layer; doc: cor-degree-three for a residual
   stack. */
static fulg_status_t
prove(fulg_cert_t cert, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = cert->arch;
    const char *const sides[] = {"single", "key", "value", "mixing"};
    fulg_status_t status = FULG_UNABLE;
    fmpz_t heads;
    int single;

    fmpz_init(heads);
    for (slong i = 0; i < arch->depth; i++)
        fmpz_add_ui(heads, heads, (ulong) arch->sub[i].heads);
    single = fmpz_is_one(heads);
    for (int s = single ? 0 : 1; s < (single ? 1 : 4) && status != FULG_OK; s++)
    {
        if (s == 3 && arch->depth > 1)
            break;
        if (try_side(cert, sides[s], heads))
            status = FULG_OK;
    }
    if (status == FULG_OK)
    {
        cert->lower_theorem = arch->depth == 1 ? &many_heads : &degree_three;
        set_value(cert, heads);
    }
    else
    {
        say_why(cert, diag);
        fulg_cert_reset_lower(cert);
    }
    fmpz_clear(heads);
    return status;
}

static int
applies(const fulg_cert_struct *cert)
{
    return cert->upper->theorem == &fulg_dim_upper_layer_sum.theorem &&
           !fulg_arch_is_normalised(cert->arch);
}

const fulg_dim_lower_t fulg_dim_lower_heads = {applies, prove};
