"""Reads the notation of schema.txt, which explains it, into shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .shape import Shape, array, ascending, counted, integer, members, one_of

SIGN = r"-?\d+\.\.\d+|\w+(?:\|\w+)*|<\w*|[\[\]{}:+?]"
# After an array: the least and the greatest number of its items.
BOUNDS: dict[str, tuple[int, int | None]] = {"+": (1, None), "?": (0, 1), "2": (2, 2)}


class Notation:
    """Names of shapes, those given and those that lines define.

    Args:
        text: the lines.
        shapes: the shapes of names that no line defines.
        narrowed: by name, what makes of the shape that a line gives the one that is meant.

    Attributes:
        words: by name, the words of a line that lists words.
    """

    def __init__(
        self,
        text: str,
        shapes: Mapping[str, Shape],
        narrowed: Mapping[str, Callable[[Shape], Shape]],
    ) -> None:
        self.shapes = dict(shapes)
        self.words: dict[str, list[str]] = {}
        for line in text.splitlines():
            name, equals, meaning = line.partition(" = ")
            if not equals or line.startswith("#"):
                continue
            signs = re.findall(SIGN, meaning)
            if "|" in signs[0]:
                self.words[name] = signs[0].split("|")
            shape = self._read(signs)
            self.shapes[name] = narrowed[name](shape) if name in narrowed else shape

    def _read(self, signs: list[str]) -> Shape:
        """Takes the signs of one shape off the front."""
        sign = signs.pop(0)
        if sign == "{":
            return self._object(signs)
        if sign == "[":
            return self._array(signs)
        if "|" in sign:
            return one_of(*sign.split("|"))
        low, dots, high = sign.partition("..")
        return integer(int(low), int(high)) if dots else self.shapes[sign]

    def _object(self, signs: list[str]) -> Shape:
        if signs[1] == ":":
            words = self.words[signs[0]]
            del signs[:2]
            shape = counted(words, self._read(signs))
        else:
            named = {}
            while signs[0] != "}":
                name = signs.pop(0)
                named[name] = self._read(signs)
            shape = members(**named)
        signs.pop(0)
        return shape

    def _array(self, signs: list[str]) -> Shape:
        item = self._read(signs)
        signs.pop(0)
        least, most = BOUNDS[signs.pop(0)] if signs and signs[0] in BOUNDS else (0, None)
        if signs and signs[0][0] == "<":
            return ascending(item, least=least, by=signs.pop(0)[1:])
        return array(item, least=least, most=most)
