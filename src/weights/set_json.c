#include <stdio.h>
#include <string.h>

#include <fulgurite/weights.h>

#define WHERE_SIZE 96

static const char *
place(char *where, slong layer, slong head, const char *matrix)
{
    if (head < 0)
        snprintf(where, WHERE_SIZE, "layer %ld, %s", (long) layer + 1, matrix);
    else
        snprintf(where, WHERE_SIZE, "layer %ld, head %ld, %s",
                 (long) layer + 1, (long) head + 1, matrix);
    return where;
}

/* The matrix "name" of a head into the block of that kind. */
static fulg_status_t
set_block(fulg_weights_t W, slong layer, slong head, char kind,
          const char *name, const json_t *object, fulg_diag_t diag)
{
    char where[WHERE_SIZE];
    const json_t *value = json_object_get(object, name);
    place(where, layer, (kind == 'w') ? -1 : head, name);
    if (value == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s is missing", where);
    return fulg_mat_set_json(fulg_weights_mat(W, layer, head, kind)->fmpq,
                             value, where, diag);
}

/* A product "name" = L R in place of its factors; L comes transposed when it is
   a key matrix (A = K^T Q). */
static fulg_status_t
set_product(fmpq_mat_t L, fmpq_mat_t R, const json_t *value, const char *where,
            const char *limit, fulg_diag_t diag)
{
    fmpq_mat_t A;
    slong rank;
    fulg_status_t status;
    fmpq_mat_init(A, fmpq_mat_nrows(L), fmpq_mat_ncols(R));
    status = fulg_mat_set_json(A, value, where, diag);
    if (status == FULG_OK && fulg_weights_factor(L, R, &rank, A) != FULG_OK)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s has rank %ld, but %s is %ld", where,
                               (long) rank, limit, (long) fmpq_mat_ncols(L));
    fmpq_mat_clear(A);
    return status;
}

static fulg_status_t
set_key_query(fulg_weights_t W, slong i, slong h, const json_t *object,
              fulg_diag_t diag)
{
    const json_t *A = json_object_get(object, "A");
    fmpq_mat_struct *Q = fulg_weights_mat(W, i, h, 'q')->fmpq;
    fmpq_mat_struct *K = fulg_weights_mat(W, i, h, 'k')->fmpq;
    char where[WHERE_SIZE];
    fmpq_mat_t left;
    fulg_status_t status;

    if (A == NULL)
    {
        status = set_block(W, i, h, 'q', "Q", object, diag);
        if (status == FULG_OK)
            status = set_block(W, i, h, 'k', "K", object, diag);
        return status;
    }
    if (json_object_get(object, "Q") || json_object_get(object, "K"))
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s stands beside Q or K: give A, or Q and K",
                             place(where, i, h, "A"));
    fmpq_mat_init(left, fmpq_mat_ncols(K), fmpq_mat_nrows(K));
    status = set_product(left, Q, A, place(where, i, h, "A"), "head_dim", diag);
    fmpq_mat_transpose(K, left);
    fmpq_mat_clear(left);
    return status;
}

static fulg_status_t
set_value(fulg_weights_t W, slong i, slong h, const json_t *object,
          fulg_diag_t diag)
{
    const json_t *V = json_object_get(object, "V");
    char where[WHERE_SIZE];
    fulg_status_t status;
    const int factors = json_object_get(object, "O") != NULL ||
                        json_object_get(object, "U") != NULL;

    if (V != NULL && factors)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s stands beside O or U: give V, or O and U",
                             place(where, i, h, "V"));
    if (!fulg_arch_has_value_dim(W->arch))
    {
        if (factors)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "%s: O and U need an architecture with "
                                 "\"value_dim\"",
                                 place(where, i, h, "V"));
        return set_block(W, i, h, 'v', "V", object, diag);
    }
    if (V != NULL)
        return set_product(fulg_weights_mat(W, i, h, 'o')->fmpq,
                           fulg_weights_mat(W, i, h, 'u')->fmpq, V,
                           place(where, i, h, "V"), "value_dim", diag);
    status = set_block(W, i, h, 'o', "O", object, diag);
    if (status == FULG_OK)
        status = set_block(W, i, h, 'u', "U", object, diag);
    return status;
}

