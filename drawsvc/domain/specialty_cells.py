"""Specialties and categories in a roster cell: codes, or the pool's own names for them.

A name is taken if it is exactly one of the pool's after NFKC, case and white space; nothing is guessed. `煤矿/安全管理`
and `1.16 安全管理` say which of several specialties of one name is meant; so does the row's home category.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from drawsvc.domain.roster_cells import ORDINARY_WIDTH, CellError, natural_key, read_code
from drawsvc.domain.taxonomy import Specialty, Taxonomy

NEAR_SHOWN = 5
CELLS_KEPT = 2**15

_BETWEEN = re.compile(r"[;；]")
_WITHIN = re.compile(r"[,，、]")  # also within names: 地质测量、勘探
_JOINS = re.compile(r"[\s/／\-—－–:：>＞_]")


class SpecialtyCells:
    """Reads the specialties of one pool.

    Args:
        taxonomy: the pool's; None: any well-formed code is taken, and no name.
    """

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self._taxonomy = taxonomy
        self._named = _names_of(taxonomy) if taxonomy else {}
        # Kept here and not beside the methods: what was read must go when the reader goes.
        self.specialties = lru_cache(CELLS_KEPT)(self._specialties)
        self.category = lru_cache(CELLS_KEPT)(self._category)

    def _specialties(self, text: str, home: str) -> tuple[str, ...]:
        """The codes of a cell, in natural order.

        Args:
            text: codes or names separated by `;`, `,`, `、` or their full-width forms.
            home: code of the row's home category, "" if it has none.

        Raises:
            CellError: `cell_form`, `specialty_unknown`, `specialty_ambiguous`, `specialty_twice`.
        """
        codes = [code for part in _BETWEEN.split(text) for code in self._codes(part, home)]
        if len(set(codes)) != len(codes):
            raise CellError("specialty_twice", "distinct")
        return tuple(sorted(codes, key=natural_key))

    def _category(self, text: str) -> str:
        """The code of a home category.

        Raises:
            CellError: `cell_form`, `category_unknown`.
        """
        if self._taxonomy is None:
            return read_code(_ordinary(text))
        entries = [entry for entry in self._entries(text) if not entry.category]
        if len(entries) != 1:
            raise CellError("category_unknown", _listed(self._taxonomy.categories))
        return entries[0].code

    def category_of(self, codes: Sequence[str]) -> str:
        """The category that all these specialties belong to; "" if there is none or more than one."""
        if self._taxonomy is None:
            return ""
        entries = [self._taxonomy.by_code[code] for code in codes]
        found = {entry.category or entry.code for entry in entries}
        return found.pop() if len(found) == 1 else ""

    def _codes(self, part: str, home: str) -> Iterator[str]:
        """The codes in a text without `;`. A name may itself hold a comma: the longest that is one is taken."""
        rest = part.strip()
        while rest:
            ends = [len(rest), *(match.start() for match in reversed([*_WITHIN.finditer(rest)]))]
            end = next((end for end in ends if self._entries(rest[:end])), ends[-1])
            if end:
                yield self._code(rest[:end].strip(), home)
            rest = rest[end + 1 :].strip()

    def _code(self, piece: str, home: str) -> str:
        if self._taxonomy is None:
            return read_code(_ordinary(piece))
        entries = self._entries(piece)
        if len(entries) > 1 and home:
            entries = [e for e in entries if home in {e.category, e.code}] or entries
        if not entries:
            raise CellError("specialty_unknown", _near(piece, self._taxonomy), piece)
        if len(entries) > 1:
            raise CellError("specialty_ambiguous", _listed(entries), piece)
        return entries[0].code

    def _entries(self, piece: str) -> Sequence[Specialty]:
        """Everything a text can mean; () if nothing, or without a taxonomy."""
        if self._taxonomy is None:
            return ()
        by_code = self._taxonomy.by_code.get(_ordinary(piece))
        return (by_code,) if by_code else self._named.get(_folded(piece), ())


def _names_of(taxonomy: Taxonomy) -> Mapping[str, Sequence[Specialty]]:
    """Entries by everything they can be called."""
    named: dict[str, list[Specialty]] = defaultdict(list)
    for entry in taxonomy.specialties:
        names = {entry.zh, entry.en, entry.code + entry.zh}
        if entry.category:
            names.add(taxonomy.by_code[entry.category].zh + entry.zh)
        for name in {_folded(name) for name in names}:
            named[name].append(entry)
    return named


def _ordinary(text: str) -> str:
    return text.translate(ORDINARY_WIDTH).strip()


def _folded(text: str) -> str:
    return _JOINS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _listed(entries: Sequence[Specialty]) -> str:
    return "|".join(f"{entry.code} {entry.zh}" for entry in entries)


def _near(piece: str, taxonomy: Taxonomy) -> str:
    """The specialties most like a text; the categories if none is."""
    wanted = _folded(piece)
    near = [entry for entry in taxonomy.specialties if _is_near(wanted, _folded(entry.zh))]
    near.sort(key=lambda entry: -_shared(wanted, _folded(entry.zh)))
    return _listed(near[:NEAR_SHOWN] or taxonomy.categories)


def _is_near(one: str, other: str) -> bool:
    return 2 * _shared(one, other) >= max(len(one), len(other))


def _shared(one: str, other: str) -> int:
    return (Counter(one) & Counter(other)).total()
