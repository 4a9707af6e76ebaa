/* One page of HTML that shows the pictures and needs no other file. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "organize.h"

static void
put(fulg_cli_output_t *out, const char *text)
{
    fulg_cli_output_put(out, text, strlen(text));
}

static int
put_picture(fulg_cli_output_t *out, const organize_t *o, const char *name,
            const char *type, const char *caption)
{
    const size_t size = strlen(o->said.plot) + 64;
    char *file = flint_malloc(size), *bytes;
    size_t length;
    fulg_diag_t diag;
    fulg_status_t status;
    snprintf(file, size, "%s/%s", o->said.plot, name);
    status = fulg_exact_text_load(&bytes, &length, file, diag);
    flint_free(file);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    put(out, "<figure><img alt=\"");
    put(out, caption);
    put(out, "\" src=\"data:image/");
    put(out, type);
    put(out, ";base64,");
    fulg_cli_put_base64(out, bytes, length);
    put(out, "\"><figcaption>");
    put(out, caption);
    put(out, "</figcaption></figure>\n");
    flint_free(bytes);
    return FULG_EXIT_OK;
}

/* What the command prints, as text. */
static void
put_answer(fulg_cli_output_t *out, const organize_t *o)
{
    organize_t copy = *o;
    fulg_cli_t cli = *o->cli;
    char *text = NULL;
    size_t length = 0;
    cli.out = open_memstream(&text, &length);
    if (cli.out == NULL)
        return;
    copy.cli = &cli;
    copy.said.plot = copy.said.certificate = NULL;
    fulg_cli_organize_print(&copy);
    fclose(cli.out);
    put(out, "<pre>");
    for (size_t n = 0; n < length; n++)
        if (text[n] == '<')
            put(out, "&lt;");
        else if (text[n] == '&')
            put(out, "&amp;");
        else
            fulg_cli_output_put(out, text + n, 1);
    put(out, "</pre>\n");
    free(text);
}

static int
put_page(fulg_cli_output_t *out, const organize_t *o)
{
    static const char *const pictures[][3] = {
        {"trees.svg", "svg+xml", "The trees of queries, keys and heads"},
        {"before.png", "png",
         "The tensor in index order, a panel for each head"},
        {"after.png", "png",
         "The tensor with its slices in the order of the trees"},
        {"decay.svg", "svg+xml", "Decay of the Haar coefficients"},
        {"diffusion.svg", "svg+xml", "Diffusion map"}};
    const int num = o->has_diffusion && o->diffusion->defined ? 5 : 4;
    int code = FULG_EXIT_OK;
    put(out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<title>fulgurite organize</title>\n<style>body{font-family:sans-serif;"
        "max-width:1900px;margin:1em auto;padding:0 1em;color:#222}"
        "main{display:flex;flex-wrap:wrap;gap:1em}figure{margin:0;flex:1 1 "
        "600px;max-width:900px}img{width:100%;border:1px solid #ccc}"
        "figcaption{color:#555}pre{overflow-x:auto;background:#f6f6f6;"
        "padding:1em}</style></head>\n<body><h1>Organised attention</h1>\n");
    put_answer(out, o);
    put(out, "<main>\n");
    for (int n = 0; n < num && code == FULG_EXIT_OK; n++)
        code = put_picture(out, o, pictures[n][0], pictures[n][1],
                           pictures[n][2]);
    put(out, "</main></body></html>\n");
    return code;
}

int
fulg_cli_organize_page(const organize_t *o)
{
    const size_t size = strlen(o->said.plot) + 32;
    char *file = flint_malloc(size);
    fulg_cli_output_t *out = flint_malloc(sizeof *out);
    int code;
    snprintf(file, size, "%s/organize.html", o->said.plot);
    code = fulg_cli_output_open(o->cli, out, file);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_output_close(out, put_page(out, o));
    flint_free(out);
    flint_free(file);
    return code;
}
