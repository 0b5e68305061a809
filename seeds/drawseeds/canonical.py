"""Canonical JSON of SPEC §3.1: RFC 8785, narrowed until every value has exactly one spelling."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NoReturn, TypeAlias

# At run time a mapping is a dict and a sequence a list or a tuple; `parse` makes dicts and lists.
# The wider types are for the type checker, to which a dict[str, str] is no dict[str, Value].
Value: TypeAlias = "bool | int | str | Sequence[Value] | Mapping[str, Value]"

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON reader keeps exactly

_INTEGER_LENGTH = len(str(-MAX_INTEGER))
_FIRST_RUN = 0x300  # below, Unicode assigns every code point
_COMMON = re.compile("[\x00-\u02ff\u4e00-\u9ffc]*")  # assigned, too: what most texts are made of
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_DOUBTFUL = re.compile("[\\\\\x7f\ud800-\udfff]")  # an escape, or forbidden and not escaped


class CanonicalError(ValueError):
    """A value without canonical form, or bytes that are not one.

    The message never quotes the value, which may be personal data.
    """


def serialise(value: Value) -> bytes:
    """Returns the canonical JSON of a value (SPEC §3.1).

    Args:
        value: bool, int, str, or lists, tuples and dicts of them. Tuples are written like lists.

    Raises:
        CanonicalError: the value, or one within it, has no canonical form.
    """
    _check(value, MAX_DEPTH)
    text = _write(value)
    # One look at the whole is much faster than one at each string. A string that has no canonical
    # form shows in it: as an escape, as U+007F, as what UTF-8 lacks, as a character that is not
    # assigned, or as text that is not in NFC, since nothing composes with the quotation marks
    # around it. Others may show in it, too.
    if _DOUBTFUL.search(text) or not _is_nfc(text) or unassigned(text):
        _check_texts(value)
    return text.encode()


def parse(data: bytes) -> Value:
    """Returns the value whose canonical JSON is `data`, as dicts and lists; repairs nothing.

    Time is linear in the length. The size of `data` is for the caller to limit (SPEC §11).

    Raises:
        CanonicalError: `data` is not canonical JSON.
    """
    value = _read(data)
    # One comparison finds white space, names twice or out of order, needless escapes and `-0`.
    if serialise(value) != data:
        raise CanonicalError("expected canonical JSON, got another spelling of the same value")
    return value


def _read(data: bytes) -> Value:
    try:
        value: Value = _decoder.decode(data.decode())
    except CanonicalError:
        raise
    except RecursionError:
        # The standard reader gives up a thousand levels down, far beyond MAX_DEPTH.
        raise CanonicalError(_too_deep()) from None
    except UnicodeDecodeError as error:
        raise CanonicalError(f"expected UTF-8, got another byte at {error.start}") from None
    except ValueError as error:
        raise CanonicalError(f"expected JSON, got something else: {error}") from None
    return value


def _read_integer(digits: str) -> int:
    # The length is looked at first: making an int of a million digits takes quadratic time.
    if len(digits) > _INTEGER_LENGTH:
        raise CanonicalError(f"expected an integer, got {len(digits)} digits")
    return int(digits)


def _refuse_number(_digits: str) -> NoReturn:
    raise CanonicalError("expected an integer, got another number")


_write = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode

_decoder = json.JSONDecoder(
    parse_int=_read_integer, parse_float=_refuse_number, parse_constant=_refuse_number
)


def _too_deep() -> str:
    return f"expected at most {MAX_DEPTH} levels, got more"


def _check(value: object, levels: int) -> None:
    """Raises unless the value, strings apart, has a canonical form and at most that many levels of containers."""
    kind = type(value)
    check = _CHECKS.get(kind)
    # Exact types: a bool is an int to Python, and a subclass may print as anything.
    if check is None:
        raise CanonicalError(f"expected bool, int, str, list or dict, got {kind.__name__}")
    check(value, levels)


def _check_levels(levels: int) -> None:
    if levels == 0:
        raise CanonicalError(_too_deep())


def _check_nothing(_value: object, _levels: int) -> None:
    """Each of these is canonical, or is looked at as a part of the whole text."""


def _check_integer(value: int, _levels: int) -> None:
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise CanonicalError("expected an integer within ±(2^53−1), got one beyond")


def _check_text(value: str) -> None:
    forbidden = _FORBIDDEN.search(value)
    if forbidden:
        code = ord(forbidden[0])
        raise CanonicalError(f"expected text, got U+{code:04X} at {forbidden.start()}")
    if not _is_nfc(value):
        raise CanonicalError("expected a string in NFC, got another form")
    found = unassigned(value)
    if found:
        raise CanonicalError(f"expected characters of Unicode 13.0, got U+{ord(found):04X}")


def unassigned(text: str) -> str:
    """Returns a character that Unicode 13.0 does not assign and that is no later ideograph; "" if there is none."""
    if text.isascii() or _COMMON.fullmatch(text):
        return ""
    return next(filter(_is_unassigned, set(text)), "")


@cache
def _is_unassigned(character: str) -> bool:
    """Whether Unicode 13.0 does not assign a character that is no later ideograph: its NFC may depend on the reader."""
    code = ord(character)
    return code >= _FIRST_RUN and bisect_right(_run_starts(), code) % 2 == 0


@cache
def _run_starts() -> list[int]:
    """Where runs of code points begin: an allowed one, a refused one, and so on."""
    # Read when it is first needed; most strings are digits of digests.
    from drawseeds.unicode13 import RUNS  # noqa: PLC0415

    lengths = (int(length, 16) for length in RUNS.split())
    return list(accumulate(lengths, initial=_FIRST_RUN))


def _is_nfc(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


def _check_texts(value: Value) -> None:
    """Raises unless every string in a value has a canonical form; member names have one."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, Mapping):
        _check_texts(list(value.values()))
    elif isinstance(value, Sequence):
        for element in value:
            _check_texts(element)


def _check_sequence(value: Sequence[object], levels: int) -> None:
    _check_levels(levels)
    for element in value:
        _check(element, levels - 1)


def _check_mapping(value: Mapping[object, object], levels: int) -> None:
    _check_levels(levels)
    for name, member in value.items():
        if type(name) is not str or not _is_name(name):
            raise CanonicalError(f"expected a member name like {_NAME.pattern}, got another")
        if type(member) is not str:
            _check(member, levels - 1)


@lru_cache(1024)  # few names, in many objects
def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


_CHECKS: dict[type, Callable[[Any, int], None]] = {
    bool: _check_nothing,
    int: _check_integer,
    str: _check_nothing,
    list: _check_sequence,
    tuple: _check_sequence,
    dict: _check_mapping,
}
