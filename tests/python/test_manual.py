"""The examples of the manual, and the notebook."""
import doctest
import os

import pytest
from conftest import SOURCE


def test_manual():
    pytest.importorskip("numpy")
    result = doctest.testfile(os.path.join(SOURCE, "doc", "python.rst"), module_relative=False,
                              optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0 and result.attempted > 10


def test_notebook(tmp_path, monkeypatch):
    """Every cell of the example runs; its own asserts hold."""
    pytest.importorskip("numpy")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    preprocessors = pytest.importorskip("nbconvert.preprocessors")
    for name in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    notebook = nbformat.read(os.path.join(SOURCE, "examples", "python", "layer.ipynb"), as_version=4)
    preprocessors.ExecutePreprocessor(timeout=300).preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("<table>" in output.get("data", {}).get("text/html", "") for output in outputs)
    assert any("ParseError 3" in output.get("text", "") for output in outputs)
