"""The shared library, and one function: run a command, get its answer as text."""
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

#: ``progress(what, done, total)`` is told now and then how far long work is;
#: total is 0 when it is unknown.  A true result asks the work to stop.
Progress = Callable[[str, int, int], object]

_Tick = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_long)


class _Teller(ctypes.Structure):
    """fulg_progress_t."""

    _fields_ = [("tick", _Tick), ("data", ctypes.c_void_p)]


class _Answer(ctypes.Structure):
    """fulg_call_struct."""

    _fields_ = [("answer", ctypes.c_void_p), ("message", ctypes.c_char_p), ("answer_length", ctypes.c_size_t)]


def _candidates() -> Iterator[str]:
    """Where the library may lie: what FULGURITE_LIBRARY says, where "make
    install" has put it, the build tree around this file, the system's places."""
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
            tried.append(f"{name}: not there")
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
    raise ImportError("the library libfulgurite is not found (FULGURITE_LIBRARY may name it): " + "; ".join(tried))


_library = _load()


def library_path() -> str:
    """The name of the shared library in use."""
    return str(_library._name)


def library_version() -> str:
    """Its version, such as "0.1.0"."""
    return str(_library.fulg_version().decode())


class _Work:
    """One call, in the thread that runs it or in another."""

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
            except BaseException as failure:  # raised where the call was made
                self.failure = failure
                self.stop = True
        return int(self.stop)

    def run(self) -> None:
        try:
            given = (ctypes.c_char_p * (len(self.words) + 1))()
            given[:-1] = [os.fsencode(word) for word in self.words]
            got = _Answer()
            teller = _Teller(_Tick(self.tick), None)
            # ctypes gives the interpreter's lock back during the call.
            self.status = _library.fulg_call(ctypes.byref(got), given, ctypes.byref(teller))
            self.answer = ctypes.string_at(got.answer, got.answer_length).decode("utf-8", "replace")
            self.message = (got.message or b"").decode("utf-8", "replace").rstrip("\n")
            _library.fulg_call_clear(ctypes.byref(got))
        except BaseException as failure:
            self.failure = failure
        finally:
            self.done.set()


def _wait(work: _Work) -> None:
    """Signals reach the main thread alone, which must not be inside of C then.
    The first one asks the work to stop; another one leaves it behind."""
    thread = None
    try:
        # Unlike threading.Thread, this waits for nothing that could be interrupted.
        thread = _thread.start_new_thread(work.run, ())
        work.done.wait()
    except BaseException:
        work.stop = True
        if thread is not None:
            work.done.wait()
        raise


def call(words: Sequence[str], progress: Optional[Progress] = None) -> tuple[int, str, str]:
    """Runs a command of the program.

    ``words`` are those after the program's name.  Returns its exit code, what it
    would print, and its messages.  Other Python threads go on meanwhile; calls
    of several threads run one after the other.  KeyboardInterrupt asks the work
    to stop and is raised when it has; a second one does not wait for that.

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
