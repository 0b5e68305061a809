"""Values of a report in words: times, rows, codes, places, parameters of a regulation."""

from __future__ import annotations

import re
from typing import Any

from .columns import safe
from .deadline import MINUTE, TIME, seconds_of, time_text
from .words import Words

TO_THE_MINUTE, TO_THE_SECOND = 16, 19
NO_END = "9999-12-31"
SHOWN_CHARACTERS = 200
ENTRY = r"entries\[(\d+)\] ([A-Z_]+)"
CHARACTER = r".*\bcharacter (\d+)"
MEMBER = "[A-Z_]+"
# Signatures are told by as many digits as a line holds.
LONG_HEX = "([0-9a-f]{64})[0-9a-f]+"
OFFSET = "windows.utc_offset_minutes"
# Where a code that stands for itself may have a word.
FAMILIES = ("expected", "missing", "type", "status", "state", "answer", "reason", "value", "role")


class Wording:
    """Puts the values of one report into words.

    Args:
        groups: the specialties of the groups, [] where they are not known.
        offset: the pool's time zone in minutes, None where it is not known.
    """

    def __init__(self, words: Words, groups: list[str], offset: int | None) -> None:
        self.words = words
        self.groups = groups
        self.offset = offset or 0

    # --- times

    def local(self, time: str, length: int = TO_THE_MINUTE) -> str:
        """Returns a time in the pool's time zone, with the zone."""
        if time.startswith(NO_END):
            return self.words("text.no_end")
        local = time_text(seconds_of(time) + self.offset * MINUTE)[:length].replace("T", " ")
        return self.words("text.zone", time=local, offset=zone(self.offset))

    # --- what a failure expected and found

    def value(self, value: object) -> str:
        """Returns a value in words, cut where it would fill the screen."""
        text = self._value(value)
        return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"

    def _value(self, value: object) -> str:
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list):
            return self.words.listed([self._value(item) for item in value]) or "—"
        if not isinstance(value, str):
            return str(value).lower()
        keys = (f"{family}.{value}" for family in FAMILIES)
        said = (self.words(key) for key in keys if key in self.words)
        return next(filter(None, said), self._text(value))

    def _text(self, text: str) -> str:
        """Returns a text of the record or of a step, its times as local ones."""
        text = re.sub(LONG_HEX, r"\1…", safe(text))
        return re.sub(TIME, lambda found: self.local(found.group(), TO_THE_SECOND), text)

    def _object(self, value: dict[str, Any]) -> str:
        if value.keys() == {"group", "rows"}:
            rows = self.words.listed([str(row) for row in value["rows"]])
            return self.words("text.group_rows", group=self.group(value["group"]), rows=rows)
        if len(value) == 1:
            ((name, inner),) = value.items()
            if name == "one_of" and len(inner) == 1:
                return self._value(inner)
            for key in (f"expected.{name}", f"missing.{name}"):
                if key in self.words:
                    return self.words(key, value=self._value(inner))
        pairs = [f"{self._value(name)} {self._value(inner)}" for name, inner in value.items()]
        return self.words.listed(pairs)

    def group(self, number: int) -> str:
        """Returns the specialty of a group, its number where there is no such group."""
        return self.groups[number] if number < len(self.groups) else str(number)

    def place(self, where: str) -> str:
        """Returns a place of the input: in words as far as there are any, then as a path."""
        entry, character = re.match(ENTRY, where), re.fullmatch(CHARACTER, where)
        member = re.match(MEMBER, where)
        if character:
            return self.words("text.character", number=character.group(1))
        if entry:
            kind = self.words(f"type.{entry.group(2)}")
            said = self.words("text.entry", number=entry.group(1), type=kind)
        elif member and f"type.{member.group()}" in self.words:
            said = self.words(f"type.{member.group()}")
        else:
            return safe(where)
        return said + self.words("text.in_brackets", what=safe(where))

    # --- the regulation

    def parameter(self, profile: dict[str, Any], path: str) -> str:
        """Returns a parameter of a profile and its value, both in words where there are any."""
        names = path.split(".")
        key, values = f"parameter.{path}", {}
        if names[0] == "counters":
            key = f"parameter.counters.{names[-1]}"
            values["counter"] = self.words(f"counter.{'.'.join(names[1:-1])}")
        value = member_of(profile, names)
        if not value and f"{key}.none" in self.words:
            return self.words(f"{key}.none")
        said = zone(value) if path == OFFSET else self._parameter_value(value)
        if key in self.words:
            return self.words(key, value=said, **values)
        return f"{safe(path)} {said}".rstrip()

    def _parameter_value(self, value: object) -> str:
        if isinstance(value, list):
            said = [self._parameter_value(item) for item in value]
            return self.words.listed(said) or self.words("value.nothing")
        if isinstance(value, dict):
            return " ".join(self._parameter_value(item) for item in value.values())
        return self._value(value)


def zone(offset: int) -> str:
    """Returns a time zone, in minutes, as what is written after UTC."""
    hours, minutes = divmod(abs(offset), MINUTE)
    return f"{'-' if offset < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def member_of(profile: dict[str, Any], names: list[str]) -> Any:
    """Returns the member at a path, in a list by its `id`; "" if there is none."""
    value: Any = profile
    for name in names:
        if isinstance(value, list):
            value = {item["id"]: item for item in value if isinstance(item, dict) and "id" in item}
        value = value.get(name, "") if isinstance(value, dict) else ""
    return value
