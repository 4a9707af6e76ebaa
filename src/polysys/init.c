#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "impl.h"

void
fulg_polysys_init(fulg_polysys_t S, fulg_polysys_kind_t kind,
                  const fulg_arch_struct *arch)
{
    memset(S, 0, sizeof(fulg_polysys_struct));
    S->kind = kind;
    S->has_arch = (arch != NULL);
    if (S->has_arch)
    {
        fulg_arch_init(S->arch, arch->depth);
        fulg_arch_set(S->arch, arch);
    }
    fulg_polysys_ring_init(S->ring);
    S->title = fulg_polysys_copy(fulg_polysys_kind_name(kind));
    S->task.kind = FULG_TASK_PRINT;
    S->task.conditions = S->task.saturate = S->task.point = -1;
    fmpz_init(S->task.prime);
}

static void
free_texts(char **text, slong num)
{
    for (slong i = 0; text != NULL && i < num; i++)
        flint_free(text[i]);
    flint_free(text);
}

void
fulg_polysys_clear_block(fulg_polysys_polyblock_t *block,
                         const fulg_polysys_ring_t R)
{
    const slong num = block->rows * block->cols;
    for (slong k = 0; k < num; k++)
        fmpq_mpoly_clear(&block->entry[k], R->ctx);
    flint_free(block->entry);
    free_texts(block->label, num);
    free_texts(block->about, num);
    flint_free(block->name);
    flint_free(block->meaning);
}

void
fulg_polysys_clear_points(fulg_polysys_t S)
{
    for (slong i = 0; i < S->num_points; i++)
    {
        flint_free(S->point[i].meaning);
        flint_free(S->point[i].given);
        _fmpq_vec_clear(S->point[i].value, S->ring->num);
    }
    S->num_points = 0;
}

void
fulg_polysys_clear(fulg_polysys_t S)
{
    for (slong i = 0; i < S->num_blocks; i++)
        fulg_polysys_clear_block(&S->block[i], S->ring);
    flint_free(S->block);
    fulg_polysys_clear_points(S);
    flint_free(S->point);
    while (S->num_expected > 0)
        fulg_polysys_pop_expected(S);
    flint_free(S->expected);
    free_texts(S->comment, S->num_comments);
    flint_free(S->title);
    fmpz_clear(S->task.prime);
    fulg_polysys_ring_clear(S->ring);
    if (S->has_arch)
        fulg_arch_clear(S->arch);
    if (S->minor != NULL)
        fulg_minor_clear(S->minor);
    flint_free(S->minor);
}

static char *
format_text(const char *format, va_list args)
{
    char *text;
    va_list again;
    int size;
    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = flint_malloc((size_t) size + 1);
    vsnprintf(text, (size_t) size + 1, format, args);
    return text;
}

void
fulg_polysys_title(fulg_polysys_t S, const char *format, ...)
{
    va_list args;
    flint_free(S->title);
    va_start(args, format);
    S->title = format_text(format, args);
    va_end(args);
}

void
fulg_polysys_comment(fulg_polysys_t S, const char *format, ...)
{
    va_list args;
    S->comment = fulg_polysys_grow(S->comment, S->num_comments,
                                   &S->alloc_comments, sizeof(char *));
    va_start(args, format);
    S->comment[S->num_comments++] = format_text(format, args);
    va_end(args);
}

slong
fulg_polysys_push_point(fulg_polysys_t S, const char *meaning)
{
    fulg_polypoint_t *point;
    S->point = fulg_polysys_grow(S->point, S->num_points, &S->alloc_points,
                                 sizeof(fulg_polypoint_t));
    point = &S->point[S->num_points];
    point->meaning = fulg_polysys_copy(meaning);
    point->value = _fmpq_vec_init(S->ring->num);
    point->given = flint_calloc((size_t) S->ring->num + 1, 1);
    return S->num_points++;
}

void
fulg_polysys_point_set(fulg_polysys_t S, slong point, slong variable,
                       const fmpq_t value)
{
    fmpq_set(&S->point[point].value[variable], value);
    S->point[point].given[variable] = 1;
}

void
fulg_polysys_expect(fulg_polysys_t S, fulg_expect_kind_t kind,
                    const fmpz_t value, fulg_expect_strength_t strength,
                    const char *why)
{
    fulg_expected_t *expected;
    S->expected = fulg_polysys_grow(S->expected, S->num_expected,
                                    &S->alloc_expected,
                                    sizeof(fulg_expected_t));
    expected = &S->expected[S->num_expected++];
    expected->kind = kind;
    expected->strength = strength;
    fmpz_init_set(expected->value, value);
    expected->why = fulg_polysys_copy(why);
}

void
fulg_polysys_pop_expected(fulg_polysys_t S)
{
    fulg_expected_t *expected = &S->expected[--S->num_expected];
    fmpz_clear(expected->value);
    flint_free(expected->why);
}

const fulg_expected_t *
fulg_polysys_expected(const fulg_polysys_t S, fulg_expect_kind_t kind)
{
    for (slong i = 0; i < S->num_expected; i++)
        if (S->expected[i].kind == kind)
            return &S->expected[i];
    return NULL;
}
