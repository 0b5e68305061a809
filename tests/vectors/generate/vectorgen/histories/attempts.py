"""The attempts of a draw, and what each FREEZE rests on: steps 69 and 70."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any

from vectorgen.case import HISTORIES
from vectorgen.ending import Ending
from vectorgen.histories.hunan import SPECIALTY, first, following, turns, unfinished
from vectorgen.history import History
from vectorgen.log import Log, Logged, resting_on
from vectorgen.note import b64
from vectorgen.scenes import Hooks, at, setting
from vectorgen.tree import inclusion


def log_of(draw: Ending) -> History:
    """Only the log file is handed over."""
    return History([], log_of=draw)


def exchanged(log: Log, one: Logged, other: Logged) -> None:
    """Two entries change places in the log."""
    a, b = log.entries.index(one), log.entries.index(other)
    log.entries[a], log.entries[b] = other, one
    log.leaves[a], log.leaves[b] = other.leaf, one.leaf


@HISTORIES.answered("§5.3", "a retry, then a second panel", "重新抽取之后另设专家组")
def good_three_attempts() -> History:
    one = first(turns(1)).void()
    two = one.again("retry").to_seeded().play()
    three = two.again("second_panel", groups=turns(1, "1"), activity="2026-03-12")
    return History([one, two, three.to_seeded().play()])


@HISTORIES.failing(
    "history.attempts", "the matter under a second draw id (A5)", "同一事项另立抽取编号（A5）"
)
def history_attempts_second_draw() -> History:
    one = first(turns(2)).play()
    two = following(one, turns(2, "2"), filing_number=one.plan.filing_number).play()
    return History([one, two])


@HISTORIES.failing(
    "history.attempts", "an attempt of another matter (A5)", "再次抽取另换事项（A5）"
)
def history_attempts_other_matter() -> History:
    one = first(turns(2)).void()
    return log_of(one.again("retry", filing_number="示水(2026)9号").to_seeded().play())


@HISTORIES.failing("history.attempts", "an attempt number left out (A4)", "抽取次数跳空（A4）")
def history_attempts_left_out() -> History:
    one = first(turns(2)).void()
    three = Ending(one, attempt=3, kind="retry")
    three.ends = [one.latest("VOID")] * 2
    return log_of(three.to_seeded().play())


@HISTORIES.failing(
    "history.attempts", "the second attempt before the first (A5)", "第二次抽取先于首次（A5）"
)
def history_attempts_order() -> History:
    two = unfinished(turns(2), attempt=2, kind="retry").to_seeded().play()
    return log_of(Ending(two, attempt=1, kind="first", groups=turns(2, "2")).to_seeded().play())


@HISTORIES.failing(
    "history.attempts",
    "records of two attempts of one number, no log file (A5)",
    "两份记录的抽取次数相同，且无日志文件（A5）",
)
def history_attempts_one_number() -> History:
    one = first(turns(2)).play()
    two = following(one, turns(2, "2"), draw="d-1", filing_number=one.plan.filing_number).play()
    return History([one, two], log=False)


@HISTORIES.failing(
    "history.attempts",
    "records of two seals of one freeze, no log file (A5)",
    "两份记录由同一封存各自密封，且无日志文件（A5）",
)
def history_attempts_two_seals() -> History:
    one = unfinished(turns(2)).request().freeze()
    two = copy(one)
    two.plan = replace(one.plan, hooks={"SEAL.body": setting(nonce="1" * 64)})
    two.entries = list(one.entries)
    one.seal().seeded().play()
    two.now = one.now
    return History([one, two.seal().seeded().play()], log=False)


@HISTORIES.failing(
    "history.attempts",
    "records that go on in two ways after COMPLETED, no log file",
    "两份记录在完成之后各有不同条目，且无日志文件",
)
def history_attempts_two_endings() -> History:
    one = first(turns(2)).play()
    two = copy(one)
    two.entries = list(one.entries)
    one.release()
    return History([one, two.object()], log=False)


@HISTORIES.failing(
    "history.attempts",
    "one COMPLETED at two places of the log, no log file",
    "同一完成条目在日志中有两处，且无日志文件",
)
def history_attempts_entry_twice() -> History:
    one = first(turns(2)).play()
    one.log.append(one.latest("COMPLETED"))
    leaves = one.log.leaves
    place = {
        "index": len(leaves) - 1,
        "proof": [b64(node) for node in inclusion(leaves, len(leaves) - 1)],
    }

    def change(body: Any) -> None:
        body["entries"][-1] |= place

    return History([one, one], log=False, hooks={"record_d-1_1_again": change})


@HISTORIES.failing(
    "history.attempts",
    "requested before the earlier attempt ended (A5)",
    "前次未结束即再申请（A5）",
)
def history_attempts_overlap() -> History:
    one = first(turns(2)).void()
    two = one.again("retry").to_seeded().play()
    exchanged(one.log, one.latest("VOID"), two.latest("REQUEST"))
    return log_of(two)


@HISTORIES.failing(
    "history.attempts",
    "cites a COMPLETED that is not the latest (A4)",
    "所引并非最后一次完成（A4）",
)
def history_attempts_stale_end() -> History:
    one = first(turns(1)).play()
    stale = one.latest("COMPLETED")
    one.withdraw("0.0").close().play()
    two = one.again("second_panel", groups=turns(1, "2"), activity="2026-03-12")
    two.ends = [stale]
    return History([one, two.to_seeded().play()])


@HISTORIES.answered(
    "§17",
    "a panel voided after the next attempt was requested: only the log shows it",
    "再次抽取申请之后前次结果才作废：只有日志看得出",
)
def good_voided_after_request() -> History:
    one = first(turns(1)).play()
    two = one.again("second_panel", activity="2026-03-12").request()
    one.now = two.now
    two.now = one.void().now
    return History([two.freeze().joined().seal().seeded().play()])


@HISTORIES.answered(
    "§5.3", "an attempt voided before its freeze is not rested on", "封存前作废的抽取不计入"
)
def good_rests_unfrozen() -> History:
    one = unfinished(turns(2)).request().void()
    return History([one, following(one, turns(2)).play()])


@HISTORIES.answered("§5.3", "one that ends twice is rested on twice", "两次结束的抽取计入两次")
def good_rests_open_again() -> History:
    one = first(turns(2)).play().withdraw("0.1").close()
    two = following(one, turns(2, "2")).play()
    one.play()
    return History([one, two, following(two, turns(2, "4")).play()])


@HISTORIES.answered(
    "§5.3", "of a released draw its COMPLETED is rested on", "已公布的抽取以其完成条目计入"
)
def good_rests_released() -> History:
    one = first(turns(2)).play()
    one.release()
    return History([one, following(one.held(), turns(2, "2")).play()])


def resting(second: Callable[[Ending], list[bytes]]) -> History:
    """The second FREEZE rests on the leaves that are chosen from what stands in the log."""
    one = first(turns(2)).play()

    def change(body: Any) -> None:
        body["history"] |= resting_on(second(one))

    return History([one, following(one, turns(2, "2"), {"FREEZE.body": change}).play()])


@HISTORIES.failing("history.rests", "an end is left out (A15)", "少计一次抽取（A15）")
def history_rests_too_few() -> History:
    return resting(lambda _: [])


@HISTORIES.failing("history.rests", "an entry too many (A15)", "多计一条目（A15）")
def history_rests_too_many() -> History:
    return resting(lambda one: [one.latest(kind).leaf for kind in ("COMPLETED", "CLOSED")])


@HISTORIES.failing("history.rests", "another entry than the end (A15)", "所计并非结束条目（A15）")
def history_rests_other() -> History:
    return resting(lambda one: [one.latest("SEAL").leaf])


def ended_twice() -> tuple[Ending, Ending]:
    """A draw, then one that ends, goes on and ends again."""
    one = first(turns(2)).play()
    two = following(one, turns(2, "2")).play()
    return one, two.withdraw("0.0").close().play()


def resting_on_both(choose: Callable[[list[bytes]], list[bytes]]) -> History:
    """The third FREEZE rests on leaves chosen from the three ends before it."""
    one, two = ended_twice()
    ends = one.log.ends(one.plan.pool)

    def change(body: Any) -> None:
        body["history"] |= resting_on(choose(ends))

    return History([one, two, following(two, turns(2, "5"), {"FREEZE.body": change}).play()])


@HISTORIES.answered("§5.3", "the ends in the order of the log", "结束条目按日志次序排列")
def good_rests_in_order() -> History:
    return resting_on_both(list)


@HISTORIES.failing("history.rests", "two ends exchanged", "两次结束的次序互换")
def history_rests_order() -> History:
    return resting_on_both(lambda ends: ends[1::-1] + ends[2:])


@HISTORIES.failing("history.rests", "only the latest end of a draw", "仅计一次抽取的最后结束")
def history_rests_latest_only() -> History:
    return resting_on_both(lambda ends: [ends[0], ends[2]])


@HISTORIES.failing("history.rests", "another size", "计数不符")
def history_rests_size() -> History:
    one = first(turns(2)).play()
    hooks: Hooks = {"FREEZE.body": at("history", "size", to=2)}
    return History([one, following(one, turns(2, "2"), hooks).play()])


@HISTORIES.failing(
    "history.rests", "an attempt voided before its freeze is rested on", "计入封存前作废的抽取"
)
def history_rests_unfrozen() -> History:
    one = unfinished(turns(2)).request().void()

    def change(body: Any) -> None:
        body["history"] |= resting_on([one.latest("VOID").leaf])

    return History([one, following(one, turns(2), {"FREEZE.body": change}).play()])


@HISTORIES.failing(
    "history.rests", "the pool's OPENING is not named (A15)", "未指明启用声明（A15）"
)
def history_rests_opening() -> History:
    cursors = ({"after": "", "carried": [], "specialty": SPECIALTY},)
    draw = unfinished(turns(2), opening=cursors).adopt()
    del draw.pool["OPENING"]
    return History([draw.to_seeded().play()])
