"""Keeping the service: `backup`, `restore`, `rebuild`, `rekey`, `passphrase`, `upgrade`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc import backup as backups
from drawsvc import data_key
from drawsvc.app import upgrade_home
from drawsvc.cli.answers import answer
from drawsvc.cli.files import read_file
from drawsvc.cli.passphrase import NewFile, ask_change
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import at_home, home_of
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.config import Home
from drawsvc.key_files import change_passphrase, changing_keys, check_set_up, private_keys
from drawsvc.usecases.rebuild_store import Rebuilt, rebuild_store
from drawsvc.views.values import View, path_view

app = typer.Typer()

MAX_RECORD_BYTES = 1024 * 1024 * 1024  # SPEC §11.1


@app.command("backup")
def backup(ctx: typer.Context, out: Path) -> None:
    """Copy the whole service into one file, while it goes on working."""
    settings = settings_of(ctx)
    with waiting(settings, "progress.backup"):
        made = backups.make_backup(home_of(settings), out)
    view: View = {"origin": made.origin, "out": path_view(out), "size": made.size}
    answer(settings, view, settings.words("backup.made", **view))


@app.command("restore")
def restore(ctx: typer.Context, archive: Path, published: Annotated[Path, typer.Option()]) -> None:
    """Make a service of a backup, in a new home folder."""
    settings = settings_of(ctx)
    home = home_of(settings)
    with waiting(settings, "progress.restore"):
        known = read_file(published, MAX_RECORD_BYTES)
        done = backups.restore_backup(archive, home, known)
    view: View = {
        "home": path_view(home.folder),
        "origin": done.backup.origin,
        **_rebuilt(done.rebuilt),
    }
    answer(settings, view, settings.words("backup.restored", **view))


@app.command("rebuild")
def rebuild(ctx: typer.Context) -> None:
    """Compute everything again that the database only keeps at hand."""
    settings = settings_of(ctx)
    with at_home(settings) as service, waiting(settings, "progress.rebuild"):
        found = rebuild_store(service.office)
    view: View = _rebuilt(found)
    answer(settings, view, *_lines(settings, found, view))


@app.command("rekey")
def rekey(
    ctx: typer.Context,
    prepare: Annotated[bool, typer.Option("--prepare")] = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Encrypt all personal data anew, under a new key where the service keeps it."""
    settings = settings_of(ctx)
    home = home_of(settings)
    with changing_keys(home):
        _check_held(settings, home)
        elsewhere = data_key.is_kept_elsewhere(home)
        if prepare or not elsewhere:
            data_key.prepare_data_key(home)
        count = 0 if prepare else _rekeyed(settings, home)
        view: View = {"key": data_key.data_keys(home).ids[0], "values": count}
    done = "prepared" if prepare else "same_key" if elsewhere and not count else "rekeyed"
    of_file = [] if elsewhere else _of_key_file(settings, home, prepare=prepare)
    answer(settings, view, settings.words(f"backup.{done}", **view), *of_file)


def _check_held(settings: Settings, home: Home) -> None:
    with at_home(settings) as service, waiting(settings, "progress.rekey"):
        data_key.check_held(data_key.data_keys(home), service.store.sealed_with())


def _of_key_file(settings: Settings, home: Home, *, prepare: bool) -> list[str]:
    """What is to be known of the key file, where that is ours."""
    former = [] if prepare else [settings.words("backup.former_keys", count=data_key.KEPT - 1)]
    copied = [settings.words("backup.copy_key")] if home.database_url.is_file() else []
    return former + copied


def _rekeyed(settings: Settings, home: Home) -> int:
    """Seal all under the newest key, and only then say in the key file that it is in use.

    Killed in between, the command that is done again goes on with the same key.
    """
    with at_home(settings) as service, waiting(settings, "progress.rekey"):
        former = service.store.rekey()
    data_key.keep_data_keys(home, former)
    return sum(former.values())


@app.command("passphrase")
def passphrase(ctx: typer.Context, new_passphrase_file: NewFile = None) -> None:
    """Put the private keys of the service under another passphrase."""
    settings = settings_of(ctx)
    home = home_of(settings)
    check_set_up(home)
    change = ask_change(settings, new_passphrase_file)
    with changing_keys(home):
        changed = change_passphrase(home, change)
        files = [path.name for path in private_keys(home)]
    words = settings.words
    done = "passphrase.changed" if changed else "passphrase.already"
    said = words(done, files=words("list.separator").join(files))
    others = words("passphrase.copies"), words("passphrase.service")
    answer(settings, {"changed": changed, "files": [*files]}, said, *others)


@app.command("upgrade")
def upgrade(ctx: typer.Context) -> None:
    """Bring the database of an earlier version up to date."""
    settings = settings_of(ctx)
    home = home_of(settings)
    with waiting(settings, "progress.upgrade"):
        schema = upgrade_home(home)
    with at_home(settings) as service:
        view: View = {"origin": service.origin, "schema": schema}
    answer(settings, view, settings.words("backup.upgraded", **view))


def _rebuilt(found: Rebuilt) -> View:
    return {
        "attempts": found.attempts,
        "mended": [{"attempt": s.place.attempt, "draw": s.place.draw} for s in found.mended],
        "size": found.size,
    }


def _lines(settings: Settings, found: Rebuilt, view: View) -> list[str]:
    lines = [settings.words("backup.rebuilt", **view, count=len(found.mended))]
    return lines + [settings.words("backup.mended", draw=s.place.draw) for s in found.mended]
