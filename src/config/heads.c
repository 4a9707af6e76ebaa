#include <string.h>

#include "impl.h"

/* falcon: one group unless multi_query is false; the new decoder architecture has
   num_kv_heads groups. */
static fulg_status_t
falcon_groups(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_yes_t new_rule = {"new_decoder_architecture", 0};
    const fulg_yes_t multi_rule = {"multi_query", 1};
    int fresh = 0, multi = 1;
    fulg_status_t status = fulg_config_get_yes(&fresh, facts->value, new_rule,
                                               diag);
    if (status == FULG_OK)
        status = fulg_config_get_yes(&multi, facts->value, multi_rule, diag);
    if (status == FULG_OK && !fresh)
        facts->kv_heads = multi ? 1 : facts->heads;
    return status;
}

static fulg_status_t
get_groups(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    fulg_status_t status = fulg_config_get_size(
        &facts->kv_heads, facts->value, row->kv_heads, facts->heads, diag);
    if (status != FULG_OK)
        return status;
    if (facts->heads % facts->kv_heads != 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.*s\" is %ld, which does not divide the %ld "
                             "heads",
                             (int) strcspn(row->kv_heads, "|"), row->kv_heads,
                             (long) facts->kv_heads, (long) facts->heads);
    return strcmp(row->type, "falcon") == 0 ? falcon_groups(facts, diag)
                                            : FULG_OK;
}

fulg_status_t
fulg_config_get_heads(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    const json_t *value = facts->value;
    fulg_status_t status = fulg_config_get_size(&facts->heads, value,
                                                row->heads, 0, diag);
    facts->head_dim = 0;
    if (status == FULG_OK)
        status = get_groups(facts, diag);
    if (status == FULG_OK && row->head_dim != NULL &&
        fulg_config_get(value, row->head_dim) != NULL)
        status = fulg_config_get_size(&facts->head_dim, value, row->head_dim, 0,
                                      diag);
    if (status != FULG_OK || facts->head_dim > 0 || facts->width == 0)
        return status;
    if (facts->width % facts->heads != 0)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "\"%.*s\" is %ld, which \"%.*s\" %ld does not "
            "divide",
            (int) strcspn(row->width, "|"), row->width, (long) facts->width,
            (int) strcspn(row->heads, "|"), row->heads, (long) facts->heads);
    facts->head_dim = facts->width / facts->heads;
    return FULG_OK;
}

fulg_status_t
fulg_config_heads(fulg_config_heads_t *heads, const json_t *value,
                  fulg_diag_t diag)
{
    fulg_config_facts_t facts;
    fulg_status_t status;
    facts.value = value;
    facts.width = 0;
    status = fulg_config_find_row(&facts, diag);
    if (status == FULG_OK && facts.row->width != NULL &&
        fulg_config_get(value, facts.row->width) != NULL)
        status = fulg_config_get_size(&facts.width, value, facts.row->width, 0,
                                      diag);
    if (status == FULG_OK)
        status = fulg_config_get_heads(&facts, diag);
    if (status != FULG_OK)
        return status;
    if (fulg_config_get_size(&facts.layers, value, facts.row->layers, 1,
                             diag) != FULG_OK ||
        fulg_config_get(value, facts.row->layers) == NULL)
        facts.layers = 0;
    heads->layers = facts.layers;
    heads->type = facts.row->type;
    heads->heads = facts.heads;
    heads->kv_heads = facts.kv_heads;
    heads->head_dim = facts.head_dim;
    return FULG_OK;
}
