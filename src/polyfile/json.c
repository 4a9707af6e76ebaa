/* JSON: "fulgurite-system/1", described in doc: sec-polyfile. */
#include <stdlib.h>

#include "impl.h"

const fulg_dialect_t fulg_polyfile_json = {
    .name = "json",
    .program = "any program that reads JSON",
    .ending = ".json",
    .run = "see the manual, polyfile",
    .comment = NULL,
    .joint = '_',
    .prefix = "",
    .quote = "\"",
    .fold = 1,
};

/* A string of JSON; NULL is null. */
static void
put_string(fulg_polyfile_out_t *out, const char *text)
{
    json_t *value = (text != NULL) ? json_string(text) : NULL;
    char *dump;
    if (value == NULL)
    {
        fulg_polyfile_out_text(out, "null");
        return;
    }
    dump = json_dumps(value, JSON_ENCODE_ANY);
    fulg_polyfile_out_text(out, dump);
    free(dump);
    json_decref(value);
}

static void
put_member(fulg_polyfile_out_t *out, const char *key, const char *text)
{
    put_string(out, key);
    fulg_polyfile_out_text(out, ":");
    put_string(out, text);
}

static const char *
variable_kind(fulg_variable_kind_t kind)
{
    static const char *const name[] = {"weight", "input", "coefficient",
                                       "auxiliary"};
    return name[kind];
}

static void
put_head(fulg_polyfile_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_text(out,
                           "{\"format\":\"" FULG_POLYFILE_JSON_FORMAT "\",\n");
    put_member(out, "version", fulg_version());
    fulg_polyfile_out_text(out, ",");
    put_member(out, "kind", fulg_polysys_kind_name(S->kind));
    fulg_polyfile_out_text(out, ",\n");
    put_member(out, "title", S->title);
    fulg_polyfile_out_text(out, ",\n\"architecture\":");
    if (S->has_arch)
    {
        json_t *arch = fulg_arch_json(S->arch);
        char *text = json_dumps(arch, JSON_COMPACT);
        fulg_polyfile_out_text(out, text);
        free(text);
        json_decref(arch);
    }
    else
        fulg_polyfile_out_text(out, "null");
    fulg_polyfile_out_expand(out,
                             ",\n\"characteristic\":@CHAR@,\n\"comments\":[");
    for (slong k = 0; k < S->num_comments; k++)
    {
        fulg_polyfile_out_text(out, k > 0 ? ",\n" : "\n");
        put_string(out, S->comment[k]);
    }
    fulg_polyfile_out_text(out, "],\n\"variables\":[");
    for (slong v = 0; v < S->ring->num; v++)
    {
        fulg_polyfile_out_text(out, v > 0 ? ",\n{" : "\n{");
        put_member(out, "name", out->name[v]);
        fulg_polyfile_out_text(out, ",");
        put_member(out, "kind", variable_kind(S->ring->variable[v].kind));
        fulg_polyfile_out_text(out, ",");
        put_member(out, "meaning", S->ring->variable[v].meaning);
        fulg_polyfile_out_text(out, "}");
    }
    fulg_polyfile_out_text(out, "],\n");
}

/* ["3/2",[variable,exponent],..], variables from 1. */
static void
put_term(fulg_polyfile_out_t *out, const fmpq_t c)
{
    char *text = fmpq_get_str(NULL, 10, c);
    fulg_polyfile_out_text(out, "[\"");
    fulg_polyfile_out_text(out, text);
    fulg_polyfile_out_text(out, "\"");
    flint_free(text);
    for (slong v = 0; v < out->S->ring->num; v++)
    {
        if (out->exponent[v] == 0)
            continue;
        fulg_polyfile_out_text(out, ",[");
        fulg_polyfile_out_slong(out, v + 1);
        fulg_polyfile_out_text(out, ",");
        fulg_polyfile_out_slong(out, out->exponent[v]);
        fulg_polyfile_out_text(out, "]");
    }
    fulg_polyfile_out_text(out, "]");
}

static void
put_entry(fulg_polyfile_out_t *out, const fulg_polysys_polyblock_t *B, slong i,
          slong j)
{
    const fmpq_mpoly_struct *f = fulg_polysys_polyblock_entry(B, i, j);
    slong k = i * B->cols + j, t = 0, num = 0;
    slong length = fmpq_mpoly_length(f, out->S->ring->ctx);
    fmpq_t c;
    fmpq_init(c);
    fulg_polyfile_out_scale(out, out->b, i, j);
    fulg_polyfile_out_text(out, k > 0 ? ",\n{" : "\n{");
    if (B->label != NULL && B->label[k] != NULL)
    {
        put_member(out, "name", B->label[k]);
        fulg_polyfile_out_text(out, ",");
    }
    if (B->about != NULL && B->about[k] != NULL)
    {
        put_member(out, "meaning", B->about[k]);
        fulg_polyfile_out_text(out, ",");
    }
    fulg_polyfile_out_text(out, "\"terms\":[");
    while (fulg_polyfile_out_next_term(c, out, f, &t, length))
    {
        fulg_polyfile_out_text(out, num == 0           ? ""
                                    : out->column > 60 ? ",\n"
                                                       : ",");
        put_term(out, c);
        num++;
    }
    fulg_polyfile_out_text(out, "]}");
    fmpq_clear(c);
}

