"""What is wrong with the form of a call, part by part. Values are never told: bodies may hold what is private."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Any

from drawsvc.domain.errors import InputError
from drawsvc.domain.shapes import Form
from drawsvc.http.bodies import Strict

MAX_FAULTS = 20
"""Told of one call; `total` says how many there are."""

Fault = Mapping[str, Any]
"""As pydantic tells it: `loc`, the place; `type`; `input`, the value; `ctx`, the limits of the type."""

_UNKNOWN = "extra_forbidden"
_MISSING = "missing"
_TWICE = "given_twice"
_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}")
_LITERAL = re.compile("'([^']*)'")
_KINDS = ((bool, "flag"), (int, "number"), (float, "fraction"), (str, "text"), (list, "list"))


def malformed(faults: Sequence[Fault]) -> InputError:
    """The error of a call that does not have the form the OpenAPI document says."""
    failures = [_failure(fault) for fault in faults[:MAX_FAULTS]]
    return InputError("call_malformed", total=len(faults), failures=failures)


def parameter_fault(name: str, known: Collection[str]) -> Fault:
    """A parameter of the query that no operation of this address knows, or that stands there twice."""
    return {"loc": ("query", name), "type": _TWICE if name in known else _UNKNOWN, "input": ""}


def _failure(fault: Fault) -> InputError:
    kind, (where, *path) = fault["type"], fault["loc"]
    expected = _form(kind, fault.get("ctx", {}))
    found = "nothing" if kind == _MISSING else _kind(fault["input"])
    at = _pointer(path, kind) if where == "body" else _told(path[0], kind)
    return InputError("call_part", at=at, expected=expected, found=found, where=where)


def _pointer(path: Sequence[str | int], kind: str) -> str:
    """A place in the body as a JSON pointer (RFC 6901 §6), as far as its names are ours: keys of tables are values."""
    ours = list(takewhile(lambda part: isinstance(part, int) or part in _members(), path))
    rest = path[len(ours) :]
    if kind == _UNKNOWN and len(rest) == 1 and _NAME.fullmatch(str(rest[0])):
        ours += rest
    return "/".join(["#", *map(str, ours)])


def _told(name: str, kind: str) -> str:
    """A name; where somebody else has chosen it, only what is written as names are."""
    return name if kind != _UNKNOWN or _NAME.fullmatch(name) else "…"


@cache
def _members(body: type[Strict] = Strict) -> frozenset[str]:
    """The names of all members of bodies."""
    return frozenset(body.model_fields).union(*map(_members, body.__subclasses__()))


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return next((code for kind, code in _KINDS if isinstance(value, kind)), "object")


def _form(kind: str, limits: Mapping[str, Any]) -> Form:
    """What was expected."""
    form = _FORMS.get(kind, _DOCUMENTED)
    values = {_LIMITS[name]: value for name, value in limits.items() if name in _LIMITS}
    if "literals" in values:  # told as a sentence: 'first', 'retry' or 'second_panel'
        named = filter(None, _LITERAL.findall(values["literals"]))  # "" is there for leaving it out
        values["literals"] = ", ".join(named)
    return replace(form, text=form.text.format_map(values), values=values)


_LIMITS = {
    "expected": "literals",
    "ge": "low",
    "le": "high",
    "max_length": "high",
    "min_length": "low",
    "one": "one",
    "other": "other",
    "pattern": "pattern",
}
"""What pydantic calls the limits of its types, and what forms call them."""

_CANONICAL = Form(  # SPEC §3.1
    "canonical", "a text in NFC, without control characters, of characters of Unicode 13.0"
)
_FORMS = {
    "bool_type": Form("flag", "true or false"),
    "canonical": _CANONICAL,
    "day": Form("date", "a date YYYY-MM-DD"),
    "dict_type": Form("object", "an object"),
    "greater_than_equal": Form("whole_from", "{low} or more"),
    "int_parsing": Form("integer", "a whole number"),
    "int_type": Form("integer", "a whole number"),
    "less_than_equal": Form("whole_to", "{high} or less"),
    "list_type": Form("items", "a list"),
    "literal_error": Form("literal", "one of {literals}"),
    "model_attributes_type": Form("object", "an object"),
    "model_type": Form("object", "an object"),
    "moment": Form("time", "a time YYYY-MM-DDTHH:MM:SSZ"),
    "one_of_both": Form("one_of_both", "either {one} or {other}"),
    "string_pattern_mismatch": Form("pattern", "a text of the form {pattern}"),
    "string_too_long": Form("text_to", "at most {high} characters"),
    "string_too_short": Form("text_from", "at least {low} characters"),
    "string_type": Form("any_text", "a text"),
    "string_unicode": _CANONICAL,  # half a character
    "too_long": Form("list_to", "at most {high} items"),
    "too_short": Form("list_from", "at least {low} items"),
    _MISSING: Form("something", "a value"),
    _TWICE: Form("once", "once"),
    _UNKNOWN: Form("not_known", "no such name"),
}
_DOCUMENTED = Form("documented", "the form that the OpenAPI document says")
