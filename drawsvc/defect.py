"""Where a mistake of ours happened, said without anything of anybody's."""

from __future__ import annotations

import re
import sys
import traceback

# What stands before our packages in the path of a file: it is of the machine, not of the program.
_OUTSIDE = re.compile(r".*drawsvc[/\\]|.*(?=drawseeds[/\\])")


def place_of(error: BaseException) -> str:
    """Kind of error, file and line of our innermost frame: enough to find it, nothing to hide.

    The text of an exception is left out: it may quote what somebody has handed in.
    """
    frames = list(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in frames if re.search("drawsvc|drawseeds", frame.filename)]
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not frames:
        return f"{type(error).__name__} {python}"
    last = (ours or frames)[-1]
    file = _OUTSIDE.sub("", last.filename)
    return f"{type(error).__name__} {file}:{last.lineno} {python}"
