"""What a witness is shown, in words: a freeze, a seal, an outcome, his receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drawsvc.cli import tables
from drawsvc.cli.answers import Part, Rows
from drawsvc.witness.confirm import ConfirmReply
from drawsvc.words import Words


def freeze(words: Words, found: dict[str, Any], earlier: Sequence[str]) -> Iterator[Part]:
    """The frozen draw he is asked to take part in."""
    named = found | {
        "activity": found["activity"]["kind"],
        "date": found["activity"]["date"],
        "roles": _names(words, "roles", found["roles"]),
        "source": words.name("sources", found["source"]),
    }
    yield words("witness.freeze_title", **named)
    yield words("witness.freeze_plan", **named)
    yield words("witness.freeze_since", **found["since_request"])
    yield Rows(
        [words(f"witness.{name}") for name in ("specialty", "seats", "eligible", "excluded")],
        [
            (group["specialty"], group["seats"], group["eligible"], _reasons(words, group))
            for group in found["groups"]
        ],
    )
    for end in found["ends"]:
        yield from _end(words, end)
    if earlier:
        yield words("witness.freeze_earlier", earlier=words("list.separator").join(earlier))


def _end(words: Words, end: dict[str, Any]) -> Iterator[Part]:
    """How an earlier attempt of the draw ended."""
    named = {**end, "time": tables.local(end["time"]), "name": words.name("types", end["type"])}
    if end["type"] == "VOID":
        yield words("witness.freeze_void", **named)
        yield words(f"witness.void_{end['class']}")
    else:
        yield words("witness.freeze_end", **named)


def _reasons(words: Words, group: dict[str, Any]) -> str:
    listed = [f"{words.name('reasons', r)} {n}" for r, n in group["excluded"].items()]
    return words("list.separator").join(listed) or "0"


def seal(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """The seal he has seen, its slip first."""
    yield from tables.slip(words, view)
    yield words(
        "witness.seal",
        source=words.name("sources", view["source"]["kind"]),
        roles=_names(words, "roles", view["roles"]),
        time=tables.local(view["first_invite_at"]),
    )


def outcome(words: Words, reply: ConfirmReply) -> Iterator[Part]:
    """The outcome he signs."""
    yield words(
        "witness.outcome", name=words.name("types", reply.outcome), time=tables.local(reply.time)
    )
    for group, accepted in enumerate(reply.body.get("accepted", [])):
        missing = reply.body["missing"][group] if "missing" in reply.body else 0
        yield words("witness.accepted", group=group, accepted=accepted, missing=missing)
    if reply.outcome == "VOID":
        yield words(f"witness.void_{reply.body['class']}")


def receipts(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """All he has joined, seen and signed."""
    yield words("witness.key", public_key=view["key"], role=words.name("roles", view["role"]))
    for draw in view["draws"]:
        yield ""
        yield words("witness.draw", **draw | {"role": words.name("roles", draw["role"])})
        for seal in draw["seals"]:
            yield words("witness.seal_seen", **seal)
        if len(draw["seals"]) > 1:
            yield words("witness.seals_differ")
        signed = [statement["kind"] for statement in draw["signed"]]
        yield words("witness.signed", kinds=_names(words, "statements", signed))
        if draw["again"]:
            yield words("witness.again", reason=draw["again"])


def _names(words: Words, table: str, codes: Sequence[str]) -> str:
    return words("list.separator").join(words.name(table, code) for code in codes)
