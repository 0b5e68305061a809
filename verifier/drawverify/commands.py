"""What the first word of the command line asks for, SPEC §13.

`row`, `audit` and `history` ask for a verdict beside that of records; anything else is a record.
What only one of them needs is imported for it alone, as in `cli`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .inputs import inputs_of, paths_by_kind, read_file, read_pieces
from .options import Options, UsageError

if TYPE_CHECKING:
    from .report import Report
    from .verify import Result

# Options that go with every command.
ANYWHERE = ("--lang", "--json")


class Command(NamedTuple):
    """One thing that can be asked for.

    Attributes:
        examine: returns the result and the report as data.
        report: returns the report that people read.
        options: those it takes beside --lang and --json.
        files: for each file it needs the word, of the family error, that says it is missing.
        more: whether further files may follow.
    """

    examine: Callable[[Options], tuple[Result, dict[str, Any]]]
    report: Callable[[], type[Report]]
    options: tuple[str, ...]
    files: tuple[str, ...]
    more: bool = False


def command_of(options: Options) -> tuple[Command, Options]:
    """Returns what is asked for, and the command line without the word for it.

    Raises:
        UsageError: a file is missing or superfluous, or an option belongs to another command.
    """
    named = COMMANDS.get(next(iter(options.words), ""))
    command = named or RECORD
    words = options.words[1:] if named else options.words
    for name in options.given:
        if name not in command.options + ANYWHERE:
            raise UsageError("elsewhere", name)
    missing, superfluous = command.files[len(words) :], words[len(command.files) :]
    if missing:
        raise UsageError(missing[0])
    if superfluous and not command.more:
        raise UsageError("too_many", superfluous[0])
    return command, options._replace(words=words)


def _examine_record(options: Options) -> tuple[Result, dict[str, Any]]:
    from .facts import facts_of  # noqa: PLC0415 - see the top
    from .verify import verify  # noqa: PLC0415

    result = verify(inputs_of(options))
    return result, facts_of(result)


def _record_report() -> type[Report]:
    from .report import Report  # noqa: PLC0415

    return Report


def _examine_row(options: Options) -> tuple[Result, dict[str, Any]]:
    from .row import examine_row  # noqa: PLC0415

    return examine_row(inputs_of(options), partial(read_file, options.words[1]))


def _row_report() -> type[Report]:
    from .row_report import RowReport  # noqa: PLC0415

    return RowReport


def _examine_audit(options: Options) -> tuple[Result, dict[str, Any]]:
    from .audit import examine_audit  # noqa: PLC0415

    for name in ("disclosures", "roster"):
        if f"--{name}" not in options.given:
            raise UsageError(f"no_{name}")
    return examine_audit(inputs_of(options), partial(read_pieces, options.text("--roster")))


def _audit_report() -> type[Report]:
    from .audit_report import AuditReport  # noqa: PLC0415

    return AuditReport


def _examine_history(options: Options) -> tuple[Result, dict[str, Any]]:
    from .history import HistoryInputs, TwoDisclosuresError, examine_history  # noqa: PLC0415

    trust, kinds = options.given.get("--trust"), paths_by_kind(options.words)
    if len(kinds["log"]) > 1:
        raise UsageError("two_logs", kinds["log"][1])
    inputs = HistoryInputs(
        trust=None if trust is None else partial(read_file, trust),
        log=[(path, partial(read_pieces, path)) for path in kinds["log"]],
        records=[(path, partial(read_file, path)) for path in kinds["record"]],
        disclosures=[(path, partial(read_file, path)) for path in kinds["disclosures"]],
        rosters=[(path, partial(read_pieces, path)) for path in kinds["roster"]],
    )
    try:
        return examine_history(inputs)
    except TwoDisclosuresError as error:
        raise UsageError("two_disclosures", str(error)) from None


def _history_report() -> type[Report]:
    from .history_report import HistoryReport  # noqa: PLC0415

    return HistoryReport


RECORD = Command(
    examine=_examine_record,
    report=_record_report,
    options=("--trust", "--slip", "--disclosures"),
    files=("no_record",),
)
COMMANDS = {
    "row": Command(
        examine=_examine_row,
        report=_row_report,
        options=("--trust", "--slip"),
        files=("no_record", "no_own"),
    ),
    "audit": Command(
        examine=_examine_audit,
        report=_audit_report,
        options=("--trust", "--slip", "--disclosures", "--roster"),
        files=("no_record",),
    ),
    "history": Command(
        examine=_examine_history,
        report=_history_report,
        options=("--trust",),
        files=("no_history",),
        more=True,
    ),
}
