/*
 * make SYSTEM FORMAT [PRIME]: writes a small polynomial system to standard
 * output, for the tests that run the files in other algebra systems.  SYSTEM is
 * a name below, or KIND/WIDTH,WIDTH/HEAD-DIM/TOKENS for a system of a network of
 * one layer (three widths: two layers).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

static int
put(void *ctx, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, ctx) == n;
}

/* The next word of a text, at most 63 characters; 0 at its end. */
static int
next_word(char *word, const char **text)
{
    size_t n;
    *text += strspn(*text, " ");
    n = strcspn(*text, " ");
    memcpy(word, *text, n);
    word[n] = '\0';
    *text += n;
    return n > 0;
}

static void
ring(fulg_polysys_t S, const char *words)
{
    char word[64];
    while (next_word(word, &words))
        fulg_polysys_ring_push(S->ring, FULG_VARIABLE_AUXILIARY, word,
                               "a variable");
    fulg_polysys_ring_close(S->ring);
}

static void
set(const fulg_polysys_t S, slong b, slong i, slong j, const char *text)
{
    const char *names[64];
    for (slong v = 0; v < S->ring->num; v++)
        names[v] = S->ring->variable[v].name;
    if (fmpq_mpoly_set_str_pretty(
            fulg_polysys_polyblock_entry(&S->block[b], i, j), text, names,
            S->ring->ctx))
        exit(2);
}

static slong
list(fulg_polysys_t S, const char *name, const char *const *text)
{
    slong n = 0, b;
    while (text[n] != NULL)
        n++;
    b = fulg_polysys_push_block(S, name, "some \"polynomials\"", n, 1);
    for (slong k = 0; k < n; k++)
        set(S, b, k, 0, text[k]);
    return b;
}

static void
expect(fulg_polysys_t S, fulg_expect_kind_t kind, slong value,
       fulg_expect_strength_t strength)
{
    fmpz_t n;
    fmpz_init_set_si(n, value);
    fulg_polysys_expect(S, kind, n, strength, "by hand");
    fmpz_clear(n);
}

/* A point from a list of numbers; "." gives none. */
static void
point(fulg_polysys_t S, const char *words)
{
    slong p = fulg_polysys_push_point(S, "chosen by hand");
    char word[64];
    fmpq_t x;
    fmpq_init(x);
    for (slong v = 0; next_word(word, &words); v++)
        if (strcmp(word, ".") != 0)
        {
            fmpq_set_str(x, word, 10);
            fulg_polysys_point_set(S, p, v, x);
        }
    fmpq_clear(x);
}

static void
make_print(fulg_polysys_t S)
{
    const char *const text[] = {"3/2*x1_1^2*q1_1_1_1-7*x1_2+1", "-x1_1*x1_2",
                                "5", NULL};
    ring(S, "q1_1_1_1 x1_1 x1_2 c1 c2 c12");
    fulg_polysys_title(S, "A list and a matrix");
    fulg_polysys_comment(S, "made by hand, 100%%");
    list(S, "outputs", text);
    fulg_polysys_push_block(S, "map", "a matrix with zeros", 2, 3);
    set(S, 1, 1, 2, "c1*c2-c12^2+123456789012345678901234567890*c1");
    fulg_polysys_polyblock_describe(&S->block[1], 5, "corner",
                                    "the last entry");
    expect(S, FULG_EXPECT_POLYNOMIALS, 3, FULG_EXPECT_PROVED);
    expect(S, FULG_EXPECT_TERMS, 5, FULG_EXPECT_PROVED);
}

/* Words of the systems themselves as names of variables. */
static void
make_names(fulg_polysys_t S)
{
    const char *const text[] = {
        "ideal+map*if-for*R+I*e*print+lambda*end+begin*answers", NULL};
    ring(S, "ideal map if for R I e print lambda end begin answers ideal_");
    list(S, "ring", text);
    expect(S, FULG_EXPECT_TERMS, 6, FULG_EXPECT_PROVED);
}

/* The affine cone of the twisted cubic: dimension 2, degree 3; what is foreseen
   of its degree is half wrong. */
static void
make_cubic(fulg_polysys_t S)
{
    const char *const text[] = {"w*y-x^2", "x*z-y^2", "w*z-x*y", NULL};
    ring(S, "w x y z");
    S->task.kind = FULG_TASK_DIMENSION;
    list(S, "equations", text);
    point(S, "1 1/2 1/4 1/8");
    point(S, "1 1/2 1/4 1/3");
    point(S, "0 0 0 .");
    expect(S, FULG_EXPECT_DIMENSION, 2, FULG_EXPECT_PROVED);
    expect(S, FULG_EXPECT_DEGREE, 4, FULG_EXPECT_AT_MOST);
    expect(S, FULG_EXPECT_DEGREE, 4, FULG_EXPECT_AT_LEAST);
}

