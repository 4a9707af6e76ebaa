#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "impl.h"

/* A safetensors file starts with a length of eight bytes and then a brace. */
static int
is_safetensors(const unsigned char *bytes, size_t length)
{
    return length > 8 && bytes[8] == '{';
}

static int
is_json(const unsigned char *bytes, size_t length)
{
    size_t i = 0;
    if (memchr(bytes, 0, FLINT_MIN(length, 8)) != NULL)
        return 0;
    while (i < length && bytes[i] != 0 && strchr(" \t\r\n", bytes[i]) != NULL)
        i++;
    return i < length && bytes[i] == '{';
}

/* Formats that are known but not read, by their first bytes, and what to do. */
static const struct
{
    const char *bytes;
    size_t length;
    const char *words;
} others[] = {
    {"\x89HDF\r\n\x1a\n", 8,
     "this is an HDF5 file (Keras): save its weights as .npz or safetensors"},
    {"GGUF", 4, "this is a GGUF file: convert it to safetensors"},
    {"\x80\x02\x8a\x0a\x6c\xfc\x9c", 7, NULL},
    {"\x80\x02", 2, NULL}};

static fulg_status_t
refuse(const char *name, const unsigned char *bytes, size_t length,
       fulg_diag_t diag)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    {
        if (length < others[i].length ||
            memcmp(bytes, others[i].bytes, others[i].length) != 0)
            continue;
        if (others[i].words == NULL)
            return fulg_floats_refuse_torch(name, diag);
        return fulg_diag_set(diag, FULG_PARSE, "%s: %s", name, others[i].words);
    }
    return fulg_diag_set(diag, FULG_PARSE,
                         "%s: neither .npy, .npz, .safetensors, .onnx nor JSON",
                         name);
}

/* A message of protobuf has no magic number: a model begins with its version, field
   1, and goes on with one of its other fields. */
static int
is_onnx(const char *name, const unsigned char *bytes, size_t length)
{
    const size_t n = strlen(name);
    if (length < 4 || bytes[0] != 0x08 || bytes[1] == 0 || bytes[1] > 0x7f)
        return 0;
    return (n > 5 && strcmp(name + n - 5, ".onnx") == 0) ||
           memchr("\x12\x1a\x22\x28\x32\x3a\x42", bytes[2], 7) != NULL;
}

fulg_status_t
fulg_floats_tensors_load_bytes(fulg_floats_tensors_t T, const char *name,
                               const unsigned char *bytes, size_t length,
                               fulg_diag_t diag)
{
    const fulg_floats_source_t source = {name, bytes, length};
    fulg_status_t status;
    if (length == 0)
        return fulg_diag_set(diag, FULG_PARSE, "%s: the file is empty", name);
    if (length >= 6 && memcmp(bytes, "\x93NUMPY", 6) == 0)
        status = fulg_floats_load_npy(T, &source, diag);
    else if (length >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 ||
                             memcmp(bytes, "PK\5\6", 4) == 0))
        status = fulg_floats_load_npz(T, &source, diag);
    else if (is_json(bytes, length))
        status = fulg_floats_load_json(T, &source, diag);
    else if (is_safetensors(bytes, length))
        status = fulg_floats_load_safetensors(T, &source, diag);
    else if (is_onnx(name, bytes, length))
        status = fulg_floats_load_onnx(T, &source, diag);
    else
        return refuse(name, bytes, length, diag);
    if (status == FULG_OK)
        status = fulg_floats_check_names(T, name, diag);
    return status;
}

static fulg_status_t
failed(const char *file, int fd, fulg_diag_t diag)
{
    const int number = errno;
    if (fd >= 0)
        close(fd);
    return fulg_diag_set(diag, FULG_IO, "%s: %s", file, strerror(number));
}

/* Maps a regular file of some length. */
static fulg_status_t
map_file(fulg_floats_tensors_t T, const char *file, int fd, size_t length,
         fulg_diag_t diag)
{
    void *bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return failed(file, fd, diag);
    close(fd);
    fulg_floats_keep(T, bytes, length, 1);
    return fulg_floats_tensors_load_bytes(T, file, bytes, length, diag);
}

static fulg_status_t
read_stream(fulg_floats_tensors_t T, const char *file, fulg_diag_t diag)
{
    char *text;
    size_t length;
    const fulg_status_t status = fulg_exact_text_load(&text, &length, file,
                                                      diag);
    if (status != FULG_OK)
        return status;
    fulg_floats_keep(T, (unsigned char *) text, length, 0);
    return fulg_floats_tensors_load_bytes(
        T, strcmp(file, "-") == 0 ? "standard input" : file,
        (unsigned char *) text, length, diag);
}

fulg_status_t
fulg_floats_tensors_load(fulg_floats_tensors_t T, const char *file,
                         fulg_diag_t diag)
{
    struct stat info;
    int fd;
    if (strcmp(file, "-") == 0)
        return read_stream(T, file, diag);
    fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0)
        return failed(file, fd, diag);
    if (S_ISREG(info.st_mode) && info.st_size > 0)
        return map_file(T, file, fd, (size_t) info.st_size, diag);
    close(fd);
    return read_stream(T, file, diag);
}
