"""What the first word of the command line asks for, SPEC §13.

`row`, `audit` and `history` ask for a verdict beside that of records; anything else is a record.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .cli import UsageError, inputs_of, read_file
from .facts import facts_of
from .report import Report
from .row import examine_row
from .row_report import RowReport
from .verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cli import Options
    from .verify import Result

# Options that go with every command.
ANYWHERE = ("--lang", "--json")


class Command(NamedTuple):
    """One thing that can be asked for.

    Attributes:
        options: those it takes beside --lang and --json.
        files: what its files are, as words of the family error say of a missing one.
        more: whether further files may follow.
        examine: returns the result and the report as data.
        report: the report that people read.
    """

    options: tuple[str, ...]
    files: tuple[str, ...]
    more: bool
    examine: Callable[[Options], tuple[Result, dict[str, Any]]]
    report: type[Report]


def command_of(options: Options) -> tuple[Command, Options]:
    """Returns what is asked for, and the command line without the word for it.

    Raises:
        UsageError: a file is missing or superfluous, or an option belongs to another command.
    """
    words = options.records
    command = COMMANDS.get(words[0] if words else "")
    if command:
        options = options._replace(records=words[1:])
    else:
        command = RECORD
    for name in options.given:
        if name not in command.options + ANYWHERE:
            raise UsageError("elsewhere", name)
    missing = command.files[len(options.records) :]
    if missing:
        raise UsageError(missing[0])
    if len(options.records) > len(command.files) and not command.more:
        raise UsageError("too_many", options.records[len(command.files)])
    return command, options


def _record(options: Options) -> tuple[Result, dict[str, Any]]:
    result = verify(inputs_of(options))
    return result, facts_of(result)


def _row(options: Options) -> tuple[Result, dict[str, Any]]:
    return examine_row(inputs_of(options), partial(read_file, options.records[1]))


RECORD = Command(
    options=("--trust", "--slip", "--disclosures"),
    files=("no_record",),
    more=False,
    examine=_record,
    report=Report,
)
COMMANDS = {
    "row": Command(
        options=("--trust", "--slip"),
        files=("no_record", "no_own"),
        more=False,
        examine=_row,
        report=RowReport,
    ),
}
