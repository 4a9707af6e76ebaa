/* Proves the dimension of a stack, writes the certificate, and has it judged by
   code that shares nothing with the engine that found it.

       cc dimension.c $(pkg-config --cflags --libs fulgurite) -o dimension */
#include <stdio.h>

#include <fulgurite/fulgurite.h>

int
main(void)
{
    const slong layers = 12, width = 768, head_dim = 64;
    fulg_arch_t arch;
    fulg_dim_t dim;
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict = FULG_MALFORMED;
    fulg_diag_t diag;

    fulg_arch_init(arch, layers);
    arch->width[0] = width;
    for (slong i = 0; i < layers; i++)
    {
        arch->width[i + 1] = width;
        arch->sub[i].head_dim = head_dim;
    }
    fulg_dim_init(dim, arch);
    fulg_verify_claim_init(&claim);
    if (fulg_dim_certify(dim, NULL, diag) == FULG_OK)
    {
        json_t *certificate = fulg_cert_json(dim->cert);
        fulg_verify_certificate(&verdict, &claim, certificate, diag);
        json_decref(certificate);
    }
    if (verdict == FULG_ACCEPTED && claim.known == FULG_TRUE)
        printf("dimension %ld: at most by %s, at least by %s\n",
               (long) fmpz_get_si(claim.lower), claim.upper_theorem,
               claim.lower_theorem);
    else
        printf("not proved: %s\n", diag->text);

    fulg_verify_claim_clear(&claim);
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
    return verdict != FULG_ACCEPTED;
}
