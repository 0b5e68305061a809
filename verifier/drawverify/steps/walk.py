"""Part "walk": every entry after SEEDED is what SPEC §9 and §10 ask for, entry by entry.

Not checked: that a call was really made, or that a noted answer was given. The attestation says
how far that is supported.
"""

from __future__ import annotations

from typing import Any

from drawverify.case import Case, Entry, is_operator
from drawverify.deadline import MissingYearError, deadline, time_text
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.schema import DECLINE_REASONS, MOST_SEATS, RECUSE_REASONS
from drawverify.signed import check_statement
from drawverify.trust import acceptable_chain
from drawverify.walk import ACCEPTED, MOST_ROWS, OPEN, Invitation, Walk, randomness_of, spot_of

SECONDS_BEFORE_ROUND = 60
AFTER_THE_END = ("completed", "short", "released")
# What attests an entry: the kind of statement, and the members it is about, SPEC §7.1.
_REPLY = ("reply", ("answer", "group", "reason", "row"))
STATEMENTS = {
    "REPLIED": _REPLY,
    "CORRECTED": _REPLY,
    "EXPIRED": ("expired", ("group", "row", "tries")),
    "WITHDRAWN": ("withdrawn", ("group", "reason", "row")),
}
REASONS = {"accept": ["none"], "decline": DECLINE_REASONS, "recuse": RECUSE_REASONS}


class WalkCase:
    """What the steps of the walk look at: the case, the state so far, and what both need often."""

    def __init__(self, case: Case, walk: Walk) -> None:
        self.case = case
        self.walk = walk
        self.calendar = case.calendar
        self.freeze: dict[str, Any] = case.freeze.body if case.freeze else {}
        self.first_invite = case.seal.body["first_invite_at"] if case.seal else ""
        self.witnesses = {key for key, join in case.joins_by_key.items() if not is_operator(join)}


def check_round(at: WalkCase, entry: Entry) -> None:
    """The round number is right; INVITED must follow, or goes on a cut list."""
    # SPEC §9.4 step 37
    walk, number = at.walk, entry.body["round"]
    if entry.type == "CLOSED":
        require_equal(number, walk.round, "round")
    elif entry.phase == "inviting":
        require(bool(walk.plan), "", expected="no_invited")
        require_equal(number, walk.round, "round")
    else:
        require_equal(entry.type, walk.following, "")
        require_equal(number, walk.round + 1, "round")


def check_invited(at: WalkCase, entry: Entry) -> None:
    """Exactly the next invitations: nobody is passed over but by the two bars."""
    # SPEC §9.3 §9.4 §9.7 step 38
    walk, beacon = at.walk, entry.body["beacon"]
    pinned = [pin["round"] for pin in walk.pin] if entry.phase != "inviting" else []
    require_equal([item["round"] for item in beacon], pinned, "beacon")
    if walk.plan is None:
        walk.use_beacon(randomness_of(beacon[0]["signature"]))
    expected: list[dict[str, Any]] = []
    for group, row in (walk.plan or [])[:MOST_ROWS]:
        if not expected or expected[-1]["group"] != group:
            expected.append({"group": group, "rows": []})
        expected[-1]["rows"].append(row)
    require_equal(entry.body["invitations"], expected, "invitations")


def check_deadline(at: WalkCase, entry: Entry) -> None:
    """The deadline is that of the sealed windows; nobody is invited before the sealed time."""
    # SPEC §10 step 39
    walk = at.walk
    if entry.body["round"] == 1:
        time, earliest = entry.data["time"], at.first_invite
        require(time >= earliest, "time", expected={"from": earliest}, got=time)
    if entry.phase == "inviting":
        require_equal(entry.deadline, walk.deadline, "deadline")
        return
    try:
        expected = deadline(entry.time, at.freeze["windows"], at.calendar)
    except MissingYearError as error:
        raise NotCheckableError("CALENDAR", missing={"calendar_year": str(error)}) from None
    require_equal(entry.body["deadline"], time_text(expected), "deadline")


def check_row(at: WalkCase, entry: Entry) -> None:
    """The row exists and is in the state that the entry needs."""
    # SPEC §9.5 §9.6 step 40
    group, row = spot_of(entry)
    groups = at.walk.groups
    require(group < len(groups), "group", expected=f"< {len(groups)}", got=group)
    size = groups[group].rows.size
    require(row < size, "row", expected=f"< {size}", got=row)
    place = at.walk.places.get((group, row))
    state = place.state if place else "uninvited"
    if entry.type == "CORRECTED":
        answered = place.answered if place else None
        require(answered is not None, "row", expected="answered_row", got=state)
    else:
        require_equal(state, ACCEPTED if entry.type == "WITHDRAWN" else OPEN, "row")


def check_reason(at: WalkCase, entry: Entry) -> None:
    """Answer and reason belong together."""
    # SPEC §5.4 step 41
    del at
    reason, allowed = entry.body["reason"], REASONS[entry.body["answer"]]
    require(reason in allowed, "reason", expected={"one_of": allowed}, got=reason)


def check_time(at: WalkCase, entry: Entry) -> None:
    """A reply comes not after the deadline, silence is noted after it."""
    # SPEC §9.5 step 42
    limit = at.walk.places[spot_of(entry)].deadline
    in_time = entry.time <= limit
    word = "until" if entry.type == "REPLIED" else "after"
    expected = {word: time_text(limit)}
    got = entry.data["time"]
    require(in_time == (entry.type == "REPLIED"), "time", expected=expected, got=got)


