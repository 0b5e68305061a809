"""Well-formed files, steps 1 to 3 of SPEC §13; one text, one reading (A22)."""

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import (
    bytes_of,
    replacing,
    seeded,
    setting,
    short,
)

GIB = 2**30


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


@failing("file.json", "a member twice (A22)", "成员重复（A22）")
def file_json_duplicate() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1,"attempt":1,'))


@failing("file.json", "a member twice, once escaped (A22)", "成员重复，其一以转义书写（A22）")
def file_json_duplicate_escaped() -> Ending:
    return short(bytes_of('{"attempt":1,', '{"attempt":1,"\\u0061ttempt":1,'))


@failing("file.json", "1.0 for 1 (A22)", "以1.0代1（A22）")
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


@failing("file.json", "a string that is not in NFC (A22)", "字符串未经NFC规范化（A22）")
def file_json_not_nfc() -> Ending:
    return short(bytes_of("示例县水利局", "Cafe\u0301"))


@failing("file.json", "a character newer than Unicode 13.0", "字符串有Unicode 13.0之后的字符")
def file_json_unassigned() -> Ending:
    return short(bytes_of("示例县水利局", "q\u0301\U00010efd"))


@failing("file.json", "a noncharacter", "字符串有非字符")
def file_json_noncharacter() -> Ending:
    return short(bytes_of("示例县水利局", "水利局\ufffe"))


@answered(
    "§3.1",
    "rare names: private use, and ideographs newer than Unicode 13.0",
    "生僻字：专用区与新增汉字",
    grade="none",
    status="voided",
)
def good_rare_names() -> Ending:
    names = "\ue863\u9fff\U0002ebf0\U000323af"
    return short({"REQUEST.body": setting(organiser=names)})


@failing("file.json", "17 levels", "嵌套17层")
def file_json_too_deep() -> Ending:
    return short(bytes_of('"seal_evidence":[]', '"seal_evidence":' + "[" * 16 + "]" * 16))


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
