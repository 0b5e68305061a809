"""Follows the links of a published site, as a reader does who has opened one of its pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from tests.http.pages.reading import elements

LEADS = ("../", "#", "data:,", "draws/", "list/", "index.html", "en.html", "verify/", "style.css")
"""How links of the site may begin: they name neither host nor root."""

Fetch = Callable[[str], str]
"""What is at an address that ends in .html; fails where there is nothing."""


def links(text: str) -> Iterator[str]:
    """Where a page leads, and what it loads."""
    for element in elements(text, "a", "link"):
        target = urldefrag(element.get("href", ""))[0]
        if target and not target.startswith("data:"):
            yield target


def followed(first: str, fetch: Fetch) -> dict[str, str]:
    """Every page that can be reached from one, by address, and under other addresses "" for what is no page."""
    found: dict[str, str] = {}
    waiting = [first]
    while waiting:
        url = waiting.pop()
        if url not in found:
            found[url] = fetch(url)
            waiting += [urljoin(url, link) for link in links(found[url])] if found[url] else []
    return found


def broken(site: Path) -> list[str]:
    """Links of pages in a folder that lead nowhere; pages that are not whole are none."""
    return [
        f"{page}: {link}"
        for page in site.rglob("*.html")
        for link in links(page.read_text("utf-8"))
        if not (page.parent / link).is_file()
    ]
