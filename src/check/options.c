#include <fulgurite/check.h>

void
fulg_check_options_init(fulg_check_options_t *options)
{
    options->max_bits = 1024;
    options->digits = 3;
    options->lapack = NULL;
    options->least_entries = 1024;
}
