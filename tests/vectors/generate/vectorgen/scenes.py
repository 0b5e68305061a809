"""The draws that most vectors start from, and the small changes made to them."""

from collections.abc import Callable
from typing import Any

from vectorgen.ending import Ending
from vectorgen.plan import Group

Hooks = dict[str, Callable[[Any], Any]]
DECLINE = {"0.0": "decline"}


def drawn(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Two seats, five candidates, one excluded; the first invited declines."""
    return Ending(hooks=hooks or {}, **choices).to_seeded().play(DECLINE)


def short(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """The shortest record that verifies: voided before the seal."""
    return Ending(hooks=hooks or {}, **choices).request().freeze().joined().void()


def seeded(hooks: Hooks | None = None, **choices: Any) -> Ending:
    return Ending(hooks=hooks or {}, **choices).to_seeded()


def two_groups(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Groups 1.1 and 1.10 share the people 3 to 6."""
    groups = (
        Group(2, range(7), {20: "bye"}, "1.1"),
        Group(2, range(3, 10), {20: "bye", 21: "over_age"}, "1.10"),
    )
    return Ending(hooks=hooks or {}, groups=groups, **choices)


def serial(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Turn order from serial 4 on; a carried turn of serial 2 comes first."""
    group = Group(3, (1, 2, 3, 4, 5, 7), {6: "recused"}, "2.3", cursor="3", carried=("2",))
    choices = {"groups": (group,), "mode": "serial", "source": "none"} | choices
    return Ending(hooks=hooks or {}, **choices)


def unit_limited(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """One of unit U1 may hold a seat; he declines, and one passed over for him is invited."""
    units = dict.fromkeys(range(8), "U1")
    group = Group(3, range(10), {10: "bye"})
    limited = {"groups": (group,), "units": units, "unit_limit": 1}
    draw = Ending(None, hooks=hooks or {}, **limited, **choices).to_seeded().invite()
    state = draw.walk.groups[0]
    if state.invited == state.order[:3]:
        raise ValueError("choose a draw in which somebody is passed over")
    held = [state.rows[row]["unit"] != "" for row in state.invited]
    answers = {f"0.{k}": "decline" for k, of_unit in enumerate(held) if of_unit}
    return draw.answer_round(answers).close().play()


def beacon(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Quicknet round 12040883 of 2024-10-14."""
    years = [{"holidays": [], "workdays": [], "year": choices.pop("year", 2024)}]
    start = choices.pop("start", "2024-10-14T16:30:00Z")
    return drawn(hooks, source="beacon", start=start, calendar=years, **choices)


# changes


def setting(**members: Any) -> Callable[[Any], None]:
    """Members of an object get other values; a function gets the old one."""

    def change(value: Any) -> None:
        for name, new in members.items():
            value[name] = new(value[name]) if callable(new) else new

    return change


def without(name: str) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        del value[name]

    return change


def at(*path: str | int, to: Any) -> Callable[[Any], None]:
    """The value at a path becomes another; a function gets the old one."""

    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to(value[path[-1]]) if callable(to) else to

    return change


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """The first occurrence in raw bytes."""

    def change(data: bytes) -> bytes:
        if old not in data:
            raise LookupError(old)
        return data.replace(old, new, 1)

    return change


def bytes_of(old: str, new: str) -> Hooks:
    """A record whose text is changed after it was made."""
    return {"record.bytes": replacing(old.encode(), new.encode())}


def flipped(hexadecimal: str) -> str:
    """The same with its last bit changed."""
    return hexadecimal[:-1] + f"{int(hexadecimal[-1], 16) ^ 1:x}"


def of_type(kind: str, change: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Applies `change` to the first entry of that type in a record object."""

    def apply(record: Any) -> None:
        change(next(e for e in record["entries"] if e["entry"]["type"] == kind))

    return apply
