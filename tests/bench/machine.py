"""What the parts of make bench share: where they run, CPU seconds of a process, programs in C and C++.

All programs of a run get the same kernel of OpenBLAS, the one that fulgurite names (OPENBLAS_CORETYPE, unless it is
set): on a processor that is newer than OpenBLAS the others would take its oldest."""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RUNS = int(os.environ.get("FULG_BENCH_RUNS", "3"))


def _processor(key):
    lines = open("/proc/cpuinfo").read().splitlines() if os.path.exists("/proc/cpuinfo") else []
    return next((x.split(":")[1].strip() for x in lines if x.startswith(key)), "")


_FLAGS = _processor("flags").split()
if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= set(_FLAGS):
    os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
elif {"avx2", "fma"} <= set(_FLAGS):
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_name] = "1"


def cpu(words, text=None):
    """CPU seconds, MiB and the output of a program."""
    process = subprocess.Popen(words, stdin=subprocess.PIPE if text else subprocess.DEVNULL,
                               stdout=subprocess.PIPE, universal_newlines=True)
    if text:
        process.stdin.write(text)
        process.stdin.close()
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("%s failed" % " ".join(words))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def compiled(folder, source, flags, compiler="gcc"):
    """The program, or None where it cannot be made."""
    program = os.path.join(folder, source.split(".")[0])
    try:
        made = subprocess.run([compiler, "-O2", os.path.join(HERE, source), "-o", program] + flags,
                              stderr=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        made = False
    return program if made else None


def _version(name, *paths):
    for path in paths:
        if os.path.exists(path):
            found = re.findall(r'%s\s+"(.*?)"' % name, open(path).read())
            if found:
                return found[0]
    return "?"


def flint():
    return "FLINT " + _version("FLINT_VERSION", "/usr/include/flint/flint.h", "/usr/local/include/flint/flint.h")


def ffpack():
    return "FFLAS-FFPACK " + _version("__FFLASFFPACK_VERSION", "/usr/include/fflas-ffpack/config.h")


def python_with_numpy():
    """A Python that has numpy, and its version; or None."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python):
            found = subprocess.run([python, "-c", "import numpy; print(numpy.__version__)"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, universal_newlines=True)
            if found.returncode == 0:
                return python, "numpy " + found.stdout.strip()
    return None, "no numpy"


def say(*more):
    """The processor, OpenBLAS with its kernel, the load, and versions."""
    name = subprocess.run([sys.executable, "-c", "import ctypes; l = ctypes.CDLL('libopenblas.so.0'); "
                           "f = l.openblas_get_config; f.restype = ctypes.c_char_p; print(f().decode())"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True).stdout.split()
    blas = " ".join(name[:2] + name[-2:-1]) if name else "no OpenBLAS"
    print("%s (model %s); %s; load %.1f" % (_processor("model name") or "?", _processor("model\t") or "?", blas,
                                          os.getloadavg()[0]))
    if more:
        print("; ".join(more))
