"""The shared library, and the function that runs a command and returns its text."""
from __future__ import annotations

import _thread
import ctypes
import ctypes.util
import importlib
import os
import threading
from pathlib import Path
from typing import Callable, Iterator, Optional, Sequence

from .errors import InternalError

__all__ = ["Progress", "call", "library_path"]

#: ``progress(what, done, total)`` is called now and then during long work; total is
#: 0 when it is unknown.  If it returns a true value, the work stops.
Progress = Callable[[str, int, int], object]

_Tick = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_long)


class _Teller(ctypes.Structure):
    """fulg_progress_t."""

    _fields_ = [("tick", _Tick), ("data", ctypes.c_void_p)]


class _Answer(ctypes.Structure):
    """fulg_call_struct."""

    _fields_ = [("answer", ctypes.c_void_p), ("message", ctypes.c_char_p), ("answer_length", ctypes.c_size_t)]


def _candidates() -> Iterator[str]:
    """Where the library may be: the file named by FULGURITE_LIBRARY; otherwise where
    "make install" put it, or the build tree around this file, then the places of the
    system."""
    said = os.environ.get("FULGURITE_LIBRARY")
    if said:
        yield said
        return
    try:
        place = importlib.import_module("._place", __package__)
        yield str(Path(place.LIBDIR) / "libfulgurite.so.0")
    except ImportError:
        root = Path(__file__).resolve().parents[3]
        for folder in (root / "build", root):
            yield str(folder / ".libs" / "libfulgurite.so.0")
    yield "libfulgurite.so.0"
    found = ctypes.util.find_library("fulgurite")
    if found:
        yield found


def _load() -> ctypes.CDLL:
    tried = []
    for name in _candidates():
        if os.sep in name and not os.path.exists(name):
            tried.append(f"{name}: no such file")
            continue
        try:
            library = ctypes.CDLL(name)
            library.fulg_call.restype = ctypes.c_int
        except (OSError, AttributeError) as error:
            tried.append(str(error))
            continue
        library.fulg_call.argtypes = [ctypes.POINTER(_Answer), ctypes.POINTER(ctypes.c_char_p),
                                      ctypes.POINTER(_Teller)]
        library.fulg_call_clear.argtypes = [ctypes.POINTER(_Answer)]
        library.fulg_call_clear.restype = None
        library.fulg_version.restype = ctypes.c_char_p
        return library
    raise ImportError("the library libfulgurite was not found (set FULGURITE_LIBRARY to its file): " + "; ".join(tried))


_library = _load()


def library_path() -> str:
    """Returns the file name of the shared library in use."""
    return str(_library._name)


def library_version() -> str:
    """Returns the version of the shared library, such as "0.1.0"."""
    return str(_library.fulg_version().decode())


class _Work:
    """One call, in this thread or in another one."""

    def __init__(self, words: Sequence[str], progress: Optional[Progress]) -> None:
        self.words = words
        self.progress = progress
        self.stop = False
        self.failure: Optional[BaseException] = None
        self.status = InternalError.status
        self.answer = self.message = ""
        self.done = threading.Event()

    def tick(self, data: object, what: bytes, done: int, total: int) -> int:
        if self.progress is not None and not self.stop:
            try:
                self.stop = bool(self.progress(what.decode(), done, total))
            except BaseException as failure:  # call() raises it again
                self.failure = failure
                self.stop = True
        return int(self.stop)

    def run(self) -> None:
        try:
            given = (ctypes.c_char_p * (len(self.words) + 1))()
            given[:-1] = [os.fsencode(word) for word in self.words]
            got = _Answer()
            teller = _Teller(_Tick(self.tick), None)
            # ctypes releases the lock of the interpreter during the call.
            self.status = _library.fulg_call(ctypes.byref(got), given, ctypes.byref(teller))
            self.answer = ctypes.string_at(got.answer, got.answer_length).decode("utf-8", "replace")
            self.message = (got.message or b"").decode("utf-8", "replace").rstrip("\n")
            _library.fulg_call_clear(ctypes.byref(got))
        except BaseException as failure:
            self.failure = failure
        finally:
            self.done.set()


def _wait(work: _Work) -> None:
    """Runs the work in another thread: signals reach only the main thread, which must
    not be inside C code then.  The first signal asks the work to stop; after a second
    one nothing waits for it any more."""
    thread = None
    try:
        # Unlike threading.Thread, this does not wait, so it cannot be interrupted.
        thread = _thread.start_new_thread(work.run, ())
        work.done.wait()
    except BaseException:
        work.stop = True
        if thread is not None:
            work.done.wait()
        raise


def call(words: Sequence[str], progress: Optional[Progress] = None) -> tuple[int, str, str]:
    """Runs a command of the program and returns (exit code, output, messages).

    ``words`` are those after the name of the program; ValueError is raised for one
    with a zero byte.  Other Python threads continue meanwhile; calls from several
    threads run one after the other.  KeyboardInterrupt asks the work to stop and is
    raised when it has stopped; a second one is raised at once.

    >>> call(["--version"])[0]
    0
    """
    for word in words:
        if "\0" in word:
            raise ValueError(f"a zero byte in {word!r}")
    work = _Work(words, progress)
    if threading.current_thread() is threading.main_thread():
        _wait(work)
    else:
        work.run()
    if work.failure is not None:
        raise work.failure
    return work.status, work.answer, work.message
