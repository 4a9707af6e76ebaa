/* The files that a survey reads and writes are different ones. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "survey.h"

/* The file, or where it would be, without links; freed with free(). */
static char *
resolve(const char *file)
{
    char *name = strdup(file), *whole, *folder;
    const char *slash, *base;
    size_t n = strlen(name);
    while (n > 1 && name[n - 1] == '/')
        name[--n] = '\0';
    whole = realpath(name, NULL);
    if (whole != NULL)
    {
        free(name);
        return whole;
    }
    slash = strrchr(name, '/');
    base = slash ? slash + 1 : name;
    whole = strndup(slash ? name : "./", slash ? (size_t) (base - name) : 2);
    folder = realpath(whole, NULL);
    free(whole);
    if (folder == NULL)
        return name;
    n = strlen(folder) + strlen(base) + 2;
    whole = malloc(n);
    snprintf(whole, n, "%s/%s", folder, base);
    free(folder);
    free(name);
    return whole;
}

static int
is_same(const char *a, const char *b)
{
    struct stat p, q;
    char *x, *y;
    int same;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
        return 0;
    if (stat(a, &p) == 0 && stat(b, &q) == 0)
        return p.st_dev == q.st_dev && p.st_ino == q.st_ino;
    x = resolve(a);
    y = resolve(b);
    same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

int
fulg_cli_survey_paths_check(const fulg_cli_survey_command_t *said)
{
    const struct
    {
        const char *option, *file;
    } path[] = {{"-o", said->out},
                {"--csv", said->csv},
                {"--plot", said->plot},
                {"--certificates", said->certificates},
                {"--list", said->what.list}};
    const int num = sizeof path / sizeof *path;
    for (int i = 0; i < num; i++)
        for (int j = i + 1; j < num; j++)
            if (path[i].file != NULL && path[j].file != NULL &&
                is_same(path[i].file, path[j].file))
            {
                fulg_cli_message("%s and %s name the same file, %s",
                                 path[i].option, path[j].option, path[j].file);
                return FULG_EXIT_USAGE;
            }
    return FULG_EXIT_OK;
}
