"""The log as a whole: its root, its chains, its records: steps 66 to 68."""

from typing import Any

from vectorgen.case import HISTORIES
from vectorgen.encoding import ZEROS, shifted
from vectorgen.ending import Ending
from vectorgen.histories.hunan import first, following, later, turns, unfinished
from vectorgen.history import History
from vectorgen.keys import Key
from vectorgen.note import broken, note, signed
from vectorgen.scenes import Hooks, at, flipped, setting

ORIGIN = "draw.example.org/log1"


def second(before: Ending, hooks: Hooks | None = None, **choices: Any) -> Ending:
    return following(before, turns(2, "2"), hooks, **choices).play()


def two(hooks: Hooks | None = None, **choices: Any) -> list[Ending]:
    """1 and 2 are drawn, then 3 and 4; hooks change the second draw."""
    one = first(turns(2)).play()
    return [one, second(one, hooks, **choices)]


def relogged(change: Any) -> History:
    """The log file with a change of its own."""
    return History(two(), hooks={"log": change})


@HISTORIES.answered(
    "history.root", "no trust file", "无信任文件", missing=("history.root",), args=()
)
def history_root_no_trust() -> History:
    return History(two())


@HISTORIES.answered(
    "history.rests",
    "records only, no log file",
    "仅有记录，无日志文件",
    missing=("history.root", "history.attempts", "history.rests", "history.engaged"),
)
def history_rests_no_log() -> History:
    return History(two(), log=False)


@HISTORIES.answered("history.records", "a log file alone", "仅有日志文件")
def good_log_alone() -> History:
    return History([], log_of=first(turns(2)).invite())


@HISTORIES.failing(
    "history.root", "an entry of the log file changed (A19)", "日志文件中的条目被改动（A19）"
)
def history_root_edited() -> History:
    return relogged(at("entries", 7, "time", to=lambda time: shifted(time, 1)))


@HISTORIES.failing("history.root", "the last entry left out (A19)", "日志文件漏掉末条目（A19）")
def history_root_cut() -> History:
    return relogged(setting(entries=lambda entries: entries[:-1]))


@HISTORIES.failing("history.root", "two entries exchanged", "日志文件中两条目互换")
def history_root_exchanged() -> History:
    return relogged(setting(entries=lambda e: [e[1], e[0], *e[2:]]))


@HISTORIES.failing("history.root", "a wrong signature", "日志文件的检查点签名不符")
def history_root_signature() -> History:
    return relogged(setting(checkpoint=broken))


@HISTORIES.failing("history.root", "signed by a key the trust file does not know", "由未知密钥签署")
def history_root_key() -> History:
    def change(body: Any) -> None:
        text = body["checkpoint"].split("\n\n", maxsplit=1)[0] + "\n"
        body["checkpoint"] = note(text, signed(ORIGIN, Key("other log"), text))

    return relogged(change)


@HISTORIES.failing("history.root", "the checkpoint of another origin", "另一日志的检查点")
def history_root_origin() -> History:
    return relogged(setting(origin="draw.example.org/log2"))


@HISTORIES.failing("history.root", "a checkpoint that is no note", "检查点格式不符")
def history_root_note() -> History:
    return relogged(setting(checkpoint=lambda text: text[:-1]))


@HISTORIES.failing(
    "history.chain", "a pool entry that follows another than it says (A19)", "库条目所接不符（A19）"
)
def history_chain_pool_prev() -> History:
    one = first(turns(2), {"ROSTER.entry": setting(prev=flipped)}).play()
    return History([one])


@HISTORIES.failing(
    "history.chain", "a sequence number left out in the pool's chain", "库条目序号跳空"
)
def history_chain_pool_seq() -> History:
    return History([first(turns(2), {"ROSTER.entry": setting(seq=3)}).play()])


@HISTORIES.failing("history.chain", "pool entries whose time falls (A18)", "库条目时间倒退（A18）")
def history_chain_pool_time() -> History:
    hooks: Hooks = {"ROSTER.entry": setting(time="2026-03-02T00:59:00Z")}
    return History([first(turns(2), hooks).play()])


@HISTORIES.failing(
    "history.chain",
    "a roster that follows another than the one before (A7)",
    "名册所接版本不符（A7）",
)
def history_chain_roster() -> History:
    one = first(turns(2)).play()
    later = _revised(one, {"ROSTER.body": setting(previous=ZEROS)})
    return History([one, later])


def _revised(before: Ending, hooks: Hooks) -> Ending:
    draw = later(before, turns(2, "2"), hooks)
    return draw.revise({4: {"phone": "13900000000"}}).to_seeded().play()


def _opened(before: Ending) -> Ending:
    cursors = [{"after": "2", "carried": [], "specialty": "2.3"}]
    return later(before, turns(2, "2")).declare(cursors).to_seeded().play()


@HISTORIES.failing(
    "history.chain", "an OPENING after the first draw (A15)", "首次抽取之后才有启用声明（A15）"
)
def history_chain_late_opening() -> History:
    one = first(turns(2)).play()
    return History([one, _opened(one)])


@HISTORIES.failing("history.chain", "two OPENINGs (A15)", "两份启用声明（A15）")
def history_chain_two_openings() -> History:
    cursors = ({"after": "", "carried": [], "specialty": "2.3"},)
    draw = unfinished(turns(2), opening=cursors).adopt().declare(cursors)
    return History([draw.to_seeded().play()])


@HISTORIES.failing("history.chain", "a draw that goes on after its VOID", "作废之后又有条目")
def history_chain_grammar() -> History:
    one = first(turns(2)).play()
    following(one, turns(2, "2")).void().held()
    return History([one])


@HISTORIES.answered(
    "history.chain",
    "an entry type that this version does not know",
    "本版本未知的条目类型",
    missing=("history.chain",),
)
def history_chain_unknown_type() -> History:
    one = first(turns(2)).play()
    other = second(one)
    other.append("AUDITED", {"auditor": "a1"})
    return History([one])


@HISTORIES.failing(
    "history.records", "a record of another view of the log (A17)", "记录出自日志的另一分支（A17）"
)
def history_records_forked() -> History:
    """The same draw, sealed twice under two nonces; each log has one."""
    shown, logged = (first(turns(2), {"SEAL.body": setting(nonce=n * 64)}).play() for n in "12")
    return History([shown], log_of=logged)


@HISTORIES.failing(
    "history.records", "two records that differ at an index (A17)", "两份记录同一下标不同（A17）"
)
def history_records_differ() -> History:
    shown, shorter = first(turns(2)).play(), first(turns(1)).play()
    return History([shown, following(shorter, turns(1, "1")).play()], log=False)


@HISTORIES.failing(
    "history.records", "a roster that is not that of the log (A7)", "名册与日志不符（A7）"
)
def history_records_roster() -> History:
    one = first(turns(2)).play()
    change = at("experts", 3, "expert", "phone", to="13900000000")
    return History([one], rosters=[one], hooks={"roster_r1": change})


@HISTORIES.failing("history.records", "a roster file of no ROSTER", "名册文件不属任何名册条目")
def history_records_roster_leaf() -> History:
    one = first(turns(2)).play()
    return History([one], rosters=[one], hooks={"roster_r1": setting(roster=flipped)})


@HISTORIES.failing("history.records", "a record of another log", "记录出自另一日志", args=())
def history_records_origins() -> History:
    other = first(turns(2), origin="draw.example.org/log2").play()
    return History([other], log_of=first(turns(2)).play())
