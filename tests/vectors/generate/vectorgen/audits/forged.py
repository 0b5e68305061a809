"""Rosters, lists, units and published strings that are not what they should be: steps 60 to 64."""

from typing import Any

from vectorgen.audits.good import audited
from vectorgen.case import AUDITS
from vectorgen.encoding import digest
from vectorgen.ending import Ending
from vectorgen.people import expert, row_leaf
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at, flipped, serial, setting


@AUDITS.failing("audit.roster", "the roster file of another version", "另一版名册的文件")
def audit_roster_leaf() -> Ending:
    return audited({"draw.roster": setting(roster=flipped)})


@AUDITS.failing("audit.roster", "the roster file of another pool", "另一专家库的名册文件")
def audit_roster_pool() -> Ending:
    return audited({"draw.roster": setting(pool="others")})


@AUDITS.failing("audit.roster", "the roster file of another log", "另一日志的名册文件")
def audit_roster_origin() -> Ending:
    return audited({"draw.roster": setting(origin="draw.example.org/log2")})


@AUDITS.failing(
    "audit.roster", "an expert changed in the roster file (A7)", "名册文件中专家被改动（A7）"
)
def audit_roster_changed() -> Ending:
    return audited({"draw.roster": at("experts", 0, "expert", "specialties", to=["1.1"])})


@AUDITS.failing(
    "audit.roster", "an expert left out of the roster file (A8)", "名册文件漏掉专家（A8）"
)
def audit_roster_left_out() -> Ending:
    return audited({"draw.roster": setting(experts=lambda experts: experts[:-1])})


@AUDITS.failing("audit.roster", "an expert twice in the roster file", "名册文件中专家重复")
def audit_roster_twice() -> Ending:
    return audited({"draw.roster": setting(experts=lambda experts: experts + experts[:1])})


@AUDITS.failing("audit.roster", "another salt", "名册文件盐值不符")
def audit_roster_salt() -> Ending:
    return audited({"draw.roster": at("experts", 0, "salt", to=flipped)})


@AUDITS.failing("audit.roster", "a ROSTER entry with another size (A7)", "名册条目人数不符（A7）")
def audit_roster_size() -> Ending:
    return audited({"ROSTER.body": setting(size=lambda size: size + 1)})


@AUDITS.failing("audit.roster", "two experts with one expert id (A8)", "两名专家编号相同（A8）")
def audit_roster_one_id() -> Ending:
    return audited(experts={2: {"expert_id": "e001"}})


@AUDITS.failing("audit.roster", "an expert with a status that does not exist", "专家状态不存在")
def audit_roster_status() -> Ending:
    return audited(experts={2: {"status": "retired"}})


@AUDITS.failing("audit.roster", "an expert without status", "专家状态为空")
def audit_roster_no_status() -> Ending:
    return audited(experts={2: {"status": ""}})


@AUDITS.failing("audit.roster", "an expert born on 30 February", "专家生于2月30日")
def audit_roster_date() -> Ending:
    return audited(experts={2: {"birth": "1970-02-30"}})


@AUDITS.failing("audit.roster", "an expert with a member too many", "专家资料多一成员")
def audit_roster_member() -> Ending:
    return audited(experts={2: {"nickname": ""}})


@AUDITS.failing("audit.roster", "nothing is frozen yet", "尚未封存")
def audit_roster_no_freeze() -> Ending:
    return Ending().request()


def _without(body: Any, name: str, kind: str, row: int) -> None:
    body[name] = [item for item in body[name] if (item["list"], item["row"]) != (kind, row)]


@AUDITS.failing(
    "audit.complete", "an expert of the specialty in neither list (A8)", "应列专家未列入（A8）"
)
def audit_complete_left_out() -> Ending:
    return audited(experts={7: {"specialties": ["1.1"]}})


@AUDITS.failing("audit.complete", "an expert without the specialty (A8)", "列入不属该专业者（A8）")
def audit_complete_put_in() -> Ending:
    return audited(experts={2: {"specialties": ["1.10"]}})


@AUDITS.failing(
    "audit.complete",
    "serial: listed outside the home category (A15)",
    "依次提取：列入非本类专家（A15）",
)
def audit_complete_home_category() -> Ending:
    return serial(experts={5: {"home_category": "2.4"}}).to_seeded().play()


@AUDITS.failing(
    "audit.complete", "in twice under two digests (A8)", "同一人以两个摘要列入两次（A8）"
)
def audit_complete_twice() -> Ending:
    return audited(groups=(Group(2, (0, 1, 2, 3, 4, 50), {5: "suspended"}),), twins={50: 2})


@AUDITS.failing(
    "audit.complete", "somebody who is not on the roster (A8)", "列入名册中没有的人（A8）"
)
def audit_complete_stranger() -> Ending:
    forged = {50: expert(77)}
    groups = (Group(2, (0, 1, 2, 3, 4, 50), {5: "suspended"}),)
    return audited(groups=groups, twins={50: 2}, forged=forged)


@AUDITS.failing(
    "audit.complete", "another telephone number than on the roster (A12)", "电话与名册不同（A12）"
)
def audit_complete_phone() -> Ending:
    return audited(forged={2: {"phone": "13900000000"}})


@AUDITS.failing("audit.complete", "a row that is not disclosed", "有一行未公开")
def audit_complete_row_missing() -> Ending:
    return audited({"draw.disclosures": lambda body: _without(body, "persons", "eligible", 2)})


@AUDITS.failing("audit.complete", "a row disclosed twice", "一行公开两次")
def audit_complete_row_twice() -> Ending:
    return audited({"draw.disclosures": setting(persons=lambda rows: rows + rows[:1])})


@AUDITS.failing("audit.complete", "only a release is disclosed", "仅提供公布材料")
def audit_complete_release() -> Ending:
    return audited(release=True)


