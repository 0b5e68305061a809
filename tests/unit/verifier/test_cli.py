"""The command line: what it answers, in which language, and with which exit code."""

import io
import json
import locale
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from drawverify import selftest, verify
from drawverify.cli import language_of, main
from drawverify.inputs import slip_of
from drawverify.options import UsageError, parse_options
from drawverify.words import default_language

from drawsvc import config
from tests.unit.verifier.build import Draw, canonical, trust

VERIFIER = Path(__file__).parents[3] / "verifier"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder, draw = tmp_path_factory.mktemp("files"), Draw().completed()
    (folder / "record.json").write_bytes(draw.file())
    (folder / "trust.json").write_bytes(canonical(trust()))
    names = ("origin", "pool", "draw", "attempt")
    disclosures = {name: draw.record()[name] for name in names}
    kinds = ("bases", "persons", "public", "related_units", "units")
    disclosures |= {kind: [] for kind in kinds}
    disclosures["v"] = "drawsvc/v1 disclosures"
    (folder / "disclosures.json").write_bytes(canonical(disclosures))
    found = {path.stem: str(path) for path in folder.iterdir()}
    return {**found, "slip": draw.named["SEAL"], "folder": str(folder)}


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


def test_verified_record(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files["record"], "--trust", files["trust"]]) == 0
    assert capsys.readouterr().out.startswith("验证通过\n")


