#include <stdio.h>

#include "impl.h"

int
fulg_verify_own_digest(const json_t *certificate, fulg_verify_why_t *why)
{
    char digest[FULG_VERIFY_DIGEST_SIZE];
    json_t *body = json_copy((json_t *) certificate);
    int known;
    json_object_del(body, "digest");
    known = fulg_verify_digest(digest, body);
    json_decref(body);
    if (!known)
        return FULG_VERIFY_REFUSE(why, "the certificate has no digest");
    if (!fulg_verify_string_is(json_object_get(certificate, "digest"), digest))
        return FULG_VERIFY_REFUSE(why,
                                  "its digest is not that of its content "
                                  "(%s): it was changed after it was "
                                  "written",
                                  digest);
    return 1;
}

int
fulg_verify_row(fmpq *x, const json_t *rows, slong r, slong cols,
                const char *where, fulg_verify_why_t *why)
{
    const json_t *row = json_array_get(rows, (size_t) r);
    char name[128];
    snprintf(name, sizeof name, "row %ld of %s", (long) r + 1, where);
    if (!fulg_verify_list(row, cols, name, why))
        return 0;
    for (slong c = 0; c < cols; c++)
        if (!fulg_verify_rational(x + c, json_array_get(row, (size_t) c), name,
                                  why))
            return 0;
    return 1;
}
