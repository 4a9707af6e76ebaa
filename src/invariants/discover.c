#include <string.h>

#include "discover_impl.h"

typedef struct
{
    fulg_invariants_discovery_t *found;
    const fulg_invariants_struct *model;
    fulg_invariants_map_t map;
    fulg_invariants_list_t families; /* of the degree under way */
    int families_known;
    ulong prime;
    const fulg_progress_t *progress;
} search_t;

/* p, nonincreasing of a fixed sum, becomes the next smaller; 0 after the last. */
static int
next_partition(slong *p, slong length)
{
    slong sum = 0;
    for (slong i = length - 1; i >= 0; sum += p[i], i--)
        if (p[i] > 0 && (p[i] - 1) * (length - 1 - i) >= sum + 1)
        {
            p[i]--;
            sum++;
            for (slong j = i + 1; j < length; j++)
            {
                p[j] = FLINT_MIN(p[i], sum);
                sum -= p[j];
            }
            return 1;
        }
    return 0;
}

static void
first_partition(slong *p, slong length, slong sum)
{
    memset(p, 0, sizeof(slong) * (size_t) length);
    p[0] = sum;
}

static int
collect(void *data, const fmpz_mpoly_t f, const char *which)
{
    search_t *S = data;
    (void) which;
    fulg_invariants_list_add(&S->families, S->model, f);
    return 0;
}

/* The polynomials of the families in this degree, of dominant weight. */
#define MAX_POLYNOMIALS 20000
static void
collect_families(search_t *S, slong degree)
{
    fmpz_t limit;
    fmpz_init_set_si(limit, WORD(1000000));
    fulg_invariants_list_init(&S->families, S->model);
    S->families_known = 1;
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
    {
        slong num;
        fulg_invariants_part_t *part = fulg_invariants_parts(&num, S->model,
                                                             family);
        for (slong n = 0; n < num; n++)
            if (part[n].degree == degree &&
                !fulg_invariants_family_is_linear(family))
            {
                fulg_diag_t diag;
                if (fmpz_cmp_si(part[n].raw, MAX_POLYNOMIALS) > 0 ||
                    fulg_invariants_each(S->model, family, &part[n], collect, S,
                                         limit, diag) != FULG_OK)
                    S->families_known = 0;
            }
        fulg_invariants_clear_parts(part, num);
    }
    fulg_invariants_list_sort(&S->families, S->model);
    fmpz_clear(limit);
}

static const fmpz_mpoly_struct *
of_weight(slong *num, const fulg_invariants_list_t *list, const slong *weight)
{
    const size_t bytes = sizeof(slong) * (size_t) list->length;
    slong from = 0, to;
    while (from < list->num &&
           memcmp(list->weight + from * list->length, weight, bytes) != 0)
        from++;
    for (to = from; to < list->num; to++)
        if (memcmp(list->weight + to * list->length, weight, bytes) != 0)
            break;
    *num = to - from;
    return *num > 0 ? list->f + from : NULL;
}

static void
add_block(fulg_invariants_degree_t *degree, search_t *S,
          const fulg_invariants_block_t *block,
          const fulg_invariants_blocks_t *below)
{
    const slong generated = fulg_invariants_generated(block, S->model, below,
                                                      NULL, 0, S->prime);
    slong num, explained = generated;
    const fmpz_mpoly_struct *more = of_weight(&num, &S->families,
                                              block->weight);
    fmpz_t orbit;
    fmpz_init(orbit);
    fulg_invariants_orbit(orbit, S->model, block->weight);
    if (generated < block->num && num > 0)
        explained = fulg_invariants_generated(block, S->model, below, more, num,
                                              S->prime);
    fmpz_addmul_ui(degree->image, orbit,
                   (ulong) (block->monomials - block->num));
    fmpz_addmul_ui(degree->ideal, orbit, (ulong) block->num);
    fmpz_addmul_ui(degree->generated, orbit, (ulong) generated);
    fmpz_addmul_ui(degree->explained, orbit, (ulong) explained);
    degree->blocks++;
    degree->largest_block = FLINT_MAX(degree->largest_block, block->monomials);
    fmpz_clear(orbit);
}

