"""What the compiled modules call: the same rules as t-sources.py, where no
macro and no prototype written by hand can hide a call.  Prints TAP.

With a folder as argument, judges the objects in src/MODULE below it.
"""
import importlib.util
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("builddir", ".")

spec = importlib.util.spec_from_file_location("sources", os.path.join(HERE, "t-sources.py"))
sources = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sources)

# The arithmetic and formats below us; FLINT's and libc's words that print, end
# the program or draw chance are refused all the same.
BELOW = re.compile(
    r"_*(fmpz|fmpq|arb|arf|arith|acb|mag|fmpr|nmod|mpoly|fq|fft|perm|bernoulli|"
    r"flint|json|protobuf_c|gmpz|gmpn|gmpq|mpfr|mpn|n|nettle|fulg)_\w+")
REFUSED = re.compile(
    r"(?!fulg_)(flint_(abort|printf|fprintf|vprintf|vfprintf|rand\w*)|"
    r"\w*_f?print\w*|\w*rand(test|bits|init|limb|int|prime|m)\w*|json_dumpf|json_dump_file|"
    r"json_dumpfd|json_object_seed)")
# Of libc, what has no effect outside of its arguments.
LIBC = set("""
    bcmp memchr memcmp memcpy memmove memset stpcpy strcat strchr strcmp strcpy strcspn
    strdup strlen strncat strncmp strncpy strpbrk strrchr strspn strstr strtol
    strtoll strtoul strtoull strtod strerror snprintf vsnprintf sscanf qsort
    bsearch malloc calloc realloc free abs labs errno_location ctype_b_loc
    ctype_tolower_loc ctype_toupper_loc tolower toupper stack_chk_fail tls_get_addr
    sqrt fabs floor ceil ldexp frexp log log2 exp pow hypot fmax fmin scalbn
    isinf isnan signbit rint lrint nearbyint round trunc fma copysign modf
    """.split())
# Modules that read files, and with what.
FILES = set("open close read pread fstat stat lseek mmap munmap sysconf "
            "madvise".split())
# Of zlib, what works on memory.
ZLIB = set("crc32 inflate inflateEnd inflateInit2_".split())
READERS = {"exact", "floats"}
# What else a module calls: threads, and a library that is loaded on request.
MORE = {
    "judge": set("pthread_create pthread_join pthread_mutex_init pthread_mutex_destroy "
                 "pthread_mutex_lock pthread_mutex_unlock".split()),
    "organize": set("pthread_create pthread_join pthread_mutex_init pthread_mutex_destroy "
                    "pthread_mutex_lock pthread_mutex_unlock".split()),
    "lapack": set("dlopen dlsym dlclose".split()),
    "rank": set("dlopen dlsym dlclose".split()),
}
# Compilers and sanitizers.
TOOLS = re.compile(r"_GLOBAL_OFFSET_TABLE_|__(asan|ubsan|odr_asan|sanitizer|gcov|llvm|"
                   r"sancov|gcc|start|stop)_\w+|__u?(div|mod|mul)\w*[dt]i\d|"
                   r"__(popcount|clz|ctz)\w+|__cpu_model|_mcount|mcount")


def symbols(file, option):
    output = subprocess.run(["nm", "-P", "-g", option, file], capture_output=True, text=True,
                            check=True).stdout
    return [line.split()[0] for line in output.splitlines() if line.strip()]


def objects():
    """(module, object file): those of the static library, or else the shared."""
    root = os.path.join(BUILD, "src")
    for module in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        for folder in (os.path.join(root, module), os.path.join(root, module, ".libs")):
            names = sorted(n for n in os.listdir(folder) if n.endswith(".o")) \
                if os.path.isdir(folder) else []
            if names:
                yield from ((module, os.path.join(folder, n)) for n in names)
                break


def plain(name):
    """Without the dress of checked or standard-dependent variants."""
    name = re.sub(r"^__isoc\d+_", "", name)
    return re.sub(r"^__(\w+?)(_chk)?$", r"\1", name)


def allowed(module, name):
    if TOOLS.fullmatch(name):
        return True
    name = plain(name)
    if BELOW.fullmatch(name):
        return not REFUSED.fullmatch(name)
    return name in LIBC or (module in READERS and name in FILES | ZLIB) or \
        name in MORE.get(module, ())


def main():
    if shutil.which("nm") is None:
        print("1..0 # SKIP no nm")
        return 0
    defined, wants = {}, []
    for module, file in objects():
        defined.update((name, module) for name in symbols(file, "--defined-only"))
        wants += [(module, os.path.basename(file), name)
                  for name in symbols(file, "--undefined-only")]
    bad = [[], [], []]
    for module, file, name in wants:
        other = defined.get(name)
        if module == "cli":
            continue
        if other is None:
            if name.startswith("fulg_"):
                bad[0].append(f"{module}/{file}: {name} is defined nowhere")
            # What protoc-c writes checks its own callers.
            elif not allowed(module, name) and (file, name) not in \
                    (("onnx.pb-c.o", "__assert_fail"),):
                bad[1].append(f"{module}/{file} calls {name}")
        elif other != module:
            if sources.LEVEL.get(other, 99) >= sources.LEVEL.get(module, -1):
                bad[0].append(f"{module}/{file} calls {name} of {other}")
            if module == "verify" and other in sources.VERIFY_BLIND:
                bad[2].append(f"{module}/{file} calls {name} of {other}")
    print("1..3")
    failed = len(defined) < 1
    for number, (title, found) in enumerate(zip(
            ("modules call only lower ones", "no library call but those that compute",
             "verify calls nothing of rank, eval, dim"), bad), 1):
        failed = failed or bool(found)
        print("not ok" if found or not defined else "ok", number, "-", title)
        for line in sorted(set(found)):
            print("#", line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
