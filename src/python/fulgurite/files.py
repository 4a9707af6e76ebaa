"""Commands read files: Python values are written to a private folder.

A path (str or Path) stands for the file itself.  Everything else is written: JSON
objects and the classes of this package as JSON, numpy arrays as .npy, dicts of arrays
(state dicts) as .safetensors, or as .npz where a command needs that.
"""
from __future__ import annotations

import json
import os
import struct
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional

from .exact import plain

__all__ = ["Folder", "is_array", "is_state_dict"]

_DTYPES = {"float64": "F64", "float32": "F32", "float16": "F16", "int64": "I64", "int32": "I32", "int16": "I16",
           "int8": "I8", "uint8": "U8"}


def is_array(value: Any) -> bool:
    """Whether the value is a numpy array, or a tensor with the same interface."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def is_state_dict(value: Any) -> bool:
    """Whether the value is a dict of arrays."""
    return isinstance(value, Mapping) and bool(value) and all(is_array(entry) for entry in value.values())


def _numpy(value: Any) -> Any:
    """The value as a numpy array; torch tensors are detached and moved to the CPU."""
    import numpy

    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if str(value.dtype) == "torch.bfloat16":
            value = value.float()  # exact
    return numpy.ascontiguousarray(value).reshape(value.shape)


def write_safetensors(path: Path, tensors: Mapping[str, Any]) -> None:
    """Writes a .safetensors file: a length, a header in JSON, and the numbers.

    Raises TypeError for numbers of a type that commands do not read.
    """
    header, parts, at = {}, [], 0
    for name, tensor in tensors.items():
        array = _numpy(tensor)
        if array.dtype.name not in _DTYPES:
            raise TypeError(f"{name}: numbers of type {array.dtype} cannot be read")
        data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        header[name] = {"dtype": _DTYPES[array.dtype.name], "shape": list(array.shape),
                        "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(parts))


class Folder:
    """A temporary folder that is deleted at the end of a call.

    >>> with Folder() as folder:
    ...     os.path.basename(folder.name({"format": "x"}, "weights"))
    'weights.json'
    """

    def __init__(self) -> None:
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, kind: Optional[type[BaseException]], value: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def path(self) -> Path:
        """The folder, created when it is first used."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fulgurite-")
        return Path(self._folder.name)

    def new(self, stem: str, ending: str) -> Path:
        """Returns a name in the folder that is not in use."""
        place, number = self.path / (stem + ending), 1
        while place.exists():
            number += 1
            place = self.path / f"{stem}{number}{ending}"
        return place

    def name(self, value: Any, stem: str, arrays: str = ".safetensors") -> str:
        """Returns the name of a file with the value, which is written unless it is a
        path.  ``arrays`` is the ending for dicts of arrays, .safetensors or .npz."""
        if isinstance(value, (str, os.PathLike)):
            return os.fspath(value)
        if is_array(value):
            import numpy

            place = self.new(stem, ".npy")
            numpy.save(place, _numpy(value), allow_pickle=False)
        elif is_state_dict(value) and arrays == ".npz":
            import numpy

            place = self.new(stem, ".npz")
            numpy.savez(place, **{str(key): _numpy(entry) for key, entry in value.items()})
        elif is_state_dict(value):
            place = self.new(stem, ".safetensors")
            write_safetensors(place, value)
        else:
            place = self.new(stem, ".json")
            place.write_text(json.dumps(plain(value.json() if hasattr(value, "json") else value)))
        return str(place)

    def shorten(self, sentence: str) -> str:
        """Returns the sentence without the name of the folder before its files."""
        return sentence if self._folder is None else sentence.replace(self._folder.name + os.sep, "")
