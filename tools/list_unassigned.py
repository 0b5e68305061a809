"""Writes the code points that SPEC §3.1 refuses into the modules that look them up.

Needs an interpreter whose `unicodedata` is that of Unicode 13.0, such as Python 3.9's:
`python3.9 tools/list_unassigned.py`. The table never changes, so it is run only to check it.
"""

import sys
import textwrap
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGETS = ("seeds/drawseeds/unicode13.py", "verifier/drawverify/unicode13.py")
UNICODE = "13.0.0"
# Below, every code point is assigned.
FIRST, END = 0x300, 0x110000
# Ideographs that may have been assigned since: rare names need them, and they compose with nothing.
IDEOGRAPHS = (range(0x9FFD, 0xA000), range(0x20000, 0x2F800), range(0x30000, 0x3FFFE))
MODULE = '''"""Code points that no string has, SPEC §3.1: those that Unicode 13.0 does not assign.

Written by tools/list_unassigned.py.
"""

# Runs of code points from U+0300 on: allowed, refused, allowed, …; their lengths in hexadecimal.
RUNS = """
{runs}
"""
'''


def is_refused(code: int) -> bool:
    """Tells whether a code point is unassigned, and not where ideographs are added."""
    is_ideograph = any(code in added for added in IDEOGRAPHS)
    return unicodedata.category(chr(code)) == "Cn" and not is_ideograph


def run_lengths() -> list[int]:
    """Returns the lengths of the runs, allowed ones first."""
    lengths, refused = [0], False
    for code in range(FIRST, END):
        if is_refused(code) != refused:
            refused = not refused
            lengths.append(0)
        lengths[-1] += 1
    return lengths


def main() -> None:
    """Writes both modules."""
    if unicodedata.unidata_version != UNICODE:
        sys.exit(f"needs Unicode {UNICODE}, got {unicodedata.unidata_version}")
    runs = " ".join(f"{length:x}" for length in run_lengths())
    for target in TARGETS:
        text = MODULE.format(runs=textwrap.fill(runs, 98))
        (ROOT / target).write_bytes(text.encode())


if __name__ == "__main__":
    main()
