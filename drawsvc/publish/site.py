"""Writes the public site: tiles of the log, records of ended draws, what was disclosed of them, and the verifier.

Killed at any moment it leaves a site that is consistent, the older or the newer one: files that change have names of
their own for each content; whatever a manifest lists is on the disk before, and the checkpoint, by which readers of the
log begin, comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from drawsvc.domain.errors import LogError, MissingError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.tiles import WIDTH, Tile, bundle_of, tiles_of
from drawsvc.publish.folder import CHECKPOINT, SiteFolder, site_folder
from drawsvc.publish.manifest import NAME, Listed, Manifest, folder_of
from drawsvc.published import parse_published
from drawsvc.usecases.check_published import check_published
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.office import Office, is_open
from drawsvc.usecases.ports import AttemptState, LogHead, Reader
from drawsvc.usecases.release_draw import export_release

VERIFIER, TRUST = "drawverify.pyz", "trust.json"


@dataclass(frozen=True)
class Made:
    """What was published: the manifest, and how many files were written for it."""

    manifest: Manifest
    written: int


def publish_site(office: Office, root: Path, key: VerifierKey, extras: Mapping[str, bytes]) -> Made:
    """Bring a site up to date.

    Args:
        office: the service.
        root: folder of the site, empty or written by this before.
        key: of the log.
        extras: VERIFIER and, if there is one, TRUST, with their content.

    Raises:
        InputError: `site_not_ours`, `site_manifest`; `published_malformed`, the checkpoint there is not of this log.
        StateError: `site_in_use`.
        MissingError: `log_not_signed`.
        LogError: `log_behind`, `log_rewritten`: the site shows what the log does not hold.
    """
    with site_folder(root) as folder:
        # Records come before the head is read: so the site's tiles cover what they prove.
        draws, records = _records(office, folder)
        with office.store.reading() as reader:
            head = _head(reader, folder, key)
            tiles = dict(_tiles(reader, folder, head.size))
        files = {**records, **tiles, **{path: Listed.of(data) for path, data in extras.items()}}
        made = Manifest(head.origin, head.size, head.root.hex(), files, draws)
        _put(folder, made, extras, head.checkpoint)
        folder.clean(made)
        return Made(made, folder.written)


def _head(reader: Reader, folder: SiteFolder, key: VerifierKey) -> LogHead:
    head = reader.head()
    if not head.checkpoint:
        raise MissingError("log_not_signed")
    shown = folder.checkpoint()
    if shown:
        check_published(reader, parse_published(shown, key).checkpoint)
    return head


def _put(
    folder: SiteFolder, made: Manifest, extras: Mapping[str, bytes], checkpoint: bytes
) -> None:
    """Everything whose name stays while its content changes, in the one order that is safe."""
    before = folder.before
    changed = {path for path in extras if before.files.get(path) != made.files[path]}
    changed |= {path for path in (VERIFIER, TRUST) if path in before.files and path not in extras}
    if changed & set(before.files):
        folder.put(NAME, before.without(changed).to_bytes())
    for path in sorted(changed & set(extras)):
        folder.put(path, extras[path])
    if made != before or changed:
        folder.put(NAME, made.to_bytes())
    if folder.checkpoint() != checkpoint:
        folder.put(CHECKPOINT, checkpoint)


def _tiles(reader: Reader, folder: SiteFolder, size: int) -> Iterator[tuple[str, Listed]]:
    for tile in tiles_of(size):
        yield tile.path, folder.keep(tile.path, partial(_hashes, reader, tile))
        if tile.level == 0:
            yield tile.entries_path, folder.keep(tile.entries_path, partial(_bundle, reader, tile))


def _hashes(reader: Reader, tile: Tile) -> bytes:
    return b"".join(reader.nodes(tile.nodes))


def _bundle(reader: Reader, tile: Tile) -> bytes:
    found = reader.numbered(tile.index * WIDTH, tile.width)
    if len(found) != tile.width:
        raise LogError("store_damaged")
    return bundle_of(entry.data for entry in found)


def _records(
    office: Office, folder: SiteFolder
) -> tuple[list[Mapping[str, Any]], dict[str, Listed]]:
    """Of every ended attempt what it was and its files, as far as the log is signed."""
    draws: list[Mapping[str, Any]] = []
    files: dict[str, Listed] = {}
    before = {(of["draw"], of["attempt"]): of for of in folder.before.draws}
    for draw in _ended(office):
        try:
            files |= _files_of(office, folder, draw)
            draws.append(draw)
        except MissingError:  # its last entry is not signed yet: the site shows what it has shown
            shown = before.get((draw["draw"], draw["attempt"]))
            if shown:
                files |= _shown(folder.before, shown)
                draws.append(shown)
    return draws, files


def _shown(before: Manifest, draw: Mapping[str, Any]) -> dict[str, Listed]:
    below = folder_of(draw["draw"], draw["attempt"], draw["leaf"]) + "/"
    return {path: of for path, of in before.files.items() if path.startswith(below)}


def _ended(office: Office) -> list[dict[str, Any]]:
    with office.store.reading() as reader:
        return [_draw(reader, state) for state in reader.attempts() if not is_open(state)]


def _draw(reader: Reader, state: AttemptState) -> dict[str, Any]:
    place = state.place
    return {
        "attempt": place.attempt,
        "draw": place.draw,
        "leaf": reader.chain_entries(place)[-1].leaf,
        "phase": state.phase,
        "pool": place.pool,
    }


def _files_of(office: Office, folder: SiteFolder, draw: Mapping[str, Any]) -> dict[str, Listed]:
    name, attempt = draw["draw"], draw["attempt"]
    makers: dict[str, Callable[[Office, str, int], bytes]] = {
        "record.json": export_record,
        "slim.json": export_slim_record,
    }
    if draw["phase"] == "released":
        makers["disclosures.json"] = export_release
    below = folder_of(name, attempt, draw["leaf"])
    return {
        f"{below}/{file}": folder.keep(f"{below}/{file}", partial(make, office, name, attempt))
        for file, make in makers.items()
    }
