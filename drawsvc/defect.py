"""Where a mistake of ours happened, said without anything of anybody's."""

from __future__ import annotations

import sys
import traceback
from types import FrameType

OURS = frozenset({"drawsvc", "drawseeds"})


def place_of(error: BaseException) -> str:
    """Kind of error, file and line of our innermost frame: enough to find it, nothing to hide.

    The text of an exception is left out: it may quote what somebody has handed in.
    """
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return f"{type(error).__name__} {python}"
    ours = [found for found in frames if _package(found[0]) in OURS]
    frame, line = (ours or frames)[-1]
    return f"{type(error).__name__} {_file(frame)}:{line} {python}"


def _package(frame: FrameType) -> str:
    return _module(frame).partition(".")[0]


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _file(frame: FrameType) -> str:
    """The file from its package on; where that lies is of the machine, not of the program."""
    path = frame.f_code.co_filename.replace("\\", "/").split("/")
    inside = _module(frame).split(".") + ["__init__"] * (path[-1] == "__init__.py")
    depth = len(inside) - (inside[0] == "drawsvc")
    return "/".join(path[-depth:] if _package(frame) in OURS else path[-1:])
