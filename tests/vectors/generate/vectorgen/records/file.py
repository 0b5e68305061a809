"""Part "file" of SPEC §13: steps 1 to 7, and the readings of one text that must not differ (A22)."""

from vectorgen.case import failing
from vectorgen.ending import Ending
from vectorgen.note import loosened
from vectorgen.plan import DAY_AND_NIGHT, Group
from vectorgen.scenes import (
    Hooks,
    at,
    drawn,
    flipped,
    of_type,
    replacing,
    seeded,
    setting,
    short,
    without,
)

GIB = 2**30


def bytes_of(old: str, new: str) -> Hooks:
    return {"record.bytes": replacing(old.encode(), new.encode())}


@failing("file.size", "a byte more than 1 GiB", "比1 GiB多一字节", checked_in=False)
def file_size() -> Ending:
    return short({"record.bytes": lambda data: data.ljust(GIB + 1)})


@failing("file.json", "cut off in the middle", "文件被截断")
def file_json_cut() -> Ending:
    return short({"record.bytes": lambda data: data[: len(data) // 2]})


@failing("file.json", "empty file", "空文件")
def file_json_empty() -> Ending:
    return short({"record.bytes": lambda _: b""})


@failing("file.json", "byte order mark", "字节顺序标记")
def file_json_bom() -> Ending:
    return short({"record.bytes": lambda data: b"\xef\xbb\xbf" + data})


@failing("file.json", "a member twice", "成员重复")
def file_json_duplicate() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1,"attempt":1,'))


@failing("file.json", "a member twice, once escaped", "成员重复，其一以转义书写")
def file_json_duplicate_escaped() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1,"\\u0061ttempt":1,'))


@failing("file.json", "1.0 for 1", "以1.0代1")
def file_json_fraction() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1.0,'))


@failing("file.json", "1e0 for 1", "以1e0代1")
def file_json_exponent() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1e0,'))


@failing("file.json", "01 for 1", "以01代1")
def file_json_leading_zero() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":01,'))


@failing("file.json", "-0", "负零")
def file_json_minus_zero() -> Ending:
    draw = seeded(bytes_of('"offset_seconds":-60', '"offset_seconds":-0')).invite().clock(-60)
    return draw.answer_round().close().play()


@failing("file.json", "2^53", "整数越界：2的53次方")
def file_json_big_integer() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":9007199254740992,'))


@failing("file.json", "NaN", "非数值")
def file_json_nan() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":NaN,'))


@failing("file.json", "null", "空值null")
def file_json_null() -> Ending:
    return short(bytes_of('"seal_evidence":[]', '"seal_evidence":null'))


@failing("file.json", "bytes that are not UTF-8", "非UTF-8字节")
def file_json_not_utf8() -> Ending:
    gbk = "示例县水利局".encode("gbk")
    return short({"record.bytes": replacing("示例县水利局".encode(), gbk)})


@failing("file.json", "a surrogate in UTF-8", "UTF-8编码的代理码位")
def file_json_surrogate_bytes() -> Ending:
    return short({"record.bytes": replacing("示例县".encode(), b"\xed\xa0\x80")})


@failing("file.json", "a lone surrogate, escaped", "转义的单独代理码位")
def file_json_lone_surrogate() -> Ending:
    return short(bytes_of("示例县", "\\ud800"))


@failing("file.json", "a tab in a string", "字符串内有制表符")
def file_json_control() -> Ending:
    return short(bytes_of("示例县", "\\t"))


@failing("file.json", "U+007F in a string", "字符串内有U+007F")
def file_json_delete() -> Ending:
    return short(bytes_of("示例县", "\x7f"))


@failing("file.json", "a string that is not in NFC", "字符串未经NFC规范化")
def file_json_not_nfc() -> Ending:
    return short(bytes_of("示例县水利局", "Cafe\u0301"))


@failing("file.json", "17 levels", "嵌套17层")
def file_json_too_deep() -> Ending:
    return short(bytes_of('"seal_evidence":[]', '"seal_evidence":' + "[" * 16 + "]" * 16))


@failing("file.schema", "16 levels are read, the schema refuses them", "嵌套16层可读，但不合结构")
def file_schema_depth_16() -> Ending:
    return short(bytes_of('"seal_evidence":[]', '"seal_evidence":' + "[" * 15 + "]" * 15))


@failing("file.json", "100,000 levels", "嵌套十万层")
def file_json_bomb() -> Ending:
    return short({"record.bytes": lambda _: b"[" * 100_000})


@failing("file.json", "an upper-case member name", "成员名含大写字母")
def file_json_member_name() -> Ending:
    return short(bytes_of('"attempt":1', '"Attempt":1'))


@failing("file.json", "two values", "两个值相接")
def file_json_two_values() -> Ending:
    return short({"record.bytes": lambda data: data + b"{}"})


@failing("file.canonical", "a final line feed", "末尾多一换行")
def file_canonical_line_feed() -> Ending:
    return short({"record.bytes": lambda data: data + b"\n"})


@failing("file.canonical", "a space after a colon", "冒号后有空格")
def file_canonical_space() -> Ending:
    return short(bytes_of('"attempt":1', '"attempt": 1'))


@failing("file.canonical", "members out of order", "成员次序不对")
def file_canonical_order() -> Ending:
    return short({"record.bytes": _attempt_last})


def _attempt_last(data: bytes) -> bytes:
    return data.replace(b'{"attempt":1,', b"{", 1)[:-1] + b',"attempt":1}'


@failing("file.canonical", "an escape that is not needed", "不必要的转义")
def file_canonical_escape() -> Ending:
    return short(bytes_of("示例县水利局", "\\u793a例县水利局"))


@failing("file.canonical", "an escaped solidus", "转义的斜线")
def file_canonical_solidus() -> Ending:
    return short(bytes_of("drawsvc/v1 record", "drawsvc\\/v1 record"))


@failing("file.version", "a record of version 2", "版本2的记录")
def file_version_record() -> Ending:
    return short({"draw.record": setting(v="drawsvc/v2 record")})


@failing("file.version", "an entry of version 2", "版本2的记录条目")
def file_version_entry() -> Ending:
    return drawn({"REPLIED[0].entry": setting(v="drawsvc/v2")})


@failing("file.version", "a kind of record that this version does not know", "未知的记录种类")
def file_version_kind() -> Ending:
    return short({"draw.record": setting(kind="slim")})


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
