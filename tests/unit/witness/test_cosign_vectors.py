"""What a cosigner makes of the history vectors: he refuses whatever speaks against the log."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drawsvc import config
from drawsvc.domain.errors import DrawError
from drawsvc.witness.cosign import Beside, check_log
from drawsvc.witness.cosigner import Terms, create_cosigner, open_cosigner
from tests.unit.witness.conftest import PASSPHRASE

HISTORIES = Path(__file__).parents[2] / "vectors/histories"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
STEPS = {
    "log_attempts": "history.attempts",
    "log_entry_missing": "history.chain",
    "log_file_key": "history.root",
    "log_file_malformed": "history.root",
    "log_file_origin": "history.root",
    "log_file_root": "history.root",
    "log_file_size": "history.root",
    "log_history_differs": "history.rests",
    "log_out_of_order": "history.chain",
    "log_second_draw": "history.attempts",
    "log_time_falls": "history.chain",
    "log_unknown_type": "history.chain",
}
"""The step that each refusal is about."""
NEEDS_TRUST = {"history_root_no_trust"}
"""Logs that only a verifier without a trust file cannot judge: a cosigner knows whose log he watches."""


ABOUT_ROWS = re.compile("(good|history)_(turn|bye|engaged|carried|three|rests)")
"""Vectors about what only records and disclosures show, and good ones that are much alike."""


def vectors() -> list[Any]:
    folders = [path.parent for path in sorted(HISTORIES.glob("*/log.json"))]
    taken = [
        folder
        for folder in folders
        if not ABOUT_ROWS.match(folder.name)
        or folder.name.startswith("history_rests")
        or folder.name in ("good_bye", "history_bye_twice", "history_turn_set_back")
    ]
    return [pytest.param(folder, id=folder.name) for folder in taken]


def cosigns(folder: Path, checks: str, tmp_path: Path) -> str:
    """The code of his refusal of the log of a vector; none, "", if he cosigns it."""
    trust = json.loads((HISTORIES / "good_bye/trust.json").read_bytes())
    key = trust["origins"][0]["keys"][0]["vkey"]
    program = config.verifier()
    assert program
    place = tmp_path / checks
    create_cosigner(place, PASSPHRASE, Terms("cosigner.example", key, checks))
    files = sorted(
        path
        for pattern in ("record*.json", "disclosures*.json", "roster*.json")
        for path in folder.glob(pattern)
    )
    with open_cosigner(place, PASSPHRASE) as cosigner:
        try:
            check_log(
                cosigner,
                folder / "log.json",
                verifier=program,
                clock=lambda: NOW,
                beside=Beside(files),
            )
        except DrawError as error:
            return error.code
    return ""


@pytest.mark.parametrize("folder", vectors())
def test_history_vector(folder: Path, tmp_path: Path) -> None:
    expect = json.loads((folder / "vector.json").read_bytes())["expect"]
    code = cosigns(folder, "replay_history", tmp_path)
    if expect["exit"] == 0 or folder.name in NEEDS_TRUST:
        assert code == ""
        return
    assert code
    step = expect["failure"] or expect["not_checkable"][0]
    if step.startswith("file."):
        return  # of such a file the tree is wrong, too
    assert STEPS.get(code, step) == step


@pytest.mark.parametrize("name", ["history_bye_undisclosed", "history_turn_missing_record"])
def test_what_is_missing_is_left_open_by_a_replay(name: str, tmp_path: Path) -> None:
    assert cosigns(HISTORIES / name, "replay", tmp_path) == ""
    assert cosigns(HISTORIES / name, "replay_history", tmp_path) == "history_left_open"
