"""Reads a published site as somebody would who has only C2SP tlog-tiles and RFC 6962 before him: nothing of ours."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

Hashes = list[bytes]


class SiteError(AssertionError):
    """The site contradicts itself."""


def place(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[n : n + 3] for n in range(0, len(digits), 3)]
    return "/".join([*("x" + group for group in groups[:-1]), groups[-1]])


def tile(site: Path, level: str, index: int, width: int) -> bytes:
    """A tile, or the full one where the partial one has gone."""
    full = site / "tile" / level / place(index)
    partial = site / "tile" / level / f"{place(index)}.p" / str(width)
    path = partial if width < 256 and partial.is_file() else full
    if not path.is_file():
        raise SiteError(f"no {partial if width < 256 else full}")
    return path.read_bytes()


def widths(count: int) -> list[int]:
    return [256] * (count // 256) + ([count % 256] if count % 256 else [])


def hashes(site: Path, level: int, count: int) -> Hashes:
    found = b""
    for index, width in enumerate(widths(count)):
        data = tile(site, str(level), index, width)[: width * 32]
        if len(data) != width * 32:
            raise SiteError(f"tile {level}/{index} has {len(data)} bytes")
        found += data
    return [found[n : n + 32] for n in range(0, len(found), 32)]


def entries(site: Path, size: int) -> list[bytes]:
    found: list[bytes] = []
    for index, width in enumerate(widths(size)):
        data = tile(site, "entries", index, width)
        for _ in range(width):
            length = int.from_bytes(data[:2], "big")
            found.append(data[2 : 2 + length])
            if len(found[-1]) != length:
                raise SiteError("an entry is cut")
            data = data[2 + length :]
    return found


def tree(leaves: Hashes) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def check_log(site: Path) -> int:
    """Entries, all levels of tiles and checkpoint agree. Returns the size of the log."""
    origin, size_line, root_line, blank, signature = (
        (site / "checkpoint").read_text("utf-8").split("\n")[:5]
    )
    if blank or not signature.startswith(f"— {origin} "):
        raise SiteError("the checkpoint is not signed")
    size = int(size_line)
    leaves = hashes(site, 0, size)
    if leaves != [hashlib.sha256(b"\x00" + entry).digest() for entry in entries(site, size)]:
        raise SiteError("bundles and tiles differ")
    if tree(leaves) != base64.b64decode(root_line):
        raise SiteError("tiles and checkpoint differ")
    level, below, count = 1, leaves, size // 256
    while count:
        found = hashes(site, level, count)
        if found != [tree(below[n * 256 : (n + 1) * 256]) for n in range(count)]:
            raise SiteError(f"tiles of level {level} differ from those below")
        level, below, count = level + 1, found, count // 256
    return size


def check_files(site: Path) -> dict[str, Any]:
    """Every file that the manifest lists is there as it says. Returns the manifest."""
    manifest = json.loads((site / "manifest.json").read_bytes())
    for of in manifest["files"]:
        data = (site / of["path"]).read_bytes()
        if (len(data), hashlib.sha256(data).hexdigest()) != (of["bytes"], of["sha256"]):
            raise SiteError(f"{of['path']} is not as listed")
    return dict(manifest)
