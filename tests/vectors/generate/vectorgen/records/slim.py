"""Slim records (SPEC §11.1): what they show, and what they cannot."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import digest
from vectorgen.ending import Ending
from vectorgen.note import b64
from vectorgen.people import row_leaf
from vectorgen.plan import Group
from vectorgen.records.attempts import short_of_experts
from vectorgen.records.fresh import played as fresh_played
from vectorgen.scenes import (
    DECLINE,
    Hooks,
    at,
    drawn,
    flipped,
    seeded,
    serial,
    setting,
    short,
    two_groups,
    unit_limited,
)

SLIM: dict[str, Any] = {"record": "slim"}
LARGE = Group(2, range(300), {300: "bye", 301: "bye", 302: "over_age"})
ALL = ("trust", "disclosures")


def slim(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Two of 300 are invited, one declines."""
    return drawn(hooks, **({"groups": (LARGE,)} | SLIM | choices))


@answered("§11.1", "slim: two seats, 300 candidates", "精简记录：300名候选人中抽取两人")
def good_slim() -> Ending:
    return slim()


@answered(
    "§11.1", "slim serial: a carried turn, wrapped", "精简记录：依次提取，补轮并循环", grade="S"
)
def good_slim_serial() -> Ending:
    return serial(**SLIM).to_seeded().play({"0.0": "recuse", "0.1": "silence"})


@answered(
    "rows.order",
    "slim serial: the carried turn is not that of a row shown",
    "精简记录：补轮者不在所示候选行中",
    grade="S",
)
def good_slim_carried_unseen() -> Ending:
    group = Group(1, range(1, 12), {12: "recused", 13: "bye"}, "2.3", "3", ("12",))
    return serial(groups=(group,), **SLIM).to_seeded().play()


@answered(
    "§11.1", "slim: passed over because of the unit limit", "精简记录：示出因同单位限额跳过者"
)
def good_slim_unit_limit() -> Ending:
    return unit_limited(**SLIM)


@answered("§11.1", "slim: passed over because seated", "精简记录：示出因已邀入另一组而跳过者")
def good_slim_seated() -> Ending:
    groups = (Group(2, range(6), {}, "1.1"), Group(2, range(6), {}, "1.10"))
    draw = Ending(groups=groups, **SLIM).to_seeded()
    return draw.play({"0.0": "decline", "1.1": "recuse"})


@answered("§9.7", "slim: two fresh replacements", "精简记录：两次重抽递补", bls=True)
def good_slim_fresh() -> Ending:
    return fresh_played(**SLIM)


@answered("§11.1", "slim: a second attempt", "精简记录：第二次抽取")
def good_slim_attempt() -> Ending:
    return short_of_experts().decide("wider_attempt").again("retry", **SLIM).to_seeded().play()


@answered("§11.1", "slim: a shortage shows everybody", "精简记录：缺额则示出全部", status="decided")
def good_slim_shortage() -> Ending:
    draw = seeded(**SLIM).play({f"0.{k}": "decline" for k in range(4)})
    return draw.decide()


@answered("§11.1", "slim: nobody is eligible", "精简记录：无候选人", status="decided")
def good_slim_nobody() -> Ending:
    draw = seeded(groups=(Group(2, [], {1: "bye", 2: "suspended"}),), **SLIM)
    return draw.play().decide()


@answered(
    "§11.1",
    "slim: voided before the seal, the last rows are shown",
    "精简记录：密封前作废，示出末行",
    grade="none",
    status="voided",
)
def good_slim_before_seal() -> Ending:
    return short(**SLIM)


@answered(
    "§11.1",
    "slim: voided before the freeze",
    "精简记录：封存前作废",
    grade="none",
    status="voided",
)
def good_slim_before_freeze() -> Ending:
    return Ending(**SLIM).request().void()


@answered("§11.1", "slim: rows that need not be shown", "精简记录：多示出若干行")
def good_slim_more_rows() -> Ending:
    return _showing({(0, row) for row in (0, 7, 8, 150)})


def _showing(rows: set[tuple[int, int]], hooks: Hooks | None = None) -> Ending:
    draw = slim(hooks)
    draw.looked_at |= rows
    return draw


def _twin(lists: Any) -> None:
    """The same person once more, under another public digest."""
    rows = lists[0]["eligible"]
    rows.append(rows[100] | {"public": flipped(rows[100]["public"])})
    rows.sort(key=row_leaf)


