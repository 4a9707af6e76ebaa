#include <config.h>

#ifdef FULG_BLAS
#include <dlfcn.h>
#endif

#include "impl.h"

fulg_dgemm_t
fulg_rank_dgemm(void)
{
    fulg_dgemm_t dgemm = NULL;
#ifdef FULG_BLAS
    void *library = dlopen(FULG_BLAS, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (library != NULL)
    {
        *(void **) &dgemm = dlsym(library, "cblas_dgemm");
        dlclose(library);
    }
#endif
    return dgemm;
}