def check_attestation(at: WalkCase, entry: Entry) -> None:
    """A countersigned answer is signed by a witness; the other kinds carry no statement.

    A correction counts only if the trust file, where there is one, lists that witness.
    """
    # SPEC §7.2 step 43
    attestation = entry.body["attestation"]
    statements, where = attestation["statements"], "attestation.statements"
    countersigned = attestation["kind"] == "countersigned"
    if entry.type == "CORRECTED":
        require_equal(attestation["kind"], "countersigned", "attestation.kind")
    require_equal(len(statements), int(countersigned), where)
    for statement in statements:
        key, where = statement["key"], f"{where}[0]"
        require(key in at.witnesses, f"{where}.key", expected="key_of_witness", got=key)
        kind, names = STATEMENTS[entry.type]
        value = {name: entry.body[name] for name in names}
        leaf = _invitation_of(at, entry).opened.leaf
        check_statement(statement, kind=kind, leaf=leaf, value=value, where=where)
        if entry.type == "CORRECTED" and not at.case.is_listed(at.case.joins_by_key[key]):
            raise NotCheckableError(f"{where}.key")


def _invitation_of(at: WalkCase, entry: Entry) -> Invitation:
    """Returns the invitation that an answer, or the answer that is corrected, belongs to."""
    place = at.walk.places[spot_of(entry)]
    return (place.answered or place) if entry.type == "CORRECTED" else place


def check_closed(at: WalkCase, entry: Entry) -> None:
    """No row is open, the round may close here, and a later round is named if needed, of one chain only."""
    # SPEC §9.4 §9.6 §9.7 step 44
    walk = at.walk
    require_equal(walk.open_rows, 0, "")
    require(entry.phase not in AFTER_THE_END or walk.due, "", expected="change_first")
    following = entry.body["next"]
    require_equal(len(following), int(walk.needs_beacon()), "next")
    for pin in following:
        require_equal(pin["chain"], walk.chain or pin["chain"], "next.chain")
        chain = acceptable_chain(at.case.trust, pin["chain"])
        if chain is None:
            raise NotCheckableError("next.chain")
        first = chain.first_from(entry.latest + SECONDS_BEFORE_ROUND)
        require_equal(pin["round"], first, "next.round")


def check_outcome(at: WalkCase, entry: Entry) -> None:
    """COMPLETED or SHORTAGE must follow, with these numbers of accepted and missing."""
    # SPEC §9.4 step 45
    walk = at.walk
    require_equal(entry.type, walk.following, "")
    require_equal(entry.body["accepted"], [group.accepted for group in walk.groups], "accepted")
    if entry.type == "SHORTAGE":
        require_equal(entry.body["missing"], [group.vacancies for group in walk.groups], "missing")


def check_change(at: WalkCase, entry: Entry) -> None:
    """Changes are within their limits, and nothing comes before what must follow at once."""
    # SPEC §9.4 §9.6 step 46
    walk = at.walk
    if walk.due:
        allowed = entry.type in {"CLOSED", "CLOCK_CORRECTED"}
        require(allowed, "", expected="CLOSED", got=entry.type)
    if walk.plan and entry.phase == "inviting":
        require_equal(entry.type, "INVITED", "")
    if entry.type == "SEATS_ADDED":
        _check_seats(walk, entry.body)
    if entry.type == "CORRECTED":
        _check_correction(at, entry)


def _check_seats(walk: Walk, body: dict[str, Any]) -> None:
    groups = len(walk.groups)
    require(body["group"] < groups, "group", expected=f"< {groups}", got=body["group"])
    seats = body["seats"] + sum(group.seats for group in walk.groups)
    require(seats <= MOST_SEATS, "seats", expected=f"≤ {MOST_SEATS}", got=seats)


def _check_correction(at: WalkCase, entry: Entry) -> None:
    walk, invitation = at.walk, _invitation_of(at, entry)
    reply, latest = invitation.reply, invitation.latest
    require_equal(entry.body["leaf"], latest and latest.leaf, "leaf")
    later = reply is not None and walk.last_invited > reply.number
    effect = "counters" if later or invitation.withdrawn else "walk"
    require_equal(entry.body["effect"], effect, "effect")


_ANSWERS = ("REPLIED", "EXPIRED", "CORRECTED")
# For each step the entry types that it looks at; () for all.
STEPS = {
    "walk.round": (("INVITED", "CLOSED"), check_round),
    "walk.invited": (("INVITED",), check_invited),
    "walk.deadline": (("INVITED",), check_deadline),
    "walk.row": ((*_ANSWERS, "CONTACT_OPENED", "WITHDRAWN"), check_row),
    "walk.reason": (("REPLIED", "CORRECTED"), check_reason),
    "walk.time": (("REPLIED", "EXPIRED"), check_time),
    "walk.attestation": (tuple(STATEMENTS), check_attestation),
    "walk.closed": (("CLOSED",), check_closed),
    "walk.outcome": (("COMPLETED", "SHORTAGE"), check_outcome),
    "walk.change": ((), check_change),
}


def steps_for(kind: str) -> list[str]:
    """Returns the steps that look at entries of a type, in order."""
    return [step for step, (types, _) in STEPS.items() if not types or kind in types]
