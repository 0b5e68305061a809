"""Answers in words: views as lines and tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from drawsvc.cli.answers import Part, Rows
from drawsvc.words import CHINA_OFFSET_MINUTES, Words, local_time, zone_of

SLIP_GROUP = 4
SLIP_LINE = 8

Names = Mapping[str, str]
"""What specialties are called, by code; empty where nobody knows."""


def written(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """What was written and where the draw stands now."""
    counted = Counter(words.name("types", entry["type"]) for entry in view["entries"])
    named = [
        name if count == 1 else words("done.times", name=name, count=count)
        for name, count in counted.items()
    ]
    if named:
        yield words("done.entry", entries=words("list.separator").join(named))
    if view.get("phase"):
        yield words("done.phase", draw=view["draw"], phase=words.name("phases", view["phase"]))


PROFILE_TEXTS = ("name", "regulation", "valid_from")
PROFILE_CODES = ("mode", "publication")
PROFILE_LISTS = ("roles", "sources", "recusal_grounds", "assumed", "readings")


def profile(words: Words, found: dict[str, Any]) -> Iterator[Part]:
    """A profile: what it says, what it assumes, how it reads the regulation."""
    yield f"{found['id']} {found['version']}"
    for name in PROFILE_TEXTS:
        yield words("profile.line", name=words(f"profile.{name}"), value=found[name])
    for name in PROFILE_CODES:
        value = words.typed(name, found[name])
        yield words("profile.line", name=words(f"profile.{name}"), value=value)
    for step in found["approvals"]:
        role, said = words.name("roles", step["role"]), words.typed("steps", step["step"])
        yield words("profile.approval", role=role, step=said)
    for name in PROFILE_LISTS:
        shown = list(_profile_list(words, name, found))
        if shown:
            yield words("profile.line", name=words(f"profile.{name}"), value="")
            yield from (f"  - {value}" for value in shown)


def _profile_list(words: Words, name: str, found: dict[str, Any]) -> Iterator[str]:
    for value in found[name]:
        if name == "assumed":
            parameter, used = words.name("parameters", value), _used(words, found, value)
            yield words("profile.assumed_value", name=parameter, value=used)
        else:
            yield words.typed(name, value)


def _used(words: Words, found: dict[str, Any], path: str) -> str:
    """What a profile holds at a path like `windows.reply_minutes`, in words."""
    value: Any = found
    for part in path.split("."):
        if isinstance(value, list):
            value = {item["id"]: item for item in value}
        value = value[part]
    codes = value if isinstance(value, list) else [value]
    said = [words.name("values", str(code)) for code in codes]
    return words("list.separator").join(said) or words("values.nothing")


WALK_COLUMNS = ("round", "nth", "specialty", "row", "answer", "reason")


def funnel(words: Words, groups: Sequence[dict[str, Any]], names: Names) -> Iterator[Part]:
    """The funnel of every group, and a warning where it is narrow."""
    for group in groups:
        specialty = names.get(group["specialty"], group["specialty"])
        yield ""
        yield words("funnel.title", **group | {"specialty": specialty})
        yield Rows([words("funnel.step"), words("funnel.rows")], list(_steps(words, group)))
        if group["short"]:
            yield words("funnel.short", **group)
            continue
        yield words("funnel.ratio", ratio=_ratio(group), **group)
        if group["few_per_seat"]:
            yield words("funnel.narrow", **group)


def _steps(words: Words, group: dict[str, Any]) -> Iterator[Sequence[object]]:
    yield words("funnel.roster"), group["roster"]
    yield words("funnel.listed"), group["listed"]
    for reason, count in group["excluded"].items():
        yield words("funnel.excluded", reason=words.name("reasons", reason)), f"−{count}"
    yield words("funnel.eligible"), group["eligible"]
    yield words("funnel.seats"), group["seats"]


def _ratio(group: dict[str, Any]) -> str:
    tenths = group["eligible"] * 10 // group["seats"]
    return f"{tenths // 10}.{tenths % 10}"


def since_request(words: Words, changes: dict[str, int]) -> Iterator[Part]:
    """What was changed in the roster between request and freeze, if anything."""
    if any(changes.values()):
        yield words("funnel.since_request", **changes)


def joins(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """Who has joined and who is missing."""
    roles = [words.name("roles", join["role"]) for join in view["joins"]]
    yield words("joins.joined", roles=words("list.separator").join(roles))
    if view["missing_roles"]:
        yield words("joins.missing", roles=words.listed("roles", view["missing_roles"]))


def walk(words: Words, view: dict[str, Any], *, names: Names, offset: int) -> Rows:
    """The walk as a table.

    Args:
        words: of the language.
        view: with `walk`, and with `outcome`, which says what each group's specialty is.
        names: of specialties.
        offset: minutes from UTC of the pool's clocks.
    """
    heading = [words(f"walk.{name}") for name in WALK_COLUMNS]
    rows = [
        (
            row["round"],
            row["nth"],
            _named(names, view["outcome"][row["group"]]["specialty"]),
            row["row"],
            words.name("answers", row["answer"]),
            words.name("reply_reasons", row["reason"]) if row["reason"] != "none" else "",
            local(row["time"], offset),
        )
        for row in view["walk"]
    ]
    return Rows([*heading, words("walk.time", zone=zone_of(offset))], rows)


def _named(names: Names, code: str) -> str:
    return names.get(code, code)


def outcome(words: Words, groups: Iterable[dict[str, Any]], names: Names) -> Iterator[Part]:
    """How many seats are filled."""
    for group in groups:
        vacant = max(0, group["seats"] - group["accepted"] - group["open"])
        counts = {"open": group["open"], "vacant": vacant}
        rest = "".join(words(f"done.{name}", **counts) for name, count in counts.items() if count)
        specialty = _named(names, group["specialty"])
        yield words("done.seats", **group | {"specialty": specialty, "rest": rest})


def panel(words: Words, rows: Sequence[dict[str, Any]], names: Names) -> Iterator[Part]:
    """The released panel."""
    if rows:
        columns = ["row", "text"]
        if any(row["serial"] for row in rows):
            columns.insert(0, "serial")
        heading = [words(f"panel.{name}") for name in ("specialty", *columns)]
        yield words("panel.title")
        told = [(_named(names, r["specialty"]), *(r[name] for name in columns)) for r in rows]
        yield Rows(heading, told)


def slip(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """The slip in groups of four digits, and its check code."""
    yield words("slip.title")
    yield from (f"    {line}" for line in slip_lines(view["slip"]))
    yield words("slip.check_code", check_code=view["check_code"])


def slip_lines(leaf: str) -> list[str]:
    """64 digits in groups of four, eight groups a line, as they are written on paper."""
    groups = [leaf[i : i + SLIP_GROUP] for i in range(0, len(leaf), SLIP_GROUP)]
    return [" ".join(groups[i : i + SLIP_LINE]) for i in range(0, len(groups), SLIP_LINE)]


def notes(words: Words, found: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """Warnings about what was typed."""
    for warning in found:
        facts = dict(warning["facts"])
        if "known" in facts:
            facts["known"] = words.listed(facts["table"], facts["known"])
        yield words("list.note", note=_warning(words, {**warning, "facts": facts}))


def _warning(words: Words, warning: dict[str, Any]) -> str:
    facts = {name: _fact(words, value) for name, value in warning["facts"].items()}
    return words.coded("warnings", warning["code"], **facts)


def _fact(words: Words, value: Any) -> object:
    return words("list.separator").join(map(str, value)) if isinstance(value, list) else value


def local(time: str, offset_minutes: int = CHINA_OFFSET_MINUTES) -> str:
    """A time as the pool's clocks show it; "" stays as it is."""
    return local_time(time, offset_minutes) if time else ""
