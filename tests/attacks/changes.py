"""Every small change of a JSON value: each member and element changed, removed, duplicated, exchanged."""

from collections.abc import Iterator
from typing import Any

Place = tuple[str | int, ...]
Change = tuple[str, Place]

OTHERS = {
    "accept": "decline",
    "bye": "engaged",
    "countersigned": "handler",
    "decline": "accept",
    "dice": "witness",
    "eligible": "excluded",
    "every_day": "working_days",
    "first": "retry",
    "fixed": "fresh",
    "full": "codes",
    "handler": "link",
    "illness": "absence",
    "interest": "kinship",
    "masked": "codes",
    "none": "illness",
    "random": "serial",
    "recuse": "decline",
    "recused": "engaged",
    "serial": "random",
    "warn": "off",
    "witness": "dice",
    "working_days": "every_day",
}


def at(value: Any, place: Place) -> Any:
    for name in place:
        value = value[name]
    return value


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """All members and elements, outermost first."""
    if isinstance(value, dict | list):
        for name, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield (*place, name)
            yield from places(item, (*place, name))


def other(value: Any) -> Any:
    """Another value of the same form, as far as a form can be guessed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return other_text(value)
    return [] if value and isinstance(value, list) else {} if value else [0]


def other_text(text: str) -> str:
    if text in OTHERS:
        return OTHERS[text]
    if not text:
        return "0" * 64
    for index in reversed(range(len(text))):
        if text[index] in "0123456789":
            digit = str((int(text[index]) + 1) % 10)
            return text[:index] + digit + text[index + 1 :]
    return text + "x" if text[-1] != "x" else text[:-1]


def changes(value: Any, within: Place = ()) -> Iterator[Change]:
    """Names of all changes of one place each."""
    for place in places(at(value, within), within):
        yield "changed", place
        yield "removed", place
        holder = at(value, place[:-1])
        if isinstance(holder, list):
            yield "duplicated", place
            index = place[-1]
            assert isinstance(index, int)
            if index and holder[index] != holder[index - 1]:
                yield "exchanged", place


def changed(value: Any, change: Change) -> Any:
    """The value with one change. What is not on the way to it is shared, not copied."""
    kind, (name, *rest) = change[0], change[1]
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[name] = changed(value[name], (kind, tuple(rest)))  # type: ignore[index]
    elif kind == "changed":
        copy[name] = other(value[name])  # type: ignore[index]
    elif kind == "removed":
        del copy[name]  # type: ignore[arg-type]
    else:
        _rearrange(copy, int(name), kind)  # type: ignore[arg-type]
    return copy


def _rearrange(items: list[Any], index: int, kind: str) -> None:
    if kind == "duplicated":
        items.insert(index, items[index])
    else:
        items[index - 1], items[index] = items[index], items[index - 1]
