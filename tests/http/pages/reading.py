"""Pages as programs read them: whether they are HTML, what they load, whom they name."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = ("input", "select", "textarea")


def tree_of(text: str) -> Any:
    """A page as a tree; a browser would have to guess at nothing in it."""
    return html5lib.HTMLParser(strict=True).parse(text)


def elements(text: str, *names: str) -> Iterator[Any]:
    for element in tree_of(text).iter():
        if not names or element.tag in {f"{HTML}{name}" for name in names}:
            yield element


FROM_ROOT = ("/", "?", "#", "data:,")
"""How links of the service begin: with a path, never with a host."""


def check_page(text: str, *, leads: tuple[str, ...] = FROM_ROOT) -> None:
    """What holds of every page; `leads` is how its links may begin."""
    assert "page_" not in text, "a text that no language has is shown as its key"
    found = list(elements(text))
    tags = {element.tag.removeprefix(HTML) for element in found}
    assert not tags & {"script", "iframe", "object", "embed", "style"}
    ids = Counter(element.get("id") for element in found if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    _check_attributes(found, leads)
    _check_labels(found, set(ids))
    assert [element.tag for element in found].count(f"{HTML}h1") >= 1
    assert len({element.get("lang") for element in found if element.tag == f"{HTML}html"}) == 1


def _check_attributes(found: list[Any], leads: tuple[str, ...]) -> None:
    for element in found:
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            target = element.get(name, leads[0])
            assert target.startswith(leads), target
            assert not target.startswith("//"), target


def _check_labels(found: list[Any], ids: set[str]) -> None:
    labels = [element for element in found if element.tag == f"{HTML}label"]
    named = {label.get("for") for label in labels}
    inside = {child for label in labels for child in label.iter()}
    assert named - {None} <= ids
    for element in found:
        if element.tag in {f"{HTML}{name}" for name in LABELLED}:
            hidden = element.get("type") == "hidden"
            assert hidden or element in inside or element.get("id") in named, element.attrib
