#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <fulgurite/base.h>

/* Texts quote names and pieces of files: no byte of theirs may begin another line
   or speak to a terminal. */
static void
mask_controls(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char) *text < 32 || *text == 127)
            *text = '?';
}

void
fulg_diag_init(fulg_diag_t diag)
{
    diag->text[0] = '\0';
}

fulg_status_t
fulg_diag_set(fulg_diag_struct *diag, fulg_status_t status, const char *format,
              ...)
{
    if (diag != NULL)
    {
        va_list args;
        va_start(args, format);
        vsnprintf(diag->text, sizeof diag->text, format, args);
        va_end(args);
        mask_controls(diag->text);
    }
    return status;
}

fulg_status_t
fulg_diag_prefix(fulg_diag_struct *diag, fulg_status_t status,
                 const char *format, ...)
{
    if (diag != NULL)
    {
        fulg_diag_t whole;
        size_t used;
        va_list args;
        va_start(args, format);
        vsnprintf(whole->text, sizeof whole->text, format, args);
        va_end(args);
        used = strlen(whole->text);
        snprintf(whole->text + used, sizeof whole->text - used, "%.*s",
                 (int) (sizeof whole->text - used - 1), diag->text);
        mask_controls(whole->text);
        memcpy(diag->text, whole->text, sizeof diag->text);
    }
    return status;
}
