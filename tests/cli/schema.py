"""A validator for the JSON schemas in schema/, with Python alone.

It knows the keywords of draft 2020-12 that the schemas use, and refuses any other,
so that nothing in a schema is passed over."""

import json
import os
import re

FOLDER = os.path.join(os.environ.get("srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                            os.pardir, os.pardir)), "schema")
SILENT = {"$schema", "$id", "$defs", "title", "description"}
_loaded = {}


def load(name):
    if name not in _loaded:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            _loaded[name] = json.load(file)
    return _loaded[name]


def exists(name):
    return os.path.exists(os.path.join(FOLDER, name))


def _is(value, kind):
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"object": isinstance(value, dict), "array": isinstance(value, list), "string": isinstance(value, str),
            "boolean": isinstance(value, bool), "null": value is None, "number": number,
            "integer": number and float(value).is_integer() if isinstance(value, float) else number}[kind]


def _same(a, b):
    return type(a) is type(b) and a == b


def _valid(value, schema, file):
    return next(errors(value, schema, file), None) is None


def errors(value, schema, file, where="$"):
    """What is wrong with a value: sentences."""
    if schema is True:
        return
    if schema is False:
        yield "%s: nothing is allowed here" % where
        return
    for key, rule in schema.items():
        if key not in SILENT:
            if key not in KEYWORDS:
                raise ValueError("%s: the validator does not know %s" % (file, key))
            yield from KEYWORDS[key](value, rule, schema, file, where)


def _reference(value, rule, schema, file, where):
    name, _, pointer = rule.partition("#")
    target = load(name or file)
    for part in pointer.strip("/").split("/") if pointer.strip("/") else ():
        target = target[part]
    yield from errors(value, target, name or file, where)


def _type(value, rule, schema, file, where):
    kinds = rule if isinstance(rule, list) else [rule]
    if not any(_is(value, kind) for kind in kinds):
        yield "%s: %.60r is no %s" % (where, value, " or ".join(kinds))


def _enum(value, rule, schema, file, where):
    if not any(_same(value, x) for x in rule):
        yield "%s: %.60r is none of %s" % (where, value, rule)


def _const(value, rule, schema, file, where):
    if not _same(value, rule):
        yield "%s: %.60r is not %r" % (where, value, rule)


def _properties(value, rule, schema, file, where):
    if isinstance(value, dict):
        for key in rule:
            if key in value:
                yield from errors(value[key], rule[key], file, "%s.%s" % (where, key))


def _required(value, rule, schema, file, where):
    if isinstance(value, dict):
        for key in rule:
            if key not in value:
                yield "%s: %s is missing" % (where, key)


def _additional(value, rule, schema, file, where):
    if isinstance(value, dict):
        for key in value:
            if key not in schema.get("properties", {}):
                if rule is False:
                    yield "%s: unknown key %s" % (where, key)
                else:
                    yield from errors(value[key], rule, file, "%s.%s" % (where, key))


def _names(value, rule, schema, file, where):
    if isinstance(value, dict):
        for key in value:
            yield from errors(key, rule, file, "%s, the key %s" % (where, key))


def _items(value, rule, schema, file, where):
    if isinstance(value, list):
        for n, item in enumerate(value):
            if n >= len(schema.get("prefixItems", ())):
                yield from errors(item, rule, file, "%s[%d]" % (where, n))


def _prefix(value, rule, schema, file, where):
    if isinstance(value, list):
        for n, (item, part) in enumerate(zip(value, rule)):
            yield from errors(item, part, file, "%s[%d]" % (where, n))


def _bound(is_right, kind, words):
    def check(value, rule, schema, file, where):
        if _is(value, kind) and not is_right(value, rule):
            yield "%s: %.60r: %s %s" % (where, value, words, rule)
    return check


def _any_of(value, rule, schema, file, where):
    if not any(_valid(value, part, file) for part in rule):
        found = [next(errors(value, part, file, where), "") for part in rule]
        yield "%s: none of: %s" % (where, " | ".join(found))


def _one_of(value, rule, schema, file, where):
    count = sum(_valid(value, part, file) for part in rule)
    if count != 1:
        yield "%s: %d of the alternatives hold in place of one" % (where, count)


def _all_of(value, rule, schema, file, where):
    for part in rule:
        yield from errors(value, part, file, where)


def _not(value, rule, schema, file, where):
    if _valid(value, rule, file):
        yield "%s: forbidden" % where


def _if(value, rule, schema, file, where):
    branch = "then" if _valid(value, rule, file) else "else"
    yield from errors(value, schema.get(branch, True), file, where)


def _nothing(value, rule, schema, file, where):
    return iter(())


KEYWORDS = {
    "$ref": _reference, "type": _type, "enum": _enum, "const": _const, "properties": _properties,
    "required": _required, "additionalProperties": _additional, "propertyNames": _names, "items": _items,
    "prefixItems": _prefix, "anyOf": _any_of, "oneOf": _one_of, "allOf": _all_of, "not": _not,
    "if": _if, "then": _nothing, "else": _nothing,
    "minimum": _bound(lambda x, r: x >= r, "number", "at least"),
    "maximum": _bound(lambda x, r: x <= r, "number", "at most"),
    "minItems": _bound(lambda x, r: len(x) >= r, "array", "entries, at least"),
    "maxItems": _bound(lambda x, r: len(x) <= r, "array", "entries, at most"),
    "pattern": _bound(lambda x, r: re.search(r, x) is not None, "string", "the pattern"),
}


def problems(value, name):
    """A list of sentences: empty when the value is valid for the schema."""
    return list(errors(value, load(name), name))


def problems_of_answer(answer):
    """Of what a command has printed, or of a file by its format."""
    if isinstance(answer, dict) and "command" in answer:
        name = "output-%s.json" % answer["command"]
    elif isinstance(answer, dict) and "format" in answer:
        name = "%s.json" % str(answer["format"]).replace("fulgurite-", "").rpartition("/")[0]
    else:
        return ["neither an answer of a command nor a file of a known format"]
    if not exists(name):
        return ["there is no schema " + name]
    return problems(answer, name)
