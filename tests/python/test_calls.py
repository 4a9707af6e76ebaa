"""Errors, threads, progress, Ctrl-C."""
import doctest
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time

import fulgurite as fg
import pytest


def long_work(**options):
    """Of hours, which looks often whether to go on."""
    return fg.pattern(cyc=(64, 8), method="jl", seeds="1..1000000", e1="1/1000", e2="1/100000", **options)



def test_errors(tmp_path):
    with pytest.raises(fg.UsageError, match="nowhere.json: No such file") as caught:
        fg.rank("/nowhere.json")
    assert caught.value.status == 2 and caught.value.answer is None
    (tmp_path / "w.json").write_text("{")
    with pytest.raises(fg.ParseError) as caught:
        fg.rank(tmp_path / "w.json")
    assert caught.value.status == 3 and "w.json" in caught.value.sentence
    with pytest.raises(fg.ParseError) as caught:
        fg.rank({"format": "fulgurite-weights/1"})
    assert str(caught.value).startswith("weights.json: ")
    with pytest.raises(fg.UsageError):
        fg.dim(fg.Architecture(widths=[2, 2], head_dim=1), method="magic")


def test_partial_answers():
    """Nothing is found in this size: the error has what was tried."""
    with pytest.raises(fg.UnableError) as caught:
        fg.pattern(cyc=(16, 2), method="jl", dmax=2)
    assert isinstance(caught.value.answer, fg.Pattern) and caught.value.answer.smallest is None


def test_progress():
    told = []
    with pytest.raises(fg.UnableError, match="interrupted"):
        long_work(progress=lambda *what: told.append(what) or len(told) > 2)
    assert len(told) == 3 and isinstance(told[0][0], str)
    with pytest.raises(ZeroDivisionError):
        long_work(progress=lambda *what: 1 / 0)


def test_other_threads_go_on():
    """The interpreter's lock is free meanwhile, and calls of threads take turns."""
    counted, end = [0], threading.Event()

    def count():
        while not end.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    started = time.monotonic()
    with pytest.raises(fg.UnableError):
        long_work(progress=lambda *what: time.monotonic() - started > 0.5)
    end.set()
    counter.join()
    assert counted[0] > 20
    found = []

    def work():
        found.append(fg.dim(fg.Architecture(widths=[3, 3], head_dim=1)).dimension)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [13] * 4


INTERRUPTED = """
import fulgurite as fg, os, signal, sys, threading, time
# A shell gives its background jobs an ignored SIGINT, which Python keeps.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    fg.pattern(cyc=(64, 8), method="jl", seeds="1..1000000", e1="1/1000", e2="1/100000")
    print("answered")
except KeyboardInterrupt:
    print("interrupted")
print(fg.dim(fg.Architecture(widths=[3, 3], head_dim=1)).dimension)
"""


def test_keyboard_interrupt():
    """Ctrl-C stops the work, and the next call works."""
    path = os.path.dirname(os.path.dirname(fg.__file__))
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=100,
                          env={**os.environ, "PYTHONPATH": path, "FULGURITE_LIBRARY": fg.library_path()})
    assert done.stdout == "interrupted\n13\n", done.stderr
    assert time.monotonic() - started < 60


def test_leaves_signals_alone():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)]
    fg.survey(widths="2", depth=1, head_dim=1)
    assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)]


def test_prints_nothing(capfd):
    fg.dim(fg.Architecture(widths=[3, 3], head_dim=1))
    with pytest.raises(fg.UsageError):
        fg.rank("/nowhere.json")
    assert capfd.readouterr() == ("", "")


def test_call():
    status, answer, message = fg.call(["dmi"])
    assert (status, answer) == (2, "") and "did you mean" in message
    assert fg.call(["--version"])[1].startswith(f"fulgurite {fg.__version__}")
    with pytest.raises(ValueError):
        fg.call(["dim\0"])


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(fg.__path__)))
def test_examples_of_docstrings(name):
    if name == "floats":
        pytest.importorskip("numpy")
    module = importlib.import_module("fulgurite." + name)
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", fg.__all__)
def test_everything_is_documented(name):
    thing = getattr(fg, name)
    assert name in ("Enclosure", "Matrix") or len((thing.__doc__ or "").split()) > 3
