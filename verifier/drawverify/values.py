"""The value types of SPEC §3.2, by the names that schema.txt gives them."""

from __future__ import annotations

from .deadline import clock_seconds, day_of, seconds_of
from .note import COSIGNER_KEY, HASH_BYTES, LOG_KEY, from_base64, parse_vkey
from .shape import Shape, also, anything, boolean, either, integer, no_fit, parsed, pattern, string

FIRST_YEAR_OF_TIME, FIRST_YEAR_OF_DATE = 2000, 1900
NAME = "[A-Za-z0-9][A-Za-z0-9._-]"


def any_object(value: object) -> None:
    """Fits any object."""
    if not isinstance(value, dict):
        raise no_fit("object", value)


def vkey(kind: int) -> Shape:
    """Returns the shape of verifier keys of a type, SPEC §4.2."""

    def check(value: object) -> None:
        string(value)
        parse_vkey(str(value), kind)

    return check


def hash_base64(value: object) -> None:
    """Fits the base64 of 32 bytes."""
    string(value)
    if len(from_base64(str(value))) != HASH_BYTES:
        raise no_fit({"bytes": HASH_BYTES}, value)


def from_year(shape: Shape, year: int) -> Shape:
    """Returns a shape of times or dates narrowed to a year and those after it."""
    return also(shape, lambda text: int(text[:4]) >= year, {"year_from": year})


TYPES: dict[str, Shape] = {
    "any": anything,
    "base64": hash_base64,
    "boolean": boolean,
    "clock": parsed(clock_seconds, "HH:MM"),
    "code": pattern("[a-z][a-z0-9_]{0,63}"),
    "cosigner_vkey": vkey(COSIGNER_KEY),
    "count": integer(0),
    "date": from_year(parsed(day_of, "YYYY-MM-DD"), FIRST_YEAR_OF_DATE),
    "date_or_empty": either("", from_year(parsed(day_of, "YYYY-MM-DD"), FIRST_YEAR_OF_DATE)),
    "digits": pattern("[0-9]{1,9}"),
    "hex": pattern("(?:[0-9a-f]{2})+"),
    "hex32": pattern("[0-9a-f]{64}"),
    "hex32_or_empty": pattern("(?:[0-9a-f]{64})?"),
    "hex64": pattern("[0-9a-f]{128}"),
    "id": pattern(NAME + "{0,63}"),
    "id_or_empty": pattern(f"(?:{NAME}{{0,63}})?"),
    "integer": integer(),
    "leaf": pattern("[0-9a-f]{64}"),
    "object": any_object,
    "origin": pattern("[a-z0-9](?:[a-z0-9.:/-]{0,253}[a-z0-9])?"),
    "positive": integer(1),
    "serial": pattern("(?:[0-9]{1,9})?"),
    "specialty": pattern(NAME + "{0,31}"),
    "string": string,
    "text": pattern("[^\n]{1,500}"),
    "time": from_year(parsed(seconds_of, "YYYY-MM-DDTHH:MM:SSZ"), FIRST_YEAR_OF_TIME),
    "type": pattern("[A-Z][A-Z_]{0,31}"),
    "vkey": vkey(LOG_KEY),
}
