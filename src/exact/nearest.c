#include <string.h>

#include <fulgurite/exact.h>

#define MAX_WORD 63

/* Edit distance with insertions, deletions and replacements. */
static size_t
distance(const char *a, const char *b)
{
    size_t row[MAX_WORD + 1];
    const size_t n = strlen(b);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++)
    {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++)
        {
            const size_t change = corner + (a[i - 1] != b[j - 1]);
            const size_t drop = row[j] + 1, add = row[j - 1] + 1;
            corner = row[j];
            row[j] = FLINT_MIN(change, FLINT_MIN(drop, add));
        }
    }
    return row[n];
}

const char *
fulg_exact_nearest(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t least = FLINT_MIN(1 + strlen(word) / 3, 3);
    for (; *known != NULL; known++)
    {
        if (strlen(*known) > MAX_WORD)
            continue;
        const size_t d = distance(word, *known);
        /* A word of which nothing is left is not near. */
        if (d <= least && d < strlen(word) && (best == NULL || d < least))
        {
            best = *known;
            least = d;
        }
    }
    return best;
}
