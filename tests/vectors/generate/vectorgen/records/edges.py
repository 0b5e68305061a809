"""Values just inside and just outside what is allowed."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import ZEROS
from vectorgen.ending import Ending
from vectorgen.people import row_leaf
from vectorgen.plan import OFFICE_HOURS
from vectorgen.scenes import (
    Hooks,
    at,
    drawn,
    flipped,
    seeded,
    serial,
    setting,
    short,
    two_groups,
)

SLIP = ("trust", "slip")


@answered("§5.1", "two entries in one second", "同一秒内两条目")
def good_same_second() -> Ending:
    return drawn({"REPLIED[1].entry": setting(time="2026-03-02T01:18:00Z")})


@failing("chain.time", "earlier than the corrected clock", "早于更正后的时钟")
def chain_time_after_clock() -> Ending:
    draw = seeded({"REPLIED[0].entry": setting(time="2026-03-02T00:50:00Z")})
    return draw.invite().clock(-1500).answer_round().close().play()


@answered("§11.2", "keys valid no second longer than needed", "密钥恰在所需的时间内有效（含两端）")
def good_key_validity_ends() -> Ending:
    def change(trust: Any) -> None:
        trust["roles"][0] |= {"from": "2026-03-02T01:05:00Z", "until": "2026-03-02T01:05:00Z"}
        key = trust["origins"][0]["keys"][0]
        key |= {"from": "2026-03-02T01:07:00Z", "until": "2026-03-02T01:24:00Z"}

    return drawn({"draw.trust": change})


@failing(
    "log.key", "the log's key expired a second before the last entry", "日志密钥在末条目前一秒失效"
)
def log_key_expired() -> Ending:
    return drawn({"draw.trust": at("origins", 0, "keys", 0, "until", to="2026-03-02T01:23:59Z")})


@answered("§10", "a calendar that is not needed may lack the year", "无需日历时可缺该年")
def good_calendar_not_needed() -> Ending:
    return drawn(calendar=[])


@failing("walk.deadline", "the last second of the window does not count", "时段末秒未计入")
def walk_deadline_window_end() -> Ending:
    windows = OFFICE_HOURS | {"reply_minutes": 103}
    hooks: Hooks = {"INVITED[0].body": setting(deadline="2026-03-03T01:00:00Z")}
    return drawn(hooks, windows=windows, start="2026-03-02T07:00:00Z")


@answered("§10", "a deadline in the last second of the window", "截止时间恰为时段末秒")
def good_deadline_window_end() -> Ending:
    windows = OFFICE_HOURS | {"reply_minutes": 103}
    return drawn(windows=windows, start="2026-03-02T07:00:00Z")


@answered("§12", "a demonstration", "演示")
def good_demo() -> Ending:
    return drawn(origin="demo.example.org/log1")


@failing("file.schema", "an id with a final line feed", "标识末尾有换行")
def file_schema_id_line_feed() -> Ending:
    return short(draw="d-2026-017\n")


@failing("file.schema", "hexadecimal with a final line feed", "十六进制末尾有换行")
def file_schema_hex_line_feed() -> Ending:
    return drawn({"SEAL.body": setting(nonce=lambda nonce: nonce + "\n")})


@failing("file.schema", "a serial in Arabic-Indic digits", "序号用阿拉伯-印度数字")
def file_schema_serial_digits() -> Ending:
    change = at(0, "eligible", 0, "serial", to="٢")
    return serial({"draw.rows": change}).request().freeze().joined()


@failing("file.schema", "a text of 501 characters", "文本501字")
def file_schema_long_text() -> Ending:
    return short({"REQUEST.body": setting(organiser="水" * 501)})


@failing("file.schema", "a count below zero", "负计数")
def file_schema_negative() -> Ending:
    return short({"FREEZE.body": at("history", "size", to=-1)})


@failing("file.schema", "a year before 2000", "2000年以前的时间")
def file_schema_old_time() -> Ending:
    return short({"PROFILE.entry": setting(time="1999-12-31T23:59:59Z")})


@failing("file.schema", "a holiday of another year", "日历日期不属该年")
def file_schema_calendar_year() -> Ending:
    return short({"CALENDAR.body": at("years", 0, "holidays", to=["2027-01-01"])})


@failing("file.schema", "two pieces of evidence", "两份密封证据")
def file_schema_two_evidences() -> Ending:
    return drawn({"draw.evidence": lambda found: found * 2}, evidence=True)


@failing("rows.distinct", "a person of two units", "同一人在两组单位不同")
def rows_distinct_two_units() -> Ending:
    def change(lists: Any) -> None:
        person = next(r["person"] for r in lists[0]["eligible"] if r in lists[1]["eligible"])
        rows = lists[1]["eligible"]
        next(r for r in rows if r["person"] == person)["unit"] = "7" * 64
        rows.sort(key=row_leaf)

    return two_groups({"draw.rows": change}, unit_limit=2).to_seeded().play()


@answered(
    "§13",
    "voided right after the request: harmless",
    "申请后即作废：无影响",
    grade="none",
    status="voided",
)
def good_void_request() -> Ending:
    return Ending().request().void()


@answered(
    "§13",
    "a serial draw voided before the freeze: harmless",
    "顺序抽取封存前作废：无影响",
    grade="none",
    status="voided",
)
def good_void_serial() -> Ending:
    return serial().request().void()


@failing("end.void", "two statements", "作废有两份签署")
def end_void_two_statements() -> Ending:
    change = setting(statements=lambda s: s * 2)
    return short({"VOID.body": change})


@failing("end.statement", "a late reveal in a draw without seal", "无密封而事后揭示")
def end_statement_no_seal() -> Ending:
    draw = short()
    statement = draw.statement(
        "REVEALED", "supervisor", ("reveal", ZEROS, draw.value("supervisor"))
    )
    draw.append("REVEALED", {"seal": ZEROS, "statement": statement})
    return draw


@failing("end.statement", "a late reveal where nothing was committed", "未作承诺而事后揭示")
def end_statement_no_commitment() -> Ending:
    draw = Ending(source="dice", witnesses=("supervisor", "organiser"))
    return draw.to_seal().void().reveal("supervisor")


@failing("end.statement", "another seal", "揭示所指密封不符")
def end_statement_seal() -> Ending:
    draw = Ending(hooks={"REVEALED.body": setting(seal=flipped)})
    return draw.to_seal().void().reveal("supervisor")
