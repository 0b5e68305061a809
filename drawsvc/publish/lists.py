"""The list of all draws, in pages: the newest first, and behind it so many on each, from the oldest on.

So a page that is full changes only when one of its own draws does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drawsvc.publish.folder import SiteFolder
from drawsvc.publish.manifest import Listed
from drawsvc.publish.pages import Pages
from drawsvc.publish.site_page import files_of
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import DrawSummary, read_summary

PAGE = 100
"""Draws on a page; on the first up to one less than twice as many."""

Draws = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ListPage:
    """A page of the list.

    Args:
        path: where a server has it.
        draws: how the manifest lists what is on it, in the order of requests.
        newer, older: paths of the pages beside it, "" for none.
    """

    path: str
    draws: Draws
    newer: str
    older: str

    @property
    def files(self) -> list[str]:
        """Where it lies, in each language."""
        return files_of(self.path)


def list_pages(draws: Draws) -> list[ListPage]:
    """The pages of a list, from the oldest on; the last is the one that everybody sees first."""
    full = max(0, len(draws) // PAGE - 1)
    paths = ["", *(f"/list/{number}" for number in range(1, full + 1)), "/", ""]
    ends = [*(number * PAGE for number in range(full + 1)), len(draws)]
    return [
        ListPage(paths[n + 1], draws[ends[n] : ends[n + 1]], newer=paths[n + 2], older=paths[n])
        for n in range(full + 1)
    ]


def list_files(count: int) -> list[str]:
    """The files of a list of so many draws."""
    return [file for page in list_pages([{}] * count) for file in page.files]


def lists_up_to_date(
    office: Office, folder: SiteFolder, pages: Pages, draws: Draws
) -> dict[str, Listed]:
    """Write the pages of the list that have changed. Returns the files of all."""
    before = {page.path: page for page in list_pages(folder.before.draws)}
    files: dict[str, Listed] = {}
    for page in list_pages(draws):
        kept = folder.all_held(page.files) if before.get(page.path) == page else {}
        files |= kept or dict(_written(office, folder, pages, page))
    return files


def _written(
    office: Office, folder: SiteFolder, pages: Pages, page: ListPage
) -> Iterator[tuple[str, Listed]]:
    shown = [_summary(office, draw) for draw in reversed(page.draws)]
    for file, data in pages.of_list(page.path, shown, newer=page.newer, older=page.older):
        yield file, folder.renew(file, data)


def _summary(office: Office, draw: Mapping[str, Any]) -> DrawSummary:
    at = draw["draw"], draw["attempt"]
    return read_summary(office, *at, leaf=draw["leaf"], phase=draw["phase"])