def test_everything_that_can_be_given(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    slip = " ".join(files["slip"].upper()[n : n + 8] for n in range(0, 64, 8)).replace(" ", "-", 1)
    words = [f"--trust={files['trust']}", "--slip", slip, "--disclosures", files["disclosures"]]
    assert main([*words, "--lang=en", "--", files["record"]]) == 0
    out = capsys.readouterr().out
    assert out.startswith("VERIFIED\n")
    assert "disclosures    2 of 2 passed" in out


def test_report_for_machines(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files["record"], "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "unverifiable"
    assert (report["exit"], report["not_checkable"]) == (3, ["trust.given"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "没有给出记录文件"),
        (["{record}", "{record}"], "给出的文件过多"),
        (["row"], "没有给出记录文件"),
        (["row", "{record}"], "没有给出本人行文件"),
        (["row", "{record}", "{record}", "{trust}"], "{trust}"),
        (["row", "{record}", "{record}", "--disclosures", "x"], "--disclosures"),
        (["{record}", "--roster", "x"], "--roster"),
        (["{record}", "--trustt", "x"], "--trustt"),
        (["{record}", "--trust"], "--trust"),
        (["{record}", "--json", "--json"], "--json"),
        (["{record}", "--json=1"], "--json"),
        (["{record}", "--slip", "12"], "12"),
        (["{record}", "--slip", ""], "64"),
        (["{record}", "--lang", "fr"], "fr"),
        (["{record}", "--slip", "{record}"], "64"),
        (["{record}", "--slip", "{folder}"], "64"),
        (["{folder}/none.json"], "none.json：没有这个文件"),
        (["{folder}"], "{folder}：这是文件夹"),
        (["{record}/none.json"], "Not a directory"),
        (["a\x00b"], "不能用作文件名"),
        (["{record}", "--trust", "{folder}/none.json"], "none.json"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(
    words: list[str], said: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.format(**files) for word in words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said.format(**files) in captured.err


def test_file_that_is_too_long_is_not_read(
    tmp_path: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    long = tmp_path / "long.json"
    with long.open("wb") as file:
        file.truncate(2**30 + 1)
    assert main([str(long), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["failed"] == ["file.size"]
    assert main([files["record"], "--trust", str(long), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["failed"] == ["file.trust"]


def test_endless_file_is_cut_off(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files["record"], "--trust", "/dev/zero", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["failed"] == ["file.trust"]


def test_too_little_memory_is_not_a_verdict(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(verify, "verify", broken)
    assert main([files["record"]]) == 3
    assert "内存不足" in capsys.readouterr().err


def test_inner_error_is_not_a_verdict(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(verify, "verify", broken)
    assert main([files["record"]]) == 3
    assert "KeyError" in capsys.readouterr().err


def test_closed_stream_is_no_error(files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main([files["record"], "--json"]) == 3


@pytest.mark.parametrize("option", ["--help", "--version", "--selftest"])
def test_options_without_a_record(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([option]) == 0
    assert capsys.readouterr().out


def test_selftest_notices_a_wrong_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "ABC", "0" * 64)
    assert main(["--selftest"]) == 1
    assert "SHA-256" in capsys.readouterr().out


def test_language_is_what_is_asked_for() -> None:
    assert language_of(parse_options(["--lang", "zh"]), {"LC_ALL": "en"}) == "zh"
    assert language_of(parse_options(["--lang", "en"]), {"LC_ALL": "zh"}) == "en"
    assert language_of(parse_options([]), {"LC_ALL": "zh"}) == "zh"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ZH_tw"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "zh"),
    ],
)
def test_language_of_the_system_is_that_of_the_service(
    environment: dict[str, str], language: str
) -> None:
    assert default_language(environment) == config.default_language(environment) == language


@pytest.mark.parametrize(
    ("name", "language"), [("Chinese (Simplified)_China", "zh"), ("English", "en"), (None, "en")]
)
def test_language_of_windows_is_that_of_the_service(
    name: str | None, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(locale, "getlocale", lambda: (name, None))
    assert default_language({}) == config.default_language({}) == language


def test_wrong_usage_is_told_in_the_language_of_the_system(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    assert main(["--lang", "fr"]) == 2
    assert "the language is zh or en" in capsys.readouterr().err


def test_slip_from_a_file(tmp_path: Path) -> None:
    slip, file = "ab" * 32, tmp_path / "slip.txt"
    for written in (slip, f"{slip.upper()}\n", f"{slip[:32]} - {slip[32:]}\r\n"):
        file.write_bytes(written.encode())
        assert slip_of(str(file)) == slip
        assert slip_of(written) == slip
    for wrong in (b"", slip.encode()[1:], slip.encode() * 20, "封条".encode()):
        file.write_bytes(wrong)
        with pytest.raises(UsageError):
            slip_of(str(file))


class Terminal(io.TextIOWrapper):
    """A stream with an encoding, and perhaps a terminal."""

    def __init__(self, encoding: str, *, tty: bool = True) -> None:
        self.written = io.BytesIO()
        super().__init__(self.written, encoding)
        self._tty = tty

    def getvalue(self) -> str:
        return self.written.getvalue().decode(self.encoding)

    def isatty(self) -> bool:
        return self._tty


@pytest.mark.parametrize(
    ("tty", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_colour_is_for_terminals(
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tty: bool,  # noqa: FBT001 - a case of the table
    no_color: str,
    coloured: bool,  # noqa: FBT001 - as above
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal("utf-8", tty=tty)
    monkeypatch.setattr(sys, "stdout", terminal)
    main([files["record"]])
    assert ("\x1b[" in terminal.getvalue()) == coloured


@pytest.mark.parametrize("encoding", ["gbk", "cp437", "ascii"])
def test_report_on_a_terminal_without_unicode(
    encoding: str, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(encoding, tty=False)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main([files["record"], "--trust", files["trust"], "--lang", "en"]) == 0
    out = terminal.getvalue()
    assert "+ file" in out


def test_reader_that_closes_early_is_no_error(files: dict[str, str]) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-S", "-I", str(VERIFIER), files["record"]]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (3, b"")


def test_entry_of_the_archive(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["drawverify", "--version"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(VERIFIER / "__main__.py"), run_name="__main__")
    assert stopped.value.code == 0
    assert capsys.readouterr().out == "drawverify 1.0.0 (drawsvc/v1)\n"
