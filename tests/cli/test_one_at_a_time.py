"""Two commands at once: no key is made over another, and no draft of a trust file over what another has kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drawsvc import app
from drawsvc.app import opened
from drawsvc.cli import trust_folder
from drawsvc.config import Home
from drawsvc.domain.entries import Body
from drawsvc.domain.trust import parse_trust, sign_trust
from drawsvc.key_files import changing_keys, new_key
from drawsvc.log.keys import NamedKey
from tests.cli.office import Office

HOME, BODY = Path("drawsvc-home"), Path("body")
CHANGE = ("--new-passphrase-file", "new")
JOIN = ("join", "d-1", "--operator")


@pytest.fixture
def frozen(office: Office) -> Office:
    """An office with a draw that is frozen."""
    office.pool()
    office.frozen()
    office.write("new", "correct horse battery\n")
    return office


def passphrase() -> str:
    return Path("passphrase").read_text("utf-8").strip()


def operator_key() -> str:
    with opened(Home(HOME)) as service:
        return service.operator_key(passphrase()).public.to_hex()


def body() -> dict[str, bytes]:
    return {name: (BODY / name).read_bytes() for name in ("key.json", "draft.json")}


def test_no_operators_key_is_made_while_keys_are_changed(frozen: Office) -> None:
    with changing_keys(Home(HOME)):
        assert frozen.refuse(*JOIN, code=3)["code"] == "keys_in_use"
    assert not (HOME / "operator.key").exists()
    frozen.run(*JOIN)


def test_no_keys_are_changed_while_the_operators_key_is_made(
    frozen: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def meanwhile(*of: Any) -> NamedKey:
            patched.undo()
            for words in (JOIN, ("passphrase", *CHANGE)):
                assert frozen.run(*words, code=3)["error"]["code"] == "keys_in_use"
            return new_key(*of)

        patched.setattr(app, "new_key", meanwhile)
        made = operator_key()
    (joined,) = frozen.run(*JOIN)["joins"]
    assert joined["key"] == made


@pytest.mark.usefixtures("office")
def test_whoever_was_faster_has_made_the_operators_key(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    with monkeypatch.context() as patched:

        @contextmanager
        def later(home: Home) -> Iterator[None]:
            patched.undo()
            made.append(operator_key())
            with changing_keys(home):
                yield

        patched.setattr(app, "changing_keys", later)
        made.append(operator_key())
    assert made == [operator_key()] * 2


@pytest.mark.parametrize(
    ("words", "version"),
    [
        (("sign", "--out", "next.json"), 3),
        (("add-pool", "other", "--origin", Office.ORIGIN), 2),
        (("passphrase", *CHANGE), 2),
    ],
)
def test_nobody_else_changes_the_supervising_bodys_folder_while_it_signs(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], version: int
) -> None:
    office.trust()
    office.write("new", "correct horse battery\n")
    before = body()
    command = ("trust", *words, "--dir", BODY)
    with monkeypatch.context() as patched:

        def meanwhile(*of: Any) -> Body:
            patched.undo()
            assert office.run(*command, code=3)["error"]["code"] == "folder_in_use"
            assert body() == before
            return sign_trust(*of)

        patched.setattr(trust_folder, "sign_trust", meanwhile)
        signed = parse_trust(trust_folder.sign_draft(BODY, passphrase(), Office.MORNING))
    assert signed["version"] == trust_folder.read_draft(BODY)["version"] == 2
    office.run(*command)
    assert trust_folder.read_draft(BODY)["version"] == version
