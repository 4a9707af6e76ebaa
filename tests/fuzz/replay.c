/* Without libFuzzer: gives the files of the folders named, or of seeds/TARGET
   for a program replay-TARGET, to the target; a failure ends the program.
   Prints TAP. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *folder, const char *name)
{
    char file[4096];
    char *text;
    size_t length;
    fulg_diag_t diag;
    snprintf(file, sizeof file, "%s/%s", folder, name);
    if (fulg_exact_text_load(&text, &length, file, diag) != FULG_OK)
        return 0;
    printf("# %s\n", name);
    fflush(stdout);
    LLVMFuzzerTestOneInput((const uint8_t *) text, length);
    flint_free(text);
    return 1;
}

static int
replay_folder(const char *folder)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    int n = 0;
    if (stream == NULL)
        return 0;
    while ((entry = readdir(stream)) != NULL)
        if (entry->d_name[0] != '.')
            n += replay_file(folder, entry->d_name);
    closedir(stream);
    return n;
}

int
main(int argc, char **argv)
{
    const char *target = strstr(argv[0], "replay-"), *source = getenv("srcdir");
    char folder[4096];
    int n = 0;
    for (int i = 1; i < argc; i++)
        n += replay_folder(argv[i]);
    if (argc == 1 && target != NULL)
    {
        target += strlen("replay-");
        snprintf(folder, sizeof folder, "%s/tests/fuzz/seeds/%s",
                 source ? source : ".", target);
        n += replay_folder(folder);
        snprintf(folder, sizeof folder, "%s/tests/%s/data",
                 source ? source : ".", target);
        n += replay_folder(folder);
    }
    printf("%s 1 - %d files\n1..1\n", n > 0 ? "ok" : "not ok", n);
    flint_cleanup();
    return n == 0;
}
