"""Part "file" of SPEC §13: bytes become values that later steps need not doubt the form of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import FailedError, require, require_equal
from .schema import DISCLOSURES, ENTRY_VERSION, OWN_ROW, RECORD, TRUST, FileFormat
from .signed import is_signed
from .strict import check_canonical, decode, digest, parse

# Given a limit in bytes, returns at most one byte more; so what is too long is seen to be.
Reader = Callable[[int], bytes]

STEPS = (
    *("file.size", "file.json", "file.canonical", "file.version", "file.schema"),
    *("file.trust", "file.disclosures"),
)


def from_bytes(raw: bytes) -> Reader:
    """Returns a reader of bytes at hand."""
    return lambda limit: raw[: limit + 1]


def read_record(read: Reader) -> dict[str, Any]:
    """Returns a record that passes steps 1 to 5.

    Raises:
        FailedError: with the step that fails.
    """
    return _read(read, RECORD)


def read_trust(read: Reader) -> dict[str, Any]:
    """Returns a trust file that passes steps 1 to 5 and is signed by its own key.

    Whether that key is the supervising body's depends on where the file came from.
    """
    # SPEC §11.2 step 6
    try:
        trust = _read(read, TRUST)
        unsigned = {name: value for name, value in trust.items() if name != "signature"}
        signature = trust["signature"]
        valid = is_signed(trust["key"], digest("trust", unsigned), signature)
        require(valid, "signature", expected="valid_signature", got=signature)
    except FailedError as error:
        raise _inside(error, "trust", "file.trust") from None
    return trust


def read_disclosures(read: Reader) -> dict[str, Any]:
    """Returns a disclosures file that passes steps 1 to 5."""
    # SPEC §11.4 step 7
    try:
        return _read(read, DISCLOSURES)
    except FailedError as error:
        raise _inside(error, "disclosures", "file.disclosures") from None


def read_own(read: Reader) -> dict[str, Any]:
    """Returns an own row file that passes steps 1 to 5, SPEC §11.6.

    Raises:
        FailedError: with the step that fails.
    """
    try:
        return _read(read, OWN_ROW)
    except FailedError as error:
        raise error.at("own row") from None


def _inside(error: FailedError, name: str, step: str) -> FailedError:
    error.at(name)
    error.cause, error.step = error.step, step
    return error


def _read(read: Reader, form: FileFormat) -> dict[str, Any]:
    # SPEC §11 step 1
    raw = _take("file.size", _read_bytes, read, form.limit)
    # SPEC §3.1 step 2
    text = _take("file.json", decode, raw)
    del raw  # a long record is held in as few forms at once as possible
    value = _take("file.json", parse, text)
    # SPEC §3.1 step 3
    _take("file.canonical", check_canonical, text, value)
    del text
    # SPEC §11 step 4
    _take("file.version", _check_version, value, form)
    # SPEC §3.2 §5 §6.1 §7 §11 step 5
    _take("file.schema", form.shape, value)
    found: dict[str, Any] = value
    return found


def _take(step: str, action: Callable[..., Any], *arguments: object) -> Any:
    try:
        return action(*arguments)
    except FailedError as error:
        error.step = step
        raise


def _read_bytes(read: Reader, limit: int) -> bytes:
    raw = read(limit)
    require(len(raw) <= limit, "", expected={"bytes": f"≤ {limit}"}, got=f"≥ {len(raw)}")
    return raw


def _check_version(value: Any, form: FileFormat) -> None:
    require(isinstance(value, dict), "", expected="object", got=type(value).__name__)
    for name, expected in form.fixed.items():
        require_equal(value.get(name), expected, name)
    entries = value.get("entries") if form is RECORD else None
    for number, item in enumerate(entries if isinstance(entries, list) else []):
        entry = item.get("entry") if isinstance(item, dict) else None
        if isinstance(entry, dict):
            require_equal(entry.get("v"), ENTRY_VERSION, f"entries[{number}].entry.v")
