"""The worked example, of which an independent implementation has accepted every byte."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drawsvc.log.keys import NamedKey, SigningKey
from drawsvc.log.note import Note
from drawsvc.log.proof import parse_tlog_proof


@dataclass(frozen=True)
class Example:
    """The facts as they are written down, and the keys of the log and the cosigner."""

    facts: dict[str, Any]
    log: NamedKey
    cosigner: NamedKey

    @property
    def proof(self) -> bytes:
        return str(self.facts["tlog_proof_of_entry_2"]).encode()

    @property
    def note(self) -> Note:
        return parse_tlog_proof(self.proof).checkpoint


def read_example() -> Example:
    facts = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return Example(
        facts,
        _named_key(facts["log_vkey"], facts["log_seed"]),
        _named_key(facts["cosigner_vkey"], facts["cosigner_seed"]),
    )


def _named_key(vkey: str, seed: str) -> NamedKey:
    return NamedKey(vkey.split("+", maxsplit=1)[0], SigningKey(bytes.fromhex(seed)))
