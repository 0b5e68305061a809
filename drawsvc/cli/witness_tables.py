"""What a witness is shown, in words: a freeze, a seal, an outcome, his receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drawsvc.cli import tables
from drawsvc.cli.answers import Part, Rows, shortened
from drawsvc.cli.settings import Settings
from drawsvc.witness.confirm import ConfirmReply
from drawsvc.witness.join import JoinReply
from drawsvc.words import Words


def freeze(words: Words, reply: JoinReply) -> Iterator[Part]:
    """The frozen draw he is asked to take part in."""
    found, earlier = reply.freeze, reply.earlier
    named = found | {
        "activity": words.name("activities", found["activity"]["kind"]),
        "date": found["activity"]["date"],
        "roles": _names(words, "roles", found["roles"]),
        "source": words.name("sources", found["source"]),
    }
    yield words("witness.freeze_title", **named)
    yield words("witness.freeze_plan", **named)
    yield from tables.since_request(words, found["since_request"])
    if found["attempt"] > 1:
        yield words("list.note", note=words("witness.freeze_attempt", attempt=found["attempt"]))
    for end in found["ends"]:
        yield from _end(words, end)
    role = reply.statement.value["role"]
    if role not in found["roles"]:
        known = _names(words, "roles", found["roles"])
        note = words("warnings.role_not_required", got=words.name("roles", role), known=known)
        yield words("list.note", note=note)
    yield Rows(
        [words(f"witness.{name}") for name in ("specialty", "seats", "eligible", "excluded")],
        [
            (group["specialty"], group["seats"], group["eligible"], _reasons(words, group))
            for group in found["groups"]
        ],
    )
    if earlier:
        yield words("witness.freeze_earlier", earlier=words("list.separator").join(earlier))


def _end(words: Words, end: dict[str, Any]) -> Iterator[Part]:
    """How an earlier attempt of the draw ended."""
    attempt, time = end["attempt"], words.time(end["time"])
    if end["type"] == "VOID":
        reason = words.name("void_reasons", end["reason"])
        yield words("witness.freeze_void", attempt=attempt, time=time, reason=reason)
        yield words(f"witness.void_{end['class']}")
    else:
        name = words.name("types", end["type"])
        yield words("witness.freeze_end", attempt=attempt, time=time, name=name)


def _reasons(words: Words, group: dict[str, Any]) -> str:
    listed = [f"{words.name('reasons', r)} {n}" for r, n in group["excluded"].items()]
    return words("list.separator").join(listed) or "0"


def seal(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """The seal he has seen, its slip first."""
    yield from tables.slip(words, view)
    yield words(
        "witness.seal",
        source=words.source(view["source"]),
        roles=_names(words, "roles", view["roles"]),
        time=words.time(view["first_invite_at"]),
    )


def outcome(words: Words, reply: ConfirmReply) -> Iterator[Part]:
    """The outcome he signs."""
    yield words(
        "witness.outcome", name=words.name("types", reply.outcome), time=words.time(reply.time)
    )
    for group, accepted in enumerate(reply.body.get("accepted", [])):
        missing = reply.body["missing"][group] if "missing" in reply.body else 0
        specialty = reply.specialties[group]
        yield words("witness.accepted", specialty=specialty, accepted=accepted, missing=missing)
    if reply.outcome == "VOID":
        yield words(f"witness.void_{reply.body['class']}")


def receipts(settings: Settings, view: dict[str, Any]) -> Iterator[Part]:
    """All he has joined, seen and signed."""
    words = settings.words
    yield words("witness.key", public_key=view["key"], role=words.name("roles", view["role"]))
    for draw in view["draws"]:
        yield ""
        yield words("witness.draw", **draw | _draw(settings, draw))
        for seal in draw["seals"]:
            yield words("witness.seal_seen", **seal)
        if len(draw["seals"]) > 1:
            yield words("witness.seals_differ")
        signed = [statement["kind"] for statement in draw["signed"]]
        yield words("witness.signed", kinds=_names(words, "statements", signed))
        if draw["again"]:
            yield words("witness.again", reason=draw["again"])


def _draw(settings: Settings, draw: dict[str, Any]) -> dict[str, str]:
    role = settings.words.name("roles", draw["role"])
    return {"freeze": shortened(settings, draw["freeze"]), "role": role}


def _names(words: Words, table: str, codes: Sequence[str]) -> str:
    return words("list.separator").join(words.name(table, code) for code in codes)