def _twins(draw: Ending) -> set[tuple[int, int]]:
    rows = [row["person"] for row in draw.lists[0]["eligible"]]
    return {(0, index) for index, person in enumerate(rows) if rows.count(person) == 2}


@answered(
    "§17",
    "slim: cannot show that somebody is listed twice (A8)",
    "精简记录：无法查出一人两行（A8）",
)
def good_slim_twin_unseen() -> Ending:
    draw = slim({"draw.rows": _twin})
    if len(draw.looked_at & _twins(draw)) > 1:
        raise ValueError("choose a draw that does not look at both")
    return draw


@failing("rows.distinct", "slim: a person twice among the rows shown", "精简记录：所示行中一人两行")
def rows_distinct_slim() -> Ending:
    draw = slim({"draw.rows": _twin})
    draw.looked_at |= _twins(draw)
    return draw


@failing("rows.order", "slim: rows shown are not in order", "精简记录：所示行未排序")
def rows_order_slim() -> Ending:
    def change(lists: Any) -> None:
        rows = lists[0]["eligible"]
        rows[10], rows[20] = rows[20], rows[10]

    return _showing({(0, 10), (0, 20)}, {"draw.rows": change})


def _shown(change: Any, kind: str = "eligible") -> Hooks:
    """Changes the rows shown of the first group."""
    return {"draw.record": at("groups", 0, kind, to=change)}


@failing("rows.count", "slim: the last eligible row is not shown (A8)", "精简记录：缺末行（A8）")
def rows_count_slim_last() -> Ending:
    return slim(_shown(lambda rows: rows[:-1]))


@failing("rows.count", "slim: the last excluded row is not shown", "精简记录：缺被排除者末行")
def rows_count_slim_last_excluded() -> Ending:
    return slim(_shown(lambda _: [], "excluded"))


@failing("rows.count", "slim: an index beyond the list", "精简记录：行号超出名单")
def rows_count_slim_index() -> Ending:
    return slim(_shown(lambda rows: [*rows, rows[-1] | {"index": rows[-1]["index"] + 1}]))


@failing("rows.count", "slim: counts by reason do not add up", "精简记录：排除原因计数不符")
def rows_count_slim_reasons() -> Ending:
    change = at("groups", 0, "excluded", "counts", to={"bye": 2, "over_age": 2})
    return slim({"FREEZE.body": change})


@failing("rows.count", "slim: a group is missing", "精简记录：少一组候选行")
def rows_count_slim_group() -> Ending:
    hooks = {"draw.record": setting(groups=lambda groups: groups[:1])}
    return two_groups(hooks, **SLIM).to_seeded().play()


@failing("rows.count", "slim: rows before a freeze", "精简记录：未封存而有候选行")
def rows_count_slim_before_freeze() -> Ending:
    hooks = {"draw.record": setting(groups=[{"eligible": [], "excluded": []}])}
    return Ending(hooks=hooks, **SLIM).request()


def _changed_proof(rows: Any) -> None:
    rows[0]["proof"][0] = b64(bytes(32))


@failing("rows.root", "slim: a wrong proof", "精简记录：证明不符")
def rows_root_slim_proof() -> Ending:
    return slim({"draw.record": lambda r: _changed_proof(r["groups"][0]["eligible"])})


@failing("rows.root", "slim: a wrong proof of an excluded row", "精简记录：被排除者的证明不符")
def rows_root_slim_excluded() -> Ending:
    return slim({"draw.record": lambda r: _changed_proof(r["groups"][0]["excluded"])})


@failing("rows.root", "slim: a proof one hash short", "精简记录：证明少一个摘要")
def rows_root_slim_short() -> Ending:
    return slim({"draw.record": at("groups", 0, "eligible", 0, "proof", to=lambda p: p[:-1])})


@failing("rows.root", "slim: a row exchanged for another (A8)", "精简记录：候选行被调换（A8）")
def rows_root_slim_exchanged() -> Ending:
    change = at("groups", 0, "eligible", 0, "row", "public", to=flipped)
    return serial({"draw.record": change}, **SLIM).to_seeded().play()


@failing("rows.root", "slim: the proof of another row", "精简记录：另一行的证明")
def rows_root_slim_index() -> Ending:
    return slim(_shown(_moved_up))


def _moved_up(rows: Any) -> Any:
    """The first row that is shown claims the place after its own."""
    rows[0]["index"] += 1
    return rows


