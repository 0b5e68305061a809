"""Dice, outcomes, voids and countersignatures."""

from typing import Any

import pytest

from drawsvc.domain.errors import (
    DuplicateError,
    InputError,
    MissingError,
    PhaseError,
    RecordError,
    ReplyError,
)
from drawsvc.witness.confirm import confirm
from drawsvc.witness.countersign import (
    countersign_expired,
    countersign_reply,
    countersign_withdrawn,
)
from drawsvc.witness.desk import Desk
from drawsvc.witness.dice import dice
from drawsvc.witness.join import join
from drawsvc.witness.known import need_sealed, need_sealed_in
from drawsvc.witness.record import check_record
from drawsvc.witness.reveal import reveal
from drawsvc.witness.seen import seen
from drawsvc.witness.void import void_statement
from tests.unit.witness.conftest import OpenDesk
from tests.unit.witness.scene import Scene, digest, refused

THROW = "12345612345612345612"
APPROVAL = {"ref": "文 2", "role": "pool_office"}


@pytest.fixture
def scene(desk: Desk) -> Scene:
    """A witness draw with its seed; `desk` is the only witness."""
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    statement = seen(desk, scene.sealed().record()).statement
    return scene.seeded(statement, reveal(desk, need_sealed(desk.state, "d-1")))


def completed(scene: Scene) -> Scene:
    scene.invited(2, 3).replied(2).replied(3)
    scene.write("CLOSED", {"next": [], "round": 1})
    scene.write("COMPLETED", {"accepted": [2]})
    return scene


@pytest.fixture
def attestors(open_witness: OpenDesk) -> tuple[Scene, Desk, Desk]:
    one, two = open_witness("one"), open_witness("two", role="notary")
    scene = Scene(source="dice").requested().frozen()
    for desk in (one, two):
        scene.joined(join(desk, scene.record()).statement)
    scene.sealed()
    return scene, one, two


def test_two_attestors_make_the_seed(attestors: tuple[Scene, Desk, Desk]) -> None:
    scene, *desks = attestors
    statements = [seen(desk, scene.record()).statement for desk in desks]
    sealed = [
        need_sealed_in(desk.state, check_record(scene.record(), desk.log_key)) for desk in desks
    ]
    statements += [dice(desk, of, THROW) for desk, of in zip(desks, sealed, strict=True)]
    scene.seeded(*statements)
    assert not desks[0].state.draws[0].secret


@pytest.mark.parametrize("digits", ["", "123", THROW[:-1] + "7", THROW + "1"])
def test_digits_that_are_no_throw(attestors: tuple[Scene, Desk, Desk], digits: str) -> None:
    scene, desk, _ = attestors
    seen(desk, scene.record())
    with refused(InputError, "dice_digits"):
        dice(desk, need_sealed(desk.state, "d-1"), digits)


def test_second_throw(attestors: tuple[Scene, Desk, Desk]) -> None:
    scene, desk, _ = attestors
    seen(desk, scene.record())
    first = dice(desk, need_sealed(desk.state, "d-1"), THROW)
    with refused(DuplicateError, "dice_signed"):
        dice(desk, need_sealed(desk.state, "d-1"), THROW[::-1])
    assert dice(desk, need_sealed(desk.state, "d-1"), THROW) == first


def test_mistyped_throw_is_put_right(attestors: tuple[Scene, Desk, Desk]) -> None:
    scene, *desks = attestors
    statements = [seen(desk, scene.record()).statement for desk in desks]
    one, two = (need_sealed(desk.state, "d-1") for desk in desks)
    dice(desks[0], one, "6" + THROW[1:])
    one = need_sealed(desks[0].state, "d-1")
    statements += [dice(desks[0], one, THROW, mistyped=True), dice(desks[1], two, THROW)]
    scene.seeded(*statements)


@pytest.mark.usefixtures("scene")
def test_dice_and_values_are_not_mixed(attestors: tuple[Scene, Desk, Desk], desk: Desk) -> None:
    thrown, one, _ = attestors
    seen(one, thrown.record())
    with refused(PhaseError, "nothing_to_reveal"):
        reveal(one, need_sealed(one.state, "d-1"))
    with refused(PhaseError, "nothing_to_throw"):
        dice(desk, need_sealed(desk.state, "d-1"), THROW)


def test_record_with_another_seal_is_not_what_was_seen(
    attestors: tuple[Scene, Desk, Desk],
) -> None:
    scene, desk, other = attestors
    seen(desk, scene.record())
    changed = Scene(source="dice").requested().frozen().joined(*scene.joins)
    changed.sealed(nonce=digest("another"))
    with refused(DuplicateError, "other_seal"):
        need_sealed_in(desk.state, check_record(changed.record(), desk.log_key))
    with refused(MissingError, "not_seen"):
        need_sealed_in(other.state, check_record(scene.record(), other.log_key))


def test_confirming_what_is_not_finished(desk: Desk, scene: Scene) -> None:
    with refused(PhaseError, "record_too_early"):
        confirm(desk, scene.record())


