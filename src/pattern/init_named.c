#include <stdlib.h>
#include <string.h>

#include "impl.h"

#define MAX_NUMBERS 4

/* "12,3": between min and max positive integers (0 allowed behind the first). */
static fulg_status_t
read_numbers(slong *n, const char *text, const char *name, int min, int max,
             int *weighted, fulg_diag_t diag)
{
    int count = 0;
    *weighted = 0;
    for (const char *at = text;;)
    {
        char *end;
        if (strcmp(at, "w") == 0 && count >= min && strcmp(name, "cyc") == 0)
        {
            *weighted = 1;
            return FULG_OK;
        }
        if (count == max || *at < '0' || *at > '9')
            break;
        n[count++] = strtol(at, &end, 10);
        if (n[count - 1] > 1 << 30)
            break;
        if (*end == '\0' && count >= min)
            return FULG_OK;
        if (*end != ',')
            break;
        at = end + 1;
    }
    return fulg_diag_set(diag, FULG_PARSE, "--%s needs %s, not \"%.60s\"", name,
                         strcmp(name, "cyc") == 0 ? "L,k or L,k,w"
                         : strcmp(name, "bigbird") == 0
                             ? "L,window,global,random"
                             : "two numbers",
                         text);
}

typedef struct
{
    slong n[MAX_NUMBERS]; /* L and what follows */
    int weighted;
    fulg_rand_t rand;
    fulg_pattern_list_t list;
    char *mark; /* of the row being filled */
} named_t;

static void
add(named_t *N, slong i, slong j, slong value)
{
    if (j < 0 || j >= N->n[0] || N->mark[j])
        return;
    N->mark[j] = 1;
    fmpq_set_si(fulg_pattern_list_push(&N->list, i, j), value, 1);
}

static void
add_window(named_t *N, slong i, slong low, slong high)
{
    for (slong j = low; j <= high; j++)
        add(N, i, j, 1);
}

static void
row_cyc(named_t *N, slong i)
{
    for (slong t = 0; t < N->n[1]; t++)
        add(N, i, (i + t) % N->n[0], N->weighted ? t + 1 : 1);
}

static void
row_band(named_t *N, slong i)
{
    add_window(N, i, i - N->n[1], i + N->n[1]);
}

static void
row_block(named_t *N, slong i)
{
    const slong first = i / N->n[1] * N->n[1];
    add_window(N, i, first, first + N->n[1] - 1);
}

static void
row_strided(named_t *N, slong i)
{
    add_window(N, i, i - N->n[1] + 1, i);
    for (slong j = i; j >= 0; j -= N->n[1])
        add(N, i, j, 1);
}

/* The random keys are drawn among those not taken yet. */
static void
row_bigbird(named_t *N, slong i)
{
    const slong L = N->n[0];
    slong left = 0;
    add_window(N, i, i - N->n[1], i + N->n[1]);
    add_window(N, i, 0, (i < N->n[2] ? L : N->n[2]) - 1);
    for (slong j = 0; j < L; j++)
        left += !N->mark[j];
    for (slong r = 0; r < N->n[3] && left > 0; r++, left--)
    {
        slong place = (slong) fulg_rand_below(N->rand, (ulong) left), j = 0;
        while (N->mark[j] || place-- > 0)
            j++;
        add(N, i, j, 1);
    }
}

static const struct
{
    const char *name;
    int min, max;
    void (*row)(named_t *N, slong i);
} families[] = {{"cyc", 2, 2, row_cyc},
                {"band", 2, 2, row_band},
                {"block", 2, 2, row_block},
                {"strided", 2, 2, row_strided},
                {"bigbird", 4, 4, row_bigbird}};

