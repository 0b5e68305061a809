"""Another passphrase for the keys of the service, a cosigner and the supervising body; a witness's is in tests/unit."""

from pathlib import Path

import pytest

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.secret_file import alone_in
from drawsvc.witness.cosigner import open_cosigner
from tests.cli.office import Office

HOME = Path("drawsvc-home")
NEW = "correct horse battery"
CHANGE = ("--new-passphrase-file", "new")


@pytest.fixture(autouse=True)
def _new(office: Office) -> None:
    office.write("new", f"{NEW}\n")
    office.write("wrong", "another passphrase\n")


def old() -> str:
    return Path("passphrase").read_text("utf-8").strip()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_keys_of_the_service_are_the_same_under_the_new_one(office: Office) -> None:
    with opened(Home(HOME)) as service:
        key, operator = service.unlock(old()).key.public, service.operator_key(old()).public
    office.run("log", "sign")
    office.run("backup", "before.zip", at="")
    assert office.run("passphrase", *CHANGE, at="") == {
        "changed": True,
        "files": ["operator.key", "log.key"],
    }
    error = office.run("log", "sign", code=2)["error"]
    assert error["code"] == "wrong_passphrase"
    office.run("log", "sign", "--passphrase-file", "new")
    with opened(Home(HOME)) as service:
        assert service.unlock(NEW).key.public == key
        assert service.operator_key(NEW).public == operator
    for name in ("log.key", "operator.key"):
        assert (HOME / name).stat().st_mode & 0o777 == 0o600
    # A backup made before keeps the old one.
    published = ("--published", HOME / "published.note")
    office.run("restore", "before.zip", *published, "--home", "restored", at="")
    office.run("log", "sign", "--home", "restored")


def test_a_service_that_never_took_part_has_one_key(office: Office) -> None:
    assert office.run("passphrase", *CHANGE, at="") == {"changed": True, "files": ["log.key"]}
    for lang, said in (("zh", "仍用旧口令"), ("en", "stay under the old one")):
        assert said in office.say("passphrase", *CHANGE, lang=lang)


def test_passphrase_that_was_changed_already(office: Office) -> None:
    office.run("passphrase", *CHANGE, at="")
    before = contents(HOME)
    assert office.run("passphrase", *CHANGE, at="") == {"changed": False, "files": ["log.key"]}
    for lang, said in (("zh", "没有改动"), ("en", "nothing was changed")):
        assert said in office.say("passphrase", *CHANGE, lang=lang)
    assert contents(HOME) == before


@pytest.mark.parametrize(
    ("words", "code", "exit_"),
    [
        (("--passphrase-file", "wrong", *CHANGE), "wrong_passphrase", 2),
        (("--new-passphrase-file", "passphrase"), "passphrase_same", 2),
        (("--new-passphrase-file", "none"), "passphrase_file", 2),
        (("--new-passphrase-file", "short"), "passphrase_short", 2),
        ((), "passphrase_missing", 2),
        ((*CHANGE, "--home", "nowhere"), "home_missing", 3),
    ],
)
def test_refusals_change_nothing(
    office: Office, words: tuple[str, ...], code: str, exit_: int
) -> None:
    office.write("short", "short\n")
    before = contents(HOME)
    error = office.run("passphrase", *words, code=exit_, at="")["error"]
    assert error["code"] == code
    assert NEW not in str(error)
    if code == "passphrase_missing":
        assert "--new-passphrase-file" in error["expected"]
    assert contents(HOME).items() >= before.items()


def test_damaged_or_missing_key_of_the_service(office: Office) -> None:
    key = HOME / "log.key"
    kept = key.read_bytes()
    key.write_bytes(kept[:-1])
    assert office.run("passphrase", *CHANGE, code=4, at="")["error"]["code"] == "log_key_damaged"
    key.unlink()
    assert office.run("passphrase", *CHANGE, code=4, at="")["error"]["code"] == "log_key_missing"
    assert not key.exists()


def test_cosigner(office: Office) -> None:
    vkey = (HOME / "log.vkey").read_text("ascii").strip()
    words = ("--dir", "cosigner", "--name", "cosigner.example", "--log-key", vkey)
    office.run("cosign", "init", *words, at="")
    change = ("cosign", "passphrase", "--dir", "cosigner", *CHANGE)
    before = contents(Path("cosigner"))
    error = office.run(*change, "--passphrase-file", "wrong", code=2, at="")["error"]
    assert error["code"] == "wrong_passphrase"
    assert contents(Path("cosigner")).items() >= before.items()
    assert office.run(*change, at="") == {"changed": True, "dir": "cosigner"}
    assert office.run(*change, at="") == {"changed": False, "dir": "cosigner"}
    with open_cosigner(Path("cosigner"), NEW) as cosigner:
        assert office.run(*change, code=3, at="")["error"]["code"] == "folder_in_use"
        assert cosigner.memory.latest is None


def test_supervising_body(office: Office) -> None:
    trust = office.trust()
    before = Path("body/key.json").read_bytes()
    change = ("trust", "passphrase", "--dir", "body", *CHANGE)
    error = office.run(*change, "--passphrase-file", "wrong", code=2, at="")["error"]
    assert error["code"] == "wrong_passphrase"
    assert Path("body/key.json").read_bytes() == before
    with alone_in(Path("body")):
        assert office.run(*change, code=3, at="")["error"]["code"] == "folder_in_use"
    assert office.run(*change, at="") == {"changed": True, "dir": "body"}
    assert office.run(*change, at="") == {"changed": False, "dir": "body"}
    sign = ("trust", "sign", "--dir", "body", "--out", "next.json")
    assert office.run(*sign, code=2)["error"]["code"] == "wrong_passphrase"
    key = office.run(*sign, "--passphrase-file", "new")["trust"]["key"]
    assert key in trust.read_text("utf-8")
    error = office.run("trust", "passphrase", "--dir", "none", *CHANGE, code=3, at="")["error"]
    assert error["code"] == "folder_missing"
