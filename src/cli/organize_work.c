/* The parts of the work of organize, one after the other. */
#include <string.h>

#include "organize.h"

void
fulg_cli_organize_measure_init(organize_measure_t *M, const fulg_cube_t X,
                               const fulg_tree_struct *tree)
{
    fulg_organize_coefficients_init(M->C, X, tree);
    fulg_organize_entropy_init(M->E, M->C, X, ORGANIZE_BITS);
}

void
fulg_cli_organize_measure_clear(organize_measure_t *M)
{
    fulg_organize_coefficients_clear(M->C);
    fulg_organize_entropy_clear(M->E);
}

/* The trees of --trees. */
static int
load_trees(organize_t *o)
{
    static const char *const keys[] = {"query", "key", "head", NULL};
    fulg_tree_struct tree[3];
    fulg_diag_t diag;
    json_t *value, *trees;
    fulg_status_t status;
    const char *name = fulg_cli_name(o->said.trees);
    int a = 0, code = fulg_cli_load_json(&value, o->said.trees);
    if (code != FULG_EXIT_OK)
        return code;
    /* An answer of this command will do. */
    trees = json_object_get(value, "trees");
    if (trees == NULL)
        trees = value;
    status = json_is_object(trees)
                 ? fulg_exact_json_check_keys(trees, keys, "trees", diag)
                 : fulg_diag_set(diag, FULG_PARSE,
                                 "no object with the keys "
                                 "query, key and head");
    for (; a < 3 && status == FULG_OK; a++)
    {
        char where[32];
        snprintf(where, sizeof where, "the %s tree", keys[a]);
        status = fulg_tree_init_json(&tree[a], o->X->shape[a],
                                     json_object_get(trees, keys[a]), where,
                                     diag);
        if (status != FULG_OK)
            break;
    }
    json_decref(value);
    if (status == FULG_OK)
        fulg_organize_organization_init_trees(o->R, tree);
    while (a-- > 0)
        fulg_tree_clear(&tree[a]);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, name);
}

int
fulg_cli_organize_trees_part(organize_t *o)
{
    fulg_diag_t diag;
    fulg_status_t status;
    if (o->said.trees != NULL)
    {
        const int code = load_trees(o);
        if (code != FULG_EXIT_OK)
            return code;
    }
    else
    {
        status = fulg_organize(o->R, o->X, &o->options, diag);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, o->name);
    }
    fulg_organize_organization_init_dyadic(o->dyadic, o->X);
    fulg_cli_organize_measure_init(&o->M, o->X, o->R->tree);
    fulg_cli_organize_measure_init(&o->N, o->X, o->dyadic->tree);
    fulg_organize_surds_init(o->top);
    arb_init(o->top_sum);
    fulg_organize_entropy_top(o->top, o->top_sum, o->M.C, o->M.E, o->said.top,
                              ORGANIZE_BITS);
    if (!fmpq_equal(o->M.E->energy, o->M.E->square_sum) ||
        !fmpq_equal(o->N.E->energy, o->N.E->square_sum))
    {
        fulg_cli_message("Parseval's identity fails: report this");
        return FULG_EXIT_INTERNAL;
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_organize_wants_diffusion(const organize_t *o)
{
    return o->said.diffusion != NULL || o->X->shape[2] <= 64;
}

int
fulg_cli_organize_diffusion_part(organize_t *o)
{
    fulg_tree_distances_t D;
    fulg_diag_t diag;
    const fulg_status_t status = fulg_organize_emd(D, o->X, o->axis, o->R->tree,
                                                   &o->options, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, o->name);
    fulg_organize_diffusion_init(o->diffusion, D, o->time, o->coordinates,
                                 o->max_bits);
    fulg_tree_distances_clear(D);
    o->has_diffusion = 1;
    return FULG_EXIT_OK;
}

int
fulg_cli_organize_regularity_part(organize_t *o)
{
    fulg_diag_t diag;
    const fulg_status_t status = fulg_organize_regularity_init(
        o->regularity, o->X, o->R->tree, o->exponent, ORGANIZE_BITS,
        &o->options, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, o->name);
    o->has_regularity = 1;
    return FULG_EXIT_OK;
}

/* "exp", or the coefficients c_0,c_1,.. of a polynomial. */
static int
read_function(fmpq_poly_t A, int *is_exp, const char *text)
{
    char *copy = flint_malloc(strlen(text) + 1), *at = copy, *comma;
    fulg_diag_t diag;
    fmpq_t x;
    slong degree = 0;
    int code = FULG_EXIT_OK;
    strcpy(copy, text);
    fmpq_init(x);
    *is_exp = strcmp(text, "exp") == 0;
    while (!*is_exp && code == FULG_EXIT_OK && at != NULL)
    {
        comma = strchr(at, ',');
        if (comma != NULL)
            *comma++ = '\0';
        if (fulg_exact_set_text(x, at, diag) != FULG_OK || degree > 64)
        {
            fulg_cli_message("--paraproduct: exp, or at most 65 coefficients "
                             "c0,c1,..: %s",
                             degree > 64 ? "" : diag->text);
            code = FULG_EXIT_USAGE;
        }
        fmpq_poly_set_coeff_fmpq(A, degree++, x);
        at = comma;
    }
    fmpq_clear(x);
    flint_free(copy);
    return code;
}

static int
measure_parts(organize_t *o)
{
    const fulg_cube_struct *cube[3] = {o->paraproduct->first,
                                       o->paraproduct->second,
                                       o->paraproduct->residual};
    fulg_diag_t diag;
    fulg_status_t status = FULG_OK;
    fmpq_t exponent;
    int n = 0;
    fmpq_init(exponent);
    for (; n < 6 && status == FULG_OK; n++)
    {
        fmpq_mul_2exp(exponent, o->exponent, n < 3 ? 0 : 1);
        status = fulg_organize_regularity_init(
            &o->parts[n / 3][n % 3], cube[n % 3], o->R->tree, exponent,
            ORGANIZE_BITS, &o->options, diag);
        if (status != FULG_OK)
            break;
    }
    fmpq_clear(exponent);
    if (status == FULG_OK)
        return FULG_EXIT_OK;
    while (n-- > 0)
        fulg_organize_regularity_clear(&o->parts[n / 3][n % 3]);
    return fulg_cli_fail(status, diag, o->name);
}

int
fulg_cli_organize_paraproduct_part(organize_t *o)
{
    fulg_diag_t diag;
    fulg_status_t status;
    fmpq_poly_t A;
    int is_exp, code;
    fmpq_poly_init(A);
    code = read_function(A, &is_exp, o->said.paraproduct);
    if (code == FULG_EXIT_OK)
    {
        status = fulg_organize_paraproduct_init(
            o->paraproduct, o->X, o->R->tree, is_exp ? NULL : A,
            o->softmax.scale, ORGANIZE_BITS, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, o->name);
        else if ((code = measure_parts(o)) != FULG_EXIT_OK)
            fulg_organize_paraproduct_clear(o->paraproduct);
        else
            o->has_paraproduct = 1;
    }
    fmpq_poly_clear(A);
    return code;
}
