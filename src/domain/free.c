#include "impl.h"

/* Free exponentials (doc: thm-free-exponentials): what is transcendental over the
   weights and inputs becomes a residue of its own, drawn from the key and from
   what it stands for, so that the same function gets the same residue. */

static ulong
mix(ulong z)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, z);
    return fulg_rand_limb(rand);
}

/* A residue in 1 .. p - 1 for a pair of words (doc: sec-free-residues). */
static ulong
draw(const fulg_domain_struct *D, ulong kind, ulong what)
{
    return 1 + mix(mix(D->key ^ kind) ^ what) % (D->prime - 1);
}

#define KIND_EXP 1
#define KIND_ANGLE 2
#define KIND_ROOT 3

void
fulg_domain_free_exp(fulg_mat_t B, const fulg_mat_struct *A,
                     const fulg_domain_struct *D)
{
    for (slong i = 0; i < nmod_mat_nrows(A->nmod); i++)
        for (slong j = 0; j < nmod_mat_ncols(A->nmod); j++)
            nmod_mat_entry(B->nmod, i, j) = draw(D, KIND_EXP,
                                                 nmod_mat_entry(A->nmod, i, j));
}

int
fulg_domain_free_rsqrt(fulg_mat_t B, const fulg_mat_struct *A,
                       const fulg_domain_struct *D)
{
    for (slong i = 0; i < nmod_mat_nrows(A->nmod); i++)
        for (slong j = 0; j < nmod_mat_ncols(A->nmod); j++)
        {
            const ulong a = nmod_mat_entry(A->nmod, i, j);
            ulong root;
            if (a == 0 || n_jacobi_unsigned(a, D->prime) != 1)
                return 0;
            root = n_sqrtmod(a, D->prime);
            root = n_invmod(FLINT_MIN(root, D->prime - root), D->prime);
            nmod_mat_entry(B->nmod, i, j) = root;
        }
    return 1;
}

/* The power e of the complex number (c, s) of norm 1. */
static void
turn_power(ulong *c, ulong *s, ulong e, nmod_t mod)
{
    ulong x = *c, y = *s, u = 1, v = 0;
    for (; e > 0; e >>= 1)
    {
        if (e & 1)
        {
            const ulong w = nmod_sub(nmod_mul(u, x, mod), nmod_mul(v, y, mod),
                                     mod);
            v = nmod_add(nmod_mul(u, y, mod), nmod_mul(v, x, mod), mod);
            u = w;
        }
        if (e > 1)
        {
            const ulong w = nmod_sub(nmod_mul(x, x, mod), nmod_mul(y, y, mod),
                                     mod);
            y = nmod_add(nmod_mul(x, y, mod), nmod_mul(y, x, mod), mod);
            x = w;
        }
    }
    *c = u;
    *s = v;
}

/* theta_m = 10^(-8 m / size).  Frequencies whose exponents differ by an integer are
   powers of ten of one another; those of different classes are independent over
   Q.  As 8 m / size < 4, all of a class are multiples of 10^(-3 - f), f in [0, 1) its
   fraction, whatever the size. */
void
fulg_domain_free_angle(fulg_mat_t C, fulg_mat_t S, slong i, slong j, slong m,
                       slong size, slong position, const fulg_angles_t *angles,
                       const fulg_domain_struct *D)
{
    const nmod_t mod = C->nmod->mod;
    const ulong over = (ulong) (8 * m % size);
    const ulong common = n_gcd(over, (ulong) size);
    const ulong class = (over / common << 32) + ((ulong) size / common << 8);
    ulong power = (ulong) position, t, c, s, norm, n = 0;
    (void) angles; /* what evaluates refuses any other than 10000 */
    for (slong k = 8 * m / size; k < 3; k++)
        power *= 10;
    do
    {
        t = draw(D, KIND_ANGLE, class + n++);
        norm = nmod_add(1, nmod_mul(t, t, mod), mod);
    } while (norm == 0);
    norm = n_invmod(norm, mod.n);
    c = nmod_mul(nmod_sub(1, nmod_mul(t, t, mod), mod), norm, mod);
    s = nmod_mul(nmod_add(t, t, mod), norm, mod);
    turn_power(&c, &s, power, mod);
    nmod_mat_entry(C->nmod, i, j) = c;
    nmod_mat_entry(S->nmod, i, j) = s;
}

void
fulg_domain_free_sqrt8pi(fulg_mat_t A, slong i, slong j,
                         const fulg_domain_struct *D)
{
    nmod_mat_entry(A->nmod, i, j) = draw(D, KIND_ROOT, 0);
}
