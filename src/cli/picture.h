/* Pictures that gnuplot draws. */
#ifndef FULG_CLI_PICTURE_H
#define FULG_CLI_PICTURE_H

#include "cli.h"

/* Writes what gnuplot is told, data and all, below "set terminal". */
typedef void (*fulg_cli_script_t)(FILE *script, const void *data);

/* FULG_EXIT_OK where the name ends in .svg, .png, .pdf or .gp (the script itself);
   an exit code after a message otherwise. */
int fulg_cli_picture_check(const char *file);
/* Draws to an output that is open under that name, width x height points, text as
   it stands (nothing "enhanced"); an exit code after a message. */
int fulg_cli_picture_put(fulg_cli_output_t *output, const char *file, int width,
                         int height, fulg_cli_script_t script,
                         const void *data);
/* The same to a file. */
int fulg_cli_picture(fulg_cli_t *cli, const char *file, int width, int height,
                     fulg_cli_script_t script, const void *data);

#endif