static fulg_status_t
search_weight(search_t *S, slong k, const slong *weight, fulg_diag_t diag)
{
    fulg_invariants_blocks_t *blocks = &S->found->space->blocks[k - 1];
    fulg_invariants_degree_t *degree = &S->found->degree[k - 1];
    fulg_invariants_block_t block;
    const fulg_status_t status = fulg_invariants_block_init(
        &block, S->model, &S->map, k, weight, S->prime, diag);
    if (status != FULG_OK)
        return status;
    if (block.monomials == 0)
    {
        fulg_invariants_block_clear(&block, S->model);
        return FULG_OK;
    }
    add_block(degree, S, &block, k > 1 ? blocks - 1 : NULL);
    if (blocks->num == blocks->alloc)
    {
        blocks->alloc = 2 * blocks->alloc + 16;
        blocks->block = flint_realloc(blocks->block,
                                      sizeof block * (size_t) blocks->alloc);
    }
    blocks->block[blocks->num++] = block;
    if (fulg_progress_tick(S->progress, "weights", degree->blocks, 0))
        return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    return FULG_OK;
}

static fulg_status_t
search_degree(search_t *S, slong k, fulg_diag_t diag)
{
    const slong d = S->model->d, d_out = S->model->d_out;
    const int one = S->model->tokens == 1;
    slong *weight = flint_malloc(sizeof(slong) * (size_t) (d_out + 2 * d));
    slong *x = weight + d_out, *column = x + d;
    fulg_status_t status = FULG_OK;
    first_partition(weight, d_out, k);
    do
    {
        first_partition(x, d, (one ? 3 : 2) * k);
        do
        {
            first_partition(column, d, k);
            do
                status = search_weight(S, k, weight, diag);
            while (status == FULG_OK && !one && next_partition(column, d));
        } while (status == FULG_OK && next_partition(x, d));
    } while (status == FULG_OK && next_partition(weight, d_out));
    flint_free(weight);
    return status;
}

static void
degree_init(fulg_invariants_degree_t *degree, const fulg_invariants_t model,
            slong k)
{
    memset(degree, 0, sizeof *degree);
    degree->degree = k;
    fmpz_init(degree->forms);
    fulg_invariants_multisets(degree->forms, model->num, k);
    fmpz_init(degree->image);
    fmpz_init(degree->ideal);
    fmpz_init(degree->generated);
    fmpz_init(degree->explained);
}

fulg_status_t
fulg_invariants_discover(fulg_invariants_discovery_t *found,
                         const fulg_invariants_t model, slong degree,
                         fulg_rand_t rand, const fulg_progress_t *progress,
                         fulg_diag_t diag)
{
    search_t S = {.found = found, .model = model, .progress = progress};
    fulg_status_t status = FULG_OK;
    if (degree > 64)
        return fulg_diag_set(diag, FULG_UNABLE, "degrees go up to 64");
    found->num = 0;
    found->degree = flint_malloc(sizeof *found->degree * (size_t) degree);
    found->space = flint_malloc(sizeof *found->space);
    found->space->degrees = degree;
    found->space->blocks = flint_calloc((size_t) degree,
                                        sizeof(fulg_invariants_blocks_t));
    S.prime = fulg_exact_prime_random(rand);
    fulg_invariants_map_init(&S.map, model, 0);
    for (slong k = 1; k <= degree && status == FULG_OK; k++)
    {
        degree_init(&found->degree[found->num++], model, k);
        collect_families(&S, k);
        status = search_degree(&S, k, diag);
        if (!S.families_known)
            fmpz_set_si(found->degree[k - 1].explained, -1);
        fulg_invariants_list_clear(&S.families, model);
    }
    fulg_invariants_map_clear(&S.map);
    if (status != FULG_OK)
        fulg_invariants_discovery_clear(found, model);
    return status;
}

void
fulg_invariants_discovery_clear(fulg_invariants_discovery_t *found,
                                const fulg_invariants_t model)
{
    for (slong k = 0; k < found->num; k++)
    {
        fulg_invariants_degree_t *degree = &found->degree[k];
        fmpz_clear(degree->forms);
        fmpz_clear(degree->image);
        fmpz_clear(degree->ideal);
        fmpz_clear(degree->generated);
        fmpz_clear(degree->explained);
    }
    for (slong k = 0; k < found->space->degrees; k++)
    {
        fulg_invariants_blocks_t *blocks = &found->space->blocks[k];
        for (slong n = 0; n < blocks->num; n++)
            fulg_invariants_block_clear(&blocks->block[n], model);
        flint_free(blocks->block);
    }
    flint_free(found->degree);
    flint_free(found->space->blocks);
    flint_free(found->space);
}
