#include <stdarg.h>
#include <string.h>

#include "cli.h"

/* Numbers end in this column. */
#define LAST_COLUMN 80
/* So many different layers are shown one by one. */
#define MAX_ROWS 8

/* What one layer adds to a bound: the words, the number, and how it comes about
   ("2 heads x 12"), which is the number itself where there is nothing to say.
 */
typedef struct
{
    char what[160], how[160];
    fmpz_t value;
} row_t;

typedef void (*describe_t)(row_t *row, const fulg_cert_t cert, slong i);

static const fmpz *
term(const fulg_cert_t cert, const char *name, slong i)
{
    return fulg_bound_get(cert->upper, name, i);
}

static long
size(const fulg_cert_t cert, const char *name, slong i)
{
    return (long) fmpz_get_si(term(cert, name, i));
}

static FULG_PRINTF(2, 3) void say(char text[160], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(text, 160, format, args);
    va_end(args);
}

/* "    label  text        number", the number in a line of its own when the
   text is too long. */
static void
print_row(FILE *out, const char *label, const char *text, const fmpz_t value)
{
    char *number = fmpz_get_str(NULL, 10, value);
    int used = fprintf(out, "    %-11s %s", label, text);
    if (used + 2 + (int) strlen(number) > LAST_COLUMN)
    {
        fputc('\n', out);
        used = 0;
    }
    fprintf(out, "%*s\n", LAST_COLUMN - used, number);
    flint_free(number);
}

static void
print_run(FILE *out, const char *label, slong from, slong to, const row_t *row)
{
    char place[64], text[400];
    char *each = fmpz_get_str(NULL, 10, row->value);
    const int plain = strcmp(row->how, each) == 0;
    fmpz_t sum;
    fmpz_init_set(sum, row->value);
    fmpz_mul_si(sum, sum, to - from + 1);
    if (from == to)
    {
        snprintf(place, sizeof place, "%s_%ld", label, (long) from);
        snprintf(text, sizeof text, "%s%s%s", row->what, plain ? "" : ": ",
                 plain ? "" : row->how);
    }
    else
    {
        snprintf(place, sizeof place, "%s_%ld..%s_%ld", label, (long) from,
                 label, (long) to);
        snprintf(text, sizeof text, "%s: %ld x %s", row->what,
                 (long) (to - from + 1), row->how);
    }
    print_row(out, place, text, sum);
    fmpz_clear(sum);
    flint_free(each);
}

/* The layers from .. last in one line. */
static void
print_rest(FILE *out, const fulg_cert_t cert, const char *label, slong from,
           slong last, describe_t describe)
{
    char place[64];
    fmpz_t sum;
    row_t row;
    fmpz_init(sum);
    fmpz_init(row.value);
    for (slong i = from; i <= last; i++)
    {
        describe(&row, cert, i);
        fmpz_add(sum, sum, row.value);
    }
    snprintf(place, sizeof place, "%s_%ld..%s_%ld", label, (long) from, label,
             (long) last);
    print_row(out, place, "likewise (--json has every term)", sum);
    fmpz_clear(row.value);
    fmpz_clear(sum);
}

/* The layers 1 .. last, those that read the same together. */
static void
print_layers(FILE *out, const fulg_cert_t cert, const char *label, slong last,
             describe_t describe)
{
    row_t row, next;
    slong rows = 0;
    fmpz_init(row.value);
    fmpz_init(next.value);
    for (slong i = 1, to; i <= last; i = to + 1)
    {
        if (rows >= MAX_ROWS && i < last)
        {
            print_rest(out, cert, label, i, last, describe);
            break;
        }
        describe(&row, cert, i);
        for (to = i; to < last; to++)
        {
            describe(&next, cert, to + 1);
            if (strcmp(row.what, next.what) != 0 ||
                strcmp(row.how, next.how) != 0)
                break;
        }
        if (fmpz_is_zero(row.value))
            continue;
        print_run(out, label, i, to, &row);
        rows++;
    }
    fmpz_clear(row.value);
    fmpz_clear(next.value);
}

