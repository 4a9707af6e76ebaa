/* Any text as a map onto a file with the names of GPT-2: refused with a sentence,
   or every view that it gives lies inside its tensor. */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One layer of width 4, its bytes all zero. */
static const char header[] =
    "{\"h.0.attn.c_attn.weight\":{\"dtype\":\"F32\",\"shape\":[4,12],"
    "\"data_offsets\":[0,192]},\"h.0.attn.c_proj.weight\":{\"dtype\":\"F32\","
    "\"shape\":[4,4],\"data_offsets\":[192,256]},\"q1_1\":{\"dtype\":\"F16\","
    "\"shape\":[2,3],\"data_offsets\":[256,268]},\"n\":{\"dtype\":\"I64\","
    "\"shape\":[2],\"data_offsets\":[268,284]}}";

static void
check_view(const fulg_floats_view_t view)
{
    const slong count = view->tensor->count;
    const slong last = view->start + (view->rows - 1) * view->row_step +
                       (view->cols - 1) * view->col_step;
    if (view->rows < 1 || view->cols < 1 || view->start < 0 || last < 0 ||
        view->start >= count || last >= count)
        abort();
}

static void
use_map(const fulg_floats_map_t map, const fulg_floats_tensors_t T,
        fulg_diag_t diag)
{
    fulg_floats_layout_t layout;
    if (fulg_floats_map_layout(&layout, map, T, diag) != FULG_OK)
        return;
    for (slong l = 0; l < layout.layers && l < 3; l++)
        for (slong h = 0; h < layout.heads[l] && h < 3; h++)
            for (const char *k = layout.kinds; *k; k++)
            {
                fulg_floats_view_t view;
                fulg_floats_view_init(view);
                if (fulg_floats_map_view(view, map, &layout, T, l, h, *k,
                                         diag) == FULG_OK)
                    check_view(view);
                else if (diag->text[0] == '\0')
                    abort();
                fulg_floats_view_clear(view);
            }
    fulg_floats_layout_clear(&layout);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char file[8 + sizeof header + 284];
    char *text = flint_malloc(size + 1);
    fulg_floats_tensors_t T;
    fulg_floats_map_t map;
    fulg_diag_t diag;
    memcpy(text, data, size);
    text[size] = '\0';
    memset(file, 0, sizeof file);
    file[0] = (sizeof header - 1) & 255;
    file[1] = (sizeof header - 1) >> 8;
    memcpy(file + 8, header, sizeof header - 1);
    fulg_floats_tensors_init(T);
    fulg_diag_init(diag);
    if (fulg_floats_tensors_load_bytes(
            T, "file", file, 8 + sizeof header - 1 + 284, diag) != FULG_OK)
        abort();
    if (fulg_floats_map_init_text(map, "map", text, diag) == FULG_OK)
    {
        use_map(map, T, diag);
        fulg_floats_map_clear(map);
    }
    else if (diag->text[0] == '\0')
        abort();
    fulg_floats_tensors_clear(T);
    flint_free(text);
    return 0;
}
