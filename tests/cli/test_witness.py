"""`drawsvc witness` and `drawsvc trust`: a draw with two witnesses, by files and commands alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drawsvc import cli
from drawsvc.domain.statements import Statement, parse_statement_file
from drawsvc.domain.trust import parse_trust
from drawsvc.log import keyfile
from tests.unit.witness.scene import LOG_KEY, ORIGIN, Scene, digest

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in an empty folder; returns what it answers in JSON."""
    monkeypatch.chdir(tmp_path)
    Path("passphrase").write_text("一二三四五六七八九十甲乙\n", encoding="utf-8")

    def ran(*words: object, code: int = 0, lang: str = "") -> Any:
        options = ["--lang", lang] if lang else ["--json"]
        line = [*map(str, words), *options, "--passphrase-file", "passphrase"]
        got = cli.run(line)
        out, err = capfd.readouterr()
        assert got == code, out + err
        return f"{out}{err}" if lang else json.loads(out)

    return ran


@pytest.fixture
def scene(run: Run) -> Scene:
    """A frozen draw; `one` is its supervisor, `two` an auditor."""
    run("witness", "init", "--dir", "one", "--role", "supervisor", "--log-key", LOG_KEY)
    run("witness", "init", "--dir", "two", "--role", "auditor", "--log-key", LOG_KEY)
    return export(Scene().requested().frozen())


def export(scene: Scene) -> Scene:
    Path("record").write_bytes(scene.record())
    return scene


def made(name: str) -> Statement:
    return parse_statement_file(Path(name).read_bytes())


def joined(run: Run, scene: Scene) -> None:
    for who in ("one", "two"):
        run("witness", "join", "record", "--dir", who, "--out", f"{who}.join")
        export(scene.joined(made(f"{who}.join")))
    export(scene.sealed())


