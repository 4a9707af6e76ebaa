#include <stdio.h>
#include <string.h>

#include "impl.h"

#define MAX_TEXT 65536
#define MAX_WORDS 64

/* The words of one line, which is overwritten. */
typedef struct
{
    fulg_floats_map_struct *map;
    const char *where;
    int line, num;
    char *word[MAX_WORDS];
    fulg_diag_struct *diag;
} line_t;

static fulg_status_t
bad(const line_t *l, const char *format, const char *word)
{
    char text[256];
    snprintf(text, sizeof text, format, word);
    return fulg_diag_set(l->diag, FULG_PARSE, "%s:%d: %s", l->where, l->line,
                         text);
}

/* A copy of the one word after the key, once. */
static fulg_status_t
set_text(char **target, const line_t *l)
{
    if (l->num != 2)
        return bad(l, "%.40s needs one word without blanks", l->word[0]);
    if (*target != NULL)
        return bad(l, "%.40s is given twice", l->word[0]);
    *target = fulg_floats_copy(l->word[1], strlen(l->word[1]));
    return FULG_OK;
}

static fulg_status_t
set_choice(int *target, const line_t *l, const char *const *choices)
{
    for (int i = 0; l->num == 2 && choices[i] != NULL; i++)
        if (strcmp(l->word[1], choices[i]) == 0)
        {
            *target = i;
            return FULG_OK;
        }
    return bad(l, "%.40s is followed by one of its names", l->word[0]);
}

static fulg_status_t
set_flag(int *target, const line_t *l)
{
    *target = 1;
    return l->num == 1 ? FULG_OK : bad(l, "%.40s takes no value", l->word[0]);
}

static fulg_status_t
add_prefix(const line_t *l)
{
    fulg_floats_map_struct *map = l->map;
    char *text = NULL;
    const fulg_status_t status = set_text(&text, l);
    if (status == FULG_OK && map->num_prefixes == FULG_MAP_MAX_PREFIXES)
    {
        flint_free(text);
        return bad(l, "more than 8 lines \"%.40s\"", l->word[0]);
    }
    if (status == FULG_OK)
        map->prefix[map->num_prefixes++] = text;
    return status;
}

static fulg_status_t
set_property(const line_t *l)
{
    static const char *const norms[] = {"none", "affine", "softmax", NULL};
    static const char *const masks[] = {"none", "causal", NULL};
    static const char *const known[] = {
        "layers",     "heads",   "head_dim", "prefix",   "tokens",
        "norm",       "mask",    "residual", "kv_heads", "query_rows",
        "unmodelled", "partial", "rotary",   "slopes",   NULL};
    static const char *const rotaries[] = {"pairs", "halves", NULL};
    fulg_floats_map_struct *map = l->map;
    const fulg_floats_scope_t none = {"", NULL};
    fulg_status_t status;
    int choice = 0, k = 0;
    while (known[k] != NULL && strcmp(known[k], l->word[0]) != 0)
        k++;
    switch (k)
    {
        case 0:
            return set_text(&map->layers, l);
        case 1:
            return set_text(&map->heads, l);
        case 2:
            return set_text(&map->head_dim, l);
        case 3:
            return add_prefix(l);
        case 4:
            if (l->num != 2 ||
                fulg_floats_expression(&map->tokens, l->word[1], &none, NULL) !=
                    FULG_OK ||
                map->tokens < 1)
                return bad(l, "%.40s needs a positive integer", l->word[0]);
            return FULG_OK;
        case 5:
            status = set_choice(&choice, l, norms);
            map->norm = (fulg_norm_t) choice;
            return status;
        case 6:
            return set_choice(&map->causal, l, masks);
        case 7:
            return set_flag(&map->residual, l);
        case 8:
            return set_text(&map->kv_heads, l);
        case 9:
            return set_text(&map->query_rows, l);
        case 10:
            status = set_text(&map->unmodelled, l);
            /* one word in the map, several in a sentence */
            for (char *c = map->unmodelled; c != NULL && *c != '\0'; c++)
                *c = *c == '-' ? ' ' : *c;
            return status;
        case 11:
            return set_flag(&map->partial, l);
        case 12:
            map->rotary = 1;
            return set_choice(&map->halves, l, rotaries);
        case 13:
            return set_flag(&map->slopes, l);
    }
    return bad(l, "unknown word \"%.60s\"", l->word[0]);
}

