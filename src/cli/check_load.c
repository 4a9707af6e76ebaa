#include <string.h>

#include "check.h"

static int
ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static int
has_tensor(const fulg_tensors_t T, const char *const *names)
{
    for (; *names != NULL; names++)
        if (fulg_tensors_find(T, *names) != NULL)
            return 1;
    return 0;
}

/* The map that --map names, or the one the names of the tensors suggest; NULL
   without any.  *owned is to be freed. */
static int
map_text(const char **text, const char **where, char **owned,
         const check_t *check, const fulg_tensors_t T)
{
    static const char *const plain[] = {"q1_1", "k1_1", "v1_1", "o1_1", "u1_1",
                                        "a1_1", NULL};
    static const char *const single[] = {"Q", "K", "V", "O", "U", "A", NULL};
    size_t length;
    fulg_diag_t diag;
    fulg_status_t status;
    *owned = NULL;
    *where = check->map;
    *text = check->map ? fulg_map_builtin(check->map) : NULL;
    if (check->map == NULL)
    {
        *where = has_tensor(T, plain)    ? "plain"
                 : has_tensor(T, single) ? "single"
                                         : NULL;
        *text = *where ? fulg_map_builtin(*where) : NULL;
        return FULG_EXIT_OK;
    }
    if (*text != NULL)
        return FULG_EXIT_OK;
    status = fulg_text_load(owned, &length, check->map, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    *owned = flint_realloc(*owned, length + 1);
    (*owned)[length] = '\0';
    *text = *owned;
    if (strlen(*owned) == length)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: a NUL character in a map", check->map);
    return FULG_EXIT_PARSE;
}

/* A file that is given by name and belongs to no matrix of the map that the
   others suggest: a mistake, not something to pass over. */
static int
check_names(const fulg_tensors_t T, const char *map)
{
    const int plain = strcmp(map, "plain") == 0;
    for (slong n = 0; n < T->num; n++)
    {
        const char *name = T->tensor[n].name;
        long layer, head;
        int length = 0;
        if (plain
                ? sscanf(name, "%*1[qkvoua]%ld_%ld%n", &layer, &head, &length) ==
                      2 && name[length] == '\0'
                : strlen(name) == 1 && strchr("QKVOUA", name[0]) != NULL)
            continue;
        fulg_cli_message("%s.npy: no matrix of a network is called \"%s\" beside "
                         "the others (%s); --map FILE says which tensor is "
                         "which matrix", name, name,
                         plain ? "q1_1, k1_1, v1_1 or o1_1, u1_1"
                               : "Q, K, V or O, U");
        return FULG_EXIT_PARSE;
    }
    return FULG_EXIT_OK;
}

/* What the options say against the map or the file. */
static int
override(fulg_arch_t arch, const check_t *check)
{
    static const char *const norms[] = {"none", "affine", "softmax"};
    fulg_diag_t diag;
    fulg_status_t status;
    int n = 0;
    if (check->tokens > 0)
        arch->tokens = check->tokens;
    if (check->residual)
        arch->residual = 1;
    while (check->norm != NULL && n < 3 && strcmp(check->norm, norms[n]) != 0)
        n++;
    if (n == 3 || (check->mask != NULL && strcmp(check->mask, "none") != 0 &&
                   strcmp(check->mask, "causal") != 0))
    {
        fulg_cli_message("--norm is none, affine or softmax; --mask none or "
                         "causal");
        return FULG_EXIT_USAGE;
    }
    if (check->norm != NULL)
        arch->norm = (fulg_norm_t) n;
    if (check->mask != NULL)
        arch->causal = check->mask[0] == 'c';
    status = fulg_arch_check(arch, diag);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static void
new_items(check_subject_t *s, slong num)
{
    s->num = 0;
    s->item = flint_calloc((size_t) FLINT_MAX(num, 1), sizeof(check_item_t));
}

/* A head is an item. */
static void
add_heads(check_subject_t *s)
{
    const fulg_check_network_struct *N = s->network;
    slong num = 0;
    for (slong i = 0; i < N->layout.layers; i++)
        num += N->T->has_arch ? N->arch->heads[i] : N->layout.heads;
    new_items(s, num);
    for (slong i = 0; i < N->layout.layers; i++)
        for (slong h = 0; h < (N->T->has_arch ? N->arch->heads[i]
                                              : N->layout.heads); h++)
        {
            s->item[s->num].head->layer = i;
            s->item[s->num++].head->head = h;
        }
}

static int
add_matrices(check_subject_t *s)
{
    const fulg_tensors_struct *T = s->network->T;
    new_items(s, T->num);
    for (slong n = 0; n < T->num; n++)
        if (T->tensor[n].format != FULG_FLOAT_OTHER &&
            T->tensor[n].rank == 2 && T->tensor[n].count > 0)
            s->item[s->num++].name = T->tensor[n].name;
    if (s->num > 0)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: no matrix of floating-point numbers", s->name);
    return FULG_EXIT_PARSE;
}

/* The tensors are loaded; what are they? */
static int
interpret(check_subject_t *s, const check_t *check, int together)
{
    fulg_check_network_struct *N = s->network;
    fulg_tensors_t T;
    fulg_map_t map;
    const char *text, *where;
    char *owned;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = map_text(&text, &where, &owned, check, N->T);
    if (code != FULG_EXIT_OK || text == NULL)
    {
        flint_free(owned);
        return code != FULG_EXIT_OK ? code : add_matrices(s);
    }
    if (check->map == NULL && together)
        code = check_names(N->T, where);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_map_init_text(map, where, text, diag);
    flint_free(owned);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    T[0] = N->T[0];
    status = fulg_check_network_init(N, T, map, diag);
    if (status != FULG_OK)
    {
        fulg_map_clear(map);
        return fulg_cli_fail(status, diag, s->name);
    }
    s->is_network = 1;
    add_heads(s);
    return N->has_values ? override(N->arch, check) : FULG_EXIT_OK;
}

static int
load_subject(check_subject_t *s, const check_t *check, const char **files,
             int num_files)
{
    fulg_status_t status = FULG_OK;
    fulg_diag_t diag;
    int code;
    s->name = num_files == 1 ? files[0] : "the matrices";
    s->regular = FULG_UNKNOWN;
    s->jacobian_lower = -1;
    fulg_bound_init(s->upper);
    fulg_tensors_init(s->network->T);
    fulg_radius_init(s->network->radius);
    for (int i = 0; i < num_files && status == FULG_OK; i++)
        status = fulg_tensors_load(s->network->T, files[i], diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code = interpret(s, check, num_files > 1);
    if (code == FULG_EXIT_OK && check->radius != NULL)
    {
        status = fulg_radius_set_text(s->network->radius, check->radius, diag);
        if (status != FULG_OK)
        {
            fulg_cli_message("--radius: %s", diag->text);
            return FULG_EXIT_USAGE;
        }
    }
    return code;
}

int
fulg_check_load(check_t *check, const char **files, int num_files)
{
    int together = num_files > 1, code = FULG_EXIT_OK;
    for (int i = 0; i < num_files; i++)
        together = together && ends_with(files[i], ".npy");
    check->subject = flint_calloc((size_t) num_files, sizeof(check_subject_t));
    for (int i = 0; i < num_files && code == FULG_EXIT_OK; i++)
    {
        check->num++;
        code = load_subject(&check->subject[i], check, files + i,
                            together ? num_files : 1);
        if (together)
            break;
    }
    return code;
}

void
fulg_check_clear(check_t *check)
{
    for (slong i = 0; i < check->num; i++)
    {
        check_subject_t *s = &check->subject[i];
        for (slong n = 0; n < s->num; n++)
            fulg_check_head_clear(s->item[n].head);
        flint_free(s->item);
        fulg_bound_clear(s->upper);
        if (s->is_network)
            fulg_check_network_clear(s->network);
        else
        {
            fulg_tensors_clear(s->network->T);
            fulg_radius_clear(s->network->radius);
        }
    }
    flint_free(check->subject);
    if (check->same.has_input)
    {
        fmpq_mat_clear(check->same.input);
        arb_clear(check->same.left);
        arb_clear(check->same.right);
    }
}
