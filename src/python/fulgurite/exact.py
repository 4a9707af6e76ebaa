"""Exact numbers: how they are given and returned.

Numbers may be given as int, Fraction, text such as "1/3", float (taken exactly, as
every float is a fraction), numpy numbers or arrays, and fmpz, fmpq, fmpz_mat,
fmpq_mat of python-flint.  They are returned as int or Fraction, and enclosures as
pairs (lower, upper) of Fractions.
"""
from __future__ import annotations

import math
import numbers
import re
from fractions import Fraction
from typing import Any, Optional, Union

__all__ = ["Enclosure", "Matrix", "Number", "enclosure", "fraction", "matrix", "plain", "read"]

#: What is accepted as an exact number.
Number = Union[int, Fraction, float, str]
#: A list of rows.
Matrix = list[list[Fraction]]
#: (lower, upper); an end without a bound is an infinite float.
Enclosure = tuple[Union[Fraction, float], Union[Fraction, float]]

_RATIONAL = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")
_END = re.compile(r"-?(inf|[0-9]+(\.[0-9]+)?(e-?[0-9]+)?)")


def fraction(value: Any) -> Fraction:
    """Returns the number as a Fraction; raises ValueError if it is not a number.

    >>> fraction("1/3") + fraction(0.5)
    Fraction(5, 6)
    """
    if hasattr(value, "p") and hasattr(value, "q"):  # fmpq
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, float) or _is_numpy_float(value):
        value = float(value)
        if not math.isfinite(value):
            raise ValueError(f"{value} is not an exact number")
        return Fraction(value)
    if isinstance(value, (str, Fraction)):
        return Fraction(value)
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(int(value))  # fmpz, integers of numpy


def _is_numpy_float(value: Any) -> bool:
    """Whether the value is a numpy float that fits in a double; ValueError for longdouble."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind == "f" and value.dtype.itemsize > 8:
        raise ValueError("a longdouble is not accepted; convert it to float or Fraction first")
    return kind == "f"


def plain(value: Any) -> Any:
    """Returns the value as JSON: lists, dicts, and exact numbers as ints or text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if hasattr(value, "nrows") and hasattr(value, "ncols"):  # fmpz_mat, fmpq_mat
        return [[plain(value[i, j]) for j in range(value.ncols())] for i in range(value.nrows())]
    if getattr(value, "ndim", 0) > 0:  # arrays
        return [plain(entry) for entry in value]
    number = fraction(value)
    if number.denominator == 1 and abs(number) < 2**63:
        return int(number)
    return str(number)


def matrix(value: Any) -> Matrix:
    """Returns a list of rows of Fractions, from anything that has rows of numbers."""
    return [[fraction(entry) for entry in row] for row in plain(value)]


def enclosure(value: Any) -> Optional[Enclosure]:
    """Returns (lower, upper) for a pair of decimals, in which null is an infinite end."""
    if value is None:
        return None
    low, high = (_end(end, sign) for end, sign in zip(value, (-1, 1)))
    return low, high


def _end(text: Optional[str], sign: int) -> Union[Fraction, float]:
    if text is None or text.endswith("inf"):
        return -math.inf if text is not None and text[0] == "-" else sign * math.inf
    return Fraction(text)


def _is_enclosure(value: Any) -> bool:
    """Whether the value is a list of two texts (or null) that may be ends."""
    if not (isinstance(value, list) and len(value) == 2):
        return False
    texts = [end for end in value if isinstance(end, str)]
    return len(texts) + value.count(None) == 2 and bool(texts) and all(map(_END.fullmatch, texts))


def read(value: Any, key: str = "") -> Any:
    """Returns the JSON value of an answer, with Fractions and enclosures in place of texts.

    ``key`` is the key that the value has in its object; it tells what texts mean.
    """
    if isinstance(value, dict):
        return {name: read(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        if _is_enclosure(value) and (key in ENCLOSURES or any("." in end or "e" in end or "inf" in end
                                                              for end in value if end is not None)):
            return enclosure(value)
        return [read(entry, key) for entry in value]
    if isinstance(value, str) and key not in TEXTS and _RATIONAL.fullmatch(value):
        number = Fraction(value)
        return int(number) if number.denominator == 1 and key in INTEGERS else number
    return value


#: Keys of enclosures in answers.  The tests compare them with the schemas.
ENCLOSURES = frozenset("""
    B D0_squared D_squared at beta_D_squared bound bounds coordinates difference distance eigenvalues
    eta_rho gamma head key leak least loss loss_star losses mean_error_bound mixed query ratio_error
    relative rho sigma_max sigma_min singular_values sup value ratio beta""".split())
#: Keys of integers, which beyond 63 bits are text.
INTEGERS = frozenset("""
    components defect degree dimension dimension_AV direction expected fiber_dimension forms
    generic_fiber_dimension hilbert_function ideal independent jacobian_rank jacobian_rank_lower
    least_heads lower new new_from_families orbit_dimension parameters pieces polynomials rank
    rank_A rank_K rank_Q rank_S rank_V real_components real_dimension seed upper value""".split())
#: Keys whose text is never a number.
TEXTS = frozenset("""
    because certificate claim command delta equations failures family file format formula function map
    mask model_type name note output parametrisation polynomial r reason reasons sign statement statements system
    theorem version which why""".split())
