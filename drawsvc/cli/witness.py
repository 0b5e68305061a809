"""`witness`: a witness's own program, on his own machine, with his own key; it never opens the service."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli import tables, witness_tables
from drawsvc.cli.answers import Part, answer
from drawsvc.cli.codes import unknown_codes
from drawsvc.cli.files import is_file, read_file, write_file
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.passphrase import NewFile, answer_changed, ask_change
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import ask_passphrase
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.errors import InputError
from drawsvc.domain.statements import Statement, statement_bytes
from drawsvc.views.values import View, canonical, path_view
from drawsvc.witness import init as start
from drawsvc.witness.confirm import confirm
from drawsvc.witness.countersign import (
    countersign_expired,
    countersign_reply,
    countersign_withdrawn,
)
from drawsvc.witness.desk import Desk, open_desk, read_state
from drawsvc.witness.dice import dice
from drawsvc.witness.join import join
from drawsvc.witness.known import Sealed, need_sealed, need_sealed_in
from drawsvc.witness.passphrase import change_passphrase
from drawsvc.witness.record import check_record
from drawsvc.witness.record_form import MAX_BYTES
from drawsvc.witness.reveal import reveal
from drawsvc.witness.seen import seen
from drawsvc.witness.show import show
from drawsvc.witness.void import void_statement

MAX_NUMBER = 2**53 - 1  # SPEC §3.1

Folder = Annotated[Path, typer.Option("--dir")]
Out = Annotated[Path, typer.Option()]
Text = Annotated[str, typer.Option()]
Number = Annotated[int, typer.Option(min=0, max=MAX_NUMBER)]
Mistyped = Annotated[bool, typer.Option("--mistyped")]

app = typer.Typer()
witness = typer.Typer()
app.add_typer(witness, name="witness")


@witness.command("init")
def init_(ctx: typer.Context, folder: Folder, role: Text, log_key: Text) -> None:
    """Make a witness's folder with a new key."""
    settings = settings_of(ctx)
    start.check_new(folder, role=role, log_key=log_key)
    passphrase = ask_passphrase(settings, new=True)
    state = start.init(folder, passphrase, role=role, log_key=log_key)
    view: View = {"dir": path_view(folder), "key": state.key, "role": role}
    words = settings.words
    answer(
        settings,
        view,
        words("witness.init_done", dir=folder, role=words.name("roles", role)),
        words("witness.init_key", public_key=state.key),
        words("witness.init_backup"),
        *tables.notes(words, unknown_codes(words, {"--role": role})),
        *steps_after(words, "witness_init"),
    )


@witness.command("join")
def join_(
    ctx: typer.Context, record: Path, folder: Folder, out: Out, role: Text = "", again: Text = ""
) -> None:
    """Look at a frozen draw and sign that one takes part."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        reply = join(desk, data, role=role, again=unicodedata.normalize("NFC", again))
    view: View = {"earlier": reply.earlier, "freeze": reply.freeze}
    parts = witness_tables.freeze(settings.words, reply)
    _hand_out(settings, out, reply.statement, view, *parts)


@witness.command("seen")
def seen_(ctx: typer.Context, record: Path, folder: Folder, out: Out) -> None:
    """Check the seal, keep its slip, and sign that it was seen."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        reply = seen(desk, data)
    view: View = {
        "check_code": reply.code,
        "first_invite_at": reply.first_invite_at,
        "roles": list(reply.roles),
        "slip": reply.slip,
        "source": reply.source,
    }
    parts = witness_tables.seal(settings.words, view)
    _hand_out(settings, out, reply.statement, view, *parts)


@witness.command("reveal")
def reveal_(ctx: typer.Context, draw: str, folder: Folder, out: Out, attempt: Number = 0) -> None:
    """Hand out the secret value, once the seal was seen."""
    settings = settings_of(ctx)
    with _opened(settings, folder) as desk:
        statement = reveal(desk, _sealed(desk, draw, attempt))
    _hand_out(settings, out, statement, {})


@witness.command("dice")
def dice_(
    ctx: typer.Context,
    draw: str,
    digits: Text,
    folder: Folder,
    out: Out,
    attempt: Number = 0,
    mistyped: Mistyped = False,  # noqa: FBT002 - as typer asks
) -> None:
    """Attest the digits that were thrown."""
    settings = settings_of(ctx)
    with _opened(settings, folder) as desk:
        sealed = _sealed(desk, draw, attempt)
        statement = dice(desk, sealed, "".join(digits.split()), mistyped=mistyped)
    _hand_out(settings, out, statement, {"digits": statement.value})


