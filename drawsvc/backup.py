"""Backups: one file that holds a consistent copy of the service, and what makes a service of it again.

A zip archive: the database as it was at one moment, the encrypted private keys, the beacon chain if one was set up, the
regulation and mapping files, and `manifest.json` with the SHA-256 of each. The key of personal data is never in it:
without that, no name can be read.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drawseeds import CanonicalError, Value, parse, serialise

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.db.sqlite import copy_database
from drawsvc.domain.errors import InputError, MissingError, StateError
from drawsvc.durable import new_folder, scratch_folder, sync_file, system_code
from drawsvc.log.keys import parse_vkey
from drawsvc.published import keep_published, parse_published
from drawsvc.usecases.check_published import check_published
from drawsvc.usecases.rebuild_store import Progress, Rebuilt, rebuild_store

VERSION = "drawsvc backup 1"
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Backup:
    """What a backup holds: name of the log and how many numbered entries."""

    origin: str
    size: int


def make_backup(home: Home, out: Path) -> Backup:
    """Copy the service into one new file, while it may go on working.

    Raises:
        MissingError: `home_missing`.
        StateError: `file_exists`, there is a file already.
        InputError: `file_not_written`; `backup_postgresql`, its database is not a file.
    """
    if out.exists():
        raise StateError("file_exists", path=str(out))
    try:
        with scratch_folder(out.absolute().parent) as folder:
            made = _made(home, folder, folder / out.name)
            sync_file(folder / out.name)
            (folder / out.name).replace(out)
    except OSError as error:
        raise InputError("file_not_written", path=str(out), got=system_code(error)) from None
    return made


def _made(home: Home, folder: Path, archive: Path) -> Backup:
    if home.database_url.is_file():
        raise InputError("backup_postgresql", path=str(home.folder))
    if not home.database.is_file():
        raise MissingError("home_missing", path=str(home.folder))
    copy = folder / home.database.name
    copy_database(home.database, copy)
    with opened(Home(folder)) as service, service.store.reading() as reader:
        head = reader.head()
    files = {home.database.name: copy, **dict(_beside(home))}
    manifest: Value = {
        "files": [{"name": name, "sha256": _digest(path)} for name, path in sorted(files.items())],
        "origin": head.origin,
        "size": head.size,
        "v": VERSION,
    }
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as file:
        file.writestr(MANIFEST, serialise(manifest))
        for name, path in sorted(files.items()):
            file.write(path, name)
    archive.chmod(0o600)
    return Backup(head.origin, head.size)


def _beside(home: Home) -> Iterator[tuple[str, Path]]:
    """What is kept beside the database, by its name in the archive."""
    keys = (home.log_key, home.log_vkey, home.operator_key, home.beacon_chain)
    folders = (home.regulations, home.mappings)
    texts = (path for folder in folders for path in sorted(folder.glob("*.toml")))
    for path in (*keys, *texts):
        if path.is_file():
            yield path.relative_to(home.folder).as_posix(), path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Restored:
    """What was restored, and what computing everything again has found."""

    backup: Backup
    rebuilt: Rebuilt


def restore_backup(
    archive: Path, home: Home, published: bytes, progress: Progress = lambda _done, _all: None
) -> Restored:
    """Make a service of a backup, in a new home folder.

    A log that signs two versions of its past is finished. So the latest checkpoint known from outside must be named,
    and the backup must hold all of it.

    Args:
        archive: made by `make_backup`.
        home: a folder that does not exist.
        published: a checkpoint of this log, or a record, which has one: the latest that left the office.
        progress: see rebuild_store.

    Raises:
        StateError: `home_exists`.
        InputError: `backup_malformed`, `backup_damaged`; `published_malformed`.
        LogError: `log_behind`, what was published after the backup is missing; `log_rewritten`, `other_log`.
    """
    try:
        with new_folder(home.folder) as part:
            return _restored(archive, Home(part), published, progress)
    except FileExistsError:
        raise StateError("home_exists", path=str(home.folder)) from None


def _restored(archive: Path, home: Home, published: bytes, progress: Progress) -> Restored:
    backup = _unpacked(archive, home)
    with opened(home) as service:
        known = parse_published(published, parse_vkey(service.vkey))
        # The key of personal data is elsewhere, so what only it opens stays as it was copied.
        rebuilt = rebuild_store(service.office, progress, standing=False)
        with service.store.reading() as reader:
            check_published(reader.head(), reader.nodes, known.checkpoint)
            keep_published(home.published, reader.head().checkpoint)
    sync_file(home.database)
    return Restored(backup, rebuilt)


def _unpacked(archive: Path, home: Home) -> Backup:
    """Write the files of an archive into an existing folder, none that the manifest does not name."""
    try:
        with zipfile.ZipFile(archive) as file:
            manifest = _manifest(file)
            for item in manifest["files"]:
                _unpack(file, item, home)
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, EOFError):
        raise InputError("backup_malformed", path=str(archive)) from None
    return Backup(manifest["origin"], manifest["size"])


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    with file.open(MANIFEST) as opened_file:
        data = opened_file.read(MAX_MANIFEST_BYTES)
    try:
        manifest = parse(data)
    except CanonicalError:
        raise InputError("backup_malformed", path=str(file.filename)) from None
    if not isinstance(manifest, dict) or manifest.get("v") != VERSION:
        raise InputError("backup_malformed", path=str(file.filename))
    names = [item["name"] for item in manifest["files"]]
    if sorted(file.namelist()) != sorted([MANIFEST, *names]):
        raise InputError("backup_damaged", path=str(file.filename))
    return manifest


def _unpack(file: zipfile.ZipFile, item: dict[str, str], home: Home) -> None:
    name = item["name"]
    target = home.folder / name
    # Only what a home folder has: an archive must not write anywhere else.
    keys = (home.log_key, home.log_vkey, home.operator_key, home.beacon_chain)
    texts = (home.regulation(target.stem), home.mapping(target.stem))
    if target not in (home.database, *keys, *texts):
        raise InputError("backup_damaged", path=name)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with file.open(name) as packed, target.open("xb") as out:
        target.chmod(0o600)
        shutil.copyfileobj(packed, out, CHUNK)
    if _digest(target) != item["sha256"]:
        raise InputError("backup_damaged", path=name)
    sync_file(target)
