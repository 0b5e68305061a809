"""Several draws in one log, and the files that are handed over about them (SPEC §13.2)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vectorgen.audit_files import log_object, roster_object
from vectorgen.disclosing import disclosures_object
from vectorgen.encoding import Obj, canonical
from vectorgen.ending import Ending
from vectorgen.files import record_bytes, trust_bytes


@dataclass(frozen=True)
class History:
    """`draws` whose records are handed over; the log file is that of `log_of`, or of the first.

    Hooks change an object by the name of its file.
    """

    draws: Sequence[Ending]
    disclosed: Sequence[Ending] = ()
    rosters: Sequence[Ending] = ()
    log: bool = True
    log_of: Ending | None = None
    hooks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        made: dict[str, bytes] = {}
        for draw in self.draws:
            name = f"record_{_name(draw)}"
            name += "_again" if f"{name}.json" in made else ""
            made[f"{name}.json"] = record_bytes(draw)
        for draw in self.disclosed:
            made[f"disclosures_{_name(draw)}.json"] = canonical(disclosures_object(draw))
        for draw in self.rosters:
            made[f"roster_{draw.roster.name}.json"] = canonical(roster_object(draw))
        if self.log:
            made["log.json"] = canonical(log_object(self._first.log, self._first.plan.origin))
        return {name: self._changed(name, data) for name, data in made.items()}

    def _changed(self, name: str, data: bytes) -> bytes:
        change = self.hooks.get(name.removesuffix(".json"))
        if change is None:
            return data
        body: Obj = json.loads(data)
        return canonical(change(body) or body)

    @property
    def _first(self) -> Ending:
        return self.log_of or self.draws[0]

    def trust(self) -> bytes:
        return trust_bytes(self._first)


def _name(draw: Ending) -> str:
    return f"{draw.plan.draw}_{draw.plan.attempt}"