@AUDITS.failing(
    "audit.complete", "a row missing that was not the erased one", "缺的并非已清除的一行"
)
def audit_complete_not_erased() -> Ending:
    hooks: Hooks = {"draw.disclosures": lambda body: _without(body, "persons", "eligible", 2)}
    return audited(hooks).erase(0, "eligible", [1])


@AUDITS.failing("audit.person", "two digests in two groups (A8)", "同一人两组摘要不同（A8）")
def audit_person_two_digests() -> Ending:
    groups = (Group(2, range(5), {}), Group(1, (50, 6, 7, 8), {}, "1.10"))
    experts = {4: {"specialties": ["1.1", "1.10"]}}
    return audited(groups=groups, twins={50: 4}, experts=experts)


@AUDITS.failing(
    "audit.person", "a serial that is not the expert's (A15)", "序号并非本人序号（A15）"
)
def audit_person_serial() -> Ending:
    def change(lists: Any) -> None:
        next(row for row in lists[0]["eligible"] if row["serial"] == "7")["serial"] = "8"

    return serial({"draw.rows": change}).to_seeded().play()


UNITS: dict[str, Any] = {"units": {0: "U1", 1: "U1", 2: "U2", 3: "U2", 5: "U3"}, "unit_limit": 1}


def _unit_of(draw: Ending, code: str, salt: str = "") -> str:
    return digest("unit", salt or draw.people.salt("unit", code), code)


def _relisted(number: int, change: Any, hooks: Hooks | None = None) -> Ending:
    """The row of an expert is another's in part."""

    def rows(lists: Any) -> None:
        person = draw.people.eligible_row(number)["person"]
        row = next(row for row in lists[0]["eligible"] if row["person"] == person)
        row |= change(draw)
        lists[0]["eligible"].sort(key=row_leaf)

    groups = (Group(2, range(5), {5: "suspended"}),)
    draw = Ending(None, hooks={"draw.rows": rows, **(hooks or {})}, groups=groups, **UNITS)
    return draw.to_seeded().play()


@AUDITS.failing("audit.unit", "listed under another employer (A16)", "以他单位列入（A16）")
def audit_unit_other() -> Ending:
    return _relisted(1, lambda draw: {"unit": _unit_of(draw, "U2")})


@AUDITS.failing("audit.unit", "listed without employer", "隐去单位")
def audit_unit_none() -> Ending:
    return _relisted(1, lambda _: {"unit": ""})


@AUDITS.failing("audit.unit", "an employer for somebody who has none", "无单位者列有单位")
def audit_unit_invented() -> Ending:
    return _relisted(4, lambda draw: {"unit": _unit_of(draw, "U1")})


@AUDITS.failing("audit.unit", "one employer under two digests", "同一单位两个摘要")
def audit_unit_two_digests() -> Ending:
    salt = "7" * 64
    digest_of = digest("unit", salt, "U1")

    def change(body: Any) -> None:
        body["units"].append({"code": "U1", "salt": salt, "unit": digest_of})

    return _relisted(1, lambda _: {"unit": digest_of}, {"draw.disclosures": change})


@AUDITS.failing("audit.unit", "an employer that is not disclosed", "有一单位未公开")
def audit_unit_missing() -> Ending:
    return audited({"draw.disclosures": setting(units=lambda units: units[1:])}, **UNITS)


@AUDITS.failing(
    "audit.public", "another name is to be published (A12)", "拟公布的是另一姓名（A12）"
)
def audit_public_text() -> Ending:
    def change(body: Any) -> None:
        salt = draw[0].people.salt("public", 1)
        next(item for item in body["public"] if item["salt"] == salt)["text"] = "高*"

    def row(made: Ending) -> Any:
        draw.append(made)
        return {"public": digest("public", made.people.salt("public", 1), "高*")}

    draw: list[Ending] = []
    return _relisted(1, row, {"draw.disclosures": change})


@AUDITS.failing("audit.public", "the full name where masked is the rule", "应隐名而拟公布全名")
def audit_public_form() -> Ending:
    """The profile says masked; the strings are made for full."""
    change = at("profile", "publication", to="masked")
    return audited({"PROFILE.body": change}, publication="full")


@AUDITS.failing("audit.public", "a string that is not disclosed", "有一行未公开拟公布内容")
def audit_public_missing() -> Ending:
    return audited({"draw.disclosures": setting(public=lambda rows: rows[1:])})


@AUDITS.failing("audit.public", "a string disclosed twice", "一行公开两次拟公布内容")
def audit_public_twice() -> Ending:
    return audited({"draw.disclosures": setting(public=lambda rows: rows + rows[:1])})


@AUDITS.failing(
    "disclosure.digest", "the record fails with these disclosures", "记录与公开材料不符"
)
def record_fails_disclosures() -> Ending:
    return audited({"draw.disclosures": at("persons", 0, "expert", "phone", to="13900000000")})


@AUDITS.failing("walk.deadline", "the record fails", "记录本身不通过")
def record_fails() -> Ending:
    return audited({"INVITED[0].body": setting(deadline="2026-03-02T02:17:01Z")})


@AUDITS.failing("file.version", "a roster file of version 2", "版本2的名册文件")
def file_version_roster() -> Ending:
    return audited({"draw.roster": setting(v="drawsvc/v2 roster")})


@AUDITS.failing("file.canonical", "a roster file with a final line feed", "名册文件末尾多一换行")
def file_canonical_roster() -> Ending:
    return audited({"roster.bytes": lambda data: data + b"\n"})


@AUDITS.failing("file.schema", "a salt that is too short", "名册文件盐值过短")
def file_schema_roster() -> Ending:
    return audited({"draw.roster": at("experts", 0, "salt", to="00")})