@failing(
    "rows.root", "slim: frozen with a size one too small (A8)", "精简记录：封存的行数少一（A8）"
)
def rows_root_slim_size() -> Ending:
    hooks: Hooks = {
        "FREEZE.body": at("groups", 0, "eligible", "size", to=299),
        **_shown(lambda rows: rows[:-1]),
    }
    return _showing({(0, 298)}, hooks)


@failing("walk.invited", "slim: an invited row is not shown", "精简记录：未示出受邀者")
def walk_invited_slim_invited() -> Ending:
    draw = slim()
    draw.looked_at.remove((0, draw.walk.groups[0].invited[-1]))
    return draw


@failing(
    "walk.invited",
    "slim: a row passed over is not shown (A13)",
    "精简记录：未示出被跳过者（A13）",
)
def walk_invited_slim_passed_over() -> Ending:
    draw = unit_limited(**SLIM)
    passed = draw.looked_at - {(0, row) for row in draw.walk.groups[0].invited}
    draw.looked_at.remove(min(passed))
    return draw


@failing(
    "walk.invited",
    "slim: a shortage that does not show who was passed over (A16)",
    "精简记录：缺额而未示出被跳过者（A16）",
)
def walk_invited_slim_shortage() -> Ending:
    units = dict.fromkeys(range(6), "U1")
    draw = seeded(groups=(Group(2, range(6)),), units=units, unit_limit=1, **SLIM).play()
    passed = draw.looked_at - {(0, row) for row in draw.walk.groups[0].invited} - {(0, 5)}
    draw.looked_at.remove(max(passed))
    return draw.decide()


@failing(
    "walk.invited", "slim: the second in order passed over (A13)", "精简记录：跳过第二者（A13）"
)
def walk_invited_slim_not_the_next() -> Ending:
    def change(body: Any) -> None:
        body["invitations"][0]["rows"][1] = draw.walk.groups[0].order[2]

    draw = Ending(groups=(LARGE,), hooks={"INVITED[0].body": change}, **SLIM)
    return draw.to_seeded().play(DECLINE)


@failing("file.schema", "slim: rows not ascending by index", "精简记录：行号未升序")
def file_schema_slim_descending() -> Ending:
    return slim(_shown(lambda rows: rows[::-1]))


@failing("file.schema", "slim: a row shown twice", "精简记录：一行示出两次")
def file_schema_slim_twice() -> Ending:
    return slim(_shown(lambda rows: rows[:1] + rows))


@failing("file.schema", "a full record called slim", "完整记录自称精简")
def file_schema_slim_full() -> Ending:
    return drawn({"draw.record": setting(kind="slim")})


@failing("file.schema", "a slim record called full", "精简记录自称完整")
def file_schema_full_slim() -> Ending:
    return slim({"draw.record": setting(kind="full")})


@answered(
    "disclosure.cites",
    "slim: disclosures of rows that are not shown",
    "精简记录：公开材料涉及未示出的行",
    missing=("disclosure.cites",),
    args=ALL,
)
def disclosure_cites_slim() -> Ending:
    return drawn(**SLIM)


@answered("§11.4", "slim: a release", "精简记录：公布材料", status="released", args=ALL)
def good_slim_release() -> Ending:
    draw = slim(release=True)
    draw.release()
    return draw


@failing(
    "disclosure.cites",
    "slim: a row that cannot exist",
    "精简记录：公开材料涉及不可能有的行",
    args=ALL,
)
def disclosure_cites_slim_row() -> Ending:
    return slim({"draw.disclosures": at("public", 0, "row", to=300)}, release=True)


@failing(
    "disclosure.digest", "slim: another name is published", "精简记录：公布的是另一姓名", args=ALL
)
def disclosure_digest_slim() -> Ending:
    return slim({"draw.disclosures": at("public", 0, "text", to="高*")}, release=True)


def _with_another_unit(body: Any) -> None:
    """Of an employer nobody listed has."""
    salt = "7" * 64
    body["units"] = [{"code": "U77", "salt": salt, "unit": digest("unit", salt, "U77")}]


@answered(
    "disclosure.cites",
    "slim: a unit of no row that is shown",
    "精简记录：公开的单位不属所示任何一行",
    missing=("disclosure.cites",),
    args=ALL,
)
def disclosure_cites_slim_unit() -> Ending:
    return slim({"draw.disclosures": _with_another_unit}, release=True)


@failing(
    "disclosure.digest", "full: a unit of no row", "完整记录：公开的单位不属任何一行", args=ALL
)
def disclosure_digest_unit_of_nobody() -> Ending:
    return drawn({"draw.disclosures": _with_another_unit})
