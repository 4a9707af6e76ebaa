#include <dlfcn.h>
#include <string.h>

#include <fulgurite/lapack.h>

fulg_status_t
fulg_lapack_init(fulg_lapack_t L, fulg_diag_t diag)
{
    memset(L, 0, sizeof(fulg_lapack_struct));
    L->library = dlopen("liblapacke.so.3", RTLD_LAZY | RTLD_LOCAL);
    if (L->library != NULL)
    {
        *(void **) &L->dgesdd = dlsym(L->library, "LAPACKE_dgesdd");
        *(void **) &L->dgeqrf = dlsym(L->library, "LAPACKE_dgeqrf");
        *(void **) &L->sgesdd = dlsym(L->library, "LAPACKE_sgesdd");
    }
    if (L->dgesdd != NULL && L->sgesdd != NULL)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "LAPACK (liblapacke.so.3) is not installed");
}

void
fulg_lapack_clear(fulg_lapack_t L)
{
    if (L->library != NULL)
        dlclose(L->library);
}
