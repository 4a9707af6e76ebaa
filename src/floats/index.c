#include <string.h>

#include "impl.h"

/* model.safetensors.index.json: {"weight_map": {TENSOR: FILE, ..}, ..}, where FILE
   lies beside the index. */

/* The file in the folder of the index; to be freed. */
static char *
beside(const char *index, const char *file)
{
    const char *slash = strrchr(index, '/');
    const size_t folder = slash != NULL ? (size_t) (slash - index) + 1 : 0;
    char *path = flint_malloc(folder + strlen(file) + 1);
    memcpy(path, index, folder);
    strcpy(path + folder, file);
    return path;
}

/* A name alone: nothing outside of the folder is opened. */
static int
is_file_name(const json_t *file)
{
    const char *name = json_string_value(file);
    return name != NULL && *name != '\0' && strchr(name, '/') == NULL &&
           strcmp(name, "..") != 0 && strcmp(name, ".") != 0;
}

/* Loads a file unless it is in loaded. */
static fulg_status_t
load_once(fulg_floats_tensors_t T, json_t *loaded, const char *index,
          const char *file, fulg_diag_t diag)
{
    fulg_status_t status;
    char *path;
    if (json_object_get(loaded, file) != NULL)
        return FULG_OK;
    json_object_set_new(loaded, file, json_true());
    path = beside(index, file);
    status = fulg_floats_tensors_load(T, path, diag);
    flint_free(path);
    return status == FULG_OK ? FULG_OK
                             : fulg_diag_prefix(diag, status, "%s: ", index);
}

fulg_status_t
fulg_floats_load_index(fulg_floats_tensors_t T, const json_t *index,
                       const char *file, fulg_diag_t diag)
{
    json_t *map = json_object_get(index, "weight_map");
    json_t *loaded = json_object(), *value;
    fulg_status_t status = FULG_OK;
    const char *name;
    if (T->in_index)
        status = fulg_diag_set(
            diag, FULG_PARSE, "%s: an index among the files of an index", file);
    else if (!json_is_object(map) || json_object_size(map) == 0)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s: \"weight_map\" is not an object", file);
    T->in_index = 1;
    json_object_foreach(map, name, value)
    {
        if (status == FULG_OK && !is_file_name(value))
            status = fulg_diag_set(
                diag, FULG_PARSE,
                "%s: \"%.200s\" is not mapped to the name of "
                "a file beside the index",
                file, name);
        if (status == FULG_OK)
            status = load_once(T, loaded, file, json_string_value(value), diag);
    }
    json_object_foreach(map, name,
                        value) if (status == FULG_OK &&
                                   fulg_floats_tensors_find(T, name) == NULL)
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s: tensor \"%.200s\" is not in %.200s", file,
                               name, json_string_value(value));
    T->in_index = 0;
    json_decref(loaded);
    return status;
}
