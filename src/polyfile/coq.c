/*
 * The minor of a certificate as a theorem for Coq, proved by the checker of
 * examples/verify/coq: the network, the point and the inputs, which the theorem
 * speaks of, then rows and columns of a minor and its inverse modulo a prime, of
 * which nothing need be believed.
 */
#include <stdlib.h>

#include "coq.h"

/* Primes that are tried, the largest below 2^31 first. */
#define TRIES 64

/* The inverse modulo the first prime that divides no determinant. */
static fulg_status_t
invert(nmod_mat_t inverse, const fulg_minor_t minor, fulg_diag_t diag)
{
    ulong p = PRIME_LIMIT - 1;
    for (int k = 0; k < TRIES; k++, p -= 2)
    {
        fulg_status_t status;
        nmod_mat_t M;
        int good;
        while (!n_is_prime(p))
            p -= 2;
        nmod_mat_init(M, minor->size, minor->size, p);
        nmod_mat_init(inverse, minor->size, minor->size, p);
        status = fulg_minor_matrix(M, minor, diag);
        good = status == FULG_OK && nmod_mat_inv(inverse, M);
        nmod_mat_clear(M);
        if (good)
            return FULG_OK;
        nmod_mat_clear(inverse);
        if (status != FULG_OK)
            return status;
    }
    return fulg_diag_set(diag, FULG_DOMAIN,
                         "the minor is not invertible modulo the primes tried");
}

static void
put_architecture(fulg_polyfile_out_t *out, const char *what,
                 const fulg_arch_t arch)
{
    json_t *value = fulg_arch_json(arch);
    char *text = json_dumps(value, JSON_COMPACT);
    fulg_polyfile_out_text(out, what);
    fulg_polyfile_out_text(out, text);
    free(text);
    json_decref(value);
}

static void
put_head(fulg_polyfile_out_t *out, const fulg_minor_t minor)
{
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_text(
        out, "(* A lower bound for the rank of a Jacobian, with its "
             "proof; for Coq, written by fulgurite ");
    fulg_polyfile_out_text(out, fulg_version());
    fulg_polyfile_out_text(out, ".\n   Run: ");
    fulg_polyfile_out_text(out, out->D->run);
    put_architecture(out, "\n\n   From a certificate of the network\n   ",
                     S->arch);
    if (!fulg_arch_equal(S->arch, minor->weights->arch))
        put_architecture(out,
                         "\n   for which a theorem on paper takes the "
                         "Jacobian of a smaller one,\n   ",
                         minor->weights->arch);
    fulg_polyfile_out_text(
        out,
        "\n\n   What the theorems say is defined in Network.v, of net, weights "
        "and inputs below.\n   Nothing need be believed of witness. *)\n"
        "From Coq Require Import ZArith Uint63.\n"
        "From mathcomp Require Import all_ssreflect all_algebra.\n"
        "From Fulgurite Require Import Network Facts Checker Sound.\n\n");
}

static void
put_places(fulg_polyfile_out_t *out, const fulg_minor_t minor)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    const slong t = arch->tokens, rows = arch->width[arch->depth] * t;
    fulg_polyfile_out_text(
        out, "  (* rows: input, row of the output, token, from 0 *)\n"
             "  ");
    for (slong r = 0; r < minor->size; r++)
    {
        const slong place = minor->row[r];
        fulg_polyfile_coq_put_joint(out, r, 0);
        fulg_polyfile_out_text(out, "(");
        fulg_polyfile_out_slong(out, place / rows);
        fulg_polyfile_out_text(out, ", ");
        fulg_polyfile_out_slong(out, place % rows / t);
        fulg_polyfile_out_text(out, ", ");
        fulg_polyfile_out_slong(out, place % t);
        fulg_polyfile_out_text(out, ")");
    }
    fulg_polyfile_out_text(
        out, "]%N\n  (* columns: numbers of weights, from 0 *)\n  ");
    for (slong c = 0; c < minor->size; c++)
    {
        fulg_polyfile_coq_put_joint(out, c, 0);
        fulg_polyfile_out_slong(out, minor->col[c]);
    }
    fulg_polyfile_out_text(out, "]%N\n");
}

static void
put_witness(fulg_polyfile_out_t *out, const fulg_minor_t minor,
            const nmod_mat_t inverse)
{
    fulg_polyfile_out_text(out, "Definition witness := Certificate\n  ");
    fulg_polyfile_out_slong(out, (slong) inverse->mod.n);
    fulg_polyfile_out_text(out, "%uint63\n");
    put_places(out, minor);
    fulg_polyfile_out_text(out, "  (* the inverse of the minor *)\n  ");
    for (slong i = 0; i < minor->size; i++)
    {
        fulg_polyfile_coq_put_joint(out, i, 1);
        for (slong j = 0; j < minor->size; j++)
        {
            fulg_polyfile_coq_put_joint(out, j, 0);
            fulg_polyfile_out_slong(out, (slong) nmod_mat_entry(inverse, i, j));
        }
        fulg_polyfile_out_text(out, "]");
    }
    fulg_polyfile_out_text(out, "]%uint63.\n\n");
}

static void
put_theorems(fulg_polyfile_out_t *out, slong size)
{
    fulg_polyfile_out_text(
        out,
        "Lemma accepted : check net weights inputs witness = true.\n"
        "Proof. by vm_cast_no_check (erefl true). Qed.\n\n"
        "(* Over the rational numbers, at the weights and the inputs above. *)\n"
        "Theorem rank_at_least :\n  ");
    fulg_polyfile_out_slong(out, size);
    fulg_polyfile_out_text(
        out,
        " <= \\rank (jacobian_at net weights inputs).\n"
        "Proof. exact: rank_at_point accepted. Qed.\n\n"
        "(* From these weights in any direction: but for finitely many x. *)\n"
        "Theorem rank_along_line (v : nat -> rat) :\n"
        "  exists2 q : {poly rat}, q != 0%R & forall x, ~~ root q x ->\n    ");
    fulg_polyfile_out_slong(out, size);
    fulg_polyfile_out_text(
        out, " <= \\rank (jacobian_along net weights inputs v x).\n"
             "Proof. exact: rank_nearby accepted v. Qed.\n\n"
             "Definition both := (rank_at_least, rank_along_line).\n"
             "Print Assumptions both.\n");
}

void
fulg_polyfile_put_coq(fulg_polyfile_out_t *out)
{
    const fulg_minor_struct *minor = out->S->minor;
    nmod_mat_t inverse;
    out->status = fulg_polyfile_coq_check(minor, out->diag);
    if (out->status == FULG_OK)
        out->status = invert(inverse, minor, out->diag);
    if (out->status != FULG_OK)
        return;
    put_head(out, minor);
    fulg_polyfile_coq_put_network(out, minor);
    put_witness(out, minor, inverse);
    put_theorems(out, minor->size);
    nmod_mat_clear(inverse);
}

const fulg_dialect_t fulg_polyfile_coq = {
    .name = "coq",
    .program = "Coq",
    .ending = ".v",
    .run = "coqc -R examples/verify/coq Fulgurite FILE",
    .minors = 1,
    .comment = "(*",
    .comment_end = " *)",
    .joint = '_',
    .prefix = "sys_",
    .quote = "",
};