/* ---- virtual weights ---------------------------------------------------- */

static void
set_each(row_t *row, const fmpz_t each, slong heads)
{
    char *text = fmpz_get_str(NULL, 10, each);
    if (heads > 1)
        say(row->how, "%ld heads x %s", (long) heads, text);
    else
        say(row->how, "%s", text);
    fmpz_mul_si(row->value, each, heads);
    flint_free(text);
}

static void
describe_form(row_t *row, const fulg_cert_t cert, slong i)
{
    const long r = size(cert, "r", i - 1), alpha = size(cert, "alpha", i);
    if (fmpz_is_zero(term(cert, "symmetric", i)))
        say(row->what, "bilinear form on k^%ld, rank %ld", r, alpha);
    else
        say(row->what, "quadratic form on k^%ld, rank %ld", r,
            alpha > r / 2 ? r : 2 * alpha);
    set_each(row, term(cert, "m", i), cert->arch->heads[i - 1]);
}

static void
describe_row_space(row_t *row, const fulg_cert_t cert, slong i)
{
    const long from = size(cert, "r", i - 1), to = size(cert, "r", i);
    const long seen = size(cert, "w", i),
               heads = (long) cert->arch->heads[i - 1];
    char copies[40] = "", partly[60] = "";
    if (heads > 1)
        snprintf(copies, sizeof copies, "%ld copies of ", heads);
    if (seen < to)
        snprintf(partly, sizeof partly, ", %ld of it seen above", seen);
    say(row->what, "row space of dimension %ld in %sk^%ld%s", to, copies, from,
        partly);
    set_each(row, term(cert, "flag", i), 1);
}

static void
print_virtual_meaning(FILE *out, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    int several = 0;
    for (slong i = 0; i < l; i++)
        several |= arch->heads[i] > 1;
    fputs("    the function depends only on ", out);
    if (l == 1)
        fputs("L = V and M_1 = K^T Q\n", out);
    else if (several)
        fprintf(out,
                "L = P_%ld and, for every head,\n"
                "    M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, where P_i has the "
                "blocks V_i P_{i-1}, P_0 = 1\n",
                (long) l);
    else
        fprintf(out,
                "L = P_%ld and\n    M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, "
                "where P_i = V_i ... V_1\n",
                (long) l);
}

static void
print_virtual_weights(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const slong l = arch->depth;
    char text[160], copies[40] = "";
    fmpz_t minus;
    int quadratic = 0;
    print_virtual_meaning(out, arch);
    print_layers(out, cert, "M", l, describe_form);
    print_layers(out, cert, "P", l - 1, describe_row_space);
    if (arch->heads[l - 1] > 1)
        snprintf(copies, sizeof copies, "%ld copies of ",
                 (long) arch->heads[l - 1]);
    say(text, "%ld row%s in %sk^%ld, rank %ld", (long) arch->width[l],
        arch->width[l] == 1 ? "" : "s", copies, size(cert, "r", l - 1),
        size(cert, "r", l));
    print_row(out, "L", text, term(cert, "output", -1));
    fmpz_init(minus);
    fmpz_neg(minus, term(cert, "scalings", -1));
    if (!fmpz_is_zero(minus))
        print_row(out, fmpz_equal_si(minus, -1) ? "scaling" : "scalings",
                  l == 1 ? "M_1 -> c M_1 is undone in L"
                         : "M_i -> c M_i is undone in L",
                  minus);
    fmpz_clear(minus);
    for (slong i = 1; i <= l; i++)
        quadratic |= !fmpz_is_zero(term(cert, "symmetric", i));
    if (quadratic)
        fprintf(out, "    quadratic: %s only the symmetric part of M_i\n",
                arch->tokens == 1 ? "one token sees"
                                  : "where the state has rank one it sees");
}

/* ---- sums of layers ----------------------------------------------------- */