/* A line and two points; what is left without x = 0 are (1, 1) and (1, -1). */
static void
make_saturate(fulg_polysys_t S)
{
    const char *const text[] = {"x*y^2-x", "x^2-x", NULL};
    const char *const by[] = {"x", "y-2", NULL};
    ring(S, "x y");
    S->task.kind = FULG_TASK_CRITICAL;
    list(S, "equations", text);
    S->task.saturate = list(S, "factors", by);
    point(S, "1 -1");
    expect(S, FULG_EXPECT_DIMENSION, 0, FULG_EXPECT_PROVED);
    expect(S, FULG_EXPECT_DEGREE, 2, FULG_EXPECT_PROVED);
}

/* No zeros at all. */
static void
make_empty(fulg_polysys_t S)
{
    const char *const text[] = {"x*y-1", "x", NULL};
    ring(S, "x y");
    S->task.kind = FULG_TASK_DIMENSION;
    list(S, "equations", text);
    expect(S, FULG_EXPECT_DIMENSION, -1, FULG_EXPECT_PROVED);
}

/* (s, t) -> (s^2, s t, t^2): a quadric cone, dimension 2, degree 2. */
static void
make_cone(fulg_polysys_t S)
{
    const char *const text[] = {"s^2", "s*t", "t^2", NULL};
    ring(S, "s t c1 c2 c3");
    S->task.kind = FULG_TASK_IMAGE;
    S->task.first_target = 2;
    list(S, "map", text);
    point(S, "2 3 4 6 9");
    expect(S, FULG_EXPECT_DIMENSION, 2, FULG_EXPECT_PROVED);
    expect(S, FULG_EXPECT_DEGREE, 2, FULG_EXPECT_PROVED);
}

/* The same on the curve s^2 = t^3, with a zero entry: a curve. */
static void
make_curve(fulg_polysys_t S)
{
    const char *const text[] = {"s^2", "s*t", "0", "1/2*t^2", NULL};
    const char *const curve[] = {"s^2-t^3", NULL};
    ring(S, "s t c1 c2 c3 c4");
    S->task.kind = FULG_TASK_IMAGE;
    S->task.first_target = 2;
    list(S, "map", text);
    S->task.conditions = list(S, "curve", curve);
    point(S, "8 4 64 32 0 8");
    expect(S, FULG_EXPECT_DIMENSION, 1, FULG_EXPECT_PROVED);
}

/* An ideal and conditions without members: the whole line, mapped to 0. */
static void
make_nothing(fulg_polysys_t S)
{
    const char *const text[] = {"0", NULL};
    ring(S, "t c1");
    S->task.kind = FULG_TASK_IMAGE;
    S->task.first_target = 1;
    list(S, "map", text);
    S->task.conditions = fulg_polysys_push_block(S, "none", "nothing", 0, 1);
    expect(S, FULG_EXPECT_DIMENSION, 0, FULG_EXPECT_PROVED);
}

static void
make_rank(fulg_polysys_t S, const char *prime, slong at)
{
    const char *const row[2][3] = {{"x^2", "x*y", "x"}, {"x*y", "y^2", "y+1"}};
    ring(S, "x y");
    fulg_polysys_push_block(S, "jacobian", "a matrix", 2, 3);
    for (slong i = 0; i < 2; i++)
        for (slong j = 0; j < 3; j++)
            set(S, 0, i, j, row[i][j]);
    S->task.kind = FULG_TASK_RANK;
    S->task.point = at;
    fmpz_set_str(S->task.prime, prime, 10);
    point(S, "0 5/7");
    point(S, "0 .");
    expect(S, FULG_EXPECT_RANK, at >= 0 ? 1 : 2, FULG_EXPECT_PROVED);
}

/* (x1 + .. + x10 + 1)^d */
static void
make_big(fulg_polysys_t S, slong d)
{
    fmpq_mpoly_struct *f;
    ring(S, "x1 x2 x3 x4 x5 x6 x7 x8 x9 x10");
    fulg_polysys_push_block(S, "power", "a power of a linear form", 1, 1);
    f = fulg_polysys_polyblock_entry(&S->block[0], 0, 0);
    set(S, 0, 0, 0, "x1+x2+x3+x4+x5-x6+x7+x8+1/2*x9+x10+1");
    if (!fmpq_mpoly_pow_ui(f, f, d, S->ring->ctx))
        exit(2);
    expect(S, FULG_EXPECT_TERMS, fmpq_mpoly_length(f, S->ring->ctx),
           FULG_EXPECT_PROVED);
}

/* W -> the function of random weights, or of random data. */
static fulg_status_t
make_data(fulg_polysys_t S, const fulg_arch_t arch, int kind,
          const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_status_t status;
    fulg_rand_init(rand, 1);
    fulg_domain_init_fmpq(D);
    if (kind == FULG_POLYSYS_FIBER)
    {
        if (fulg_weights_init(W, arch, D, diag) != FULG_OK)
            return FULG_UNABLE;
        fulg_weights_random(W, rand, 3, 1);
        status = fulg_polysys_fiber(S, W, options, diag);
        fulg_weights_clear(W);
    }
    else
    {
        fmpq_mat_t X, Y;
        fmpq_mat_init(X, arch->width[0], arch->tokens);
        fmpq_mat_init(Y, arch->width[arch->depth], arch->tokens);
        for (slong j = 0; j < arch->tokens; j++)
        {
            for (slong i = 0; i < arch->width[0]; i++)
                fmpq_set_si(fmpq_mat_entry(X, i, j), i + 2 * j + 1, 1);
            for (slong i = 0; i < arch->width[arch->depth]; i++)
                fmpq_set_si(fmpq_mat_entry(Y, i, j), 1 - i - 3 * j, 1);
        }
        status = fulg_polysys_critical(S, arch, X, Y, 1, options, diag);
        fmpq_mat_clear(X);
        fmpq_mat_clear(Y);
    }
    return status;
}

