"""The folder of a site: each file is put there whole, and on the disk, before anything names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drawsvc.domain.errors import InputError, StateError
from drawsvc.durable import PUBLIC, InUseError, locked, sync_folder, write_durably
from drawsvc.publish.manifest import NAME, Listed, Manifest, parse_manifest

LOCK = ".publishing"
CHECKPOINT = "checkpoint"
GROWING = ("tile", "records")
"""Folders whose files come and go, and in which nothing lies that is not ours."""


class SiteFolder:
    """A folder that holds a site, or will.

    Args:
        root: the folder.

    `written` counts the files that were written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written = 0
        self.before = self._manifest()

    def keep(self, path: str, make: Callable[[], bytes]) -> Listed:
        """Put a file there that never changes, unless it lies there already as the manifest says."""
        listed = self.before.files.get(path)
        with suppress(OSError):
            if listed and (self.root / path).stat().st_size == listed.size_bytes:
                return listed
        return self.put(path, make())

    def put(self, path: str, data: bytes) -> Listed:
        """Put a file there, in the place of what was there."""
        target = self.root / path
        self._make_folder(target.parent)
        write_durably(target, data, mode=PUBLIC)
        self.written += 1
        return Listed.of(data)

    def checkpoint(self) -> bytes:
        """The checkpoint of the site; b"" if there is none."""
        path = self.root / CHECKPOINT
        return path.read_bytes() if path.is_file() else b""

    def clean(self, now: Manifest) -> None:
        """Remove what nothing names any more, and what a killed program has left.

        Tiles that the manifest before this one named stay until the next time: somebody may be reading by it. Records
        and disclosures go at once, for something may have been erased.
        """
        stay = set(now.files) | {path for path in self.before.files if path.startswith("tile/")}
        for path in list(self._files()):
            if path.relative_to(self.root).as_posix() not in stay:
                path.unlink()
                self._drop_empty(path.parent)

    def _files(self) -> Iterator[Path]:
        for name in GROWING:
            yield from (path for path in (self.root / name).rglob("*") if path.is_file())
        for path in self.root.glob(".*"):
            if path.is_file() and path.name != LOCK:
                yield path

    def _drop_empty(self, folder: Path) -> None:
        with suppress(OSError):
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)

    def _manifest(self) -> Manifest:
        path = self.root / NAME
        return parse_manifest(path.read_bytes(), str(path)) if path.is_file() else Manifest()


@contextmanager
def site_folder(root: Path) -> Iterator[SiteFolder]:
    """Have the folder of a site alone.

    Raises:
        InputError: `site_not_ours`, there are files in it and no manifest; `site_manifest`.
        StateError: `site_in_use`, another program writes there.
    """
    if root.is_dir() and not (root / NAME).is_file() and _is_taken(root):
        raise InputError("site_not_ours", path=str(root))
    root.mkdir(parents=True, exist_ok=True)
    try:
        with locked(root / LOCK):
            yield SiteFolder(root)
    except InUseError:
        raise StateError("site_in_use", path=str(root)) from None


def _is_taken(root: Path) -> bool:
    """Whether something lies in a folder that no publishing which was cut short has left there."""
    ours = {*GROWING, "trust.json", "drawverify.pyz"}
    return any(not path.name.startswith(".") and path.name not in ours for path in root.iterdir())
