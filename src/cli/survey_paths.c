/* The files that a survey reads and writes are different ones. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "survey.h"

static char *
copy_of(const char *text, size_t length)
{
    char *copy = flint_malloc(length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* Without links, or NULL: nothing is there. */
static char *
real_path(const char *file)
{
    char *found = realpath(file, NULL), *copy;
    if (found == NULL)
        return NULL;
    copy = copy_of(found, strlen(found));
    free(found);
    return copy;
}

/* The file, or where it would be, without links. */
static char *
resolve(const char *file)
{
    char *name = copy_of(file, strlen(file)), *whole = NULL, *folder;
    const char *slash, *base;
    size_t n = strlen(name);
    while (n > 1 && name[n - 1] == '/')
        name[--n] = '\0';
    whole = real_path(name);
    if (whole == NULL)
    {
        slash = strrchr(name, '/');
        base = slash ? slash + 1 : name;
        whole = slash ? copy_of(name, (size_t) (base - name)) : copy_of(".", 1);
        folder = real_path(whole);
        flint_free(whole);
        if (folder == NULL)
            return name;
        n = strlen(folder) + strlen(base) + 2;
        whole = flint_malloc(n);
        snprintf(whole, n, "%s/%s", folder, base);
        flint_free(folder);
    }
    flint_free(name);
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
    flint_free(x);
    flint_free(y);
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
