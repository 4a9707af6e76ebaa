/*
 * Preloaded (LD_PRELOAD) by the tests: lets calls of the C library fail, or
 * sends a signal in the middle of one.  What to do stands in the environment:
 *
 *   FAULT_ALLOCATION=N        the N-th allocation fails
 *   FAULT_ALLOCATION_ON=1     and so do all after it
 *   FAULT_COUNT=FILE          the number of allocations is written there
 *   FAULT_READ=N              a read gets at most N bytes
 *   FAULT_WRITE=N             a write puts at most N bytes
 *   FAULT_EINTR=1             every second read and write is interrupted
 *   FAULT_READ_ERROR=N        the N-th read fails (EIO)
 *   FAULT_SPACE=N             the disk is full after N bytes (ENOSPC)
 *   FAULT_FSYNC=1 FAULT_RENAME=1 FAULT_CLOSE=1
 *                             these fail (EIO); close only after writing
 *   FAULT_SIGNAL=NUMBER FAULT_SIGNAL_AT=CALL:N FAULT_SIGNAL_TIMES=M
 *                             M signals (default 1) before the N-th call of
 *                             open, read, write, fsync, rename, allocation
 *
 * Standard error is left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t num, size_t size);
void *__libc_realloc(void *block, size_t size);

static long fail_at, fail_on, allocations, reads, space_left = -1;
static long read_most, write_most, read_error, interrupts;
static int fail_fsync, fail_rename, fail_close, wrote;
static int signal_number;
static long signal_at, signal_times, calls;
static char signal_call[16];

static long
number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void
begin(void)
{
    const char *at = getenv("FAULT_SIGNAL_AT");
    fail_at = number("FAULT_ALLOCATION", 0);
    fail_on = number("FAULT_ALLOCATION_ON", 0);
    read_most = number("FAULT_READ", 0);
    write_most = number("FAULT_WRITE", 0);
    interrupts = number("FAULT_EINTR", 0);
    read_error = number("FAULT_READ_ERROR", 0);
    space_left = number("FAULT_SPACE", -1);
    fail_fsync = (int) number("FAULT_FSYNC", 0);
    fail_rename = (int) number("FAULT_RENAME", 0);
    fail_close = (int) number("FAULT_CLOSE", 0);
    signal_times = number("FAULT_SIGNAL_TIMES", 1);
    if (at != NULL && sscanf(at, "%15[a-z]:%ld", signal_call, &signal_at) == 2)
        signal_number = (int) number("FAULT_SIGNAL", 0);
    allocations = 0;
}

__attribute__((destructor)) static void
end(void)
{
    const char *file = getenv("FAULT_COUNT");
    char text[32];
    int fd;
    if (file == NULL)
        return;
    snprintf(text, sizeof text, "%ld\n", allocations);
    fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    write_most = interrupts = 0;
    space_left = -1;
    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        abort();
}

static void
at_call(const char *call)
{
    if (signal_number == 0 || strcmp(call, signal_call) != 0 ||
        ++calls != signal_at)
        return;
    for (long i = 0; i < signal_times; i++)
        raise(signal_number);
}

static int
fails(void)
{
    const long n = __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
    at_call("allocation");
    if (fail_at == 0 || n < fail_at || (n > fail_at && !fail_on))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *
malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t num, size_t size)
{
    return fails() ? NULL : __libc_calloc(num, size);
}

void *
realloc(void *block, size_t size)
{
    return fails() ? NULL : __libc_realloc(block, size);
}

/* 1 and EINTR for every second call. */
static int
interrupted(void)
{
    static long n;
    if (!interrupts || ++n % 2 == 0)
        return 0;
    errno = EINTR;
    return 1;
}

int
open(const char *file, int flags, ...)
{
    int (*real)(const char *, int, ...);
    mode_t mode = 0;
    int fd;
    *(void **) &real = dlsym(RTLD_NEXT, "open");
    if (flags & O_CREAT)
    {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    fd = real(file, flags, mode);
    /* The file is there, and the program does not know yet. */
    at_call("open");
    return fd;
}

ssize_t
read(int fd, void *buffer, size_t size)
{
    ssize_t (*real)(int, void *, size_t);
    *(void **) &real = dlsym(RTLD_NEXT, "read");
    at_call("read");
    if (interrupted())
        return -1;
    if (++reads == read_error)
    {
        errno = EIO;
        return -1;
    }
    if (read_most > 0 && size > (size_t) read_most)
        size = (size_t) read_most;
    return real(fd, buffer, size);
}

ssize_t
write(int fd, const void *buffer, size_t size)
{
    ssize_t (*real)(int, const void *, size_t);
    *(void **) &real = dlsym(RTLD_NEXT, "write");
    if (fd == STDERR_FILENO)
        return real(fd, buffer, size);
    at_call("write");
    if (interrupted())
        return -1;
    if (write_most > 0 && size > (size_t) write_most)
        size = (size_t) write_most;
    if (space_left >= 0)
    {
        if (space_left == 0)
        {
            errno = ENOSPC;
            return -1;
        }
        if (size > (size_t) space_left)
            size = (size_t) space_left;
        space_left -= (long) size;
    }
    wrote = 1;
    return real(fd, buffer, size);
}

static int
io_error(void)
{
    errno = EIO;
    return -1;
}

int
fsync(int fd)
{
    int (*real)(int);
    *(void **) &real = dlsym(RTLD_NEXT, "fsync");
    at_call("fsync");
    return fail_fsync ? io_error() : real(fd);
}

int
rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    *(void **) &real = dlsym(RTLD_NEXT, "rename");
    at_call("rename");
    return fail_rename ? io_error() : real(from, to);
}

int
close(int fd)
{
    int (*real)(int);
    *(void **) &real = dlsym(RTLD_NEXT, "close");
    if (fail_close && wrote)
    {
        real(fd);
        return io_error();
    }
    return real(fd);
}