static void
put_blocks(fulg_polyfile_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_text(out, "\"blocks\":[");
    for (slong b = 0; b < S->num_blocks; b++)
    {
        const fulg_polysys_polyblock_t *B = &S->block[b];
        fulg_polyfile_out_text(out, b > 0 ? ",\n{" : "\n{");
        put_member(out, "name", B->name);
        fulg_polyfile_out_text(out, ",");
        put_member(out, "meaning", B->meaning);
        out->b = b;
        fulg_polyfile_out_expand(
            out, ",\"rows\":@ROWS@,\"cols\":@COLS@,\"entries\":[");
        for (slong i = 0; i < B->rows; i++)
            for (slong j = 0; j < B->cols && out->status == FULG_OK; j++)
                put_entry(out, B, i, j);
        fulg_polyfile_out_text(out, "]}");
    }
    fmpz_one(out->scale);
    fulg_polyfile_out_text(out, "],\n");
}

static void
put_points(fulg_polyfile_out_t *out)
{
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_text(out, "\"points\":[");
    for (slong p = 0; p < S->num_points; p++)
    {
        const fulg_polypoint_t *point = &S->point[p];
        fulg_polyfile_out_text(out, p > 0 ? ",\n{" : "\n{");
        put_member(out, "meaning", point->meaning);
        fulg_polyfile_out_text(out, ",\"values\":[");
        for (slong v = 0; v < S->ring->num; v++)
        {
            fulg_polyfile_out_text(out, v == 0             ? ""
                                        : out->column > 66 ? ",\n"
                                                           : ",");
            if (!point->given[v])
                fulg_polyfile_out_text(out, "null");
            else
            {
                fulg_polyfile_out_text(out, "\"");
                fulg_polyfile_out_fmpq(out, point->value + v);
                fulg_polyfile_out_text(out, "\"");
            }
        }
        fulg_polyfile_out_text(out, "]}");
    }
    fulg_polyfile_out_text(out, "],\n");
}

/* A block by its name, or null. */
static void
put_block_name(fulg_polyfile_out_t *out, const char *key, slong b)
{
    fulg_polyfile_out_text(out, ",");
    put_member(out, key, b >= 0 ? out->S->block[b].name : NULL);
}

static void
put_task(fulg_polyfile_out_t *out)
{
    static const char *const kind[] = {"print", "dimension", "image", "rank",
                                       "critical"};
    const fulg_task_t *task = &out->S->task;
    fulg_polyfile_out_text(out, "\"task\":{");
    put_member(out, "kind", kind[task->kind]);
    put_block_name(out, "main", task->main);
    put_block_name(out, "conditions", task->conditions);
    put_block_name(out, "saturate", task->saturate);
    if (task->kind == FULG_TASK_IMAGE)
    {
        fulg_polyfile_out_text(out, ",\"first_target\":");
        fulg_polyfile_out_slong(out, task->first_target + 1);
    }
    if (task->kind == FULG_TASK_RANK)
    {
        fulg_polyfile_out_text(out, ",\"point\":");
        if (task->point >= 0)
            fulg_polyfile_out_slong(out, task->point + 1);
        else
            fulg_polyfile_out_text(out, "null");
        fulg_polyfile_out_expand(out, ",\"prime\":@RANKPRIME@");
    }
    fulg_polyfile_out_text(out, "},\n");
}

static void
put_expected(fulg_polyfile_out_t *out)
{
    static const char *const strength[] = {"proved", "probable", "at least",
                                           "at most"};
    const fulg_polysys_struct *S = out->S;
    fulg_polyfile_out_text(out, "\"expected\":[");
    for (slong k = 0; k < S->num_expected; k++)
    {
        const fulg_expected_t *e = &S->expected[k];
        fulg_polyfile_out_text(out, k > 0 ? ",\n{" : "\n{");
        put_member(out, "what", fulg_polyfile_expect_kind_word(e->kind));
        fulg_polyfile_out_text(out, ",\"value\":");
        fulg_polyfile_out_fmpz(out, e->value);
        fulg_polyfile_out_text(out, ",");
        put_member(out, "strength", strength[e->strength]);
        fulg_polyfile_out_text(out, ",");
        put_member(out, "why", e->why);
        fulg_polyfile_out_text(out, "}");
    }
    fulg_polyfile_out_text(out, "]}\n");
}

void
fulg_polyfile_put_json(fulg_polyfile_out_t *out)
{
    put_head(out);
    put_blocks(out);
    put_points(out);
    put_task(out);
    put_expected(out);
}
