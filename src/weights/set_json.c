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
        snprintf(where, WHERE_SIZE, "layer %ld, head %ld, %s", (long) layer + 1,
                 (long) head + 1, matrix);
    return where;
}

/* The matrix of a kind, from the object that holds it; head < 0 when the sublayer
   has one. */
static fulg_status_t
set_block(fulg_weights_t W, slong layer, slong head, char kind,
          const json_t *object, fulg_diag_t diag)
{
    const fulg_block_kind_t *row = fulg_arch_block_kind(kind);
    const json_t *value = json_object_get(object, row->key);
    const slong number = W->arch->sub[layer].layer;
    char where[WHERE_SIZE];
    place(where, number, row->per == FULG_PER_SUBLAYER ? -1 : head, row->key);
    if (value == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s is missing", where);
    return fulg_weights_mat_set_json(
        fulg_weights_mat(W, layer, FLINT_MAX(head, 0), kind)->fmpq, value,
        where, diag);
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
    status = fulg_weights_mat_set_json(A, value, where, diag);
    if (status == FULG_OK && fulg_weights_factor(L, R, &rank, A) != FULG_OK)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s has rank %ld, but %s is %ld", where,
                               (long) rank, limit, (long) fmpq_mat_ncols(L));
    fmpq_mat_clear(A);
    return status;
}

/* A in place of Q and K; the object has it. */
static fulg_status_t
set_key_query(fulg_weights_t W, slong i, slong h, const json_t *object,
              fulg_diag_t diag)
{
    fmpq_mat_struct *Q = fulg_weights_of_head(W, i, h, 'q')->fmpq;
    fmpq_mat_struct *K = fulg_weights_of_head(W, i, h, 'k')->fmpq;
    char where[WHERE_SIZE];
    fmpq_mat_t left;
    fulg_status_t status;

    place(where, W->arch->sub[i].layer, h, "A");
    if (json_object_get(object, "Q") || json_object_get(object, "K"))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s cannot be combined with Q or K: give A, or Q and K", where);
    if (W->arch->sub[i].kv_heads || W->arch->sub[i].kv_latent ||
        W->arch->sub[i].rotary)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s: a head that shares its keys or rotates them by "
            "position needs Q and K",
            where);
    fmpq_mat_init(left, fmpq_mat_ncols(K), fmpq_mat_nrows(K));
    status = set_product(left, Q, json_object_get(object, "A"), where,
                         "head_dim", diag);
    fmpq_mat_transpose(K, left);
    fmpq_mat_clear(left);
    return status;
}

/* V in place of O and U, where the values are split; the object has it. */
static fulg_status_t
set_value(fulg_weights_t W, slong i, slong h, const json_t *object,
          fulg_diag_t diag)
{
    char where[WHERE_SIZE];
    place(where, W->arch->sub[i].layer, h, "V");
    if (json_object_get(object, "O") || json_object_get(object, "U"))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s cannot be combined with O or U: give V, or O and U", where);
    if (W->arch->sub[i].kv_heads || W->arch->sub[i].kv_latent)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: a head that shares its values needs O and U",
                             where);
    return set_product(fulg_weights_of_head(W, i, h, 'o')->fmpq,
                       fulg_weights_of_head(W, i, h, 'u')->fmpq,
                       json_object_get(object, "V"), where, "value_dim", diag);
}

/* A head may give O and U where the architecture has V alone: said so. */
static fulg_status_t
check_factors(const fulg_weights_t W, slong i, slong h, const json_t *object,
              fulg_diag_t diag)
{
    char where[WHERE_SIZE];
    const int factors = json_object_get(object, "O") != NULL ||
                        json_object_get(object, "U") != NULL;
    if (W->arch->sub[i].value_dim || !factors)
        return FULG_OK;
    place(where, W->arch->sub[i].layer, h, "V");
    if (json_object_get(object, "V") != NULL)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s cannot be combined with O or U: give V, or O and U", where);
    return fulg_diag_set(diag, FULG_PARSE,
                         "%s: O and U need an architecture with \"value_dim\"",
                         where);
}

/* 1 when that product stands in place of this factor. */
static int
stands_for(const fulg_weights_t W, slong i, char kind, const json_t *object)
{
    if (kind == 'q' || kind == 'k')
        return json_object_get(object, "A") != NULL;
    return (kind == 'o' || kind == 'u') && W->arch->sub[i].value_dim &&
           json_object_get(object, "V") != NULL;
}

/* The keys of an object of a sublayer: those of the kinds that stand in that
   list (NULL: in the layer). */
static fulg_status_t
check_keys(const fulg_weights_t W, slong i, const char *list,
           const json_t *object, const char *where, fulg_diag_t diag)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const char *keys[FULG_BLOCK_KINDS + 5];
    size_t n = 0;
    for (const fulg_block_kind_t *row = fulg_arch_block_kinds; row->kind; row++)
    {
        const char *own = fulg_arch_block_list(row, sub);
        const int plain = strchr("QKVOUqkvou", row->kind) != NULL &&
                          strlen(row->key) == 1;
        if ((own == NULL) == (list == NULL) &&
            (list == NULL || strcmp(list, own) == 0) &&
            (fulg_weights_has(W, i, row->kind) || plain))
            keys[n++] = row->key;
    }
    if (list != NULL && strcmp(list, "heads") == 0)
        keys[n++] = "A";
    if (list == NULL && sub->kind == FULG_KIND_ATTENTION)
        keys[n++] = "heads";
    if (list == NULL && sub->kv_heads)
        keys[n++] = "groups";
    if (list == NULL && i + 1 < W->arch->depth &&
        W->arch->sub[i + 1].layer == sub->layer)
        keys[n++] = "feed_forward";
    keys[n] = NULL;
    return fulg_exact_json_check_keys(object, keys, where, diag);
}

