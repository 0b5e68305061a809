"""Part "log" of SPEC §13: steps 8 to 13."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.note import broken, signed
from vectorgen.scenes import at, drawn, of_type, setting

OTHER = "draw.example.org/log2"


@failing("log.note", "a checkpoint without its last line feed", "检查点缺末尾换行")
def log_note_line_feed() -> Ending:
    return drawn({"checkpoint.note": lambda note: note[:-1]})


@failing("log.note", "a tree size with a leading zero", "树大小有前导零")
def log_note_size() -> Ending:
    return drawn({"checkpoint.text": lambda text: text.replace("\n", "\n0", 1)})


@failing("log.note", "an extension line", "检查点有扩展行")
def log_note_extension() -> Ending:
    return drawn({"checkpoint.text": lambda text: text + "extension\n"})


@failing("log.note", "a signature line with a hyphen for the dash", "签名行破折号误作连字符")
def log_note_dash() -> Ending:
    return drawn({"checkpoint.note": lambda note: note.replace("— ", "- ")})


@failing("log.note", "a checkpoint without signature", "检查点无签名")
def log_note_unsigned() -> Ending:
    return drawn({"checkpoint.note": lambda note: note.split("—")[0]})


@failing("log.origin", "an entry of another log", "别的日志的条目")
def log_origin_entry() -> Ending:
    return drawn({"SEEDED.entry": setting(origin=OTHER)})


@failing("log.origin", "a checkpoint of another log", "别的日志的检查点")
def log_origin_checkpoint() -> Ending:
    def change(text: str) -> str:
        return text.replace("draw.example.org/log1", OTHER)

    return drawn({"checkpoint.text": change})


@failing("log.origin", "evidence from another log", "密封证据出自别的日志")
def log_origin_evidence() -> Ending:
    def change(text: str) -> str:
        return text.replace("draw.example.org/log1", OTHER)

    return drawn({"evidence.text": change}, evidence=True)


@failing("trust.origin", "the pool belongs to another log", "专家库属于另一日志")
def trust_origin_other() -> Ending:
    return drawn({"draw.trust": at("pools", 0, "origin", to=OTHER)})


@answered(
    "trust.origin",
    "a trust file of another pool",
    "另一专家库的信任文件",
    grade="C",
    missing=("trust.origin", "log.key", "join.trust", "trust.grade"),
)
def trust_origin_unknown_pool() -> Ending:
    def change(trust: Any) -> None:
        trust["pools"][0]["pool"] = "others"
        for role in trust["roles"]:
            role["pool"] = "others"

    return drawn({"draw.trust": change})


@answered(
    "trust.origin",
    "a trust file without the log's keys",
    "信任文件没有该日志的密钥",
    missing=("trust.origin", "log.key"),
)
def trust_origin_no_keys() -> Ending:
    return drawn({"draw.trust": at("origins", 0, "origin", to=OTHER)})


@failing("log.key", "signed by a key the trust file does not know", "检查点由未知密钥签署")
def log_key_unknown() -> Ending:
    return drawn({"log.key": lambda _: "other log"})


@failing("log.key", "a key of the trust file under another name", "信任文件所列密钥名称不同")
def log_key_other_name() -> Ending:
    other = vkey(OTHER, ED25519, Key("log").public)

    def change(note: str) -> str:
        text = note.split("\n\n", maxsplit=1)[0] + "\n"
        return f"{text}\n{signed(OTHER, Key('log'), text)}"

    trust = at("origins", 0, "keys", 0, "vkey", to=other)
    return drawn({"draw.trust": trust, "checkpoint.note": change})


@failing("log.key", "a wrong signature", "检查点签名不符")
def log_key_signature() -> Ending:
    return drawn({"checkpoint.note": broken})


@failing("log.key", "a good signature and a bad one by the same key", "同一密钥一签有效一签无效")
def log_key_good_and_bad() -> Ending:
    def change(note: str) -> str:
        return note + broken(note).split("\n\n")[1]

    return drawn({"checkpoint.note": change})


@failing("log.key", "the log's key was not yet valid", "日志密钥尚未生效")
def log_key_not_yet_valid() -> Ending:
    change = at("origins", 0, "keys", 0, "from", to="2026-06-01T00:00:00Z")
    return drawn({"draw.trust": change})


@failing(
    "log.key",
    "slip only: not signed by the SEAL's key",
    "仅凭封条：非SEAL所载密钥签署",
    args=("slip",),
)
def log_key_not_of_the_seal() -> Ending:
    return drawn({"log.key": lambda _: "other log"})


@answered("§4.2", "an unknown signature line is ignored", "忽略未知的签名行")
def good_unknown_signature() -> Ending:
    def change(note: str) -> str:
        text = note.split("\n\n", maxsplit=1)[0] + "\n"
        return note + signed("someone.example.org/x", Key("someone"), text)

    return drawn({"checkpoint.note": change})


@answered("§11.2", "the log's key was changed: two keys valid at once", "日志换钥：新旧密钥并用")
def good_key_rotation() -> Ending:
    origin, old = "draw.example.org/log1", Key("old log")

    def sign(note: str) -> str:
        return note + signed(origin, old, note.split("\n\n", maxsplit=1)[0] + "\n")

    def trust(body: Any) -> None:
        keys = body["origins"][0]["keys"]
        keys.append(keys[0] | {"vkey": vkey(origin, ED25519, old.public)})

    return drawn({"checkpoint.note": sign, "draw.trust": trust})


@failing("log.inclusion", "an answer changed in the record (A19)", "记录中的答复被改动（A19）")
def log_inclusion_edited() -> Ending:
    def change(record: Any) -> None:
        of_type("REPLIED", lambda e: e["entry"].__setitem__("time", "2026-03-02T01:18:30Z"))(record)

    return drawn({"draw.record": change})


@failing("log.inclusion", "a proof one hash short", "证明少一个摘要")
def log_inclusion_short() -> Ending:
    return drawn({"draw.record": of_type("SEAL", lambda e: e["proof"].pop())})


@failing("log.inclusion", "a proof one hash long", "证明多一个摘要")
def log_inclusion_long() -> Ending:
    def change(item: Any) -> None:
        item["proof"].append(item["proof"][0])

    return drawn({"draw.record": of_type("SEAL", change)})


@failing("log.inclusion", "an index beyond the tree", "下标超出树大小")
def log_inclusion_index() -> Ending:
    change = setting(index=lambda index: index + 64)
    return drawn({"draw.record": of_type("SEAL", change)})


@failing("log.inclusion", "the proof of another index", "另一下标的证明")
def log_inclusion_other_index() -> Ending:
    change = setting(index=lambda index: index - 1)
    return drawn({"draw.record": of_type("SEAL", change)})


@failing("log.order", "two entries swapped in the record", "记录中两条目互换")
def log_order_swapped() -> Ending:
    def change(record: Any) -> None:
        entries = record["entries"]
        entries[5], entries[6] = entries[6], entries[5]

    return drawn({"draw.record": change})


@failing("log.order", "the roster was logged after the freeze", "名册在封存之后才入日志")
def log_order_late_roster() -> Ending:
    def change(leaves: list[bytes]) -> None:
        leaves.insert(8, leaves.pop(4))

    return drawn({"draw.leaves": change})


@failing("log.order", "the profile was logged after the request", "规则在申请之后才入日志")
def log_order_late_profile() -> Ending:
    def change(leaves: list[bytes]) -> None:
        leaves.insert(6, leaves.pop(2))

    return drawn({"draw.leaves": change})


@failing("log.order", "an entry twice", "条目重复")
def log_order_twice() -> Ending:
    def change(record: Any) -> None:
        record["entries"].insert(5, record["entries"][5])

    return drawn({"draw.record": change})
