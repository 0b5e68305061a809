"""What comes next, and who does it by which command: one table, for every command that changes something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from drawsvc.cli.answers import Part
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.overview import WalkRow
from drawsvc.domain.times import format_time
from drawsvc.usecases.read_draw import Reading
from drawsvc.words import Words

STEPS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "init": ("pool_create", "witness_init", "trust_new"),
        "pool_created": ("roster_check", "roster_import"),
        "roster_imported": ("request",),
        "requested": ("freeze",),
        "frozen": ("record_frozen", "witness_join", "join"),
        "joined": ("seal",),
        "sealed_witness": (
            "copy_slip",
            "record_sealed",
            "witness_seen",
            "witness_reveal",
            "statement",
        ),
        "sealed_dice": ("copy_slip", "record_sealed", "witness_seen", "witness_dice", "statement"),
        "sealed_none": ("copy_slip", "record_sealed", "witness_seen", "statement_seen"),
        "sealed_beacon": (
            "copy_slip",
            "record_sealed",
            "witness_seen",
            "statement_seen",
            "beacon_round",
        ),
        "collecting": ("statement",),
        "collecting_and_round": ("statement", "beacon_round"),
        "round": ("beacon_round",),
        "seeded": ("advance_first",),
        "inviting": ("calls", "contact", "reply", "advance_after"),
        "calling": ("reply_to_call", "silence", "contact", "advance_after"),
        "closed": ("advance",),
        "completed": ("record_completed", "witness_confirm", "confirm", "release"),
        "confirmed": ("release",),
        "short": ("decide",),
        "decided": ("release",),
        "wider_attempt": ("request_again",),
        "released": ("record", "slip", "verify", "held"),
        "noted": ("record", "slip", "verify"),
        "voided": ("request_again",),
        "key_enrolled": ("trust_add_role_too",),
        "key_revoked": ("trust_end_role_too",),
        "witness_init": ("hand_over_key",),
        "cosign_init": ("trust_add_cosigner",),
        "cosigned": ("hand_over_note",),
        "trust_new": ("publish_key", "trust_add_log"),
        "trust_add_log": ("trust_add_pool",),
        "trust_add_pool": ("trust_add_role",),
        "trust_draft": ("trust_sign",),
        "trust_signed": ("publish_trust",),
    }
)
"""Steps of `next` in web/locales, by where one stands."""


NOTED_AFTER: Mapping[str, tuple[Sequence[str], str]] = MappingProxyType(
    {
        "completed": (("WITNESSED",), "confirmed"),
        "released": (("HELD", "NOT_HELD"), "noted"),
    }
)
"""Where one stands in a phase once an entry of these types was written."""


def steps_after(words: Words, stand: str, **values: object) -> Iterator[Part]:
    """The steps that follow, as a numbered list if there are several."""
    said = [words(f"next.{step}", **values) for step in STEPS[stand]]
    if len(said) == 1:
        yield words("next.one", step=said[0])
        return
    yield words("next.several")
    for number, step in enumerate(said, start=1):
        yield f"  {number}. {step}"


def steps_of(words: Words, reading: Reading) -> Iterator[Part]:
    """The steps that follow where a draw stands now."""
    yield from steps_after(words, _stand(reading), **_values(words, reading))


def steps_of_desk(words: Words, reading: Reading, called: WalkRow) -> Iterator[Part]:
    """The same for whoever has the contact of an invitation before him, and telephones."""
    place = {f"called_{name}": getattr(called, name) for name in ("group", "nth", "round", "row")}
    yield from steps_after(words, "calling", **_values(words, reading), **place)


def _stand(reading: Reading) -> str:
    attempt = reading.attempt
    if attempt.phase == "frozen":
        return "frozen" if missing_roles(attempt) else "joined"
    if attempt.phase == "sealed":
        return _stand_sealed(reading)
    if attempt.phase == "closed" and attempt.pinned:
        return "round"
    if attempt.phase == "decided" and attempt.entry("DECIDED").body["kind"] == "wider_attempt":
        return "wider_attempt"
    after, stand = NOTED_AFTER.get(attempt.phase, ((), ""))
    return stand if after and attempt.chain.last_of(*after) else attempt.phase


def _stand_sealed(reading: Reading) -> str:
    """What is missing for the seed: statements, a beacon round, or both."""
    waits = reading.attempt.pinned is not None and not reading.has_round
    if waits and not reading.missing_statements:
        return "round"
    if not reading.collected and not reading.has_round:
        return f"sealed_{reading.attempt.entry('SEAL').body['source']['kind']}"
    return "collecting_and_round" if waits else "collecting"


def missing_roles(attempt: Attempt) -> list[str]:
    """Roles the freeze asks for that nobody has joined in; [] before the freeze."""
    freeze = attempt.chain.last_of("FREEZE")
    joined = {join.role for join in attempt.joins}
    return [role for role in (freeze.body["roles"] if freeze else []) if role not in joined]


def _values(words: Words, reading: Reading) -> dict[str, object]:
    attempt = reading.attempt
    place = attempt.chain.place
    offset = attempt.rules.profile.windows.utc_offset_minutes
    seal = attempt.chain.last_of("SEAL")
    first = words.time(seal.body["first_invite_at"], offset) if seal else ""
    deadline = format_time(attempt.deadline) if attempt.phase == "inviting" else ""
    pinned = attempt.pinned
    round_at = format_time(attempt.rules.beacons.time_of(pinned)) if pinned else ""
    return {
        "beacon_round": pinned.round if pinned else 0,
        "deadline": words.time(deadline, offset) if deadline else "",
        "draw": place.draw,
        "first": first,
        "missing": words.awaited(reading.missing_statements),
        "pool": place.pool,
        "roles": words.listed("roles", missing_roles(attempt)),
        "round": attempt.walk.round if attempt.walk else 0,
        "throws": seal.body["source"].get("throws", 0) if seal else 0,
        "round_at": words.time(round_at, offset) if round_at else "",
    }
