"""Whole draws by commands alone, and what they answer."""

import json
import re
from pathlib import Path

from tests.cli.office import Office, Witness

DOCUMENTED = dict(
    re.findall(
        r"^\| `([a-z][a-z -]*)` \| (`[a-z_` ]+`) \|$",
        (Path(__file__).parents[2] / "docs/CLI.md").read_text("utf-8"),
        re.MULTILINE,
    )
)


def members(command: str) -> set[str]:
    return set(DOCUMENTED[command].replace("`", "").split())


def test_random_draw_from_request_to_verified_record(office: Office) -> None:
    office.pool()
    office.completed()
    outcome = office.run("show", "d-1")
    assert outcome["phase"] == "completed"
    assert outcome["outcome"] == [{"accepted": 3, "open": 0, "seats": 3, "specialty": "X2"}]
    last = office.run("entries", "d-1")["entries"][-1]["leaf"]
    for witness in office.witnesses:
        office.hand_in("confirm", witness.sign("witnessed", last))
    released = office.run(
        "release", "d-1", "--approved-by", "pool_office", "--ref", "9", "--out", "disclosures"
    )
    assert [row["text"] for row in released["panel"]] == ["甲*"] * 3
    office.run("record", "d-1", "--out", "record")
    slip = office.run("slip", "d-1")["slip"]
    code, out, _ = office.raw(
        "verify", "record", "--slip", slip, "--disclosures", "disclosures", "--json"
    )
    report = json.loads(out)
    assert report["failed"] == []
    assert code == report["exit"]
    assert report["status"] == "released"


def test_serial_draw(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016")
    words = office.request_words("hunan", seats="H1=2")
    approvals = ("--approval", "service_plan=1号", "--approval", "pool_office.application=2号")
    office.run(*words, *approvals)
    freeze = office.run("freeze", "d-1")["freeze"]
    roles = ("discipline", "organiser", "pool_office")
    office.witnesses = [Witness(n, role) for n, role in enumerate(roles, start=1)]
    for witness in office.witnesses:
        office.hand_in("join", witness.join(freeze, committed=False))
    slip = office.run("seal", "d-1")["slip"]
    seen = [witness.sign("seen", slip) for witness in office.witnesses]
    assert office.hand_in("statement", *seen)["seeded"]
    rows = office.run("advance", "d-1")["walk"]
    assert [row["row"] for row in rows] == [0, 1]
    assert office.reply_all(2)["phase"] == "completed"
    released = office.run("release", "d-1", "--approved-by", "pool_office", "--ref", "9")
    assert [(row["row"], row["serial"]) for row in released["panel"]] == [(0, "1"), (1, "2")]
    said = office.say("show", "d-1", lang="zh")
    assert re.search("专业 +管理序号 +候选行 +公开内容\n", said)
    assert re.search("H1 .* 1 +0 +甲", said)


def test_dice_draw(office: Office) -> None:
    office.pool()
    slip = office.sealed(source="dice")
    seen = [witness.sign("seen", slip) for witness in office.witnesses]
    dice = [witness.sign("dice", slip, "16354" * 4) for witness in office.witnesses]
    assert not office.hand_in("statement", *seen, dice[0])["seeded"]
    assert office.hand_in("statement", dice[1])["seeded"]
    assert len(office.run("advance", "d-1")["walk"]) == 3


def test_request_from_a_file(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016")
    office.write(
        "request.toml",
        """
organiser = "移民处"
number = "湘水移〔2026〕12号"
activity = "plan_review"
date = 2026-06-20
related_units = ["U1", "U2"]
[seats]
H1 = 2
[approvals]
service_plan = "1号"
application = "2号"
[recusals]
H1-5 = "social_relation"
""",
    )
    asked = office.run("request", "hunan", "--file", "request.toml", "--number", "13号")
    assert asked["draw"] == "2026-06-10-1"
    assert asked["groups"] == [{"filters": [], "seats": 2, "specialty": "H1"}]
    funnel = office.run("freeze", asked["draw"])["funnel"][0]
    assert funnel["excluded"] == {"recused": 3}
    assert office.run("request", "hunan", "--file", "request.toml", "--seats", "H2=1")["draw"] == (
        "2026-06-10-2"
    )


def test_countersigned_reply(office: Office) -> None:
    office.pool()
    first = office.inviting()["walk"][0]
    (invited,) = [
        item["leaf"]
        for item in office.run("entries", "d-1")["entries"]
        if item["entry"]["type"] == "INVITED"
    ]
    said = {"answer": "decline", "group": 0, "reason": "illness", "row": first["row"]}
    signed = office.witnesses[0].sign("reply", invited, said)
    row = office.run("reply", "d-1", "--statement", *office.files(signed))["walk"][0]
    assert (row["answer"], row["attestation"]) == ("decline", "countersigned")


def test_silence_is_replaced_after_the_deadline(office: Office) -> None:
    office.pool()
    office.inviting()
    office.run("reply", "d-1", "--file", office.replies("1,1,accept,", "1,3,accept,"))
    assert office.run("advance", "d-1")["entries"] == []
    walked = office.run("advance", "d-1", at=office.LATER)
    assert [entry["type"] for entry in walked["entries"]] == ["EXPIRED", "CLOSED", "INVITED"]
    assert [call["nth"] for call in office.run("calls", "d-1", at=office.LATER)["calls"]] == [1]


def test_draws_are_named_by_the_local_day(office: Office) -> None:
    office.pool()
    words = office.request_words()
    unnamed = [word for word in words if word not in {"--draw", "d-1"}]
    assert office.run(*unnamed)["draw"] == "2026-06-10-1"
    other = [word.replace("1号", "2号") for word in unnamed]
    # 17:00 UTC is the next day where the pool is.
    assert office.run(*other, at="2026-06-10T17:00:00Z")["draw"] == "2026-06-11-1"
