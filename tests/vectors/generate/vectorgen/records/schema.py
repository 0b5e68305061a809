"""Versions and schema, trust and disclosures files: steps 4 to 7 of SPEC §13."""

from collections.abc import Callable
from typing import Any

from vectorgen.case import failing
from vectorgen.ending import Ending
from vectorgen.note import loosened
from vectorgen.plan import DAY_AND_NIGHT, Group
from vectorgen.scenes import (
    at,
    bytes_of,
    drawn,
    flipped,
    of_type,
    serial,
    setting,
    short,
    without,
)


@failing("file.schema", "16 levels are read, the schema refuses them", "嵌套16层可读，但不合结构")
def file_schema_depth_16() -> Ending:
    return short(bytes_of('"seal_evidence":[]', '"seal_evidence":' + "[" * 15 + "]" * 15))


@failing("file.version", "a record of version 2", "版本2的记录")
def file_version_record() -> Ending:
    return short({"draw.record": setting(v="drawsvc/v2 record")})


@failing("file.version", "an entry of version 2", "版本2的记录条目")
def file_version_entry() -> Ending:
    return drawn({"REPLIED[0].entry": setting(v="drawsvc/v2")})


@failing("file.schema", "a kind of record that does not exist", "未知的记录种类")
def file_schema_kind() -> Ending:
    return short({"draw.record": setting(kind="brief")})


@failing("file.schema", "fresh replacement in serial mode", "依次提取而允许临时递补顺序")
def file_schema_serial_fresh() -> Ending:
    hooks = {"PROFILE.body": at("profile", "replacements", to=["fixed", "fresh"])}
    return serial(hooks).request().freeze().joined()


@failing("file.schema", "an origin with a final slash", "日志名以斜线结尾")
def file_schema_origin() -> Ending:
    return short({"draw.record": setting(origin="draw.example.org/log/")})


@failing("file.schema", "a record without entries", "没有条目的记录")
def file_schema_no_entries() -> Ending:
    return short({"draw.record": setting(entries=[])})


@failing("file.schema", "a member too many", "多一个成员")
def file_schema_extra() -> Ending:
    return drawn({"SEAL.body": setting(comment="")})


@failing("file.schema", "a member missing", "少一个成员")
def file_schema_missing() -> Ending:
    return short({"FREEZE.body": without("since_request")})


@failing("file.schema", "true where a number belongs", "应为数字处为true")
def file_schema_bool() -> Ending:
    return short({"draw.record": setting(attempt=True)})


@failing("file.schema", "upper-case hexadecimal", "大写十六进制")
def file_schema_upper_hex() -> Ending:
    return drawn({"SEAL.body": setting(nonce=str.upper)})


@failing("file.schema", "30 February", "不存在的日期")
def file_schema_date() -> Ending:
    return short({"REQUEST.body": at("activity", "date", to="2026-02-30")})


@failing("file.schema", "a leap second", "闰秒")
def file_schema_second_60() -> Ending:
    return short({"REQUEST.entry": setting(time="2026-03-02T01:03:60Z")})


@failing("file.schema", "1.1 as a number", "专业代码写成数字")
def file_schema_specialty_number() -> Ending:
    return short({"REQUEST.body": at("groups", 0, "specialty", to=11)})


@failing("file.schema", "an answer that does not exist", "不存在的答复")
def file_schema_answer() -> Ending:
    return drawn({"REPLIED[0].body": setting(answer="maybe")})


@failing("file.schema", "an excluded row with an unknown reason", "未知的排除原因")
def file_schema_reason() -> Ending:
    return short(groups=(Group(2, range(5), {5: "disliked"}),))


@failing("file.schema", "a window that ends before it begins", "联系时段起止颠倒")
def file_schema_window() -> Ending:
    late = {"contact_from": "24:00"}
    return short(
        {
            "PROFILE.body": at("profile", "windows", to=DAY_AND_NIGHT | late),
            "FREEZE.body": setting(windows=DAY_AND_NIGHT | late),
        }
    )


@failing("file.schema", "filters of a group not ascending", "名额组条件未升序")
def file_schema_filters() -> Ending:
    return short({"REQUEST.body": at("groups", 0, "filters", to=["technical", "local"])})


@failing("file.schema", "a role twice", "角色重复")
def file_schema_role_twice() -> Ending:
    return short(roles=("supervisor", "supervisor"))


@failing("file.schema", "roles of the profile not ascending", "规则中的角色未升序")
def file_schema_not_ascending() -> Ending:
    witnesses = ("supervisor", "auditor", "operator")
    return short(roles=("supervisor", "auditor"), witnesses=witnesses)


@failing("file.schema", "an entry longer than 65,535 bytes", "记录条目超过65535字节")
def file_schema_long_entry() -> Ending:
    return short({"PROFILE.body": at("profile", "readings", to=["读" * 500] * 44)})


@failing("file.schema", "a key string whose key id is another's", "密钥标识不符")
def file_schema_vkey() -> Ending:
    return drawn({"SEAL.body": setting(log_key=_other_id)})


def _other_id(vkey: str) -> str:
    name, key_id, key = vkey.split("+", 2)
    return f"{name}+{flipped(key_id)}+{key}"


@failing("file.schema", "proof in base64 with trailing bits", "证明的base64末位非零")
def file_schema_base64_bits() -> Ending:
    def change(record: object) -> None:
        of_type("SEAL", lambda e: e["proof"].__setitem__(0, loosened(e["proof"][0])))(record)

    return drawn({"draw.record": change})


@failing("file.trust", "the trust file was changed after signing", "信任文件签署后被改动")
def file_trust_signature() -> Ending:
    return short({"trust.signed": setting(issuer="另一机关")})


@failing("file.trust", "an independent pool office (A3)", "信任文件把库管机构列为独立（A3）")
def file_trust_pool_office() -> Ending:
    return short({"draw.trust": _never_independent("pool_office")})


@failing("file.trust", "an independent organiser (A3)", "信任文件把组织单位列为独立（A3）")
def file_trust_organiser() -> Ending:
    return short({"draw.trust": _never_independent("organiser")})


@failing("file.trust", "an independent operator (A1)", "信任文件把运行方列为独立（A1）")
def file_trust_operator() -> Ending:
    return short({"draw.trust": _never_independent("operator")})


def _never_independent(role: str) -> Callable[[Any], None]:
    return at("roles", 0, to=lambda listed: listed | {"independent": True, "role": role})


@failing("file.trust", "a trust file with a final line feed", "信任文件末尾多一换行")
def file_trust_line_feed() -> Ending:
    return short({"trust.bytes": lambda data: data + b"\n"})


@failing("file.trust", "a trust file larger than 1 MiB", "信任文件超过1 MiB", checked_in=False)
def file_trust_size() -> Ending:
    return short({"draw.trust": lambda trust: trust | {"roles": trust["roles"] * 4000}})


@failing(
    "file.disclosures",
    "disclosures of version 2",
    "版本2的公开材料",
    args=("trust", "disclosures"),
)
def file_disclosures_version() -> Ending:
    return drawn({"draw.disclosures": setting(v="drawsvc/v2 disclosures")})


@failing(
    "file.disclosures",
    "an expert object that is not in NFC",
    "专家资料未经NFC规范化",
    args=("trust", "disclosures"),
)
def file_disclosures_not_nfc() -> Ending:
    change = at("persons", 0, "expert", "name", to="Jose\u0301")
    return drawn({"draw.disclosures": change})
