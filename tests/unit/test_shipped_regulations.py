"""What the shipped regulation files say, held against the texts they cite."""

from pathlib import Path

import pytest

from drawsvc.domain.regulation import parse_profile_toml
from drawsvc.domain.taxonomy import parse_taxonomy_toml

FOLDER = Path(__file__).parents[2] / "drawsvc" / "regulations"
FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_file_is_named_like_its_profile(path: Path) -> None:
    profile = parse_profile_toml(path.read_bytes())
    assert profile.id == path.stem
    assert profile.readings


def test_changzhi_has_the_codes_of_form_1() -> None:
    """CZ-10: seven categories, 300 experts in all; the annex to form 1: 72 codes."""
    data = (FOLDER / "changzhi_2023.toml").read_bytes()
    specialties = parse_taxonomy_toml(data).specialties
    categories = [item for item in specialties if not item.category]
    assert [item.code for item in categories] == list("1234567")
    assert sum(item.quota for item in categories) == 300
    codes = [item.code for item in specialties if item.category]
    assert len(set(codes)) == 72
    assert {"1.1", "1.10"} <= set(codes)
    assert all(item.code.startswith(f"{item.category}.") for item in specialties if item.category)
    assert [step.step for step in parse_profile_toml(data).approvals] == [
        "form_3",
        "sign_off",
        "filing",
    ]
