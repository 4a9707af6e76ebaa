"""What the tests of the package share: the program, and weights."""
import json
import os
import subprocess
import sys

import pytest

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir)
BUILD = os.environ.get("builddir", os.path.join(SOURCE, "build"))
sys.path.insert(0, os.path.join(SOURCE, "src", "python"))

import fulgurite as fg  # noqa: E402


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(entry) for key, entry in value.items() if key not in ("seconds", "file", "output")}
    if isinstance(value, list):
        return [without_times(entry) for entry in value]
    return value


@pytest.fixture
def program(tmp_path):
    """program("dim", ..): the object that the program prints with --json."""
    def run(*words, code=0, parse=True):
        done = subprocess.run([os.path.join(BUILD, "fulgurite"), *map(str, words), *(["--json"] if parse else [])],
                              cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stderr
        return without_times(json.loads(done.stdout)) if parse else done.stdout
    return run


@pytest.fixture
def same_data():
    """Asserts that an answer holds what the program prints."""
    def compare(answer, printed):
        assert without_times(answer.data) == printed
    return compare


@pytest.fixture
def layer():
    return fg.random(fg.Architecture(widths=[3, 2], head_dim=1))


@pytest.fixture
def layer_file(layer, tmp_path):
    layer.save(tmp_path / "layer.json")
    return tmp_path / "layer.json"