static void
describe_layer(row_t *row, const fulg_cert_t cert, slong i)
{
    const fmpz *layer = term(cert, "layer", i);
    const long heads = (long) cert->arch->heads[i - 1];
    const char *less = cert->arch->norm == FULG_NORM_NONE ? " - 1" : "";
    fmpz_set(row->value, layer);
    if (fmpz_equal(layer, term(cert, "scaled", i)))
    {
        char *m = fmpz_get_str(NULL, 10, term(cert, "m", i));
        char *v = fmpz_get_str(NULL, 10, term(cert, "v", i));
        char several[40] = "";
        if (heads > 1)
            snprintf(several, sizeof several, "%ld heads x ", heads);
        say(row->what, "ranks %ld, %ld", size(cert, "alpha", i),
            size(cert, "nu", i));
        say(row->how, "%s(%s + %s%s)", several, m, v, less);
        flint_free(m);
        flint_free(v);
        return;
    }
    set_each(row, layer, 1);
    if (fmpz_equal(layer, term(cert, "ambient", i)))
        say(row->what, "all coefficients that a layer can have");
    else
        say(row->what, "%ld heads, up to their mixtures by GL_%ld", heads,
            heads);
}

static void
print_layer_sum(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    int plain = 0;
    for (slong i = 1; i <= arch->depth; i++)
        plain |= fmpz_equal(term(cert, "layer", i), term(cert, "scaled", i));
    if (arch->depth > 1)
        fprintf(out,
                "    the function depends only on the functions f_i of the "
                "layers%s\n",
                plain ? "," : "");
    if (plain)
        fprintf(out, "    %s a head is a %sform K^T Q and values V%s\n",
                arch->depth > 1 ? "where" : "in the layer",
                arch->tokens == 1 ? "quadratic " : "",
                arch->norm == FULG_NORM_NONE ? ", up to a scaling" : "");
    print_layers(out, cert, "f", arch->depth, describe_layer);
}

/* ---- several heads ------------------------------------------------------ */

/* min(value_dim, r_{i-1}, r_i) */
static long
value_rank(const fulg_cert_t cert, slong i)
{
    const long r = FLINT_MIN(size(cert, "r", i - 1), size(cert, "r", i));
    const long v = (long) cert->arch->value_dim[i - 1];
    return v == 0 ? r : FLINT_MIN(v, r);
}

static void
describe_quotient(row_t *row, const fulg_cert_t cert, slong i)
{
    const fulg_arch_struct *arch = cert->arch;
    const fmpz *layer = term(cert, "layer", i);
    set_each(row, layer, 1);
    if (fmpz_equal(layer, term(cert, "scaled", i)))
        say(row->what, "%ld head%s of ranks %ld, %ld, each up to a scaling",
            (long) arch->heads[i - 1], arch->heads[i - 1] == 1 ? "" : "s",
            size(cert, "alpha", i), value_rank(cert, i));
    else if (fmpz_equal(layer, term(cert, "ambient", i)))
        say(row->what, "all coefficients that the layer can have");
    else
        say(row->what, "%ld heads, up to their mixtures by GL_%ld",
            (long) arch->heads[i - 1], (long) arch->heads[i - 1]);
}

static void
print_quotient_layers(FILE *out, const fulg_cert_t cert)
{
    fmpz_t gauge;
    fmpz_init(gauge);
    fputs("    the function depends only on the functions f_i of the layers on "
          "r_i coordinates\n    that hold the state, up to a change of these "
          "coordinates\n",
          out);
    print_layers(out, cert, "f", cert->arch->depth, describe_quotient);
    for (slong i = 1; i < cert->arch->depth; i++)
        fmpz_sub(gauge, gauge, term(cert, "gauge", i));
    print_row(out, "bases", "the changes of coordinates", gauge);
    fmpz_clear(gauge);
}

