"""What the errors of the database mean to the domain."""

import sqlite3

from drawsvc.domain.errors import DrawError, LogError, StateError

_CONSTRAINTS = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}

_FAULTS: dict[int, tuple[type[DrawError], str]] = {
    sqlite3.SQLITE_BUSY: (StateError, "store_busy"),
    sqlite3.SQLITE_LOCKED: (StateError, "store_busy"),
    sqlite3.SQLITE_FULL: (StateError, "store_full"),
    sqlite3.SQLITE_READONLY: (StateError, "store_not_writable"),
    sqlite3.SQLITE_PERM: (StateError, "store_not_writable"),
    sqlite3.SQLITE_CANTOPEN: (StateError, "store_not_writable"),
    sqlite3.SQLITE_IOERR: (LogError, "store_failed"),
    sqlite3.SQLITE_CORRUPT: (LogError, "store_damaged"),
    sqlite3.SQLITE_NOTADB: (LogError, "store_damaged"),
}


def fault_of(error: BaseException) -> DrawError | None:
    """The domain's error for one of SQLite; None for a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _CONSTRAINTS:
        return StateError("changed_meanwhile")
    found = _FAULTS.get(code & 0xFF)
    return found[0](found[1]) if found else None