static fulg_status_t
set_layer(fulg_weights_t W, slong i, const json_t *layer, fulg_diag_t diag)
{
    static const char *const layer_keys[] = {"heads", NULL};
    static const char *const head_keys[] = {"Q", "K", "A", "V", "O", "U", NULL};
    const json_t *heads = json_object_get(layer, "heads");
    char where[WHERE_SIZE];
    fulg_status_t status;

    snprintf(where, sizeof where, "layer %ld", (long) i + 1);
    status = fulg_json_check_keys(layer, layer_keys, where, diag);
    if (status != FULG_OK)
        return status;
    if (!json_is_array(heads) ||
        (slong) json_array_size(heads) != W->arch->heads[i])
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: \"heads\" must be a list of %ld head%s", where,
                             (long) W->arch->heads[i],
                             W->arch->heads[i] == 1 ? "" : "s");
    for (slong h = 0; h < W->arch->heads[i]; h++)
    {
        const json_t *head = json_array_get(heads, (size_t) h);
        snprintf(where, sizeof where, "layer %ld, head %ld", (long) i + 1,
                 (long) h + 1);
        if (!json_is_object(head))
            return fulg_diag_set(diag, FULG_PARSE, "%s: expected an object",
                                 where);
        status = fulg_json_check_keys(head, head_keys, where, diag);
        if (status == FULG_OK)
            status = set_key_query(W, i, h, head, diag);
        if (status == FULG_OK)
            status = set_value(W, i, h, head, diag);
        if (status != FULG_OK)
            return status;
    }
    return FULG_OK;
}

static fulg_status_t
set_pnn_layer(fulg_weights_t W, slong i, const json_t *layer, fulg_diag_t diag)
{
    static const char *const keys[] = {"W", NULL};
    char where[WHERE_SIZE];
    fulg_status_t status;
    snprintf(where, sizeof where, "layer %ld", (long) i + 1);
    status = fulg_json_check_keys(layer, keys, where, diag);
    if (status == FULG_OK)
        status = set_block(W, i, 0, 'w', "W", layer, diag);
    return status;
}

fulg_status_t
fulg_weights_set_json_layers(fulg_weights_t W, const json_t *layers,
                             fulg_diag_t diag)
{
    const slong depth = W->arch->depth;
    fulg_status_t status = FULG_OK;
    if (!json_is_array(layers) || (slong) json_array_size(layers) != depth)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"layers\" must be a list of %ld layer%s",
                             (long) depth, depth == 1 ? "" : "s");
    for (slong i = 0; i < depth && status == FULG_OK; i++)
    {
        const json_t *layer = json_array_get(layers, (size_t) i);
        if (!json_is_object(layer))
            status = fulg_diag_set(diag, FULG_PARSE,
                                   "layer %ld: expected an object",
                                   (long) i + 1);
        else if (W->arch->family == FULG_FAMILY_PNN)
            status = set_pnn_layer(W, i, layer, diag);
        else
            status = set_layer(W, i, layer, diag);
    }
    return status;
}

/* The numbers, or what stands in their place, in nested lists and objects; the
   reader of JSON bounds the depth. */
static size_t
count_leaves(const json_t *value)
{
    size_t n = 0, i;
    const char *key;
    json_t *item;
    if (json_is_array(value))
    {
        json_array_foreach((json_t *) value, i, item) n += count_leaves(item);
        return n;
    }
    if (!json_is_object(value))
        return 1;
    json_object_foreach((json_t *) value, key, item) n += count_leaves(item);
    return n;
}

/* A short file must not ask for much memory: a product A or V may stand for
   more weights than it has entries, but not for very many more. */
static fulg_status_t
check_count(const fulg_arch_t arch, const json_t *layers, fulg_diag_t diag)
{
    const size_t found = count_leaves(layers);
    fulg_status_t status = FULG_OK;
    fmpz_t n;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    if (fmpz_cmp_ui(n, (UWORD(1) << 16) + 64 * (ulong) found) > 0)
    {
        char *text = fmpz_get_str(NULL, 10, n);
        status = fulg_diag_set(diag, FULG_PARSE,
                               "\"layers\" holds %zu numbers, far too few for "
                               "the %s weights of its architecture",
                               found, text);
        flint_free(text);
    }
    fmpz_clear(n);
    return status;
}

fulg_status_t
fulg_weights_init_json(fulg_weights_t W, const json_t *value,
                       fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "architecture", "layers",
                                       NULL};
    fulg_arch_t arch;
    fulg_domain_t D;
    fulg_status_t status;

    if (!json_is_object(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "a weights file holds a JSON object");
    status = fulg_json_check_format(value, FULG_WEIGHTS_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_json_check_keys(value, keys, "weights", diag);
    if (status == FULG_OK && json_object_get(value, "architecture") == NULL)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "\"architecture\" is missing");
    if (status != FULG_OK)
        return status;
    status = fulg_arch_init_json(arch, json_object_get(value, "architecture"),
                                 diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "architecture: ");

    fulg_domain_init_fmpq(D);
    status = check_count(arch, json_object_get(value, "layers"), diag);
    if (status == FULG_OK)
        status = fulg_weights_init(W, arch, D, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_json_layers(W, json_object_get(value, "layers"),
                                          diag);
    if (status != FULG_OK)
        fulg_weights_clear(W);
    return status;
}
