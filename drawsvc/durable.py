"""Files that survive a power cut and two programs at once, on POSIX and on Windows.

The only module here with calls that one system has and another has not, and where its errors are told apart.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PRIVATE = 0o600
PUBLIC = 0o644


class InUseError(OSError):
    """Another program holds the lock."""


def system_code(error: Exception) -> str:
    """Why the system refused, as a code of the table `system` in web/locales: its own words are in its own language."""
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number or 0, type(error).__name__)


def write_durably(path: Path, data: bytes, *, mode: int = PRIVATE) -> None:
    """Write a file so that after any crash it holds either all of `data` or what it held before.

    What root replaces keeps owner and permissions: whoever could read it before must not be locked out.

    Args:
        path: the file; its folder exists.
        data: its content.
        mode: POSIX permissions of the file, but for one that root replaces.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with _new_file(part, mode) as file:
            if os.path.lexists(path):
                _make_like(file, path)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def _new_file(path: Path, mode: int) -> BinaryIO:
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, with all above it.

    Raises:
        FileExistsError: there is something with this name already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700)
    sync_folder(path.parent)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Make a folder under a temporary name beside it; it gets its own name when the block ends.

    Whenever this is cut there is either all of the folder or nothing with its name.

    Raises:
        FileExistsError: there is something with this name already.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    make_folder(part)
    try:
        yield part
        sync_folder(part)
        _rename_new(part, path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    sync_folder(path.parent)


def _rename_new(part: Path, path: Path) -> None:
    try:
        part.rename(path)
    except OSError:
        if path.exists():  # somebody was faster
            raise FileExistsError(path) from None
        raise


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder that only its owner may enter, on the disk of `parent`; gone with all in it when the block ends."""
    folder = parent / f".{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sync_file(path: Path) -> None:
    """Put the content of an existing file on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file. The system frees it when this program ends, however it ends.

    Raises:
        InUseError: another program holds it.
    """
    # Made by root it is its folder's owner's, who would not get the lock else. One that is there may be a link.
    with suppress(FileExistsError), _new_file(path, PRIVATE) as file:
        _give(file, path.parent)
    with path.open("ab") as file:
        try:
            _lock(file)
        except OSError:
            raise InUseError(f"expected {path} to be free, got it locked") from None
        yield


if sys.platform == "win32":

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _give(file: BinaryIO, like: Path) -> None:
        """On Windows the folder says who may open a file."""

    _make_like = _give

    def sync_folder(path: Path) -> None:
        """Windows writes folders through by itself and cannot open them."""

    def is_private(path: Path) -> bool:
        """Windows says this in access lists, which nothing here reads."""
        return path.exists()

else:

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give(file: BinaryIO, like: Path) -> None:
        """Give what root makes to the owner and group of another file."""
        if os.geteuid() == 0:
            found = like.lstat()
            os.fchown(file.fileno(), found.st_uid, found.st_gid)

    def _make_like(file: BinaryIO, like: Path) -> None:
        """The same, and let those read it who may read the other."""
        _give(file, like)
        found = like.lstat()
        if os.geteuid() == 0 and stat.S_ISREG(found.st_mode):
            os.fchmod(file.fileno(), stat.S_IMODE(found.st_mode))

    def sync_folder(path: Path) -> None:
        """Put the names in a folder on the disk."""
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def is_private(path: Path) -> bool:
        """Whether only the owner may look at a file or into a folder."""
        return path.stat().st_mode & 0o077 == 0
