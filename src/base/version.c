#include <config.h>

#include <fulgurite/base.h>

const char *
fulg_version(void)
{
    return PACKAGE_VERSION;
}