def test_draw_by_two_witnesses(run: Run, scene: Scene) -> None:
    joined(run, scene)
    for who in ("one", "two"):
        said = run("witness", "seen", "record", "--dir", who, "--out", f"{who}.seen")
        assert said["slip"] == scene.leaf("SEAL")
    run("witness", "reveal", "d-1", "--dir", "one", "--out", "one.reveal")
    run("witness", "reveal", "record", "--dir", "two", "--out", "two.reveal")
    files = [f"{who}.{kind}" for who in ("one", "two") for kind in ("seen", "reveal")]
    scene.seeded(*map(made, files)).invited(0, 1)
    export(scene)
    seat = ("--group", "0", "--row", "1", "--dir", "one", "--out", "said")
    run("witness", "reply", "record", "--answer", "accept", *seat)
    assert made("said").value["answer"] == "accept"
    silent = ("--group", "0", "--row", "0", "--tries", "3", "--dir", "one", "--out", "said")
    run("witness", "expired", "record", *silent)
    assert made("said").value["tries"] == 3
    scene.replied(0).replied(1)
    export(scene)
    gone = ("--group", "0", "--row", "1", "--dir", "one", "--out", "said", "--reason")
    error = run("witness", "withdrawn", "record", *gone, "interest", code=2)["error"]
    assert error["code"] == "reason"
    run("witness", "withdrawn", "record", *gone, "illness")
    assert made("said").value == {"group": 0, "reason": "illness", "row": 1}
    scene.write("CLOSED", {"next": [], "round": 1})
    scene.write("COMPLETED", {"accepted": [2]})
    export(scene)
    said = run("witness", "confirm", "record", "--dir", "one", "--out", "one.witnessed")
    assert said["type"] == "COMPLETED"
    made("one.witnessed").check("witnessed", scene.leaf("COMPLETED"))
    receipts = run("witness", "show", "--dir", "one")
    kinds = [signed["kind"] for signed in receipts["draws"][0]["signed"]]
    assert kinds == ["join", "seen", "reveal", "reply", "expired", "withdrawn", "witnessed"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_for_people(run: Run, scene: Scene, lang: str) -> None:
    said = run("witness", "join", "record", "--dir", "one", "--out", "one.join", lang=lang)
    assert "示例局" in said
    export(scene.joined(made("one.join")).sealed())
    said = run("witness", "seen", "record", "--dir", "one", "--out", "one.seen", lang=lang)
    assert scene.leaf("SEAL")[:4] in said
    run(
        "witness",
        "void",
        "record",
        "--reason",
        "wrong_list",
        "--dir",
        "one",
        "--out",
        "v",
        lang=lang,
    )
    assert "d-1" in run("witness", "show", "--dir", "one", lang=lang)


def test_revealed_value_is_in_the_file_alone(run: Run, scene: Scene) -> None:
    joined(run, scene)
    run("witness", "seen", "record", "--dir", "one", "--out", "one.seen")
    said = run("witness", "reveal", "d-1", "--dir", "one", "--out", "one.reveal", lang="en")
    said += json.dumps(run("witness", "show", "--dir", "one"))
    assert made("one.reveal").value not in said


def test_reveal_before_seen(run: Run, scene: Scene) -> None:
    joined(run, scene)
    said = run("witness", "reveal", "d-1", "--dir", "one", "--out", "one.reveal", code=3)
    assert said["error"]["code"] == "not_seen"
    assert not Path("one.reveal").exists()


def test_sibling_seal_shows_both(run: Run, scene: Scene) -> None:
    run("witness", "join", "record", "--dir", "one", "--out", "one.join")
    scene.joined(made("one.join"))
    other = Scene().requested().frozen().joined(made("one.join")).sealed(nonce=digest("suits"))
    export(scene.sealed())
    run("witness", "seen", "record", "--dir", "one", "--out", "one.seen")
    export(other)
    said = run("witness", "seen", "record", "--dir", "one", "--out", "other.seen", code=3)
    assert said["error"]["facts"] == {"expected": scene.leaf("SEAL"), "got": other.leaf("SEAL")}
    assert len(run("witness", "show", "--dir", "one")["draws"][0]["seals"]) == 2


def test_statement_that_could_not_be_written(run: Run, scene: Scene) -> None:
    said = run("witness", "join", "record", "--dir", "one", "--out", "no/place", code=2)
    assert said["error"]["code"] == "statement_not_written"
    before = Path("one/notes.json").read_bytes()
    run("witness", "join", "record", "--dir", "one", "--out", "one.join")
    assert Path("one/notes.json").read_bytes() == before
    scene.joined(made("one.join"))


@pytest.mark.usefixtures("scene")
def test_wrong_passphrase(run: Run) -> None:
    Path("passphrase").write_text("guess", encoding="utf-8")
    said = run("witness", "join", "record", "--dir", "one", "--out", "one.join", code=2)
    assert said["error"]["code"] == "wrong_passphrase"
    assert "guess" not in json.dumps(said)


@pytest.mark.usefixtures("scene")
def test_damaged_notes(run: Run) -> None:
    Path("one/notes.json").write_bytes(b"{}")
    assert run("witness", "show", "--dir", "one", code=3)["error"]["code"] == "notes_damaged"


def test_dice(run: Run) -> None:
    run("witness", "init", "--dir", "one", "--role", "supervisor", "--log-key", LOG_KEY)
    run("witness", "init", "--dir", "two", "--role", "notary", "--log-key", LOG_KEY)
    scene = export(Scene(source="dice").requested().frozen())
    joined(run, scene)
    files = []
    for who in ("one", "two"):
        run("witness", "seen", "record", "--dir", who, "--out", f"{who}.seen")
        throw = ("--digits", "12345 61234 56123 45612")
        run("witness", "dice", "record", *throw, "--dir", who, "--out", f"{who}.dice")
        files += [f"{who}.seen", f"{who}.dice"]
    scene.seeded(*map(made, files))


def test_supervising_body_trusts_a_witness(run: Run, scene: Scene) -> None:
    key = run("witness", "show", "--dir", "one")["key"]
    folder = ("--dir", "body")
    body = run("trust", "new", *folder, "--issuer", "示例市监察机关")["key"]
    run("trust", "add-log", LOG_KEY, *folder, "--from", "2026-01-01T00:00:00Z")
    run("trust", "add-pool", scene.place.pool, *folder, "--origin", ORIGIN)
    who = ("--pool", scene.place.pool, "--role", "supervisor", "--key", key, "--name", "监察机关")
    run("trust", "add-role", *folder, *who, "--independent")
    run("trust", "sign", *folder, "--out", "trust.json")
    trust = parse_trust(Path("trust.json").read_bytes())
    assert (trust["version"], trust["roles"][0]["key"]) == (1, key)
    said = run("trust", "check", "trust.json", "--origin", ORIGIN, "--key", body)
    assert said["pools"] == [
        {"independent": ["supervisor"], "pool": scene.place.pool, "roles": ["supervisor"]}
    ]
    run("trust", "sign", *folder, "--out", "trust.json")
    assert run("trust", "show", "trust.json")["trust"]["version"] == 2
    for lang in ("zh", "en"):
        assert "示例市监察机关" in run("trust", "show", "trust.json", lang=lang)
        assert ORIGIN in run("trust", "check", "trust.json", "--origin", ORIGIN, lang=lang)


def test_trust_file_of_another_body(run: Run) -> None:
    run("trust", "new", "--dir", "body", "--issuer", "示例市监察机关")
    run("trust", "add-log", LOG_KEY, "--dir", "body")
    run("trust", "sign", "--dir", "body", "--out", "trust.json")
    line = ("trust", "check", "trust.json", "--origin", ORIGIN, "--key", "0" * 64)
    assert run(*line, code=2)["error"]["code"] == "trust_signer"


def test_pool_office_is_never_independent(run: Run) -> None:
    folder = ("--dir", "body")
    key = run("trust", "new", *folder, "--issuer", "示例市监察机关")["key"]
    run("trust", "add-log", LOG_KEY, *folder)
    run("trust", "add-pool", "p", *folder, "--origin", ORIGIN)
    before = Path("body/draft.json").read_bytes()
    line = ("trust", "add-role", *folder, "--pool", "p", "--role", "pool_office", "--key", key)
    said = run(*line, "--name", "甲", "--independent", code=2)
    assert said["error"]["code"] == "never_independent"
    assert Path("body/draft.json").read_bytes() == before


def test_folder_of_the_body_is_never_made_twice(run: Run) -> None:
    run("trust", "new", "--dir", "body", "--issuer", "甲")
    said = run("trust", "new", "--dir", "body", "--issuer", "乙", code=3)
    assert said["error"]["code"] == "folder_exists"