/* first, second or third N at the beginning; rows A:B, cols A:B, transpose, times X,
   over-sqrt N, plus X */
static fulg_status_t
check_words(const line_t *l, int is_block)
{
    for (int i = 3; i < l->num; i++)
    {
        const char *word = l->word[i];
        if (strcmp(word, "transpose") == 0)
            continue;
        if (i == 3 && fulg_floats_map_axis(word) >= 0)
        {
            if (++i == l->num)
                return bad(l, "%.40s needs a value", word);
            continue;
        }
        if (strcmp(word, "rows") != 0 && strcmp(word, "cols") != 0 &&
            strcmp(word, "times") != 0 && strcmp(word, "over-sqrt") != 0 &&
            (strcmp(word, "plus") != 0 || !is_block))
            return bad(l, "unknown word \"%.60s\"", word);
        if (++i == l->num)
            return bad(l, "%.40s needs a value", word);
        if ((word[0] == 'r' || word[0] == 'c') &&
            strchr(l->word[i], ':') == NULL)
            return bad(l, "%.40s needs a range first:end", word);
    }
    return FULG_OK;
}

/* What a line is about, by the first word: 0 when it is nothing. */
static int
set_kind(fulg_floats_map_rule_t *rule, const char *word)
{
    /* The names of weights, without layer and head. */
    static const struct
    {
        const char *word;
        char kind;
        int forward;
    } blocks[] = {{"gain", 'n', 0},  {"shift", 'm', 0},  {"bq", 'Q', 0},
                  {"bk", 'K', 0},    {"bu", 'U', 0},     {"bo", 'B', 0},
                  {"up", 'f', 1},    {"bup", 'F', 1},    {"gate", 'g', 1},
                  {"bgate", 'G', 1}, {"down", 'e', 1},   {"fbo", 'B', 1},
                  {"fgain", 'n', 1}, {"fshift", 'm', 1}, {NULL, 0, 0}};
    int n = 0;
    *rule = (fulg_floats_map_rule_t){.kind = (char) (word[0] | 32)};
    if (strchr("QKVOUA", word[0]) != NULL && word[1] == '\0')
        return 1;
    while (blocks[n].word != NULL && strcmp(blocks[n].word, word) != 0)
        n++;
    rule->is_block = 1;
    rule->kind = blocks[n].kind;
    rule->forward = blocks[n].forward;
    return blocks[n].word != NULL;
}

/* KIND = NAME WORD... */
static fulg_status_t
add_rule(const line_t *l)
{
    fulg_floats_map_struct *map = l->map;
    fulg_floats_map_rule_t fresh, *rule;
    fulg_status_t status;
    if (!set_kind(&fresh, l->word[0]))
        return bad(l,
                   "\"%.40s\" is none of Q, K, V, O, U, A, nor the name of a "
                   "bias, a norm or a feed-forward matrix",
                   l->word[0]);
    if (l->num < 3)
        return bad(l, "%.40s needs the name of a tensor", l->word[0]);
    for (slong n = 0; n < map->num_rules; n++)
        if (map->rule[n].kind == fresh.kind &&
            map->rule[n].is_block == fresh.is_block &&
            map->rule[n].forward == fresh.forward)
            return bad(l, "%.40s is given twice", l->word[0]);
    if ((status = check_words(l, fresh.is_block)) != FULG_OK)
        return status;
    map->rule = flint_realloc(map->rule, (size_t) (map->num_rules + 1) *
                                             sizeof(fulg_floats_map_rule_t));
    rule = &map->rule[map->num_rules++];
    *rule = fresh;
    rule->optional = l->word[1][0] == '?';
    rule->line = l->line;
    rule->name = fulg_floats_copy(l->word[2], strlen(l->word[2]));
    rule->num_words = l->num - 3;
    rule->word = flint_malloc((size_t) (l->num + 1) * sizeof(char *));
    for (int i = 3; i < l->num; i++)
        rule->word[i - 3] = fulg_floats_copy(l->word[i], strlen(l->word[i]));
    return FULG_OK;
}

static fulg_status_t
read_line(line_t *l, char *text)
{
    l->num = 0;
    text[strcspn(text, "#")] = '\0';
    for (;;)
    {
        text += strspn(text, " \t\r");
        if (*text == '\0')
            break;
        if (l->num == MAX_WORDS)
            return bad(l, "%s", "too many words");
        l->word[l->num++] = text;
        text += strcspn(text, " \t\r");
        if (*text != '\0')
            *text++ = '\0';
    }
    if (l->num == 0)
        return FULG_OK;
    if (l->num > 1 &&
        (strcmp(l->word[1], "=") == 0 || strcmp(l->word[1], "?=") == 0))
        return add_rule(l);
    return set_property(l);
}