/* "image/2,1/1/2" and the like; S is initialised when 1 is returned. */
static int
make_net(fulg_polysys_t S, const char *name)
{
    char word[64];
    int kind, w[3], head_dim, tokens, depth = 2;
    fulg_arch_t arch;
    fulg_status_t status;
    fulg_polysys_options_t options;
    fulg_diag_t diag;
    if (sscanf(name, "%63[a-z]/%d,%d,%d/%d/%d", word, w, w + 1, w + 2,
               &head_dim, &tokens) != 6)
    {
        depth = 1;
        if (sscanf(name, "%63[a-z]/%d,%d/%d/%d", word, w, w + 1, &head_dim,
                   &tokens) != 5)
            return 0;
    }
    kind = fulg_polysys_kind_find(word);
    fulg_diag_init(diag);
    fulg_polysys_options_init(&options);
    fulg_arch_init(arch, depth);
    arch->tokens = tokens;
    for (int i = 0; i <= depth; i++)
        arch->width[i] = w[i];
    for (int i = 0; i < depth; i++)
        arch->sub[i].head_dim = head_dim;
    switch (kind)
    {
        case FULG_POLYSYS_PARAMETRIZATION:
            status = fulg_polysys_parametrization(S, arch, NULL, &options,
                                                  diag);
            break;
        case FULG_POLYSYS_COEFFICIENTS:
            status = fulg_polysys_coefficients(S, arch, &options, diag);
            break;
        case FULG_POLYSYS_JACOBIAN:
            status = fulg_polysys_jacobian(S, arch, &options, diag);
            break;
        case FULG_POLYSYS_IMAGE:
            status = fulg_polysys_image(S, arch, &options, diag);
            break;
        case FULG_POLYSYS_SINGULAR:
            status = fulg_polysys_singular(S, arch, &options, diag);
            break;
        default:
            status = make_data(S, arch, kind, &options, diag);
    }
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        fprintf(stderr, "%s\n", diag->text);
    return status == FULG_OK;
}

static int
make(fulg_polysys_t S, const char *name)
{
    if (strcmp(name, "print") == 0)
        make_print(S);
    else if (strcmp(name, "names") == 0)
        make_names(S);
    else if (strcmp(name, "cubic") == 0)
        make_cubic(S);
    else if (strcmp(name, "saturate") == 0)
        make_saturate(S);
    else if (strcmp(name, "empty") == 0)
        make_empty(S);
    else if (strcmp(name, "cone") == 0)
        make_cone(S);
    else if (strcmp(name, "curve") == 0)
        make_curve(S);
    else if (strcmp(name, "nothing") == 0)
        make_nothing(S);
    else if (strcmp(name, "rank") == 0)
        make_rank(S, "0", 0);
    else if (strcmp(name, "rank-generic") == 0)
        make_rank(S, "0", -1);
    else if (strcmp(name, "rank-prime") == 0)
        make_rank(S, "2305843009213693951", 1);
    else if (strncmp(name, "big", 3) == 0)
        make_big(S, atoi(name + 3));
    else
        return 0;
    return 1;
}

int
main(int argc, char **argv)
{
    int format;
    fulg_polysys_t S;
    fulg_polyfile_options_t options;
    fulg_sink_t sink = {put, stdout};
    fulg_status_t status;
    fulg_diag_t diag;
    if (argc < 3 || (format = fulg_polyfile_format_from_name(argv[2])) < 0)
        return 2;
    if (strchr(argv[1], '/') != NULL)
    {
        if (!make_net(S, argv[1]))
            return 2;
    }
    else
    {
        fulg_polysys_init(S, FULG_POLYSYS_PARAMETRIZATION, NULL);
        if (!make(S, argv[1]))
            return 2;
    }
    fulg_diag_init(diag);
    fulg_polyfile_options_init(&options);
    if (argc > 3)
        options.prime = strtoul(argv[3], NULL, 10);
    for (int k = 4; k < argc; k++)
    {
        options.integral |= strcmp(argv[k], "integral") == 0;
        options.short_names |= strcmp(argv[k], "short") == 0;
    }
    status = fulg_polyfile_write(S, format, &options, sink, diag);
    if (status != FULG_OK)
        fprintf(stderr, "%s\n", diag->text);
    fulg_polysys_clear(S);
    flint_cleanup();
    return status != FULG_OK;
}
