"""Two freezes or two seals where there may be one (attacks A4, A5)."""

import copy
from typing import Any

import pytest

from drawsvc.domain.errors import DuplicateError, MissingError, RecordError
from drawsvc.witness.desk import Desk
from drawsvc.witness.join import join
from drawsvc.witness.known import need_sealed
from drawsvc.witness.reveal import reveal
from drawsvc.witness.seen import seen
from tests.unit.witness.scene import Scene, digest, refused


@pytest.fixture
def requested() -> Scene:
    return Scene().requested()


def other_freeze(requested: Scene) -> Scene:
    scene = copy.deepcopy(requested)
    del scene.eligible[0]
    return scene.frozen()


def test_second_freeze_of_an_attempt(desk: Desk, requested: Scene) -> None:
    second = other_freeze(requested)
    join(desk, requested.frozen().record())
    with refused(DuplicateError, "other_freeze"):
        join(desk, second.record())
    reply = join(desk, second.record(), again="the list was wrong")
    assert reply.earlier == ["d-1/1"]
    assert [notes.again for notes in desk.state.draws] == ["", "the list was wrong"]
    secrets = [desk.value_of(notes) for notes in desk.state.draws]
    assert len(set(secrets)) == 2


def test_second_freeze_after_the_seal_was_seen(desk: Desk, requested: Scene) -> None:
    second = other_freeze(requested)
    scene = requested.frozen()
    scene.joined(join(desk, scene.record()).statement)
    seen(desk, scene.sealed().record())
    with refused(DuplicateError, "sealed_already"):
        join(desk, second.record(), again="the result does not suit")


def test_second_draw_for_one_matter(desk: Desk) -> None:
    join(desk, Scene("d-1").requested().frozen().record())
    again = Scene("d-2").requested().frozen()
    with refused(DuplicateError, "other_freeze"):
        join(desk, again.record())
    assert join(desk, Scene("d-3", filing="2026-2").requested().frozen().record()).earlier == []


def test_further_attempt_shows_how_the_earlier_ended(desk: Desk, requested: Scene) -> None:
    join(desk, requested.frozen().record())
    further = requested.voided().further().frozen()
    reply = join(desk, further.record())
    assert reply.earlier == ["d-1/1"]
    (end,) = reply.freeze["ends"]
    assert (end["attempt"], end["type"]) == (1, "VOID")
    assert (end["class"], end["reason"]) == ("harmless", "wrong_list")


def test_earlier_attempt_that_has_not_ended(desk: Desk, requested: Scene) -> None:
    join(desk, requested.frozen().record())
    further = requested.further().frozen()
    with refused(RecordError, "record_earlier"):
        join(desk, further.record())


def test_end_that_the_record_does_not_hold(desk: Desk, requested: Scene) -> None:
    further = requested.frozen().voided().further().frozen()

    def without_end(record: Any) -> None:
        record["entries"] = [e for e in record["entries"] if e["entry"]["type"] != "VOID"]

    with refused(RecordError, "record_earlier"):
        join(desk, further.record(without_end))


def test_void_that_is_not_what_it_is_called(desk: Desk, requested: Scene) -> None:
    further = requested.frozen().voided(**{"class": "discarded"}).further().frozen()
    with refused(RecordError, "record_void"):
        join(desk, further.record())


def test_void_without_its_witness(desk: Desk, requested: Scene) -> None:
    scene = requested.frozen()
    scene.joined(join(desk, scene.record()).statement)
    with refused(RecordError, "record_void_unsigned"):
        join(desk, scene.voided().further().frozen().record())


def test_void_signed_by_a_stranger(desk: Desk, requested: Scene) -> None:
    scene = requested.frozen()
    stated = join(desk, scene.record()).statement
    scene.joined(stated)
    other = {**stated.to_object(), "key": digest("stranger"), "kind": "void"}
    with refused(RecordError, "record_void_unsigned"):
        join(desk, scene.voided(statements=[other]).further().frozen().record())


