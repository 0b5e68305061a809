"""`fresh` replacement (SPEC §9.7) and lists of more than 4,096 rows (§9.4)."""

from typing import Any

from vectorgen.beacon import CHAIN, sign
from vectorgen.case import answered, failing
from vectorgen.encoding import to_time
from vectorgen.ending import Ending
from vectorgen.plan import ROUNDS, Group, round_time
from vectorgen.records.beacon import SLIP, chain
from vectorgen.scenes import Hooks, setting

FRESH_ROUND = 12040883
LATER_ROUND = FRESH_ROUND + 1200  # an hour later
MANY = Group(4100, range(4200), {4200: "bye"})


def unseeded(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Two decline; both replacements come from a round published after their refusals."""
    years = [{"holidays": [], "workdays": [], "year": 2024}]
    plan: dict[str, Any] = {
        "calendar": years,
        "groups": (Group(3, range(12), {12: "bye"}),),
        "replacement": "fresh",
        "start": to_time(round_time(FRESH_ROUND) - 1800),
    }
    return Ending(None, hooks=hooks or {}, **(plan | choices))


def fresh(hooks: Hooks | None = None, **choices: Any) -> Ending:
    return unseeded(hooks, **choices).to_seeded()


def played(hooks: Hooks | None = None, **choices: Any) -> Ending:
    return fresh(hooks, **choices).play({"0.0": "decline", "0.2": "recuse"})


@answered("§9.7", "two fresh replacements", "两次重抽递补", bls=True)
def good_fresh() -> Ending:
    return played()


@answered("§9.7", "fresh, but nobody needs a replacement", "重抽递补方式而无需递补")
def good_fresh_unused() -> Ending:
    return fresh().play()


@answered("§9.7", "fresh, by a chain of the trust file", "以所列信标链重抽递补", bls=True)
def good_fresh_other_chain() -> Ending:
    return played(chain(), fresh_chain=CHAIN, fresh_rounds=signed(FRESH_ROUND))


def signed(*numbers: int) -> list[tuple[int, str]]:
    """Rounds of our own chain."""
    return [(number, sign(number)) for number in numbers]


def twice(hooks: Hooks, **choices: Any) -> Ending:
    """A replacement declines, too, so that two CLOSED name a round."""
    return fresh(chain() | hooks, **choices).play({"0.0": "decline", "0.3": "decline"})


def second_chain(name: str) -> Ending:
    """The first CLOSED names a round of quicknet, the second one of another chain."""
    rounds = [(FRESH_ROUND, ROUNDS[FRESH_ROUND]), *signed(LATER_ROUND)]
    other = setting(next=lambda pins: [pins[0] | {"chain": name}])
    return twice({"CLOSED[1].body": other}, fresh_rounds=rounds)


@answered("§9.7", "fresh, two rounds of one chain", "先后两次以同一信标链重抽递补", bls=True)
def good_fresh_twice() -> Ending:
    return twice({}, fresh_chain=CHAIN, fresh_rounds=signed(FRESH_ROUND, LATER_ROUND))


@failing(
    "walk.closed",
    "fresh: the second CLOSED names another acceptable chain (A27)",
    "第二次改用另一条认可的信标链（A27）",
)
def walk_closed_fresh_second_chain() -> Ending:
    return second_chain(CHAIN)


@failing(
    "walk.closed",
    "fresh: the second CLOSED names a chain nobody vouches for (A27)",
    "第二次改用无人认可的信标链（A27）",
)
def walk_closed_fresh_unknown_chain() -> Ending:
    return second_chain("ab" * 32)


@failing(
    "walk.closed",
    "fresh: a chain nobody vouches for, then an acceptable one (A27)",
    "先用无人认可的信标链，再改用认可的信标链（A27）",
)
def walk_closed_fresh_after_unknown_chain() -> Ending:
    unknown = setting(next=lambda pins: [pins[0] | {"chain": "ab" * 32}])
    rounds = signed(FRESH_ROUND, LATER_ROUND)
    return twice({"CLOSED[0].body": unknown}, fresh_chain=CHAIN, fresh_rounds=rounds)


def sealed_by_own_chain(**choices: Any) -> Ending:
    """A beacon draw, seeded by a round of our own chain."""
    number = FRESH_ROUND - 400
    return played(
        chain(),
        source="beacon",
        start=to_time(round_time(FRESH_ROUND) - 3600),
        beacon_chain=CHAIN,
        beacon_round=number,
        beacon_signature=sign(number),
        **choices,
    )


@answered(
    "§9.7",
    "fresh in a beacon draw: the chain of the SEAL",
    "信标抽取：以密封所定信标链重抽递补",
    grade="A",
    args=SLIP,
    bls=True,
)
def good_fresh_beacon() -> Ending:
    return sealed_by_own_chain(fresh_chain=CHAIN, fresh_rounds=signed(FRESH_ROUND))


@failing(
    "walk.closed",
    "fresh in a beacon draw: another acceptable chain than the SEAL's (A27)",
    "信标抽取：递补改用另一条认可的信标链（A27）",
    args=SLIP,
)
def walk_closed_fresh_other_chain() -> Ending:
    return sealed_by_own_chain()


@failing("walk.closed", "fresh: no later round pinned (A27)", "重抽递补未指定信标（A27）")
def walk_closed_fresh_nothing() -> Ending:
    return played({"CLOSED[0].body": setting(next=[])})


@failing("walk.closed", "fresh: a round 59 s after CLOSED (A27)", "信标距结束仅59秒（A27）")
def walk_closed_fresh_early() -> Ending:
    return played({"CLOSED[0].entry": setting(time=to_time(round_time(FRESH_ROUND) - 59))})


@failing(
    "walk.closed",
    "fresh: the round after the first there is (A27)",
    "信标不是规定时间之后的第一轮（A27）",
)
def walk_closed_fresh_later() -> Ending:
    return played({"CLOSED[0].entry": setting(time=to_time(round_time(FRESH_ROUND) - 63))})


@answered("§9.7", "fresh: the round is published 62 s after CLOSED", "信标距结束62秒", bls=True)
def good_fresh_62_seconds() -> Ending:
    return played({"CLOSED[0].entry": setting(time=to_time(round_time(FRESH_ROUND) - 62))})


@answered(
    "§9.7",
    "fresh: a clock that ran ahead was put back before the seal; the round is later than all",
    "快钟在密封前已校正：所定信标晚于此前各条目",
    bls=True,
)
def good_fresh_clock_ahead() -> Ending:
    """REQUEST is the latest entry before CLOSED."""
    draw = unseeded(start=to_time(round_time(FRESH_ROUND) - 3600)).adopt()
    draw.until(round_time(FRESH_ROUND) - 60)
    draw.request().clock(-3600).freeze().joined().seal().seeded()
    return draw.play({"0.0": "decline", "0.2": "recuse"})


@failing(
    "walk.closed",
    "fresh: the clock put back twice, CLOSED names a round known by then (A27)",
    "两次拨回时钟，所定信标当时已经公布（A27）",
)
def walk_closed_fresh_clock_back() -> Ending:
    draw = fresh().invite()
    draw.reply("0.0", "decline")
    draw.now = round_time(FRESH_ROUND) + 600
    draw.reply("0.1", "accept")
    draw.reply("0.2", "recuse")
    draw.clock(-360).clock(-600)
    draw.now = round_time(FRESH_ROUND) - 60
    return draw.close().clock(3600).play()


@failing("walk.invited", "fresh: another round than pinned (A27)", "所用信标非所指定（A27）")
def walk_invited_fresh_round() -> Ending:
    other = FRESH_ROUND - 1
    change = setting(beacon=[{"round": other, "signature": sign(other)}])
    return played(chain() | {"INVITED[1].body": change}, fresh_chain=CHAIN)


@failing("walk.invited", "fresh: replaced by the fixed order", "应重抽而按原次序递补")
def walk_invited_fresh_fixed() -> Ending:
    def change(body: Any) -> None:
        group = draw.walk.groups[0]
        rows = [row for row in group.order if row not in group.states]
        assert rows[:2] != body["invitations"][0]["rows"]
        body["invitations"][0]["rows"] = rows[:2]

    draw = fresh({"INVITED[1].body": change})
    return draw.play({"0.0": "decline", "0.2": "recuse"})


@failing(
    "seed.beacon",
    "fresh: the signature is not that round's (A20)",
    "签名非该轮信标（A20）",
    bls="B",
)
def seed_beacon_fresh() -> Ending:
    return played(fresh_rounds=[(FRESH_ROUND, ROUNDS[1000])])


@failing("seed.beacon", "fresh: invited before the round was published", "信标公布之前已递补")
def seed_beacon_fresh_early() -> Ending:
    early = to_time(round_time(FRESH_ROUND) - 1)
    deadline = to_time(round_time(FRESH_ROUND) - 1 + 3600)
    hooks: Hooks = {
        "INVITED[1].entry": setting(time=early),
        "INVITED[1].body": setting(deadline=deadline),
    }
    return played(hooks)


def many(hooks: Hooks | None = None) -> Ending:
    return Ending(hooks=hooks or {}, groups=(MANY,)).to_seeded()


@answered(
    "§9.4",
    "4,100 invitations in two entries",
    "4100份邀请分两条目",
    status="inviting",
    missing=("end.finished",),
    checked_in=False,
)
def good_two_parts() -> Ending:
    return many().invite()


@answered(
    "walk.change",
    "only the first part of 4,100 invitations so far",
    "4100份邀请仅发出第一部分",
    status="inviting",
    missing=("end.finished",),
    checked_in=False,
)
def end_finished_first_part() -> Ending:
    return many({"walk.parts": lambda parts: parts[:1]}).invite()


@failing("walk.change", "a reply between two parts", "两部分邀请之间夹有答复", checked_in=False)
def walk_change_between_parts() -> Ending:
    second: list[Any] = []
    draw = many({"walk.parts": lambda parts: second.append(parts.pop())}).invite()
    draw.reply("0.0", "accept")
    return draw


@failing("walk.invited", "cut after 4,095 rows", "在第4095行处切分", checked_in=False)
def walk_invited_cut() -> Ending:
    def change(parts: Any) -> None:
        parts[1][0]["rows"].insert(0, parts[0][0]["rows"].pop())

    return many({"walk.parts": change}).invite()


@failing("walk.round", "a second part of the next round", "第二部分写作下一轮", checked_in=False)
def walk_round_second_part() -> Ending:
    return many({"INVITED[1].body": setting(round=2)}).invite()


@failing(
    "walk.deadline", "a second part with a later deadline", "第二部分截止时间更晚", checked_in=False
)
def walk_deadline_second_part() -> Ending:
    return many({"INVITED[1].body": setting(deadline="2026-03-02T02:18:00Z")}).invite()
