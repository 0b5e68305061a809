"""The command line: `drawverify RECORD [--trust FILE] [--slip HEX] …`, SPEC §13."""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from typing import Any

from .report import to_json
from .verify import EXITS, Inputs, verify

USAGE = 2


def read_file(path: str, limit: int) -> bytes:
    with open(path, "rb") as file:
        return file.read(limit + 1)


def main(arguments: list[str]) -> int:
    opts = {}
    record = None
    it = iter(arguments)
    for a in it:
        if a in ("--trust", "--slip", "--disclosures", "--lang"):
            opts[a] = next(it)
        elif a == "--json":
            opts[a] = 1
        elif a == "--help":
            print("usage: x")
            return 0
        else:
            record = a
    r = verify(
        Inputs(
            partial(read_file, record),
            partial(read_file, opts["--trust"]) if "--trust" in opts else None,
            opts.get("--slip", "").replace(" ", "").replace("-", "").lower(),
            partial(read_file, opts["--disclosures"]) if "--disclosures" in opts else None,
        )
    )
    print(to_json(r))
    return EXITS[r.verdict]
