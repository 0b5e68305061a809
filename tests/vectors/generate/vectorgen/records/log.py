"""Parts "log" and "chain" of SPEC §13: steps 8 to 19."""

import base64
from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.note import b64, signed
from vectorgen.scenes import at, drawn, flipped, of_type, seeded, setting

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


@failing("log.key", "a wrong signature", "检查点签名不符")
def log_key_signature() -> Ending:
    return drawn({"checkpoint.note": _broken})


def _broken(note: str) -> str:
    head, _, payload = note.rpartition(" ")
    data = bytearray(base64.b64decode(payload))
    data[-40] ^= 1
    return f"{head} {b64(bytes(data))}\n"


@failing("log.key", "a good signature and a bad one by the same key", "同一密钥一签有效一签无效")
def log_key_good_and_bad() -> Ending:
    def change(note: str) -> str:
        return note + _broken(note).split("\n\n")[1]

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


@failing("log.order", "an entry twice", "条目重复")
def log_order_twice() -> Ending:
    def change(record: Any) -> None:
        record["entries"].insert(5, record["entries"][5])

    return drawn({"draw.record": change})


@failing("chain.identity", "an entry of another draw", "别次抽取的条目")
def chain_identity_draw() -> Ending:
    return drawn({"CLOSED[0].entry": setting(draw="d-2026-018")})


@failing("chain.identity", "an entry of another attempt", "另一次尝试的条目")
def chain_identity_attempt() -> Ending:
    return drawn({"CLOSED[0].entry": setting(attempt=2)})


@failing("chain.identity", "a pool entry that names a draw", "库条目指名一次抽取")
def chain_identity_pool_entry() -> Ending:
    return drawn({"CALENDAR.entry": setting(draw="d-2026-017")})


@failing("chain.identity", "a roster of another pool", "另一专家库的名册")
def chain_identity_pool() -> Ending:
    return drawn({"ROSTER.entry": setting(pool="others")})


@failing("chain.link", "prev names another entry", "prev指向别的条目")
def chain_link_prev() -> Ending:
    return drawn({"SEEDED.entry": setting(prev=flipped)})


@failing("chain.link", "an entry left out of the record (A19)", "记录中漏掉一条目（A19）")
def chain_link_dropped() -> Ending:
    def change(record: Any) -> None:
        record["entries"] = [e for e in record["entries"] if e["entry"]["seq"] != 3]

    return drawn({"draw.record": change})


@failing("chain.link", "a sequence number left out", "序号跳空")
def chain_link_seq() -> Ending:
    return drawn({"SEEDED.entry": setting(seq=6)})


@failing("chain.time", "an entry earlier than the one before (A18)", "条目时间早于前一条（A18）")
def chain_time_falls() -> Ending:
    return drawn({"CLOSED[1].entry": setting(time="2026-03-02T01:10:00Z")})


@answered(
    "chain.type",
    "an entry type that this version does not know",
    "本版本未知的条目类型",
    status="",
    missing=("chain.type",),
)
def chain_type_unknown() -> Ending:
    draw = drawn()
    draw.append("AUDITED", {"auditor": "a1"})
    return draw


@failing("chain.grammar", "a reply after completion", "完成后又记答复")
def chain_grammar_reply_after_end() -> Ending:
    draw = drawn()
    draw.walk.groups[0].states[draw.named(0, 1)[1]] = "open"
    draw.reply("0.1", "decline")
    return draw


@failing("chain.grammar", "a second freeze", "两次封存")
def chain_grammar_two_freezes() -> Ending:
    draw = Ending().request().freeze()
    return draw.freeze().joined().seal().seeded().play()


@failing("chain.grammar", "a join after the seal", "密封后又有见证人加入")
def chain_grammar_late_join() -> Ending:
    draw = Ending().to_seal()
    draw.join("auditor")
    return draw.seeded().play()


@failing("chain.grammar", "released while short", "缺额未决即公布")
def chain_grammar_release_while_short() -> Ending:
    draw = seeded().play({f"0.{k}": "decline" for k in range(4)})
    draw.release()
    return draw


@failing("chain.grammar", "drawn again after the void", "作废后又抽取")
def chain_grammar_after_void() -> Ending:
    return Ending().to_seal().void().seeded()


@failing("chain.slip", "a slip of another draw", "另一次抽取的封条", args=("trust", "slip"))
def chain_slip_other() -> Ending:
    return drawn({"draw.slip": flipped})


@answered(
    "§11.3",
    "a slip in capitals with spaces and hyphens",
    "大写并带空格与连字符的封条",
    args=("trust", "slip"),
)
def good_slip_written_loosely() -> Ending:
    def change(slip: str) -> str:
        return f"{slip[:16]} {slip[16:32]}-{slip[32:48]} {slip[48:]}".upper()

    return drawn({"draw.slip": change})


@answered(
    "chain.slip",
    "a slip, but no seal",
    "有封条而无密封",
    grade="none",
    status="frozen",
    missing=("chain.slip", "end.finished", "trust.grade"),
    args=("trust", "slip"),
)
def chain_slip_without_seal() -> Ending:
    return Ending().request().freeze().joined()