static void
print_cut(FILE *out, const fulg_cert_t cert)
{
    const slong j = size(cert, "cut", -1), l = cert->arch->depth;
    char text[160];
    if (j == 0)
    {
        fputs("    the input has one coordinate: the function is a known one "
              "times a vector\n",
              out);
        say(text, "a vector in k^%ld", (long) cert->arch->width[l]);
        print_row(out, "u", text, term(cert, "total", -1));
        return;
    }
    fprintf(out,
            "    behind layer %ld the state has rank one: what follows is a "
            "vector u times\n    a function of its coefficients\n",
            (long) j);
    say(text, "the first %ld layers with one output", (long) j);
    print_row(out, "stack", j == 1 ? "the first layer with one output" : text,
              term(cert, "stack", -1));
    say(text, "a vector in k^%ld, up to a scaling", (long) cert->arch->width[l]);
    print_row(out, "u", text, term(cert, "outputs", -1));
}

/* ---- the others --------------------------------------------------------- */

/* The layers with fewer functions than weights and scalings suggest. */
static void
print_networks(FILE *out, const fulg_cert_t cert)
{
    const slong *d = cert->arch->width;
    fmpz_t plain, gain, lost;
    fmpz_init(plain);
    fmpz_init(gain);
    fmpz_init(lost);
    for (slong j = 1; j <= cert->arch->depth; j++)
    {
        char words[64];
        fmpz_set_si(gain, d[j - 1]);
        fmpz_mul_si(gain, gain, d[j]);
        fmpz_add(plain, plain, gain);
        if (j > 1)
            fmpz_sub_si(plain, plain, d[j - 1]);
        fmpz_sub(gain, term(cert, "network", j), plain);
        fmpz_sub(lost, gain, lost);
        snprintf(words, sizeof words, "among the coefficients of layers 1..%ld",
                 (long) j);
        if (!fmpz_is_zero(lost))
            print_row(out, "relations", words, lost);
        fmpz_set(lost, gain);
    }
    fmpz_clear(plain);
    fmpz_clear(gain);
    fmpz_clear(lost);
}

static void
print_polynomial(FILE *out, const fulg_cert_t cert)
{
    fmpz_t minus;
    fputs("    a scaling of a hidden neuron is undone in the next layer\n",
          out);
    print_row(out, "weights", "the entries of the W_i",
              term(cert, "parameters", -1));
    fmpz_init(minus);
    fmpz_neg(minus, term(cert, "hidden", -1));
    print_row(out, "scalings", "one for every hidden neuron", minus);
    fmpz_clear(minus);
    print_networks(out, cert);
}

static void
print_linear(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const int attention = arch->family == FULG_FAMILY_ATTENTION;
    const char *name = arch->residual ? "K" : "r";
    const slong place = attention && !arch->residual ? arch->depth : -1;
    if (attention)
        fputs("    a single token attends to itself with weight 1\n", out);
    fprintf(out,
            "    the functions are the linear maps %sk^%ld -> k^%ld of rank "
            "at most %ld\n",
            arch->residual ? "1 + Z, Z : " : "", (long) arch->width[0],
            (long) arch->width[arch->depth], size(cert, name, place));
}

void
fulg_cli_print_upper(FILE *out, const fulg_cert_t cert)
{
    const char *theorem = cert->upper->theorem;
    const int exact = strcmp(cert->lower_theorem, theorem) == 0;
    fprintf(out, "  %s ", exact ? "exactly" : "at most");
    fulg_cli_print_fmpz(out, fulg_bound_total(cert->upper));
    fprintf(out, " (theorem %s)\n", theorem);
    if (strcmp(theorem, "virtual-weights") == 0)
        print_virtual_weights(out, cert);
    else if (strcmp(theorem, "layer-sum") == 0)
        print_layer_sum(out, cert);
    else if (strcmp(theorem, "quotient-layers") == 0)
        print_quotient_layers(out, cert);
    else if (strcmp(theorem, "cut") == 0)
        print_cut(out, cert);
    else if (strcmp(theorem, "polynomial-network") == 0)
        print_polynomial(out, cert);
    else
        print_linear(out, cert);
}
