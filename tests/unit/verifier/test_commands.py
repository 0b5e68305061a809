"""Audits and histories from the command line: which files, what is said of missing ones."""

import json
from pathlib import Path

import pytest
from drawverify.cli import main
from drawverify.inputs import paths_by_kind

from tests.unit.verifier.build import canonical, trust
from tests.unit.verifier.office import Office


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder, office = tmp_path_factory.mktemp("office"), Office()
    attempt = office.draw().freeze().completed()
    contents = {
        "trust": canonical(trust()),
        "record": attempt.record(),
        "disclosures": canonical(attempt.disclosures()),
        "roster": office.roster_file(),
        "log": office.log_file(),
    }
    for name, raw in contents.items():
        (folder / name).write_bytes(raw)
    return {name: str(folder / name) for name in contents}


def test_audit(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    words = ["audit", files["record"], "--trust", files["trust"], "--roster", files["roster"]]
    words += ["--disclosures", files["disclosures"]]
    assert main([*words, "--lang", "zh"]) == 0
    assert capsys.readouterr().out.startswith("审计：验证通过\n")
    assert main([*words, "--lang", "en"]) == 0
    assert "6 expert(s)" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["record"]["verdict"] == "verified"


@pytest.mark.parametrize("name", ["roster", "disclosures"])
def test_audit_takes_both_files(
    files: dict[str, str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", files["record"], f"--{name}", files[name], "--lang=en"]) == 2
    assert "an audit takes the" in capsys.readouterr().err


def test_roster_file_that_is_not_there(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["audit", files["record"], "--disclosures", files["disclosures"]]
    assert main([*words, "--roster", "nowhere", "--lang=en"]) == 2
    assert "cannot open nowhere" in capsys.readouterr().err


def test_history(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    names = ("roster", "disclosures", "log", "record")
    words = ["history", *(files[name] for name in names), "--trust", files["trust"]]
    assert main([*words, "--lang=zh"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("历史：验证通过\n")
    assert "共 1 次：1 次有专家组" in out
    assert main([*words[:-2], "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["not_checkable"] == ["history.root"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "neither a log nor a record"),
        (("log", "log"), "one log file only"),
        (("disclosures", "disclosures"), "discloses the same attempt"),
    ],
)
def test_files_a_history_does_not_take(
    files: dict[str, str],
    names: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["history", *(files[name] for name in names), "--lang=en"]) == 2
    assert said in capsys.readouterr().err


def test_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "nowhere", "--lang=en"]) == 2
    assert "cannot open nowhere" in capsys.readouterr().err


def test_kinds_of_files(files: dict[str, str], tmp_path: Path) -> None:
    reordered = tmp_path / "reordered"
    value = json.loads(Path(files["log"]).read_bytes())
    reordered.write_text(json.dumps({"v": value.pop("v"), **value}), "utf-8")
    unknown = tmp_path / "unknown"
    unknown.write_bytes(b"")
    paths = [*files.values(), str(reordered), str(unknown)]
    assert paths_by_kind(paths) == {
        "log": [files["log"], str(reordered)],
        "record": [files["trust"], files["record"], str(unknown)],
        "disclosures": [files["disclosures"]],
        "roster": [files["roster"]],
    }
