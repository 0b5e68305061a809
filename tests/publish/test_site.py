"""The public site: what it holds, what a reader of his own makes of it, and what a killed publishing leaves."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drawsvc import cli, durable
from drawsvc.app import opened
from drawsvc.cli.commands import whole_tree
from drawsvc.cli.regulations import read_calendar
from drawsvc.config import Home
from drawsvc.domain.times import parse_time
from drawsvc.usecases.adopt_calendar import adopt_calendar
from tests.cli.office import Office
from tests.publish.conftest import SITE
from tests.publish.site_links import broken
from tests.publish.site_reader import SiteError, check_files, check_log

BY = ("--approved-by", "leader", "--ref", "1")


def listed(manifest: dict[str, Any]) -> set[str]:
    return {of["path"] for of in manifest["files"]}


def records(manifest: dict[str, Any]) -> set[str]:
    return {Path(path).name for path in listed(manifest) if path.startswith("records/")}


def released(office: Office) -> None:
    office.pool()
    office.completed()
    office.run("release", "d-1", *BY)


def pool_entries(count: int) -> None:
    """So many entries more, of the smallest kind, numbered and signed."""
    calendar = read_calendar(None).calendar
    passphrase = Path("passphrase").read_text("utf-8").strip()
    with opened(Home(Path("drawsvc-home")), parse_time(Office.MORNING)) as app:
        for number in range(count):
            adopt_calendar(app.office, "xin", replace(calendar, name=f"cn-{number}"))
        app.number(app.unlock(passphrase))


def test_a_site_is_read_by_others(office: Office) -> None:
    released(office)
    office.trust()
    shutil.copyfile("trust.json", Home(Path("drawsvc-home")).trust)
    made = office.run("publish", SITE)
    manifest = check_files(SITE)
    assert check_log(SITE) == made["size"] == office.run("log", "show")["size"]
    assert records(manifest) == {"record.json", "slim.json", "disclosures.json"}
    assert {"trust.json", "drawverify.pyz"} <= listed(manifest)
    (draw,) = manifest["draws"]
    below = SITE / "records" / "d-1" / "1" / draw["leaf"][:16]
    slip = office.run("slip", "d-1")["slip"]
    for name in ("record.json", "slim.json"):
        words = [
            SITE / "drawverify.pyz",
            below / name,
            "--trust",
            SITE / "trust.json",
            "--slip",
            slip,
        ]
        disclosed = ["--disclosures", below / "disclosures.json"] if name == "record.json" else []
        command = [sys.executable, "-I", "-S", *map(str, [*words, *disclosed, "--json"])]
        done = subprocess.run(command, capture_output=True, check=False)
        report = json.loads(done.stdout)
        assert report["failed"] == []
        assert report["status"] == "released"
    assert {path.name for path in SITE.glob(".*")} == {".publishing"}


def test_of_a_draw_that_goes_on_neither_records_nor_names_are_published(office: Office) -> None:
    office.pool()
    office.inviting()
    office.run("publish", SITE)
    manifest = check_files(SITE)
    assert [(of["draw"], of["phase"]) for of in manifest["draws"]] == [("d-1", "inviting")]
    assert records(manifest) == set()
    text = b"".join(path.read_bytes() for path in SITE.rglob("*") if path.is_file()).decode(
        "latin-1"
    )
    for person in range(1, 10):
        assert f"甲X2{person}".encode().decode("latin-1") not in text


def test_again_only_what_is_new_is_written(office: Office) -> None:
    released(office)
    office.run("publish", SITE)
    before = {path: path.stat().st_mtime_ns for path in SITE.rglob("*") if path.is_file()}
    assert office.run("publish", SITE)["written"] == 0
    office.run("held", "d-1", "--date", "2026-06-10")
    made = office.run("publish", SITE)
    # one tile, one bundle, three records and four pages of the draw, checkpoint, and the manifest twice: before pages
    # are replaced and after; the list says the same as before
    assert made["written"] == 12
    assert check_log(SITE) == made["size"]
    manifest = check_files(SITE)
    assert len(manifest["draws"]) == 1
    kept = SITE / "drawverify.pyz"
    assert kept.stat().st_mtime_ns == before[kept]


def test_what_was_erased_is_gone_from_the_site(office: Office) -> None:
    released(office)
    office.run("publish", SITE)
    assert any("甲*" in path.read_text("utf-8") for path in SITE.rglob("disclosures.json"))
    office.run("erase", "d-1", "--specialty", "X2", "--all", "--ground", "保存期满", *BY)
    office.run("publish", SITE)
    (only,) = SITE.rglob("disclosures.json")
    assert "甲*" not in only.read_text("utf-8")
    check_files(SITE)


def test_a_trust_file_that_was_taken_away_is_gone_from_the_site(office: Office) -> None:
    released(office)
    office.trust()
    trust = Home(Path("drawsvc-home")).trust
    shutil.copyfile("trust.json", trust)
    office.run("publish", SITE)
    (SITE / "robots.txt").write_text("of somebody else", encoding="utf-8")
    trust.unlink()
    office.run("publish", SITE)
    assert not (SITE / "trust.json").exists()
    assert "trust.json" not in listed(check_files(SITE))
    assert broken(SITE) == []
    assert (SITE / "robots.txt").is_file()
    # One that we have not listed is not ours.
    shutil.copyfile("trust.json", SITE / "trust.json")
    office.run("publish", SITE)
    assert (SITE / "trust.json").is_file()


def test_tiles_of_a_log_of_several(office: Office) -> None:
    office.pool()
    pool_entries(3)
    office.run("publish", SITE)
    first = check_log(SITE)
    pool_entries(260)
    assert office.run("publish", SITE)["size"] == check_log(SITE) == first + 260
    assert {"tile/0/000", "tile/1/000.p/1", "tile/entries/000"} <= listed(check_files(SITE))
    assert (
        SITE / f"tile/0/000.p/{first}"
    ).is_file()  # somebody may be reading by the older manifest
    pool_entries(1)
    office.run("publish", SITE)
    assert not (SITE / f"tile/0/000.p/{first}").exists()


def test_the_reader_of_these_tests_finds_what_is_wrong(office: Office) -> None:
    released(office)
    office.run("publish", SITE)
    for path in [*SITE.glob("tile/*/*/*"), SITE / "drawverify.pyz"]:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(SiteError):
            check_files(SITE)
        if "tile" in path.parts:
            with pytest.raises(SiteError):
                check_log(SITE)
        path.write_bytes(data)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")
def test_killed_at_any_file_the_site_is_the_older_or_the_newer(office: Office) -> None:
    released(office)
    office.run("publish", SITE)
    older = check_log(SITE)
    office.run("held", "d-1", "--date", "2026-06-10")
    office.run(
        "objection",
        "d-1",
        "--file",
        office.write("text", "异议"),
        "--received",
        "2026-06-11",
        "--answer-by",
        "2026-07-05",
    )
    office.trust()
    shutil.copyfile("trust.json", Home(Path("drawsvc-home")).trust)
    shutil.copytree(SITE, "kept")
    newer = office.run("log", "show")["size"]
    seen = []
    for moment in range(100):
        shutil.rmtree(SITE)
        shutil.copytree("kept", SITE)
        ended = killed(moment)
        size = check_log(SITE)
        check_files(SITE)
        assert broken(SITE) == []
        seen.append(size)
        # Whoever comes next finishes it, and nothing is left behind.
        office.run("publish", SITE)
        assert check_log(SITE) == newer
        assert {path.name for path in SITE.rglob(".*")} == {".publishing"}
        if ended:
            break
    assert set(seen) == {older, newer}
    assert len(seen) > 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")
@pytest.mark.parametrize("moment", [0, 1, 2, 5, 9, 13, 15])
def test_a_first_publishing_that_was_killed_is_finished_by_the_next(
    office: Office, moment: int
) -> None:
    released(office)
    assert not killed(moment)
    if moment:
        check_files(SITE)
    office.run("publish", SITE)
    check_files(SITE)
    assert broken(SITE) == []
    assert {path.name for path in SITE.rglob(".*")} == {".publishing"}


def killed(moment: int) -> bool:
    """Publish in a process that dies before it replaces a file for this time; whether it came to its end."""
    whole_tree()  # loaded once, not by each process
    child = os.fork()
    if child == 0:
        count, replace = iter(range(moment)), Path.replace

        def dying(path: Path, target: Path) -> Path:
            if next(count, None) is None:
                os._exit(9)
            return replace(path, target)

        Path.replace = dying  # type: ignore[method-assign, assignment]
        os._exit(cli.run(["publish", str(SITE), "--json"]))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 9}
    return status == 0


# Refusals.


def test_a_folder_with_other_files_is_left_alone(office: Office) -> None:
    office.pool()
    SITE.mkdir()
    (SITE / "index.html").write_text("x", encoding="utf-8")
    assert office.refuse("publish", SITE, code=2)["code"] == "site_not_ours"
    assert [path.name for path in SITE.iterdir()] == ["index.html"]


def test_a_site_that_shows_more_than_the_log_is_not_overwritten(office: Office) -> None:
    office.pool()
    shutil.copyfile("drawsvc-home/drawsvc.sqlite3", "older")
    office.run(*office.request_words())
    office.run("publish", SITE)
    shown = (SITE / "checkpoint").read_bytes()
    for path in Path("drawsvc-home").glob("drawsvc.sqlite3*"):
        path.unlink()
    shutil.copyfile("older", "drawsvc-home/drawsvc.sqlite3")
    assert office.run("publish", SITE, code=4)["error"]["code"] == "log_behind"
    assert (SITE / "checkpoint").read_bytes() == shown


def test_a_damaged_manifest_is_told(office: Office) -> None:
    office.pool()
    office.run("publish", SITE)
    (SITE / "manifest.json").write_text("{}", encoding="utf-8")
    assert office.refuse("publish", SITE, code=2)["code"] == "site_manifest"


def test_two_at_once_do_not_mix(office: Office) -> None:
    office.pool()
    office.run("publish", SITE)
    with durable.locked(SITE / ".publishing"):
        assert office.refuse("publish", SITE, code=3)["code"] == "site_in_use"