fulg_status_t
fulg_pattern_init_named(fulg_pattern_t P, const char *name, const char *numbers,
                        ulong seed, fulg_diag_t diag)
{
    const size_t num = sizeof families / sizeof *families;
    size_t f = 0;
    named_t N;
    fulg_status_t status;
    while (f < num && strcmp(families[f].name, name) != 0)
        f++;
    if (f == num)
        return fulg_diag_set(diag, FULG_PARSE, "no pattern \"%.60s\"", name);
    status = read_numbers(N.n, numbers, name, families[f].min, families[f].max,
                          &N.weighted, diag);
    if (status != FULG_OK)
        return status;
    if (N.n[0] < 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "--%s: a pattern has at least 2 rows", name);
    if (N.n[0] > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "--%s: %ld rows are too many (limit: %d)", name,
                             (long) N.n[0], FULG_PATTERN_MAX_LENGTH);
    if (N.n[1] > N.n[0] || (N.n[1] == 0 && f != 1 && f != 4))
        return fulg_diag_set(
            diag, FULG_PARSE, "--%s: the second number is %s to %ld, not %ld",
            name, f == 1 || f == 4 ? "0" : "1", (long) N.n[0], (long) N.n[1]);
    fulg_rand_init(N.rand, seed);
    fulg_pattern_list_init(&N.list);
    N.mark = flint_malloc((size_t) N.n[0]);
    for (slong i = 0; i < N.n[0]; i++)
    {
        memset(N.mark, 0, (size_t) N.n[0]);
        families[f].row(&N, i);
    }
    status = fulg_pattern_init_entries(P, N.n[0], N.list.num, N.list.row,
                                       N.list.col, N.list.value, diag);
    flint_free(N.mark);
    fulg_pattern_list_clear(&N.list);
    return status;
}

/* Draws permutations until one has no common place with those before. */
static int
draw_permutation(slong *next, const slong *taken, slong k, slong length,
                 fulg_rand_t rand)
{
    for (slong i = 0; i < length; i++)
        next[i] = i;
    for (slong i = length - 1; i > 0; i--)
    {
        const slong j = (slong) fulg_rand_below(rand, (ulong) i + 1);
        const slong x = next[i];
        next[i] = next[j];
        next[j] = x;
    }
    /* Swaps with any other row repair what coincides. */
    for (slong i = 0, tries = 0; i < length; i++)
        for (slong t = 0; t < k; t++)
            if (next[i] == taken[t * length + i])
            {
                const slong j = (slong) fulg_rand_below(rand, (ulong) length);
                const slong x = next[i];
                next[i] = next[j];
                next[j] = x;
                i = -1;
                if (++tries > 1000 * length)
                    return 0;
                break;
            }
    return 1;
}

fulg_status_t
fulg_pattern_init_random(fulg_pattern_t P, slong length, slong k, ulong gamma,
                         fulg_rand_t rand, fulg_diag_t diag)
{
    slong *taken;
    fulg_pattern_list_t list;
    fulg_status_t status = FULG_OK;
    if (length < 2 || k < 1 || (k > length / 2 && k > 1) ||
        length > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "random matrices have 2 to %d rows and at most half "
            "as many entries in each",
            FULG_PATTERN_MAX_LENGTH);
    taken = flint_malloc((size_t) (k * length) * sizeof(slong));
    fulg_pattern_list_init(&list);
    for (slong t = 0; t < k && status == FULG_OK; t++)
        if (!draw_permutation(taken + t * length, taken, t, length, rand))
            status = fulg_diag_set(diag, FULG_UNABLE,
                                   "no permutation without common place");
        else
            for (slong i = 0; i < length; i++)
                fmpq_set_si(
                    fulg_pattern_list_push(&list, i, taken[t * length + i]),
                    gamma > 1 ? 1 + (slong) fulg_rand_below(rand, gamma) : 1,
                    1);
    if (status == FULG_OK)
        status = fulg_pattern_init_entries(P, length, list.num, list.row,
                                           list.col, list.value, diag);
    fulg_pattern_list_clear(&list);
    flint_free(taken);
    return status;
}