def test_result_discarded_before_is_shown(desk: Desk, requested: Scene) -> None:
    requested.frozen().sealed()
    (end,) = join(
        desk, requested.voided(**{"class": "discarded"}).further().frozen().record()
    ).freeze["ends"]
    assert end["class"] == "discarded"


def test_discarded_result_called_harmless(desk: Desk, requested: Scene) -> None:
    requested.frozen().sealed()
    with refused(RecordError, "record_void"):
        join(desk, requested.voided().further().frozen().record())


def test_completed_attempt_that_is_shown_whole(desk: Desk, requested: Scene) -> None:
    requested.frozen().write("COMPLETED", {"accepted": [2]})
    requested.ends = [requested.chain.entries[-1]]
    requested.earlier = list(requested.chain.entries)
    with refused(RecordError, "record_earlier"):
        join(desk, requested.further().frozen().record())


def test_end_that_is_none(desk: Desk, requested: Scene) -> None:
    requested.ends.append(requested.frozen().chain.entries[-1])
    with refused(RecordError, "record_earlier"):
        join(desk, requested.further().frozen().record())


def test_end_that_came_after_the_request(desk: Desk, requested: Scene) -> None:
    requested.frozen()
    first = requested.chain
    requested.voided()
    leaf = requested.leaves.pop()
    further = requested.further()
    further.leaves.append(leaf)
    assert first.last_of("VOID")
    with refused(RecordError, "record_earlier"):
        join(desk, further.frozen().record())


def test_no_way_back_to_an_earlier_attempt(desk: Desk, requested: Scene) -> None:
    first = copy.deepcopy(requested.frozen())
    join(desk, requested.voided().further().frozen().record())
    with refused(DuplicateError, "later_attempt_joined"):
        join(desk, first.record(), again="the result does not suit")


def test_sibling_seal(desk: Desk, requested: Scene) -> None:
    scene = requested.frozen()
    scene.joined(join(desk, scene.record()).statement)
    sibling = copy.deepcopy(scene).sealed(nonce=digest("a nonce that suits"))
    first = seen(desk, scene.sealed().record())
    with refused(DuplicateError, "other_seal") as caught:
        seen(desk, sibling.record())
    assert caught.value.facts == {"expected": first.slip, "got": sibling.leaf("SEAL")}
    # Both are kept as evidence, and the value stays where it is.
    assert [seal.leaf for seal in desk.state.draws[0].seals] == [first.slip, sibling.leaf("SEAL")]
    with refused(DuplicateError, "other_seal"):
        reveal(desk, need_sealed(desk.state, "d-1"))
    with refused(DuplicateError, "other_seal"):
        seen(desk, scene.record())


def test_seals_of_two_freezes_of_an_attempt(desk: Desk, requested: Scene) -> None:
    second = other_freeze(requested)
    scene = requested.frozen()
    scene.joined(join(desk, scene.record()).statement).sealed()
    second.joined(join(desk, second.record(), again="the list was wrong").statement).sealed()
    seen(desk, scene.record())
    with refused(DuplicateError, "other_seal"):
        seen(desk, second.record())
    with refused(DuplicateError, "other_seal"):
        reveal(desk, need_sealed(desk.state, "d-1"))


def test_freeze_that_was_not_joined(desk: Desk, requested: Scene) -> None:
    second = other_freeze(requested)
    join(desk, requested.frozen().record())
    with refused(DuplicateError, "record_other_freeze"):
        seen(desk, second.sealed().record())


def test_attempt_that_was_not_joined(desk: Desk, requested: Scene) -> None:
    scene = requested.frozen()
    scene.joined(join(desk, scene.record()).statement)
    seen(desk, scene.sealed().record())
    with refused(MissingError, "not_joined"):
        reveal(desk, need_sealed(desk.state, "d-1", 2))
