"""What a pool is told later on: a newer profile, what it owes from before the log, whose keys are whose."""

from pathlib import Path

import pytest

from tests.cli.office import Office, Witness

ROOT = Path(__file__).parents[2]
UNUSABLE, NOT_NOW = 2, 3
BY = ("--approved-by", "leader", "--ref", "批复1号")
TWO = ("--approval", "leader=1号", "--approval", "discipline=2号")
KEY = ("--role", "discipline", "--key", Witness(1, "discipline").key.public.to_hex(), *BY)


@pytest.fixture
def hunan(office: Office) -> Office:
    office.pool("hunan", "hunan_reservoir_2016")
    return office


# A newer profile


def newer(office: Office, version: int) -> Path:
    text = (ROOT / "drawsvc/regulations/xinxian_2021.toml").read_text("utf-8")
    assert "version = 1\n" in text
    return office.write("newer.toml", text.replace("version = 1\n", f"version = {version}\n"))


def test_newer_profile_holds_for_requests_from_then_on(office: Office) -> None:
    office.pool()
    office.run(*office.request_words())
    adopted = office.run("pool", "adopt", "xin", "--profile", newer(office, 2))
    assert (adopted["profile"], adopted["version"]) == ("xinxian_2021", 2)
    assert Path("drawsvc-home/pools/xin.toml").read_bytes() == Path("newer.toml").read_bytes()
    office.run(*office.request_words(draw="d-2", number="2号"))
    cited = [office.entry("REQUEST", draw)["entry"]["body"]["profile"] for draw in ("d-1", "d-2")]
    assert cited[0] != cited[1] == adopted["entries"][0]["leaf"]
    before = Path("drawsvc-home/pools/xin.toml").read_bytes()
    words = ("pool", "adopt", "xin", "--profile")
    assert office.refuse(*words, newer(office, 2), code=UNUSABLE)["code"] == "profile_not_newer"
    assert Path("drawsvc-home/pools/xin.toml").read_bytes() == before
    words = ("pool", "adopt", "nowhere", "--profile")
    assert office.refuse(*words, newer(office, 3), code=NOT_NOW)["code"] == "no_pool"


# From before the log


def test_first_draw_goes_on_where_the_paper_ended(hunan: Office) -> None:
    file = hunan.write(
        "opening.toml",
        """
[cursors]
H1 = "5"
[carried]
H1 = ["2"]
[counters.unjustified_refusals]
H1-3 = 2
""",
    )
    told = hunan.run("pool", "opening", "hunan", file, *TWO)
    assert (told["cursors"], told["runs"], told["counters"]) == (1, 0, 1)
    words = hunan.request_words("hunan", seats="H1=2")
    hunan.run(*words, "--approval", "service_plan=1号", "--approval", "application=2号")
    hunan.run("freeze", "d-1")
    (group,) = hunan.entry("FREEZE")["entry"]["body"]["groups"]
    assert (group["cursor"], group["carried"]) == ("5", ["2"])
    error = hunan.refuse("pool", "opening", "hunan", file, *TWO, code=NOT_NOW)
    assert error["code"] == "opening_exists"


def test_opening_comes_before_the_first_request(office: Office) -> None:
    office.pool()
    office.run(*office.request_words())
    file = office.write("opening.toml", "[runs]\nX2-1 = 1\n")
    words = ("pool", "opening", "xin", file, *TWO)
    assert office.refuse(*words, code=NOT_NOW)["code"] == "opening_too_late"


def test_opening_file_that_cannot_be_used(hunan: Office) -> None:
    for text, code in (
        ("cursors = [", "opening_toml"),
        ("[turns]\nH1 = '1'", "opening_table"),
        ("[cursors]\nH1 = 5", "opening_member"),
        ("[carried]\nH1 = '5'", "opening_member"),
        ("[runs]\nH1-1 = 0", "opening_member"),
        ("[runs]\nH1-1 = true", "opening_member"),
        ("[cursors]\nX2 = '5'", "opening_specialty"),
        ("[counters.absences]\nH1-1 = 1", "opening_counter"),
        ("[runs]\nH1-77 = 1", "opening_of_nobody"),
        ("[cursors]\n", "opening_empty"),
        ("", "opening_empty"),
    ):
        file = hunan.write("opening.toml", text)
        error = hunan.refuse("pool", "opening", "hunan", file, *TWO, code=UNUSABLE)
        assert (text, error["code"]) == (text, code)
    file = hunan.write("opening.toml", "[runs]\nH1-1 = 1")
    one = hunan.refuse("pool", "opening", "hunan", file, *TWO[:2], code=UNUSABLE)
    assert one["code"] == "two_approvals"


# Keys


def test_keys_are_enrolled_and_revoked_once(office: Office) -> None:
    office.pool()
    assert office.run("pool", "enrol-key", "xin", *KEY)["status"] == "enrolled"
    words = ("pool", "enrol-key", "xin", *KEY)
    assert office.refuse(*words, code=NOT_NOW)["code"] == "key_enrolled"
    assert "drawsvc trust add-role" in office.say(
        "pool", "enrol-key", "xin", *KEY[:2], "--key", "ab" * 32, *BY
    )
    assert office.run("pool", "revoke-key", "xin", *KEY)["status"] == "revoked"
    words = ("pool", "revoke-key", "xin", *KEY)
    assert office.refuse(*words, code=NOT_NOW)["code"] == "key_not_enrolled"
    words = ("pool", "enrol-key", "xin", "--role", "discipline", "--key", "AB", *BY)
    error = office.refuse(*words, code=UNUSABLE)
    assert (error["code"], error["facts"]["path"]) == ("entry_shape", "body.key")
