"""What the errors of the databases mean to the domain."""

from __future__ import annotations

import sqlite3

from drawsvc.domain.errors import DrawError, LogError, StateError

Fault = tuple[type[DrawError], str]

_CHANGED: Fault = (StateError, "changed_meanwhile")
_BUSY: Fault = (StateError, "store_busy")
_FULL: Fault = (StateError, "store_full")
_NOT_WRITABLE: Fault = (StateError, "store_not_writable")
_UNREACHABLE: Fault = (StateError, "store_unreachable")
_FAILED: Fault = (LogError, "store_failed")
_DAMAGED: Fault = (LogError, "store_damaged")

_CONSTRAINTS = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}

_SQLITE: dict[int, Fault] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: _FAILED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}

# By SQLSTATE, or by its first two characters, its class.
_POSTGRESQL: dict[str, Fault] = {
    "23505": _CHANGED,  # unique_violation
    "25006": _NOT_WRITABLE,  # read_only_sql_transaction
    "25P03": _UNREACHABLE,  # idle_in_transaction_session_timeout
    "40001": _BUSY,  # serialization_failure
    "40P01": _BUSY,  # deadlock_detected
    "42501": _NOT_WRITABLE,  # insufficient_privilege
    "53100": _FULL,  # disk_full
    "55P03": _BUSY,  # lock_not_available
    "57014": _BUSY,  # query_canceled, by statement_timeout
    "08": _UNREACHABLE,  # connection exceptions
    "28": _UNREACHABLE,  # who asks is not let in
    "3D": _UNREACHABLE,  # there is no such database
    "3F": _NOT_WRITABLE,  # no schema that the user may use
    "53": _BUSY,  # no memory, too many connections
    "57": _UNREACHABLE,  # shut down, crashed, still starting
    "58": _FAILED,  # the operating system refuses
    "XX": _FAILED,  # internal errors
    "XX001": _DAMAGED,  # data_corrupted
    "XX002": _DAMAGED,  # index_corrupted
}


def fault_of(error: BaseException) -> DrawError | None:
    """The domain's error for one of a database; None for a mistake of ours."""
    found = _of_postgresql(error) if hasattr(error, "sqlstate") else _of_sqlite(error)
    return found[0](found[1]) if found else None


def _of_sqlite(error: BaseException) -> Fault | None:
    code = getattr(error, "sqlite_errorcode", 0)
    return _CHANGED if code in _CONSTRAINTS else _SQLITE.get(code & 0xFF)


def _of_postgresql(error: BaseException) -> Fault | None:
    # The driver is not imported for it: much of the program runs without.
    state = getattr(error, "sqlstate", None)
    if state is None:  # nobody was there to give one
        lost = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
        return _UNREACHABLE if lost else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
