"""What all parts of this checker share: verdicts, strict JSON, exact numbers.

Only the standard library is used.
"""

import hashlib
import json
import re
from fractions import Fraction

WORD = 2 ** 63          # integers below this in absolute value are JSON numbers
DEPTH = 64              # the deepest nesting of brackets
FORMATS = ("fulgurite-certificate/1", "fulgurite-pattern-certificate/1")


class Refused(Exception):
    """The file is a certificate, but not a valid one."""


class NotParsed(Exception):
    """The file is not a certificate at all."""


class Unable(Exception):
    """A limit of this checker was reached."""


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def limit(condition, reason):
    if not condition:
        raise Unable(reason + " for this checker")


# ------------------------------------------------------------------ the file

def parse(text):
    """The object in a str or bytes of strict JSON.  Raises NotParsed for what is not
    JSON, and Refused for JSON that certificates do not allow."""
    flaws = []

    def pairs(items):
        if len(dict(items)) < len(items):
            flaws.append("an object has the same key twice")
        if any("\0" in key for key, _ in items):
            raise NotParsed("a key has a NUL byte")
        return dict(items)

    def integer(digits):
        if len(digits) > 20 or abs(int(digits)) >= WORD or digits == "-0":
            flaws.append("a number is not an integer of 63 bits: %.30s" % digits)
            return 0
        return int(digits)

    def real(digits):
        flaws.append("a number is not an integer: %.30s" % digits)

    def constant(name):
        raise NotParsed("%s is not JSON" % name)

    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_int=integer,
                           parse_float=real, parse_constant=constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")   # lone surrogates
    except RecursionError:
        raise NotParsed("the brackets are nested too deeply")
    except ValueError as error:             # covers bad JSON and bad UTF-8
        raise NotParsed("not JSON: %s" % error)
    depth = 0
    for bracket in re.findall(r'[\[\]{}]', re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH:
            raise NotParsed("the brackets are nested too deeply")
    if type(value) is not dict or value.get("format") not in FORMATS:
        raise NotParsed("not an object of format " + " or ".join(map(str, FORMATS)))
    for flaw in flaws:
        raise Refused(flaw)
    return value


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def sha256(value):
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def same(a, b):
    """Equality of JSON values.  (In Python True == 1, in JSON not.)"""
    return canonical(a) == canonical(b)


def number(n):
    """How a certificate writes the integer n."""
    return n if abs(n) < WORD else str(n)


def need_keys(value, names, where):
    need(type(value) is dict, "%s is not an object" % where)
    for name in value:
        need(name in names, "%s has the unknown key %s" % (where, ascii(name)[:40]))
    for name in names:
        need(name in value, "%s has no key %s" % (where, name))


def need_list(value, length, where):
    need(type(value) is list and len(value) == length,
         "%s is not a list of length %d" % (where, length))


def need_matrix(value, rows, columns, where):
    need_list(value, rows, where)
    for row in value:
        need_list(row, columns, "a row of " + where)
        need(all(type(x) in (int, Fraction) for x in row), "%s has an entry that is not an integer" % where)


# ------------------------------------------------------------- exact numbers

def exact(x):
    """The Fraction of a JSON integer, or of a string "p/q" in lowest terms with q > 1
    (or an integer beyond 63 bits)."""
    if type(x) is int:
        return Fraction(x)
    need(type(x) is str and len(x) <= 40002
         and re.fullmatch("-?(0|[1-9][0-9]{0,19999})(/[1-9][0-9]{0,19999})?", x), "a number is not exact")
    value = Fraction(x)
    need(str(value) == x and ("/" in x or number(value.numerator) == x), "a number is not in lowest terms")
    return value


def exact_matrix(rows):
    if type(rows) is not list or not all(type(row) is list for row in rows):
        return rows
    return [[exact(x) for x in row] for row in rows]


def transpose(A):
    return [list(column) for column in zip(*A)]
