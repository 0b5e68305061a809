"""The folder of a site: each file is put there whole, and on the disk, before anything names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drawsvc.domain.errors import InputError, StateError
from drawsvc.durable import PUBLIC, InUseError, locked, sync_folder, write_durably
from drawsvc.publish.manifest import NAME, Listed, Manifest, parse_manifest

LOCK = ".publishing"
CHECKPOINT = "checkpoint"
GROWING = ("tile", "records", "draws", "list")
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
        self._left: set[str] = set()

    def keep(self, path: str, make: Callable[[], bytes]) -> Listed:
        """Put a file there that never changes, unless it lies there already as the manifest says."""
        return self.held(path) or self.put(path, make())

    def renew(self, path: str, data: bytes) -> Listed:
        """Put a file there, unless the same lies there already."""
        listed = Listed.of(data)
        return listed if self.held(path) == listed else self.put(path, data)

    def held(self, path: str) -> Listed | None:
        """What lies there, as the manifest says it; None if it does not, or the size is another."""
        listed = self.before.files.get(path)
        with suppress(OSError):
            if listed and (self.root / path).stat().st_size == listed.size_bytes:
                return listed
        return None

    def all_held(self, paths: Iterable[str]) -> dict[str, Listed]:
        """The same of several files; {} unless all of them lie there."""
        found = {path: self.held(path) for path in paths}
        held = {path: listed for path, listed in found.items() if listed}
        return held if len(held) == len(found) else {}

    def let_go(self, paths: Iterable[str]) -> None:
        """Say in the manifest nothing of these files any more: they are about to be replaced."""
        leaving = (set(paths) & set(self.before.files)) - self._left
        if leaving:
            self._left |= leaving
            self.put(NAME, self.before.without(self._left).to_bytes())

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

    def finish(self, now: Manifest, checkpoint: bytes) -> None:
        """Say what the site holds, then let readers of the log begin there, then remove what nothing names any more."""
        if now != self.before or self._left:
            self.put(NAME, now.to_bytes())
        if self.checkpoint() != checkpoint:
            self.put(CHECKPOINT, checkpoint)
        self._clean(now)

    def _clean(self, now: Manifest) -> None:
        """Remove what nothing names any more, and what a killed program has left.

        Tiles that the manifest before this one named stay until the next time: somebody may be reading by it. All else
        goes at once, for something may have been erased.
        """
        stay = set(now.files) | {path for path in self.before.files if path.startswith("tile/")}
        for path in list(self._files()):
            if path.relative_to(self.root).as_posix() not in stay:
                path.unlink()
                self._drop_empty(path.parent)

    def _files(self) -> Iterator[Path]:
        """What is ours in the folder. Beside the pages others may have put files: only what we have listed is ours."""
        for name in GROWING:
            yield from (path for path in (self.root / name).rglob("*") if path.is_file())
        for path in self.root.iterdir():
            hidden = path.name.startswith(".") and path.name != LOCK
            if path.is_file() and (hidden or path.name in self.before.files):
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
    """Have the folder of a site alone. From now on there is a manifest in it.

    Raises:
        InputError: `site_not_ours`, there are files in it and no manifest; `site_manifest`.
        StateError: `site_in_use`, another program writes there.
    """
    if root.is_dir() and not (root / NAME).is_file() and _is_taken(root):
        raise InputError("site_not_ours", path=str(root))
    root.mkdir(parents=True, exist_ok=True)
    try:
        with locked(root / LOCK):
            folder = SiteFolder(root)
            if not (root / NAME).is_file():
                folder.put(NAME, folder.before.to_bytes())
            yield folder
    except InUseError:
        raise StateError("site_in_use", path=str(root)) from None


def _is_taken(root: Path) -> bool:
    """Whether something lies in a folder that was there before any publishing."""
    return any(not path.name.startswith(".") for path in root.iterdir())
