"""Answers in words: views as lines and tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from drawsvc.cli.answers import Part, Rows
from drawsvc.domain.times import parse_time
from drawsvc.words import Words

SHOWN_WARNINGS = 50
"""Warnings listed on a terminal; `--json` gives all."""

SLIP_GROUP = 4
SLIP_LINE = 8
CHINA_OFFSET_MINUTES = 480


def written(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """What was written and where the draw stands now."""
    for entry in view["entries"]:
        yield words(
            "done.entry",
            type=entry["type"],
            name=words.name("types", entry["type"]),
            leaf=entry["leaf"],
        )
    if view.get("phase"):
        yield words("done.phase", draw=view["draw"], phase=words.name("phases", view["phase"]))


PROFILE_TEXTS = ("name", "regulation", "valid_from", "mode", "publication")
PROFILE_LISTS = ("roles", "sources", "recusal_grounds", "assumed", "readings")


def profile(words: Words, found: dict[str, Any]) -> Iterator[Part]:
    """A profile: what it says, what it assumes, how it reads the regulation."""
    yield f"{found['id']} {found['version']}"
    for name in PROFILE_TEXTS:
        yield words("profile.line", name=words(f"profile.{name}"), value=found[name])
    for step in found["approvals"]:
        yield words("profile.approval", role=words.name("roles", step["role"]), step=step["step"])
    for name in PROFILE_LISTS:
        shown = [words.name(name, value) for value in found[name]]
        yield words("profile.line", name=words(f"profile.{name}"), value="")
        yield from (f"  - {value}" for value in shown)


def funnel(words: Words, groups: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """The funnel of every group, and a warning where it is narrow."""
    for group in groups:
        yield ""
        yield words("funnel.title", **group)
        yield Rows([words("funnel.step"), words("funnel.rows")], list(_steps(words, group)))
        yield words("funnel.ratio", ratio=_ratio(group), **group)
        if group["short"]:
            yield words("funnel.short", **group)
        elif group["few_per_seat"]:
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


def next_frozen(words: Words, view: dict[str, Any]) -> str:
    """What witnesses do after the freeze."""
    key = "next.frozen_value" if view["source"] == "witness" else "next.frozen"
    roles = words("list.separator").join(words.name("roles", role) for role in view["roles"])
    return words(key, draw=view["draw"], freeze=view["freeze"], roles=roles)


def joins(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """Who has joined and who is missing."""
    for join in view["joins"]:
        yield words("joins.joined", role=words.name("roles", join["role"]), key=join["key"])
    missing = [words.name("roles", role) for role in view["missing_roles"]]
    if missing:
        yield words("joins.missing", roles=words("list.separator").join(missing))
    else:
        yield words("next.joined", draw=view["draw"])


def walk(words: Words, rows: Iterable[dict[str, Any]], offset: int) -> Rows:
    """The walk as a table."""
    names = ("round", "nth", "group", "row", "answer", "reason", "time", "deadline")
    return Rows(
        [words(f"walk.{name}") for name in names],
        [
            (
                row["round"],
                row["nth"],
                row["group"],
                row["row"],
                words.name("answers", row["answer"]),
                words.name("reply_reasons", row["reason"]) if row["reason"] != "none" else "",
                local(row["time"], offset),
                local(row["deadline"], offset),
            )
            for row in rows
        ],
    )


def outcome(words: Words, groups: Iterable[dict[str, Any]]) -> Iterator[Part]:
    """How many seats are filled."""
    for number, group in enumerate(groups):
        yield words("done.seats", group=number, **group)


def panel(words: Words, rows: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """The released panel."""
    if rows:
        names = ("group", "specialty", "row", "text")
        yield words("panel.title")
        yield Rows([words(f"panel.{n}") for n in names], [[row[n] for n in names] for row in rows])


def slip(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """The slip in groups of four digits, and its check code."""
    yield words("slip.title")
    yield from (f"    {line}" for line in slip_lines(view["slip"]))
    yield words("slip.check_code", check_code=view["check_code"])


def slip_lines(leaf: str) -> list[str]:
    """64 digits in groups of four, eight groups a line, as they are written on paper."""
    groups = [leaf[i : i + SLIP_GROUP] for i in range(0, len(leaf), SLIP_GROUP)]
    return [" ".join(groups[i : i + SLIP_LINE]) for i in range(0, len(groups), SLIP_LINE)]


def warnings(words: Words, found: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """Warnings about a roster."""
    if found:
        yield words("roster.warnings", count=len(found))
    for warning in found[:SHOWN_WARNINGS]:
        facts = {name: _fact(words, value) for name, value in warning["facts"].items()}
        yield "  " + words.coded("warnings", warning["code"], **facts)

    if len(found) > SHOWN_WARNINGS:
        yield words("failure.more_cells", count=len(found) - SHOWN_WARNINGS)


def _fact(words: Words, value: Any) -> object:
    return words("list.separator").join(map(str, value)) if isinstance(value, list) else value


def local(time: str, offset_minutes: int = CHINA_OFFSET_MINUTES) -> str:
    """A time as the pool's clocks show it; "" stays as it is."""
    if not time:
        return ""
    moment = parse_time(time) + timedelta(minutes=offset_minutes)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