static int
has_any_matrix(const fulg_floats_map_struct *map)
{
    for (slong n = 0; n < map->num_rules; n++)
        if (!map->rule[n].is_block)
            return 1;
    return 0;
}

static fulg_status_t
read_text(fulg_floats_map_t map, char *text, fulg_diag_t diag)
{
    line_t l = {.map = map, .where = map->where, .diag = diag};
    while (text != NULL)
    {
        char *next = strchr(text, '\n');
        fulg_status_t status;
        if (next != NULL)
            *next++ = '\0';
        l.line++;
        status = read_line(&l, text);
        if (status != FULG_OK)
            return status;
        text = next;
    }
    if (!has_any_matrix(map))
        return fulg_diag_set(diag, FULG_PARSE, "%s: no line \"Q = NAME\"",
                             map->where);
    return FULG_OK;
}

fulg_status_t
fulg_floats_map_init_text(fulg_floats_map_t map, const char *where,
                          const char *text, fulg_diag_t diag)
{
    const size_t length = strlen(text);
    char *copy;
    fulg_status_t status;
    if (length > MAX_TEXT)
        return fulg_diag_set(diag, FULG_PARSE, "%s: longer than 64 KiB", where);
    memset(map, 0, sizeof(fulg_floats_map_struct));
    map->where = fulg_floats_copy(where, strlen(where));
    copy = fulg_floats_copy(text, length);
    status = read_text(map, copy, diag);
    flint_free(copy);
    if (status != FULG_OK)
        fulg_floats_map_clear(map);
    return status;
}

void
fulg_floats_map_clear(fulg_floats_map_t map)
{
    for (slong n = 0; n < map->num_rules; n++)
    {
        for (int i = 0; i < map->rule[n].num_words; i++)
            flint_free(map->rule[n].word[i]);
        flint_free(map->rule[n].word);
        flint_free(map->rule[n].name);
    }
    flint_free(map->rule);
    flint_free(map->where);
    flint_free(map->layers);
    flint_free(map->heads);
    flint_free(map->kv_heads);
    flint_free(map->head_dim);
    flint_free(map->query_rows);
    flint_free(map->unmodelled);
    for (int i = 0; i < map->num_prefixes; i++)
        flint_free(map->prefix[i]);
}

char *
fulg_floats_map_unmodelled(const fulg_floats_map_t map, int by_blocks,
                           const char *more)
{
    const char *const part[] = {
        map->rotary && !by_blocks ? "rotary positions" : NULL,
        map->slopes && !by_blocks ? "linear biases of scores" : NULL,
        map->unmodelled, more};
    const size_t num = sizeof part / sizeof *part;
    size_t length = 0;
    char *text;
    for (size_t n = 0; n < num; n++)
        length += part[n] != NULL ? strlen(part[n]) + 2 : 0;
    if (length == 0)
        return NULL;
    text = flint_malloc(length + 1);
    *text = '\0';
    for (size_t n = 0; n < num; n++)
        if (part[n] != NULL)
        {
            strcat(text, *text != '\0' ? ", " : "");
            strcat(text, part[n]);
        }
    return text;
}

/* The expression becomes a number. */
static void
set_number(char **text, slong n)
{
    char number[32];
    if (n <= 0)
        return;
    snprintf(number, sizeof number, "%ld", (long) n);
    flint_free(*text);
    *text = fulg_floats_copy(number, strlen(number));
}

static void
forget(char **text)
{
    flint_free(*text);
    *text = NULL;
}

void
fulg_floats_map_override(fulg_floats_map_t map, slong heads, slong kv_heads,
                         slong head_dim)
{
    /* Where rows of queries tell one from the other, what was said of the other is
       out of date. */
    if (map->query_rows != NULL && heads > 0 && head_dim <= 0)
        forget(&map->head_dim);
    if (map->query_rows != NULL && head_dim > 0 && heads <= 0)
        forget(&map->heads);
    set_number(&map->heads, heads);
    set_number(&map->kv_heads, kv_heads);
    set_number(&map->head_dim, head_dim);
}
