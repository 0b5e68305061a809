"""Writes the public site: tiles of the log, records and pages of draws, what was disclosed of them, the verifier.

Killed at any moment it leaves a site that is consistent, the older or the newer one, or the older with newer pages:
records and tiles have names of their own for each content; whatever a manifest lists is on the disk before; pages come
after what they lead to; and the checkpoint, by which readers of the log begin, comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from drawsvc.domain.errors import LogError, MissingError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.tiles import WIDTH, Tile, bundle_of, tiles_of
from drawsvc.pages.edition import Edition
from drawsvc.publish.attempts import Attempts
from drawsvc.publish.folder import SiteFolder, site_folder
from drawsvc.publish.lists import lists_up_to_date
from drawsvc.publish.manifest import Listed, Manifest
from drawsvc.publish.pages import Pages, style_sheet
from drawsvc.published import parse_published
from drawsvc.usecases.check_published import check_published
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead, Reader


@dataclass(frozen=True)
class Made:
    """What was published: the manifest, and how many files were written for it."""

    manifest: Manifest
    written: int


def publish_site(
    office: Office,
    root: Path,
    key: VerifierKey,
    *,
    editions: Sequence[Edition],
    extras: Mapping[str, bytes],
) -> Made:
    """Bring a site up to date.

    Args:
        office: the service.
        root: folder of the site, empty or written by this before.
        key: of the log.
        editions: what pages are made with, for each language.
        extras: VERIFIER and, if there is one, TRUST, with their content.

    Raises:
        InputError: `site_not_ours`, `site_manifest`; `published_malformed`, the checkpoint there is not of this log.
        StateError: `site_in_use`.
        MissingError: `log_not_signed`.
        LogError: `log_behind`, `log_rewritten`: the site shows what the log does not hold.
    """
    with site_folder(root) as folder:
        with office.store.reading() as reader:
            _head(reader, folder, key)
        pages = Pages(editions, extras)
        files = _put_extras(folder, {**extras, **style_sheet()})
        attempts = Attempts(office, folder, pages).up_to_date()
        draws = [of.draw for of in attempts]
        for of in attempts:
            files |= of.files
        files |= lists_up_to_date(office, folder, pages, draws)
        # After all these: so the site's tiles cover what they prove.
        with office.store.reading() as reader:
            head = _head(reader, folder, key)
            files |= dict(_tiles(reader, folder, head.size))
        made = Manifest(head.origin, head.size, head.root.hex(), files, draws)
        folder.finish(made, head.checkpoint)
        return Made(made, folder.written)


def _put_extras(folder: SiteFolder, extras: Mapping[str, bytes]) -> dict[str, Listed]:
    """Files whose names stay while their content changes, and which pages lead to."""
    files = {path: Listed.of(data) for path, data in extras.items()}
    folder.let_go(path for path in files if folder.held(path) != files[path])
    return {path: folder.renew(path, data) for path, data in extras.items()}


def _head(reader: Reader, folder: SiteFolder, key: VerifierKey) -> LogHead:
    head = reader.head()
    if not head.checkpoint:
        raise MissingError("log_not_signed")
    shown = folder.checkpoint()
    if shown:
        check_published(reader.head(), reader.nodes, parse_published(shown, key).checkpoint)
    return head


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