@witness.command("confirm")
def confirm_(ctx: typer.Context, record: Path, folder: Folder, out: Out) -> None:
    """Look at the outcome and sign it."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        reply = confirm(desk, data)
    view: View = {"body": reply.body, "time": reply.time, "type": reply.outcome}
    parts = witness_tables.outcome(settings.words, reply)
    _hand_out(settings, out, reply.statement, view, *parts)


@witness.command("void")
def void_(ctx: typer.Context, record: Path, reason: Text, folder: Folder, out: Out) -> None:
    """Sign that the draw ends without a result."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        statement = void_statement(desk, data, reason)
    said = settings.words(f"witness.void_{statement.value['class']}")
    _hand_out(settings, out, statement, {"said": statement.value}, said)


@witness.command("reply")
def reply_(
    ctx: typer.Context,
    record: Path,
    group: Number,
    row: Number,
    answer: Text,
    folder: Folder,
    out: Out,
    reason: Text = "none",
) -> None:
    """Countersign what an invited person answered."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        statement = countersign_reply(desk, data, (group, row), answer=answer, reason=reason)
    _hand_out(settings, out, statement, {"said": statement.value})


@witness.command("expired")
def expired_(
    ctx: typer.Context,
    record: Path,
    group: Number,
    row: Number,
    tries: Number,
    folder: Folder,
    out: Out,
) -> None:
    """Countersign that an invited person could not be reached."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        statement = countersign_expired(desk, data, (group, row), tries=tries)
    _hand_out(settings, out, statement, {"said": statement.value})


@witness.command("withdrawn")
def withdrawn_(
    ctx: typer.Context,
    record: Path,
    group: Number,
    row: Number,
    reason: Text,
    folder: Folder,
    out: Out,
) -> None:
    """Countersign that somebody who has accepted cannot come."""
    settings = settings_of(ctx)
    data = _read(record)
    with _opened(settings, folder) as desk:
        statement = countersign_withdrawn(desk, data, (group, row), reason=reason)
    _hand_out(settings, out, statement, {"said": statement.value})


@witness.command("passphrase")
def passphrase_(ctx: typer.Context, folder: Folder, new_passphrase_file: NewFile = None) -> None:
    """Put key and values under another passphrase."""
    settings = settings_of(ctx)
    read_state(folder)
    change = ask_change(settings, new_passphrase_file)
    with waiting(settings, "progress.witness"):
        changed = change_passphrase(folder, change)
    answer_changed(settings, folder, changed=changed)


@witness.command("show")
def show_(ctx: typer.Context, folder: Folder) -> None:
    """Show what was joined, seen and signed; needs no passphrase."""
    settings = settings_of(ctx)
    view = show(read_state(folder))
    answer(settings, view, *witness_tables.receipts(settings, view))


def _read(record: Path) -> bytes:
    return read_file(record, MAX_BYTES)


@contextmanager
def _opened(settings: Settings, folder: Path) -> Iterator[Desk]:
    read_state(folder)  # nobody is asked for the passphrase of a folder that cannot be used
    passphrase = ask_passphrase(settings)
    with open_desk(folder, passphrase) as desk, waiting(settings, "progress.witness"):
        yield desk


def _sealed(desk: Desk, draw: str, attempt: int) -> Sealed:
    """The draw with this id, or of this record file."""
    path = Path(draw)
    if is_file(path):
        return need_sealed_in(desk.state, check_record(_read(path), desk.log_key))
    return need_sealed(desk.state, draw, attempt)


def _hand_out(
    settings: Settings, out: Path, statement: Statement, view: View, *parts: Part
) -> None:
    """Write the statement file. If that fails the statement is noted all the same, and can be made again."""
    try:
        write_file(out, statement_bytes(statement))
    except InputError as error:
        raise InputError("statement_not_written", **error.facts) from None
    made: View = {"file": path_view(out), "key": statement.key, "kind": statement.kind}
    made["leaf"] = statement.leaf
    words = settings.words
    kind = words.name("statements", statement.kind)
    done = words("witness.handed_out", kind=kind, file=str(out))
    full = {name: canonical(value) for name, value in (view | {"statement": made}).items()}
    answer(settings, full, *parts, done)
