"""Values of our own as canonical JSON bytes (SPEC §3.1) and back, without checking them again.

What comes here has been hashed by the domain or was read from it, so it has a canonical form. With
a million candidates the checks of drawseeds would take more time than everything else.
"""

import json
from typing import Any

_write = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode
_read = json.JSONDecoder().decode


def to_data(value: Any) -> bytes:
    """The canonical JSON of a value that is known to have one."""
    return _write(value).encode()


def from_data(data: bytes) -> Any:
    """The value that was stored."""
    return _read(data.decode())
