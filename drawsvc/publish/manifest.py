"""The list of what a site holds, with the SHA-256 of every file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from drawseeds import CanonicalError, Value, parse, serialise

from drawsvc.domain.errors import InputError

NAME = "manifest.json"
VERSION = "drawsvc site 1"


@dataclass(frozen=True)
class Listed:
    """A file as the manifest lists it."""

    size_bytes: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Listed:
        """What is to be listed of a file with this content."""
        return cls(len(data), sha256(data).hexdigest())


@dataclass(frozen=True)
class Manifest:
    """What a site holds, besides the manifest itself and the checkpoint.

    Args:
        origin: of the log.
        size: of the log, as the checkpoint beside it has it or a later one will.
        root: of the log, hex.
        files: by path, `/` between folders.
        draws: {attempt, draw, leaf, made_of, phase, pool} of each attempt, in the order of requests: its latest entry
            and phase, and a digest of what its pages were made of. Once it has ended its files lie in `folder_of`.
    """

    origin: str = ""
    size: int = 0
    root: str = ""
    files: Mapping[str, Listed] = field(default_factory=dict)
    draws: Sequence[Mapping[str, Any]] = ()

    def without(self, paths: set[str]) -> Manifest:
        """The same before these files are replaced: it lists nothing of which it is not certain."""
        kept = {path: of for path, of in self.files.items() if path not in paths}
        return replace(self, files=kept)

    def to_bytes(self) -> bytes:
        """The file."""
        files: list[Value] = [
            {"bytes": of.size_bytes, "path": path, "sha256": of.sha256}
            for path, of in sorted(self.files.items())
        ]
        draws: list[Value] = [dict(of) for of in self.draws]
        log: Value = {"origin": self.origin, "root": self.root, "size": self.size}
        return serialise({"draws": draws, "files": files, "log": log, "v": VERSION})


def parse_manifest(data: bytes, path: str) -> Manifest:
    """Read a manifest.

    Raises:
        InputError: `site_manifest`, it is none.
    """
    try:
        value: Any = parse(data)
        if value["v"] != VERSION:
            raise InputError("site_manifest", path=path)
        files = {of["path"]: Listed(of["bytes"], of["sha256"]) for of in value["files"]}
        log = value["log"]
        return Manifest(log["origin"], log["size"], log["root"], files, value["draws"])
    except (CanonicalError, KeyError, TypeError, AttributeError):
        raise InputError("site_manifest", path=path) from None


def folder_of(draw: Mapping[str, Any]) -> str:
    """Where the files of an attempt that the manifest lists lie: of each latest entry in a folder of their own."""
    return f"records/{draw['draw']}/{draw['attempt']}/{draw['leaf'][:16]}"
