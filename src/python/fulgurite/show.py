"""How answers are shown: as text, HTML and LaTeX."""
from __future__ import annotations

import html
from fractions import Fraction
from typing import Any, Mapping

__all__ = ["html_table", "latex", "latex_table", "text"]

#: Longer lists are cut to this length.
MOST = 12


def text(value: Any) -> str:
    """Returns the value in one line: Fractions as 1/3, enclosures as [lower, upper]."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(end, (Fraction, float)) for end in value):
        return f"[{_decimal(value[0])}, {_decimal(value[1])}]"
    if isinstance(value, Mapping):
        inside = [f"{key}: {text(entry)}" for key, entry in list(value.items())[:MOST]]
        return "{" + ", ".join(inside + ["..."] * (len(value) > MOST)) + "}"
    if isinstance(value, (list, tuple)):
        inside = [text(entry) for entry in value[:MOST]]
        return "[" + ", ".join(inside + ["..."] * (len(value) > MOST)) + "]"
    return str(value)


def _decimal(end: Any) -> str:
    """The end of an enclosure as a decimal; "~" marks one that is rounded."""
    if isinstance(end, float):
        return str(end)
    digits = f"{float(end):.17g}"
    return digits if Fraction(digits) == end else "~" + digits


def is_matrix(value: Any) -> bool:
    """Whether the value is a matrix of numbers or enclosures, small enough to show."""
    return (isinstance(value, list) and 0 < len(value) <= MOST and
            all(isinstance(row, list) and row and len(row) == len(value[0]) <= MOST and
                all(isinstance(x, (int, Fraction, tuple)) for x in row) for row in value))


def latex(value: Any) -> str:
    """Returns the value in LaTeX's math mode, without dollar signs."""
    if isinstance(value, bool) or value is None:
        return rf"\text{{{value}}}"
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    if isinstance(value, (int, Fraction)):
        return str(value)
    if is_matrix(value):
        rows = r" \\ ".join(" & ".join(latex(x) for x in row) for row in value)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    if isinstance(value, tuple):
        return text(value)
    return r"\text{" + _escaped(text(value)) + "}"


_SPECIAL = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
            **{sign: "\\" + sign for sign in "&%$#_{}"}}


def _escaped(words: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in words)


def latex_table(rows: Mapping[str, Any]) -> str:
    """Returns a table of two columns, between dollar signs."""
    lines = r" \\ ".join(rf"\text{{{_escaped(key)}}} & {latex(value)}" for key, value in rows.items())
    return rf"$\displaystyle\begin{{array}}{{ll}} {lines} \end{{array}}$"


def _html(value: Any) -> str:
    if is_matrix(value):
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(text(x))}</td>" for x in row) + "</tr>" for row in value)
        return f"<table>{rows}</table>"
    return html.escape(text(value))


def html_table(title: str, rows: Mapping[str, Any]) -> str:
    """Returns a table with a caption and one row per entry."""
    lines = "".join(f'<tr><th style="text-align:left">{html.escape(key)}</th><td style="text-align:left">'
                    f"{_html(value)}</td></tr>" for key, value in rows.items())
    return f"<table><caption>{html.escape(title)}</caption>{lines}</table>"
