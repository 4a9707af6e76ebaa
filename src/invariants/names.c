#include <string.h>

#include "impl.h"

static const char *const names[FULG_INVARIANTS_FAMILIES] = {
    "copies",       "symmetrise", "low-rank", "value-rank", "exchange",
    "cross-column", "context",    "veronese", "resultants", "incidence",
    "hessian",      "lie",        "koszul"};

const char *
fulg_invariants_family_name(fulg_invariants_family_t family)
{
    return names[family];
}

int
fulg_invariants_family_named(const char *name)
{
    for (int n = 0; n < FULG_INVARIANTS_FAMILIES; n++)
        if (strcmp(names[n], name) == 0)
            return n;
    return -1;
}

int
fulg_invariants_family_is_linear(fulg_invariants_family_t family)
{
    return family == FULG_INVARIANTS_COPIES ||
           family == FULG_INVARIANTS_SYMMETRISE;
}

static const char *
low_rank_text(const fulg_invariants_t model)
{
    if (model->tokens == 1)
        return "the derivatives of C = (v.x) S(x) span at most 1 + rank S "
               "dimensions: minors of the matrix of second derivatives";
    return "every T_i(k,l)j is a combination of the columns of A: minors of the "
           "matrix with a row for each (i, k <= l) and a column for each j";
}

const char *
fulg_invariants_family_text(const fulg_invariants_t model,
                            fulg_invariants_family_t family)
{
    switch (family)
    {
        case FULG_INVARIANTS_COPIES:
            return "what another token sends to a column does not depend on which "
                   "token and column they are";
        case FULG_INVARIANTS_SYMMETRISE:
            return "what a token sends to its own column is the same polynomial "
                   "with both arguments equal";
        case FULG_INVARIANTS_LOW_RANK:
            return low_rank_text(model);
        case FULG_INVARIANTS_VALUE_RANK:
            return "the output rows span at most rank V dimensions: minors of the "
                   "matrix with a row for each output";
        case FULG_INVARIANTS_EXCHANGE:
            return "T_ij = v_i a_j, so T_ij T_mn = T_in T_mj: coefficients of the "
                   "2 x 2 minors of a matrix of quadratic forms";
        case FULG_INVARIANTS_CROSS_COLUMN:
            return "every combination sum b_i c_j T_ij is a product of two linear "
                   "forms, of rank at most 2: coefficients in b, c of its 3-minors";
        case FULG_INVARIANTS_CONTEXT:
            return "linear relations among the r-minors of the matrix (k <= l) x "
                   "j, which are det A[K,L] times forms of degree r in v";
        case FULG_INVARIANTS_VERONESE:
            return "in r variables the r-minors are v^alpha det A[K,L]: 2-minors "
                   "of the catalecticants of these";
        case FULG_INVARIANTS_RESULTANTS:
            return "on every line, the quadratic forms T_ij of a row have a common "
                   "zero: their resultants, for pairs, triples and quadruples";
        case FULG_INVARIANTS_INCIDENCE:
            return "T_ij spans the plane of v_i and a_j, and the planes of a row "
                   "all contain v_i: Plucker products of 2-minors of the T_ij";
        case FULG_INVARIANTS_HESSIAN:
            return "on every plane a product of three linear forms divides its "
                   "Hessian: 2-minors of the two cubics";
        case FULG_INVARIANTS_LIE:
            return "the orbit of C = (v.x) S(x) under SL_d has smaller dimension "
                   "than that of a generic cubic: minors of its tangent matrix";
        case FULG_INVARIANTS_KOSZUL:
            return "the cubics C_i = v_i S have the Koszul syzygies of the v_i: "
                   "minors of the matrix of the products C_i x_k";
        default:
            return "";
    }
}
