"""Regulation profiles: the resolved parameters a draw runs under (SPEC §5.2 PROFILE).

A profile is written as a TOML file, drawsvc/regulations/*.toml, with the members of SPEC §5.2 under
their own names. Two things read better in a file than in an entry and are put into the form of the
entry here: a value the regulation does not state is written `{ assumed = value }`, in place of the
list `assumed` of member paths; counters are tables `[counters.<id>]`. The tables `specialties` and
`roster` of the same file are no part of the profile; `taxonomy` reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from drawseeds import CanonicalError, serialise

from drawsvc.domain.bodies import POOL_BODIES
from drawsvc.domain.deadlines import Windows, parse_windows
from drawsvc.domain.errors import ProfileError
from drawsvc.domain.shapes import Form, ShapeError

Mode = Literal["random", "serial"]
Publication = Literal["full", "masked", "codes"]
CounterWindow = Literal["run", "rolling_12_months", "term"]

TAXONOMY_TABLES = frozenset({"roster", "specialties"})


@dataclass(frozen=True)
class Age:
    """What an age above `limit` full years (周岁) leads to; `off`: nothing is looked at."""

    limit: int
    rule: Literal["off", "warn", "enforce"]


@dataclass(frozen=True)
class Bye:
    """After how many selections in a row an expert sits out one draw; 0: never."""

    after: int


@dataclass(frozen=True)
class Step:
    """A step before a draw and the role whose approval it needs."""

    role: str
    step: str


@dataclass(frozen=True)
class Counter:
    """Events that are counted for each expert; at `threshold` something is proposed."""

    id: str
    threshold: int
    window: CounterWindow


@dataclass(frozen=True)
class Profile:
    """The Profile of SPEC §5.2, member for member. Years and days are whole numbers of them."""

    age: Age
    approvals: tuple[Step, ...]
    assumed: tuple[str, ...]
    bye: Bye
    counters: tuple[Counter, ...]
    id: str
    mode: Mode
    name: str
    publication: Publication
    publicity_working_days: int
    readings: tuple[str, ...]
    recusal_grounds: tuple[str, ...]
    regulation: str
    replacements: tuple[str, ...]
    retention_years: int
    roles: tuple[str, ...]
    sources: tuple[str, ...]
    term_years: int
    unit_limit: int
    valid_from: str
    version: int
    windows: Windows

    def is_valid(self, moment: datetime) -> bool:
        """Whether requests may cite it: its first local day has come (SPEC §13 step 20)."""
        return self.windows.local_date(moment).isoformat() >= self.valid_from

    def to_body(self) -> dict[str, Any]:
        """The body of a PROFILE entry (SPEC §5.2)."""
        members = asdict(self).items()
        return {
            "profile": {
                name: list(value) if isinstance(value, tuple) else value for name, value in members
            }
        }


def parse_profile(body: Mapping[str, Any]) -> Profile:
    """Read the body of a PROFILE entry (SPEC §5.2).

    Raises:
        ProfileError: `profile_field`, a member is not as the SPEC asks; `profile_sources`, the
            sources do not belong to the mode; `profile_replacements`, nor do the replacement
            options; `windows_empty` as in `parse_windows`.
    """
    try:
        POOL_BODIES["PROFILE"](body, "")
    except ShapeError as fault:
        field = fault.path.removeprefix("profile").removeprefix(".")
        raise ProfileError("profile_field", field=field, expected=fault.expected) from None
    profile = Profile(**_members(body["profile"]))
    _check_sources(profile)
    _check_replacements(profile)
    return profile


def parse_profile_toml(data: bytes) -> Profile:
    """Read the profile of a regulation file.

    Raises:
        ProfileError: `profile_toml`, not a TOML file; `profile_text`, a text that no entry can
            hold; `profile_age`, an age rule without a limit; `profile_term`, a counter over a term
            where there is no term; else as for `parse_profile`.
    """
    tables = read_tables(data)
    if "assumed" in tables:
        raise ProfileError(
            "profile_field",
            field="assumed",
            expected=Form("assumed", "{ assumed = value } in place"),
        )
    for name in TAXONOMY_TABLES:
        tables.pop(name, None)
    profile = parse_profile(
        {
            "profile": {
                **_resolved(tables),
                "assumed": sorted(_assumed(tables, "")),
                "counters": _counter_list(_resolved(tables.get("counters", {}))),
            }
        }
    )
    try:
        serialise(profile.to_body())
    except CanonicalError as fault:
        raise ProfileError("profile_text", reason=str(fault)) from None
    _check_sense(profile)
    return profile


def read_tables(data: bytes) -> dict[str, Any]:
    """The tables of a regulation file.

    Raises:
        ProfileError: `profile_toml`, not a TOML file in UTF-8.
    """
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise ProfileError("profile_toml", reason=str(fault)) from None


def _members(body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of Profile from a body whose shape was checked."""
    plain = {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
    }
    return plain | {
        "age": Age(**body["age"]),
        "approvals": tuple(Step(**step) for step in body["approvals"]),
        "bye": Bye(**body["bye"]),
        "counters": tuple(Counter(**counter) for counter in body["counters"]),
        "windows": parse_windows(body["windows"]),
    }


def _check_sources(profile: Profile) -> None:
    """SPEC §5.2: exactly [`none`] in serial mode, and §5.3: in serial mode only."""
    none = "none" in profile.sources
    if none != (profile.mode == "serial") or (none and len(profile.sources) > 1):
        raise ProfileError(
            "profile_sources", field="sources", mode=profile.mode, got=list(profile.sources)
        )


def _check_replacements(profile: Profile) -> None:
    """SPEC §5.2: an order known to all beforehand knows no fresh replacement."""
    if profile.mode == "serial" and profile.replacements != ("fixed",):
        raise ProfileError(
            "profile_replacements",
            field="replacements",
            mode=profile.mode,
            got=list(profile.replacements),
        )


def _check_sense(profile: Profile) -> None:
    """What the SPEC allows and nobody can mean."""
    if profile.age.rule != "off" and profile.age.limit == 0:
        raise ProfileError(
            "profile_age",
            field="age.limit",
            expected=Form("whole_from", "positive", {"low": 1}),
            got=0,
        )
    for counter in profile.counters:
        if counter.window == "term" and profile.term_years == 0:
            raise ProfileError("profile_term", field=f"counters.{counter.id}.window", got="term")


def _assumed(value: object, path: str) -> Iterator[str]:
    """The paths of all values written `{ assumed = x }`."""
    if isinstance(value, dict):
        if set(value) == {"assumed"}:
            yield path
            return
        for name, member in value.items():
            yield from _assumed(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _assumed(item, f"{path}[{index}]")


def _resolved(value: Any) -> Any:
    """The value with x in place of each `{ assumed = x }`, and dates as text."""
    if isinstance(value, dict):
        if set(value) == {"assumed"}:
            return _resolved(value["assumed"])
        return {name: _resolved(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_resolved(item) for item in value]
    return value.isoformat() if type(value) is date else value


def _counter_list(tables: object) -> list[dict[str, Any]]:
    """The counters of an entry from the tables `[counters.<id>]` of a file."""
    if not isinstance(tables, dict) or not all(isinstance(of, dict) for of in tables.values()):
        raise ProfileError(
            "profile_field",
            field="counters",
            expected=Form("counter_tables", "tables [counters.<id>]"),
        )
    return [{**table, "id": name} for name, table in tables.items()]