def test_confirming_a_panel(desk: Desk, scene: Scene) -> None:
    reply = confirm(desk, completed(scene).record())
    reply.statement.check("witnessed", scene.leaf("COMPLETED"))
    assert (reply.outcome, reply.body) == ("COMPLETED", {"accepted": [2]})


def test_confirming_a_void(desk: Desk, scene: Scene) -> None:
    statement = void_statement(desk, scene.record(), "wrong_list")
    assert statement.value == {"class": "discarded", "reason": "wrong_list"}
    statement.check("void", scene.leaf("SEEDED"))
    body: Any = {"approval": APPROVAL, "statements": [statement.to_object()]} | statement.value
    scene.write("VOID", body)
    assert confirm(desk, scene.record()).outcome == "VOID"
    with refused(PhaseError, "void_already"):
        void_statement(desk, scene.record(), "wrong_list")


def test_void_before_the_seal_is_harmless(desk: Desk) -> None:
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    assert void_statement(desk, scene.record(), "wrong_list").value["class"] == "harmless"
    with refused(InputError, "code_malformed"):
        void_statement(desk, scene.record(), "名单有误")


def test_confirming_another_seal_than_was_seen(desk: Desk) -> None:
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    other = Scene().requested().frozen().joined(*scene.joins).sealed(nonce=digest("another"))
    seen(desk, scene.sealed().record())
    other.write("VOID", void_body("discarded"))
    with refused(DuplicateError, "other_seal"):
        confirm(desk, other.record())


def void_body(kind: str) -> dict[str, Any]:
    return {"approval": APPROVAL, "class": kind, "reason": "other", "statements": []}


def test_seed_with_statements_he_never_made(desk: Desk, scene: Scene) -> None:
    notes = desk.state.draws[0]
    kept = [signed for signed in notes.statements if signed.kind != "reveal"]
    desk.note(type(notes)(**(vars(notes) | {"statements": kept})))
    with refused(RecordError, "seeded_not_mine"):
        confirm(desk, completed(scene).record())


def test_countersigning_a_reply(desk: Desk, scene: Scene) -> None:
    data = scene.invited(1, 3).record()
    statement = countersign_reply(desk, data, (0, 3), answer="decline", reason="illness")
    statement.check("reply", scene.leaf("INVITED"))
    said = {"answer": "decline", "group": 0, "reason": "illness", "row": 3}
    assert statement.value == said
    with refused(DuplicateError, "reply_signed_already"):
        countersign_reply(desk, data, (0, 3), answer="accept", reason="none")
    with refused(DuplicateError, "reply_signed_already"):
        countersign_expired(desk, data, (0, 3), tries=3)
    countersign_reply(desk, data, (0, 1), answer="accept", reason="none")


def test_countersigning_a_withdrawal(desk: Desk, scene: Scene) -> None:
    record = completed(scene).record()
    with refused(InputError, "reason"):
        countersign_withdrawn(desk, record, (0, 2), reason="kinship")
    statement = countersign_withdrawn(desk, record, (0, 2), reason="illness")
    assert (statement.kind, statement.leaf) == ("withdrawn", scene.leaf("INVITED"))
    assert statement.value == {"group": 0, "reason": "illness", "row": 2}
    attestation = {"kind": "countersigned", "statements": [statement.to_object()]}
    body = {"approval": APPROVAL, "attestation": attestation, "group": 0}
    scene.write("WITHDRAWN", body | {"reason": "illness", "row": 2})
    with refused(ReplyError, "not_accepted"):
        countersign_withdrawn(desk, scene.record(), (0, 2), reason="illness")
    with refused(MissingError, "not_invited"):
        countersign_withdrawn(desk, scene.record(), (0, 0), reason="illness")


def test_withdrawal_of_who_has_not_answered(desk: Desk, scene: Scene) -> None:
    with refused(ReplyError, "not_accepted"):
        countersign_withdrawn(desk, scene.invited(1).record(), (0, 1), reason="illness")


def test_countersigning_a_correction(desk: Desk, scene: Scene) -> None:
    data = scene.invited(1, 3).record()
    countersign_reply(desk, data, (0, 3), answer="decline", reason="illness")
    data = scene.replied(3, "decline", "illness").record()
    corrected = countersign_reply(desk, data, (0, 3), answer="accept", reason="none")
    corrected.check("reply", scene.leaf("INVITED"))
    with refused(ReplyError, "answered_already"):
        countersign_expired(desk, data, (0, 3), tries=3)


def test_countersigning_silence(desk: Desk, scene: Scene) -> None:
    statement = countersign_expired(desk, scene.invited(1).record(), (0, 1), tries=3)
    assert statement.value == {"group": 0, "row": 1, "tries": 3}


def test_countersigning_what_makes_no_sense(desk: Desk, scene: Scene) -> None:
    data = scene.invited(1).record()
    with refused(MissingError, "not_invited"):
        countersign_reply(desk, data, (0, 2), answer="accept", reason="none")
    with refused(InputError, "reason"):
        countersign_reply(desk, data, (0, 1), answer="accept", reason="illness")
    with refused(InputError, "reason"):
        countersign_reply(desk, data, (0, 1), answer="perhaps", reason="none")