/* The list of heads or groups: num objects. */
static fulg_status_t
check_list(const fulg_weights_t W, slong i, const char *list, slong num,
           const json_t *object, fulg_diag_t diag)
{
    const json_t *items = json_object_get(object, list);
    const slong number = W->arch->sub[i].layer + 1;
    const int length = (int) strlen(list) - 1;
    char where[WHERE_SIZE];
    fulg_status_t status = FULG_OK;
    if (!json_is_array(items) || (slong) json_array_size(items) != num)
        return fulg_diag_set(
            diag, FULG_PARSE, "layer %ld: \"%s\" must be a list of %ld %.*s%s",
            (long) number, list, (long) num, length, list, num == 1 ? "" : "s");
    for (slong h = 0; h < num && status == FULG_OK; h++)
    {
        const json_t *item = json_array_get(items, (size_t) h);
        snprintf(where, sizeof where, "layer %ld, %.*s %ld", (long) number,
                 length, list, (long) h + 1);
        if (!json_is_object(item))
            return fulg_diag_set(diag, FULG_PARSE, "%s: expected an object",
                                 where);
        status = check_keys(W, i, list, item, where, diag);
        if (status == FULG_OK && strcmp(list, "heads") == 0)
            status = check_factors(W, i, h, item, diag);
    }
    return status;
}

/* The products of a head that stand for its factors. */
static fulg_status_t
set_products(fulg_weights_t W, slong i, const json_t *heads, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong h = 0; h < W->arch->sub[i].heads && status == FULG_OK; h++)
    {
        const json_t *head = json_array_get(heads, (size_t) h);
        if (json_object_get(head, "A") != NULL)
            status = set_key_query(W, i, h, head, diag);
        if (status == FULG_OK && W->arch->sub[i].value_dim &&
            json_object_get(head, "V") != NULL)
            status = set_value(W, i, h, head, diag);
    }
    return status;
}

/* The blocks of sublayer i, from b on, from its object. */
static fulg_status_t
set_blocks(fulg_weights_t W, slong i, slong b, const json_t *object,
           fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (; b < W->num && W->block[b].layer == i && status == FULG_OK; b++)
    {
        const fulg_block_t *block = &W->block[b];
        const char *list = fulg_arch_block_list(
            fulg_arch_block_kind(block->kind), &W->arch->sub[i]);
        const json_t *holder = object;
        if (list != NULL)
            holder = json_array_get(json_object_get(object, list),
                                    (size_t) block->head);
        if (!stands_for(W, i, block->kind, holder))
            status = set_block(W, i, block->head, block->kind, holder, diag);
    }
    return status;
}

/* Sublayer i, whose first block is b, from its object. */
static fulg_status_t
set_sublayer(fulg_weights_t W, slong i, slong b, const json_t *object,
             fulg_diag_t diag)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const int attention = sub->kind == FULG_KIND_ATTENTION;
    char where[WHERE_SIZE];
    fulg_status_t status;

    snprintf(where, sizeof where, "layer %ld", (long) sub->layer + 1);
    if (!json_is_object(object))
        return fulg_diag_set(
            diag, FULG_PARSE, "%s: expected an object%s", where,
            sub->kind == FULG_KIND_FEED_FORWARD ? " \"feed_forward\"" : "");
    status = check_keys(W, i, NULL, object, where, diag);
    if (status == FULG_OK && attention)
        status = check_list(W, i, "heads", sub->heads, object, diag);
    if (status == FULG_OK && attention && sub->kv_heads)
        status = check_list(W, i, "groups", sub->kv_heads, object, diag);
    if (status == FULG_OK && attention)
        status = set_products(W, i, json_object_get(object, "heads"), diag);
    return status == FULG_OK ? set_blocks(W, i, b, object, diag) : status;
}

fulg_status_t
fulg_weights_set_json_layers(fulg_weights_t W, const json_t *layers,
                             fulg_diag_t diag)
{
    const slong num = fulg_arch_layers(W->arch);
    slong b = 0;
    fulg_status_t status = FULG_OK;
    if (!json_is_array(layers) || (slong) json_array_size(layers) != num)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"layers\" must be a list of %ld layer%s",
                             (long) num, num == 1 ? "" : "s");
    for (slong i = 0; i < W->arch->depth && status == FULG_OK; i++)
    {
        const fulg_sublayer_struct *sub = &W->arch->sub[i];
        const json_t *layer = json_array_get(layers, (size_t) sub->layer);
        if (sub->kind == FULG_KIND_FEED_FORWARD && json_is_object(layer))
            layer = json_object_get(layer, "feed_forward");
        while (b < W->num && W->block[b].layer < i)
            b++;
        status = set_sublayer(W, i, b, layer, diag);
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
        return fulg_exact_json_is_packed(value)
                   ? fulg_exact_json_packed_entries(value)
                   : 1;
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
fulg_weights_init_json(fulg_weights_t W, const json_t *value, fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "architecture", "layers",
                                       NULL};
    fulg_arch_t arch;
    fulg_domain_t D;
    fulg_status_t status;

    if (!json_is_object(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "a weights file holds a JSON object");
    status = fulg_exact_json_check_format(value, FULG_WEIGHTS_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "weights", diag);
    if (status == FULG_OK && json_object_get(value, "architecture") == NULL)
        status = fulg_diag_set(diag, FULG_PARSE, "\"architecture\" is missing");
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
