"""The pages of the site, made as the running service makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from drawsvc.pages.addresses import path_of
from drawsvc.pages.edition import Edition
from drawsvc.pages.facts import Downloads, list_facts, record_facts
from drawsvc.pages.narrative import narrative_of
from drawsvc.pages.templates import filled
from drawsvc.publish.manifest import folder_of
from drawsvc.publish.site_page import STYLE, SitePage, files_of
from drawsvc.usecases.read_draw import DrawSummary, Reading
from drawsvc.words import web_folder

VERIFIER, TRUST = "drawverify.pyz", "trust.json"
"""Files beside the pages, which lead to them."""
RECORD = "record.json"


@dataclass(frozen=True)
class Pages:
    """Makes pages, each in every edition.

    Args:
        editions: one for each language.
        extras: VERIFIER and TRUST, as far as they are there, with their content.
    """

    editions: Sequence[Edition]
    extras: Mapping[str, bytes]

    def made_of(self, pool: str) -> list[object]:
        """What pages of a pool's draws rest on, besides the draws."""
        office = self.editions[0].office
        settings = asdict(office.settings_of(pool))
        said = [[of.public_base_url, of.specialty_names(pool)] for of in self.editions]
        return [_form(), settings, TRUST in self.extras, self._digest, said]

    def of_attempt(
        self, found: Reading, draw: Mapping[str, Any], *, ended: bool
    ) -> dict[str, bytes]:
        """The pages of an attempt, by file.

        Args:
            found: the attempt.
            draw: how the manifest lists it.
            ended: whether its record is on the site.
        """
        first, *others = self.editions
        narrative = narrative_of(first, found)
        record = f"{folder_of(draw)}/{RECORD}" if ended else ""
        made = {}
        for told in (narrative, *map(narrative.in_edition, others)):
            page = SitePage(told.edition, told.path)
            made[page.file] = filled("record.html", page, **record_facts(told))
            page = SitePage(told.edition, verify_path(told.path))
            files = self._downloads(page, record)
            made[page.file] = filled("verify.html", page, narrative=told, files=files)
        return {file: text.encode() for file, text in made.items()}

    def of_list(
        self, path: str, draws: Sequence[DrawSummary], *, newer: str, older: str
    ) -> Iterator[tuple[str, bytes]]:
        """A page of the list, and where it lies; `newer` and `older` are paths of others, "" for none."""
        for edition in self.editions:
            page = SitePage(edition, path)
            links = {
                name: at and page.link(at) for name, at in (("newer", newer), ("older", older))
            }
            facts = list_facts(edition, draws, **links)
            yield page.file, filled("list.html", page, **facts).encode()

    def _downloads(self, page: SitePage, record: str) -> Downloads:
        trust, verifier = (page.to(of) if of in self.extras else "" for of in (TRUST, VERIFIER))
        found = record and page.to(record)
        return Downloads(found, trust, verifier, self._digest, in_folder=record)

    @property
    def _digest(self) -> str:
        return sha256(self.extras.get(VERIFIER, b"")).hexdigest()


def verify_path(path: str) -> str:
    """Where the service has the page on verifying an attempt."""
    return f"{path}/verify"


def attempt_files(draw: str, attempt: int) -> list[str]:
    """The files of the pages of an attempt."""
    path = path_of(draw, attempt)
    return files_of(path, verify_path(path))


def style_sheet() -> dict[str, bytes]:
    """The one file that pages load."""
    return {STYLE: (web_folder() / "static" / STYLE).read_bytes()}


def _form() -> str:
    """A digest of templates, words, and the program that fills them."""
    package = Path(__file__).parents[1]
    files = [path for kind in ("templates", "locales") for path in (web_folder() / kind).iterdir()]
    files += (package / "pages").glob("*.py")
    digest = sha256()
    for path in sorted(files, key=lambda path: path.name):
        digest.update(path.read_bytes())
    return digest.hexdigest()
